"""Lines to paragraphs: a line goes on in the next one if it is full and the next one is not indented.

Figures in prose are read sentence by sentence, and a sentence does not end where a line or a page does.
"""

import re
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from extraction.carriers.carrier import line
from extraction.carriers.leaves import Item, TextLine
from extraction.carriers.lines import Segment
from extraction.carriers.printed import Box, PrintedPage
from extraction.rows import Row

_SENTENCE_END = "。；;：:！!？?"
_NUMBERED = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]")
_SHORT_OF_MARGIN = 2.2
"""A full line may end this many characters early: punctuation may not begin the next one (GB/T 15834-2011, 5.1)."""
_INDENT = 0.9
_LEADING = 1.8
_SAME_SIZE = 0.2
_LONG_LINE = 0.5


class _Margins(NamedTuple):
    left: float
    right: float


class Paragraphs:
    """Takes lines one by one and gives a row whenever a paragraph is complete."""

    def __init__(self, pages: Sequence[PrintedPage], items: Sequence[list[Item]], origin: str) -> None:
        self._origin = origin
        self._margins = {page.number: _margins(page, items) for page in pages}
        self._open: list[tuple[int, Segment]] = []

    def add(self, page: int, segment: Segment) -> list[Row]:
        done = [] if self._open and self._goes_on(page, segment) else self.close()
        self._open.append((page, segment))
        return done

    def close(self) -> list[Row]:
        """The open paragraph, if there is one."""
        if not self._open:
            return []
        text = ""
        boxes: dict[int, Box] = {}
        for page, segment in self._open:
            text += " " if text and text[-1].isascii() and text[-1].isalnum() and segment.text[:1].isascii() else ""
            text += segment.text
            boxes[page] = boxes[page].around(segment.box) if page in boxes else segment.box
        self._open = []
        return [line(self._origin, [(text, " ".join(box.locator(page) for page, box in boxes.items()))])]

    def _goes_on(self, page: int, segment: Segment) -> bool:
        before, last = self._open[-1]
        own, other = self._margins[before], self._margins[page]
        em = max(last.em, segment.em)
        if abs(last.em - segment.em) > _SAME_SIZE * em or last.box.x1 < own.right - _SHORT_OF_MARGIN * em:
            return False
        if segment.box.x0 > other.left + _INDENT * em:
            return False
        if before == page and segment.box.top - last.box.bottom > _LEADING * em:
            return False
        return not (_NUMBERED.match(segment.text) and last.text[-1] in _SENTENCE_END)


def _margins(page: PrintedPage, items: Sequence[list[Item]]) -> _Margins:
    """Where lines begin and end on pages of this width."""
    boxes = [
        item.segments[0].box for own in items for item in own if isinstance(item, TextLine) and len(item.segments) == 1
    ]
    long = [box for box in boxes if box.x1 - box.x0 > _LONG_LINE * page.width and box.x1 <= page.width]
    if not long:
        return _Margins(0.0, page.width)
    lefts = sorted(box.x0 for box in long)
    return _Margins(median(lefts[: len(lefts) // 2 + 1]), max(box.x1 for box in long))
