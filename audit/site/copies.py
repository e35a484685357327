"""Two texts beside each other, sentence by sentence: what both say, and what only one of them does."""

import re
from typing import NamedTuple

from sqlite_utils import Database

from audit.checks.shingles import masked
from audit.checks.stored import Stored

_SENTENCE = re.compile(r"[^。！!；;\n]+[。！!；;]?")


class Sentence(NamedTuple):
    text: str
    shared: bool
    """Whether the other text says it too, figures and dates aside."""


class Side(NamedTuple):
    """One of the texts: headings, and the sentences below each."""

    sections: list[tuple[str, list[Sentence]]]


def sides(database: Database, narratives: tuple[int, int]) -> list[Side]:
    """Return both texts with what they share marked."""
    stored = Stored(database)
    texts = [stored.sections(narrative) for narrative in narratives]
    said = [{_key(sentence) for _, body in text for sentence in _SENTENCE.findall(body)} for text in texts]
    return [_side(text, others) for text, others in zip(texts, reversed(said), strict=True)]


def _side(text: list[tuple[str, str]], others: set[str]) -> Side:
    return Side(
        [
            (heading, [Sentence(sentence, _key(sentence) in others) for sentence in _SENTENCE.findall(body)])
            for heading, body in text
        ]
    )


def _key(sentence: str) -> str:
    return masked(sentence, ())
