"""Headings of the numbered sections, by the patterns of the codebook."""

import re
from functools import lru_cache

from extraction.codebook import CODEBOOK
from extraction.folding import fold

LONGEST = 60
_NUMERALS = "一二三四五六七八九十"
_KINDS: dict[str, dict[int, list[re.Pattern[str]]]] = {code: {} for code in CODEBOOK.headings}
"""Patterns of each layout's headings, by number."""
for _code, _headings in CODEBOOK.headings.items():
    for _heading in _headings:
        if _heading.number is not None:
            _KINDS[_code].setdefault(_heading.number, []).append(re.compile(_heading.pattern))


def numeral(character: str) -> int:
    return _NUMERALS.index(character) + 1


def section_number(line: str) -> int | None:
    """The number of the section that a line of its own opens in the layouts with tables.

    >>> section_number("三、收到和处理政府信息公开申请情况"), section_number("(一)主动公开政府信息情况")
    (3, None)
    """
    return _known_number(line) if 0 < len(line) <= LONGEST and line[0] in _NUMERALS else None


@lru_cache(maxsize=1024)
def _known_number(line: str) -> int | None:
    """Kept, because a line is asked for by everybody who reads the page, and reports share their headings."""
    number = numeral(line[0])
    folded = fold(line)
    return number if any(pattern.search(folded) for pattern in _KINDS["f2021"].get(number, ())) else None


def kinds(headings: list[tuple[int, str]]) -> dict[str, int]:
    """How many of the printed headings (number, text) are those of each layout, at the right number."""
    return {
        code: sum(1 for number, text in headings if any(p.search(text) for p in patterns.get(number, ())))
        for code, patterns in _KINDS.items()
    }
