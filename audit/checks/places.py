"""Places that a report names and has nothing to do with: what is left of a text that was taken from elsewhere.

Only whole names of provinces, cities and counties of the register are looked for, and only those of one place: 鼓楼区 may be in
Nanjing or in Fuzhou, and 市南区 is part of many words.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from audit.divisions import division_named, divisions

_ENDS = re.compile("[省市县州盟旗区]")
_SENTENCE_ENDS = "。！!；;\n"
_LONGEST, _SHORTEST = 15, 3
_LEGITIMATE = re.compile(
    r"学习|考察|调研|交流|借鉴|赴|对口|支援|帮扶|协作|合作|来函|移送|转送|高级人民法院|中级人民法院|起草|法〔|籍"
)
"""Words beside which a report may well name another place."""


class Foreign(NamedTuple):
    name: str
    sentence: str


def foreign_places(text: str, adcode: str, publisher: str) -> Iterator[Foreign]:
    """Yield each place once that is neither the publisher's nor above or below it, with the first sentence that names it.

    Nothing if it is not known where the publisher is.
    """
    own = _lineage(adcode) or _lineage(named.adcode if (named := division_named(publisher)) else "")
    if not own:
        return
    told = set()
    for found in _ENDS.finditer(text):
        name, code = _named(text, found.end())
        if not name or name in told or name in publisher or _is_related(code, own):
            continue
        sentence = _sentence(text, found.end())
        if not _LEGITIMATE.search(sentence):
            told.add(name)
            yield Foreign(name, sentence)


@cache
def _names() -> dict[str, str]:
    """Names that belong to one place, and its code."""
    counted = Counter(unit.name for unit in divisions().values())
    return {
        unit.name: code
        for code, unit in divisions().items()
        if counted[unit.name] == 1 and len(unit.name) >= _SHORTEST and (not unit.name.endswith("区") or not unit.parent)
    }


def _named(text: str, end: int) -> tuple[str, str]:
    """The longest name that ends here."""
    names = _names()
    for length in range(min(_LONGEST, end), _SHORTEST - 1, -1):
        name = text[end - length : end]
        if name in names:
            return name, names[name]
    return "", ""


def _lineage(adcode: str) -> tuple[str, ...]:
    """The unit and those above it."""
    units = divisions()
    line = []
    while adcode in units:
        line.append(adcode)
        adcode = units[adcode].parent
    return tuple(line)


def _is_related(code: str, own: tuple[str, ...]) -> bool:
    return code in own or own[0] in _lineage(code)


def _sentence(text: str, position: int) -> str:
    start = max(text.rfind(stop, 0, position) for stop in _SENTENCE_ENDS) + 1
    end = min((at for stop in _SENTENCE_ENDS if (at := text.find(stop, position)) >= 0), default=len(text))
    return text[start:end].strip()
