"""Dashes and slashes by their shape: for a single flat or slanted stroke geometry is surer than any model."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from extraction.ocr.evidence import DASH, SLASH

_FLAT = 2.5
"""Widths of a dash in its heights."""
_SOLID = 0.7
"""Share of its box that a dash fills; digits that touch fill half."""
_LOWEST, _NARROW = 8, 0.65
"""Height of a slash in pixels, and its width in heights at most."""
_LEANING = 0.2
"""Pixels to the left for each pixel downwards. An upright 1 has none or less, for its flag is on the left; italics lean less."""
_STRAIGHT = 0.06
"""Heights by which the middle of the stroke may leave a straight line."""
_PIXEL = 0.7


def mark_of(ink: NDArray[np.floating[Any]]) -> str:
    """The mark that a single stroke is, or an empty text; `ink` is how dark each pixel is, nothing but the stroke.

    >>> mark_of(np.eye(8)[::-1][:, ::2] + np.eye(8)[::-1][:, 1::2]), mark_of(np.ones((2, 9))), mark_of(np.ones((9, 2)))
    ('/', '—', '')
    """
    height, width = ink.shape
    if width >= _FLAT * height:
        return DASH if np.count_nonzero(ink) >= _SOLID * ink.size else ""
    if height < _LOWEST or width > _NARROW * height or width == 1:
        return ""
    rows = np.flatnonzero(ink.sum(axis=1) > 0)
    middles = (ink[rows] @ np.arange(width)) / ink[rows].sum(axis=1)
    slope, start = np.polyfit(rows, middles, 1)
    strays = np.abs(middles - slope * rows - start).max()
    return SLASH if slope <= -_LEANING and strays <= max(_PIXEL, _STRAIGHT * height) else ""
