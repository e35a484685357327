"""Bytes of a picture to pixels, within bounds.

Portals serve screenshots and scans of any size and sometimes what is no picture at all, so the size is read from the
header before anything is unpacked, and what cannot hold a table is refused by name.
"""

import struct
import warnings
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from extraction.ocr.door import Ornament, UnreadablePicture

Pixels = NDArray[np.uint8]
"""Height x width x 3, blue first as OpenCV and the models want it."""
Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; right and bottom are just outside."""

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
LEAST_SIDE = 40
"""Two rows of the smallest legible print."""
MOST_PIXELS = 40_000_000
"""An A4 page at 600 dpi has 35 million."""
WORKING_PIXELS = 12_000_000
"""An A4 page at 300 dpi has 8.7 million; finer scans are shrunk to this, which bounds time and memory."""
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, OverflowError, struct.error)
"""What Pillow's decoders raise on damaged files."""


_INCH = 72
"""Points."""


def read_pixels(image: bytes, *, in_points: bool = False) -> tuple[Pixels, float]:
    """The picture on white ground, and the size of its pixels in those of the original, or in points if it names its dots."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)
            with Image.open(BytesIO(image), formats=FORMATS) as picture:
                _require_table_size(picture)
                unit = _INCH / picture.info["dpi"][0] if in_points else 1.0
                flat = _flattened(picture)
    except UnreadablePicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise UnreadablePicture(f"The picture has more than {MOST_PIXELS:,} pixels.") from bomb
    except UnidentifiedImageError as unknown:
        raise UnreadablePicture(f"The bytes are no picture of a known kind ({', '.join(FORMATS)}).") from unknown
    except _BROKEN as broken:
        raise UnreadablePicture(f"The picture is damaged: {broken}.") from broken
    pixels = np.ascontiguousarray(np.asarray(flat)[:, :, ::-1])
    shrink = (pixels.shape[0] * pixels.shape[1] / WORKING_PIXELS) ** 0.5
    if shrink <= 1:
        return pixels, unit
    size = (round(pixels.shape[1] / shrink), round(pixels.shape[0] / shrink))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False), shrink * unit


def _require_table_size(picture: Image.Image) -> None:
    width, height = picture.size
    if min(width, height) < LEAST_SIDE:
        raise Ornament(f"The picture is {width} x {height} pixels, too small for a table.")
    if width * height > MOST_PIXELS:
        raise UnreadablePicture(f"The picture is {width} x {height} pixels, more than {MOST_PIXELS:,}.")
    if getattr(picture, "n_frames", 1) > 1:
        raise Ornament("The picture has several frames; a table has one.")


def _flattened(picture: Image.Image) -> Image.Image:
    """Upright as its camera says, without transparency, in three channels."""
    turned = ImageOps.exif_transpose(picture)
    if turned.mode in {"I;16", "I", "F"}:
        turned = turned.point(lambda value: value / 256).convert("L") if turned.mode != "F" else turned.convert("L")
    if turned.has_transparency_data:
        layer = turned.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return turned.convert("RGB")
