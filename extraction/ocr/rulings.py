"""Straight lines of a picture, and how well they cover the way from one crossing to the next.

Long runs of dark pixels are rulings; strokes of characters are shorter than a row is high. Gaps are not closed before
runs are looked for, because strokes of Chinese characters in a row would become lines.
"""

from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
_SHORTEST_LEVEL = 20
_SHORTEST_UPRIGHT = 8
_SPREAD = 4
"""Rulings closer than this are one; no row is so low."""
_EDGE = 8
"""A line this close to the edge of a region is its border, blurred or askew."""
_LEAST_WIDTH = 0.12
"""A level ruling covers at least this part of its table's width; no stroke of a character does."""
_LEAST_HEIGHT = 0.1
"""An upright ruling runs through at least this part of the table; blocks of table 2 have three rows of fourteen."""
_THROUGH = 0.85
_LEAST_TABLE = (60, 24)


class Line(NamedTuple):
    at: int
    strength: float
    """Share of the table's width or height on which it is seen."""


class Rulings(NamedTuple):
    """One ruled region of a picture, in coordinates of its own."""

    left: int
    top: int
    level: Mask
    """Level runs, 0 or 1."""
    upright: Mask
    ys: list[Line]
    """Level lines from top to bottom, both outer edges among them even where they are open."""
    xs: list[Line]


def darkness(gray: Mask) -> Mask:
    """1 where a pixel is darker than its surroundings."""
    local = cv2.adaptiveThreshold(gray, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 15, 10)
    return np.asarray(local, dtype=np.uint8)


def find_rulings(dark: Mask) -> list[Rulings]:
    """The ruled regions, from top to bottom."""
    height, width = dark.shape
    level = _runs(dark, max(_SHORTEST_LEVEL, min(width // 40, 60)), 1)
    tall = _runs(dark, 1, max(_SHORTEST_UPRIGHT, min(height // 60, 12)))
    lines = cv2.dilate(cv2.bitwise_or(level, tall), np.ones((3, 3), np.uint8))
    _, names, boxes, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    found = []
    for name, (left, top, wide, high, _) in enumerate(boxes.tolist()):
        if name and wide >= _LEAST_TABLE[0] and high >= _LEAST_TABLE[1]:
            part = np.s_[top : top + high, left : left + wide]
            connected = (names[part] == name).astype(np.uint8)
            found.append(_rulings(dark[part] & connected, level[part] & connected, left, top))
    return sorted(found, key=lambda rulings: (rulings.top, rulings.left))


def _rulings(dark: Mask, level: Mask, left: int, top: int) -> Rulings:
    height, width = level.shape
    ys = _grouped(level.mean(axis=1), _LEAST_WIDTH)
    lowest = min((below.at - above.at for above, below in pairwise(ys)), default=height)
    upright = _runs(dark, 1, max(_SHORTEST_UPRIGHT, round(lowest * 0.8)))
    through = np.zeros(width)
    for above, below in pairwise(ys):
        through += (upright[above.at : below.at + 1].mean(axis=0) >= _THROUGH) * (below.at - above.at)
    return Rulings(left, top, level, upright, ys, _grouped(through / height, _LEAST_HEIGHT))


def _runs(dark: Mask, wide: int, high: int) -> Mask:
    """Dark runs at least that long; a line that leans one pixel at a time still counts as one."""
    lean = cv2.dilate(dark, np.ones((3, 1) if wide > high else (1, 3), np.uint8))
    return np.asarray(cv2.morphologyEx(lean, cv2.MORPH_OPEN, np.ones((high, wide), np.uint8)), dtype=np.uint8)


def _grouped(shares: NDArray[np.float64], least: float) -> list[Line]:
    """Neighbouring places of enough lines as one, in their middle; what lies close to an edge is the edge."""
    places = np.flatnonzero(shares >= least)
    end = len(shares) - 1
    lines = []
    for group in np.split(places, np.flatnonzero(np.diff(places) > _SPREAD) + 1) if len(places) else []:
        at = round(float(np.average(group, weights=shares[group])))
        if _EDGE < at < end - _EDGE:
            lines.append(Line(at, float(shares[group].max())))
    near, far = places[places <= _EDGE], places[places >= end - _EDGE]
    first, last = round(float(near.mean())) if len(near) else 0, round(float(far.mean())) if len(far) else end
    return [Line(first, 1.0), *lines, Line(last, 1.0)]


def coverage(mask: Mask, box: tuple[int, int, int, int], *, along_x: bool) -> float:
    """Share of the way through the box (left, top, right, bottom) that the best of the lines in it covers."""
    left, top, right, bottom = box
    part = mask[max(0, top) : bottom, max(0, left) : right]
    return float(part.mean(axis=1 if along_x else 0).max()) if part.size else 0.0
