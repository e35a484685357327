"""Page numbers and running heads: what stands on the page but is no part of the report.

A line is furniture only if it stands at the edge of the page, outside every closed table, and proves itself: by marks no
figure has (``- 3 -``, ``第3页``), by counting on from page to page at the same height, or by being repeated.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from extraction.carriers.lines import text_of
from extraction.carriers.printed import Glyph, PrintedPage

_MARGIN = 0.12
_OUTERMOST = 2
_SAME_HEIGHT = 4.0
_FEWEST_REPEATS = 3
_DIGITS = re.compile(r"\d+")
_MARKED = re.compile(r"[-‐-―—–－·•~～]+ ?\d{1,3} ?[-‐-―—–－·•~～]+|第 ?\d{1,3} ?页(?:[ ,，/]*共 ?\d{1,3} ?页)?")


class _Candidate(NamedTuple):
    page: int
    line: int
    text: str
    height: float


def furniture(pages: Sequence[PrintedPage], lines: Sequence[list[list[Glyph]]]) -> list[set[int]]:
    """Indexes of the lines of each page that are furniture; `lines` has those outside of tables."""
    candidates = [one for page, own in zip(pages, lines, strict=True) for one in _at_the_edge(page, own)]
    dropped: list[set[int]] = [set() for _ in pages]
    position = {page.number: index for index, page in enumerate(pages)}
    for one in candidates:
        alike = [
            other
            for other in candidates
            if abs(other.height - one.height) <= _SAME_HEIGHT
            and _DIGITS.sub("#", other.text) == _DIGITS.sub("#", one.text)
        ]
        if _MARKED.fullmatch(one.text) or _counts(one, alike) or _repeated(one, alike):
            dropped[position[one.page]].add(one.line)
    return dropped


def _at_the_edge(page: PrintedPage, lines: list[list[Glyph]]) -> list[_Candidate]:
    found = []
    outermost = {*range(_OUTERMOST), *range(len(lines) - _OUTERMOST, len(lines))}
    for index, line in enumerate(lines):
        height = line[0].middle
        if index in outermost and not _MARGIN * page.height < height < (1 - _MARGIN) * page.height:
            found.append(_Candidate(page.number, index, text_of(line), height))
    return found


def _counts(one: _Candidate, alike: list[_Candidate]) -> bool:
    """Whether some number in the line is the number of the page, counted from anywhere."""
    own = list(map(int, _DIGITS.findall(one.text)))
    for place, number in enumerate(own):
        on = [other for other in alike if int(_DIGITS.findall(other.text)[place]) - other.page == number - one.page]
        if len({other.page for other in on}) > 1:
            return True
    return False


def _repeated(one: _Candidate, alike: list[_Candidate]) -> bool:
    pages = {other.page for other in alike if other.text == one.text}
    return len(pages) >= _FEWEST_REPEATS
