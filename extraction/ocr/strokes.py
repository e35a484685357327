"""The strokes in a cell, told from paper, noise and what is left of the rulings around it."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extraction.ocr.rulings import Mask

LOWEST = 5
"""Pixels: height of the lowest line that can be read."""
Strokes = NDArray[np.bool_]

_BORDER = 0.65
"""A row or column of a cell with this share of ink, next to its edge, is what is left of a ruling."""
_OUTER = 6
"""Rulings are looked for in this fraction of a cell, counted from its edge."""
_THIN = 0.3
"""Breadth of such a rest that does not run all along the edge, in its length."""
_CONTRAST = 28
"""Levels of grey by which the darkest of a stroke is darker than paper."""
_BLOCK, _RINGING = 8, 2.0
"""Pixels of a JPEG block: a ruling rings as far as this, and a stroke there has to be so many times darker."""
_NOISY = 2.0
"""Levels of grey; screenshots have no noise at all."""
_ABOVE_NOISE = 8.0
_SHADE, _BLUR = 0.3, 3
"""Part of that contrast which most of a line beside a blurred ruling still has, and how many such lines there may be."""
_FAINTEST, _EDGE = 0.5, 0.4
"""Parts of the least and of the greatest depth at which a stroke ends."""


def without_border(inside: Mask) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a cell without the rulings along its edges."""
    depth, least = _depth(inside)
    dark = depth > max(least * _FAINTEST, float(depth.max()) * _EDGE)
    top, bottom = _unruled(dark.mean(axis=1))
    left, right = _unruled(dark[top:bottom].mean(axis=0))
    shade = least * _SHADE
    for _ in range(_BLUR):
        part = depth[top:bottom, left:right]
        if min(part.shape) <= LOWEST:
            break
        above, below = np.median(part[[0, -1]], axis=1) > shade
        before, after = np.median(part[:, [0, -1]], axis=0) > shade
        left, top, right, bottom = left + int(before), top + int(above), right - int(after), bottom - int(below)
    return left, top, right, bottom


def strokes_in(inside: Mask) -> Strokes:
    """Where something is printed."""
    depth, least = _depth(inside)
    _, names, boxes, _ = cv2.connectedComponentsWithStats((depth > least * _FAINTEST).astype(np.uint8), connectivity=8)
    deepest = np.zeros(len(boxes))
    np.maximum.at(deepest, np.asarray(names, dtype=np.intp).ravel(), depth.ravel())
    needed = np.where(_near_rulings(boxes, depth.shape), least * _RINGING, least)
    printed = (deepest >= needed) & ~_rests_of_rulings(boxes, depth.shape)
    printed[0] = False
    if not printed.any():
        return np.zeros(depth.shape, dtype=np.bool_)
    return np.asarray(printed[names] & (depth > deepest[printed].max() * _EDGE), dtype=np.bool_)


def _depth(inside: Mask) -> tuple[NDArray[np.float64], float]:
    """How much darker than paper each pixel is, and how much a stroke must be at least."""
    smooth = cv2.GaussianBlur(inside, (3, 3), 0)
    noise = float(np.median(np.abs(inside.astype(np.float32) - smooth)))
    seen = np.asarray(smooth if noise >= _NOISY else inside, dtype=np.float64)
    return np.percentile(seen, 75) - seen, max(_CONTRAST, _ABOVE_NOISE * noise)


def _unruled(shares: NDArray[np.float64]) -> tuple[int, int]:
    size = len(shares)
    outer = max(2, size // _OUTER)
    ruled = np.flatnonzero(shares >= _BORDER)
    near, far = ruled[ruled < outer], ruled[ruled >= size - outer]
    return int(near[-1]) + 1 if len(near) else 0, int(far[0]) if len(far) else size


def _near_rulings(parts: NDArray[Any], shape: tuple[int, ...]) -> Strokes:
    """Which parts lie along an edge of the cell, within a block of it."""
    lefts, tops, widths, heights = parts[:, :4].T
    at_side = (lefts + widths <= _BLOCK) | (lefts >= shape[1] - _BLOCK)
    at_end = (tops + heights <= _BLOCK) | (tops >= shape[0] - _BLOCK)
    return np.asarray(at_side | at_end, dtype=np.bool_)


def _rests_of_rulings(parts: NDArray[Any], shape: tuple[int, ...]) -> Strokes:
    """Which parts are thin and lie along an edge of the cell."""
    lefts, tops, widths, heights = parts[:, :4].T
    at_side = (lefts == 0) | (lefts + widths == shape[1])
    at_end = (tops == 0) | (tops + heights == shape[0])
    rests = (at_side & (widths < _THIN * heights)) | (at_end & (heights < _THIN * widths))
    return np.asarray(rests, dtype=np.bool_)
