"""Lines of text found in the whole picture, and which cell each belongs to."""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from extraction.ocr.models import detect
from extraction.ocr.pixels import Box, Pixels
from extraction.ocr.rulings import Mask

_BAND_PIXELS = 1_000_000
"""What the detector is given at once; it takes a third of a gigabyte for it."""
_CHARACTER = (16, 24)
"""Pixels a character should be high; smaller print is enlarged so that lines come apart, larger print is shrunk."""
_MOST_ENLARGED = 2.0
_SMALLEST, _LARGEST = 5, 120
_OVERLAP = 4
"""Heights of a character by which neighbouring bands overlap."""
_INSIDE = 0.8
_PIECE = (0.15, 0.5)
"""A cell gets a piece of a line that runs over its border if it is so wide and so high, in heights of cell or line."""


def find_text(pixels: Pixels, dark: Mask) -> list[Box]:
    """Boxes around the lines of text, in bands small enough for the detector."""
    character = _character_height(dark)
    scale = min(_MOST_ENLARGED, max(1.0, _CHARACTER[0] / character), _CHARACTER[1] / character)
    height, width = pixels.shape[:2]
    band = max(round(_BAND_PIXELS / (scale * scale * width)), 8 * _OVERLAP * character)
    overlap = _OVERLAP * character
    boxes: list[Box] = []
    for top in range(0, max(1, height - overlap), band - overlap):
        bottom = min(height, top + band)
        part = pixels[top:bottom]
        if scale != 1:
            way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
            part = cv2.resize(part, None, fx=scale, fy=scale, interpolation=way).astype(np.uint8, copy=False)
        first = top + overlap // 2 if top else 0
        last = bottom - overlap // 2 if bottom < height else height
        for box in detect(np.ascontiguousarray(part)):
            left, above, right, below = (round(side / scale) for side in box)
            if first <= top + (above + below) / 2 < last:
                boxes.append((left, top + above, min(width, right), min(height, top + below)))
    return boxes


def _character_height(dark: Mask) -> int:
    """Median height of what may be characters."""
    _, _, parts, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    heights, widths = parts[1:, cv2.CC_STAT_HEIGHT], parts[1:, cv2.CC_STAT_WIDTH]
    likely = heights[(heights >= _SMALLEST) & (heights <= _LARGEST) & (widths <= 2 * heights)]
    return max(_SMALLEST, round(float(np.median(likely)))) if len(likely) else _CHARACTER[1]


def share_out(boxes: Iterable[Box], cells: Sequence[Box]) -> tuple[dict[int, list[Box]], set[int], list[Box]]:
    """The boxes of each cell by its number, the cells whose text ran over a border, and the boxes outside of all."""
    inside: dict[int, list[Box]] = {}
    crossed: set[int] = set()
    outside: list[Box] = []
    for box in boxes:
        pieces = [(number, piece) for number, cell in enumerate(cells) if (piece := _common(box, cell))]
        area = _area(box)
        if sum(_area(piece) for _, piece in pieces) < area / 2:
            outside.append(box)
            continue
        home = next((number for number, piece in pieces if _area(piece) >= _INSIDE * area), None)
        if home is not None:
            inside.setdefault(home, []).append(box)
            continue
        for number, piece in pieces:
            line = min(box[3] - box[1], cells[number][3] - cells[number][1])
            if piece[2] - piece[0] >= _PIECE[0] * line and piece[3] - piece[1] >= _PIECE[1] * line:
                inside.setdefault(number, []).append(piece)
                crossed.add(number)
    return inside, crossed, outside


def _common(one: Box, other: Box) -> Box | None:
    left, top, right, bottom = (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )
    return (left, top, right, bottom) if left < right and top < bottom else None


def _area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def in_lines(boxes: Iterable[Box]) -> list[list[Box]]:
    """Boxes as lines from top to bottom, each from left to right."""
    lines: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: box[1] + box[3]):
        middle = (box[1] + box[3]) / 2
        if lines and lines[-1][0][1] < middle < lines[-1][0][3]:
            lines[-1].append(box)
        else:
            lines.append([box])
    return [sorted(line) for line in lines]
