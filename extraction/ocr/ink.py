"""What is printed in a cell: its lines, how many digits they have room for, and whether it is a mere mark."""

from typing import NamedTuple

import cv2
import numpy as np

from extraction.ocr.pixels import Box, Pixels
from extraction.ocr.rulings import Mask
from extraction.ocr.shapes import mark_of
from extraction.ocr.strokes import LOWEST, Strokes, strokes_in, without_border

_SMALLEST = 3
"""Pixels: larger side of the largest part of anything printed, a dash in small print."""
_SPECK = 2
_HALF = 0.5
_LINE = 0.6
"""Least height of a line, in heights of the highest."""
_MARGIN, _BESIDE = 0.3, 0.6
"""Points and commas stand this near above, below and beside the digits, in heights of a digit."""
_PADDING = 0.25
_ONE = 2
"""Components, the ground among them."""


class Ink(NamedTuple):
    lines: tuple[Box, ...]
    """Around each line of what is printed."""
    digits: int
    """Parts that are as high as a digit; one for each digit if none touch."""
    mark: str
    """A dash or a slash if the ink has the shape of one."""

    @property
    def height(self) -> int:
        return max(line[3] - line[1] for line in self.lines)

    @property
    def width(self) -> int:
        return max(line[2] - line[0] for line in self.lines)


def ink_of(gray: Mask, cell: Box) -> Ink | None:
    """The ink inside a cell, None if it is blank."""
    left, top, right, bottom = cell
    inside = gray[top:bottom, left:right]
    if min(inside.shape, default=0) < LOWEST:
        return None
    x0, y0, x1, y1 = without_border(inside)
    if min(y1 - y0, x1 - x0) < LOWEST:
        return None
    inside = inside[y0:y1, x0:x1]
    printed, tallest = _characters(strokes_in(inside))
    if not tallest:
        return None
    lines, digits = [], 0
    for above, below in _bands(printed):
        columns = _groups(_any(printed[above:below], axis=0))
        lines.append((left + x0 + columns[0][0], top + y0 + above, left + x0 + columns[-1][1], top + y0 + below))
        for first, last in columns:
            rows = np.flatnonzero(_any(printed[above:below, first:last], axis=1))
            digits += int(rows[-1] - rows[0] + 1 > _HALF * tallest)
    return Ink(tuple(lines), digits, _mark(inside, printed))


def _mark(inside: Mask, printed: Strokes) -> str:
    if cv2.connectedComponents(printed.astype(np.uint8))[0] != _ONE:
        return ""
    rows, columns = (np.flatnonzero(_any(printed, axis=axis)) for axis in (1, 0))
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return mark_of(np.where(printed[part], 255.0 - inside[part], 0.0))


def _characters(printed: Strokes) -> tuple[Strokes, int]:
    """The parts that belong to a line of characters, and the height of the tallest; 0 if there are none.

    Lines are where the high parts are; low parts count only beside them.
    """
    _, names, boxes, _ = cv2.connectedComponentsWithStats(printed.astype(np.uint8), connectivity=8)
    lefts, tops, widths, heights = boxes[1:, :4].T
    if not len(tops) or max(heights.max(), widths.max()) < _SMALLEST:
        return printed, 0
    tallest = int(heights.max())
    around = np.zeros(printed.shape, dtype=np.bool_)
    for left, top, width, height in boxes[1:, :4][heights > _HALF * tallest].tolist():
        above, beside = max(0, top - round(_MARGIN * tallest)), max(0, left - round(_BESIDE * tallest))
        around[above : top + height + round(_MARGIN * tallest), beside : left + width + round(_BESIDE * tallest)] = True
    inside = around[tops, lefts] & around[tops + heights - 1, lefts + widths - 1]
    kept = (heights > _HALF * tallest) | (inside & (np.maximum(heights, widths) >= _SPECK))
    return np.isin(names, np.flatnonzero(kept) + 1), tallest


def _bands(printed: Strokes) -> list[tuple[int, int]]:
    """Lines of characters; a gap inside a character leaves parts that are no line of their own."""
    bands = _groups(_any(printed, axis=1))
    tallest = max(below - above for above, below in bands)
    lines = all(below - above >= max(LOWEST, tallest * _LINE) for above, below in bands)
    return bands if lines else [(bands[0][0], bands[-1][1])]


def _any(printed: Strokes, axis: int) -> Strokes:
    return np.asarray(printed.any(axis=axis), dtype=np.bool_)


def _groups(filled: Strokes) -> list[tuple[int, int]]:
    """Stretches of True, from first to just after the last."""
    places = np.flatnonzero(filled)
    parts = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
    return [(int(part[0]), int(part[-1]) + 1) for part in parts if len(part)]


def cut(pixels: Pixels, box: Box) -> Pixels:
    """The picture of a line with some paper around it."""
    left, top, right, bottom = box
    pad = max(2, round((bottom - top) * _PADDING))
    height, width = pixels.shape[:2]
    part = pixels[max(0, top - pad) : min(height, bottom + pad), max(0, left - pad) : min(width, right + pad)]
    return np.ascontiguousarray(part)
