"""Turns a scan that lies askew, and remembers the way back to the pixels of the original.

The angle is the one at which rulings and lines of text are sharpest when the picture is squeezed to one column: straight
lines then fall on few places.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extraction.ocr.pixels import Box, Pixels

_LEAST_DEGREES = 0.04
"""Half a pixel over the width of a page: below it, turning blurs more than it mends."""
_SEARCHES = ((500, 4.0, 0.2), (1000, 0.2, 0.02))
"""Width of the picture looked at, degrees to both sides, step."""


class Upright(NamedTuple):
    pixels: Pixels
    back: NDArray[np.float64]
    """2 x 3 matrix from here to the original."""

    def original(self, box: Box) -> Box:
        """The box around the same place in the original picture."""
        left, top, right, bottom = box
        corners = np.array([(left, top, 1), (right, top, 1), (left, bottom, 1), (right, bottom, 1)], dtype=np.float64)
        there = corners @ self.back.T
        x0, y0 = np.floor(there.min(axis=0) + 0.5)
        x1, y1 = np.floor(there.max(axis=0) + 0.5)
        return max(0, int(x0)), max(0, int(y0)), int(x1), int(y1)


def upright(pixels: Pixels, unit: float) -> Upright:
    """The picture straightened; `unit` is the size of its pixels in the original."""
    degrees = _askew(pixels)
    scaled = np.array([[unit, 0.0, 0.0], [0.0, unit, 0.0]])
    if abs(degrees) < _LEAST_DEGREES:
        return Upright(pixels, scaled)
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    ground = tuple(int(channel) for channel in np.percentile(pixels.reshape(-1, 3)[::97], 90, axis=0))
    turned = cv2.warpAffine(
        pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=ground
    )
    back = np.asarray(cv2.invertAffineTransform(turn), dtype=np.float64) * unit
    return Upright(turned.astype(np.uint8, copy=False), back)


def _askew(pixels: Pixels) -> float:
    """Degrees by which the picture has to be turned."""
    gray = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    local = cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 15, 10)
    dark = np.asarray(local, dtype=np.uint8)
    best = 0.0
    for width, reach, step in _SEARCHES:
        scale = min(1.0, width / dark.shape[1])
        small = np.asarray(cv2.resize(dark, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        angles = [best + number * step for number in range(-round(reach / step), round(reach / step) + 1)]
        best = max(angles, key=lambda degrees: (_sharpness(small, degrees), -abs(degrees)))
    return best


def _sharpness(dark: NDArray[np.uint8], degrees: float) -> float:
    height, width = dark.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    rows = cv2.warpAffine(dark, turn, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())
