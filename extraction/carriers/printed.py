"""What a printed page is made of, whatever file it came in: glyphs, ruling lines, pictures; points from the top left corner."""

import re
import unicodedata
from typing import NamedTuple

_RADICALS = str.maketrans(
    "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰", "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙"
)
"""Supplementary radicals without a compatibility mapping (Unicode block 2E80-2EFF), by the character they are drawn as."""
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufb06\U0002f800-\U0002fa1f]")
"""Radicals, compatibility ideographs and Latin ligatures; no digits in circles, no units."""


_THIN = 3.0
MOST_PAGES = 200
"""No report known has a quarter of it; a file with more is a collection, or made to keep us busy."""


class Box(NamedTuple):
    x0: float
    top: float
    x1: float
    bottom: float

    def around(self, other: "Box") -> "Box":
        return Box(
            min(self.x0, other.x0), min(self.top, other.top), max(self.x1, other.x1), max(self.bottom, other.bottom)
        )

    def locator(self, page: int) -> str:
        """Page and box in points, as a PDF reader shows them.

        >>> Box(72.04, 80.5, 120, 92).locator(3)
        'page3#72.0,80.5,120.0,92.0'
        """
        return f"page{page}#" + ",".join(f"{side:.1f}" for side in self)


class Glyph(NamedTuple):
    """One character as placed: the box of its advance, one em high."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def em(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def box(self) -> Box:
        return Box(self.x0, self.top, self.x1, self.bottom)


class Edge(NamedTuple):
    """A ruling line: where it stands, and from where to where it goes."""

    upright: bool
    at: float
    start: float
    end: float


class PrintedPage(NamedTuple):
    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    edges: list[Edge]
    shades: list[Edge]
    """Outlines of filled areas: ruling lines only where a page has no others."""
    pictures: list[Box]


def edges_of(box: Box, *, stroked: bool) -> tuple[list[Edge], list[Edge]]:
    """Ruling lines and shade outlines of a rectangle; a thin one is a line, as Word and Chromium draw borders."""
    wide, high = box.x1 - box.x0 > _THIN, box.bottom - box.top > _THIN
    if not wide and not high:
        return [], []
    if not wide:
        return [_upright((box.x0 + box.x1) / 2, box)], []
    if not high:
        return [_across((box.top + box.bottom) / 2, box)], []
    outline = [_upright(box.x0, box), _upright(box.x1, box), _across(box.top, box), _across(box.bottom, box)]
    return (outline, []) if stroked else ([], outline)


def _upright(at: float, box: Box) -> Edge:
    return Edge(upright=True, at=at, start=box.top, end=box.bottom)


def _across(at: float, box: Box) -> Edge:
    return Edge(upright=False, at=at, start=box.x0, end=box.x1)


def drawn_as(text: str) -> str:
    """The characters a reader sees: files from Chromium and WPS name 行 as the radical ⾏, which no label has.

    >>> drawn_as("⾏政许可⻚ﬁ①"), drawn_as("12")
    ('行政许可页fi①', '12')
    """
    return _COMPATIBLE.sub(lambda found: unicodedata.normalize("NFKC", found[0].translate(_RADICALS)), text)
