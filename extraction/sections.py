"""The numbered parts of a report: heading and text, wherever the heading stands.

A heading may be a line of its own, begin a paragraph, or hang at the end of the one before. What follows the last
heading belongs to it, an appended work plan as well; page furniture below does not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extraction.codebook import CODEBOOK
from extraction.folding import HAN, fold, to_simplified
from extraction.headings import LONGEST, numeral
from extraction.report import Section
from extraction.rows import Row

_PATTERNS = "|".join(
    sorted({h.pattern for headings in CODEBOOK.headings.values() for h in headings if h.number}, key=len, reverse=True)
)
_NUMBERED = re.compile("[一二三四五六七八九][、.\\uff0e,\\uff0c]")
_HEADING = re.compile(
    rf"(?<![(\uff08第])([一二三四五六七八九])[、.\uff0e,\uff0c]\s*[^\s。;；：:,，]{{0,16}}?(?:{_PATTERNS})(?:{HAN}|、){{0,14}}"
)
_ANY = re.compile(_PATTERNS)
_FURNITURE = re.compile(
    r"(?:扫一扫|联系我们|网站地图|主办|承办|版权所有|打印|【?打印|关闭|分享|上一[篇条]|下一[篇条]|相关(?:文档|链接|信息|文章)|信息来源|附件下载|网站标识码)"
)
_CONTENTS = 3
"""As many headings in one line are a table of contents."""


@dataclass(slots=True)
class Part:
    number: int
    heading: str
    lines: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    parts: list[Part]
    first: int
    """Index of the row with the first heading; the number of rows if there is none."""
    opening: list[str]
    """Lines above the first heading."""

    def sections(self) -> tuple[Section, ...]:
        return tuple(Section(part.number, part.heading, "\n".join(part.lines)) for part in self.parts)

    def headings(self) -> list[tuple[int, str]]:
        return [(part.number, fold(part.heading)) for part in self.parts]

    def images(self, number: int) -> list[str]:
        return [image for part in self.parts if part.number == number for image in part.images]


def outline(rows: Sequence[Row], used: set[int]) -> Outline:
    """The parts of the document; rows in `used` belong to its tables."""
    parts: list[Part] = []
    opening: list[str] = []
    first = len(rows)
    for index, row in enumerate(rows):
        if row.image is not None:
            if parts:
                parts[-1].images.append(row.image)
            continue
        if index in used:
            continue
        line = row.line or " ".join(cell.text for cell in row.cells[row.repeated :] if cell.text)
        if parts and _FURNITURE.match(line):
            break
        position = 0
        for number, start, end in _headings(line):
            last = parts[-1].number if parts else 0
            if number == 1 and last:
                # The headings above were a table of contents.
                opening += [text for part in parts for text in part.lines]
                parts = []
            elif number <= last:
                continue
            (parts[-1].lines if parts else opening).append(line[position:start].strip())
            first = index if not parts else first
            parts.append(Part(number, line[start:end].strip()))
            position = end
        (parts[-1].lines if parts else opening).append(line[position:].strip())
    for part in parts:
        part.lines = [text for text in part.lines if text]
    return Outline(parts, first, opening)


def _headings(line: str) -> list[tuple[int, int, int]]:
    """Number, start and end of the headings in a line."""
    if not _NUMBERED.search(line):
        return []
    simplified = to_simplified(line)
    if len(simplified) != len(line):
        return []
    if len(line) <= LONGEST and _NUMBERED.match(line) and _ANY.search(fold(line)):
        return [(numeral(line[0]), 0, len(line))] if len(_HEADING.findall(simplified)) <= 1 else []
    found = [(numeral(match[1]), match.start(), match.end()) for match in _HEADING.finditer(simplified)]
    return found if len(found) < _CONTENTS else []
