"""How alike two texts are, and which of many are: overlapping runs of characters, as sets.

Among many texts a pair is looked for by its rarest shingles. Two sets that share a fraction t have one of their rarest 1 - t
in common, so boilerplate, which everybody shares, is never followed. Only a sample of the shingles is indexed, taken by the
character they begin with and so the same in every text and every run; what the sample finds is measured on the whole texts.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import ceil
from typing import NamedTuple

LENGTH = 6
_ONE_IN = 16
_SAMPLE_ALIKE = 0.7
"""Lower than what is looked for: a sample of some 100 shingles is off by a few hundredths."""
_LONGEST_LIST = 16
"""A shingle that so many texts have among their rarest leads to the first of them; one of a heap of copies is enough."""
_MEASURED = 2
_NO_HAN = re.compile(r"[^\u4e00-\u9fff]+")
_SAMPLED = re.compile("(?=([{}].{{{}}}))".format("".join(map(chr, range(0x4E00, 0xA000, _ONE_IN))), LENGTH - 1))


class Alike(NamedTuple):
    """A text, an earlier one, and how alike they are."""

    text: int
    earlier: int
    similarity: float


def masked(text: str, names: Iterable[str]) -> str:
    """Return the Chinese characters of a text without these names: figures, dates and addresses are gone with the rest.

    >>> masked("2022年，常州市教育局收到申请12件。", ["常州市教育局"])
    '年收到申请件'
    """
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, "")
    return _NO_HAN.sub("", text)


@lru_cache(maxsize=32)
def shingles(text: str) -> frozenset[str]:
    """Return every run of `LENGTH` characters. The last few are kept: of a heap of copies all are compared with the first."""
    return frozenset(text[at : at + LENGTH] for at in range(len(text) - LENGTH + 1))


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Return what both have in common as a fraction of what either has.

    >>> similarity(frozenset("abcd"), frozenset("bcde"))
    0.6
    """
    common = len(one & other)
    whole = len(one) + len(other) - common
    return common / whole if whole else 0.0


def alike(texts: Sequence[str], least: float) -> Iterator[Alike]:
    """Yield for every text the earlier one most like it, if they are alike in at least this fraction."""
    samples = [frozenset(_SAMPLED.findall(text)) for text in texts]
    spread = Counter(shingle for sample in samples for shingle in sample)
    lists: defaultdict[str, list[int]] = defaultdict(list)
    same: dict[str, int] = {}
    for number, (text, sample) in enumerate(zip(texts, samples, strict=True)):
        if text in same:
            yield Alike(number, same[text], 1.0)
            continue
        same[text] = number
        rarest = sorted(sample, key=lambda shingle: (spread[shingle], shingle))
        rarest = rarest[: len(rarest) - ceil(_SAMPLE_ALIKE * len(rarest)) + 1]
        best = _nearest(number, texts, samples, {earlier for shingle in rarest for earlier in lists[shingle]})
        if best is not None and best.similarity >= least:
            yield best
        for shingle in rarest:
            if len(lists[shingle]) < _LONGEST_LIST:
                lists[shingle].append(number)


def _nearest(
    number: int, texts: Sequence[str], samples: Sequence[frozenset[str]], candidates: Iterable[int]
) -> Alike | None:
    mine = samples[number]
    likely = sorted(
        (-found, earlier) for earlier in candidates if (found := similarity(mine, samples[earlier])) >= _SAMPLE_ALIKE
    )
    if not likely:
        return None
    whole = shingles(texts[number])
    measured = [
        Alike(number, earlier, similarity(whole, shingles(texts[earlier]))) for _, earlier in likely[:_MEASURED]
    ]
    return max(measured, key=lambda one: (one.similarity, -one.earlier))
