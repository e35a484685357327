"""The way into the rooms that need the extra: loaded when the first picture is read, and named if they are not there."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extraction.ocr.picture import Picture


class OcrNotInstalled(RuntimeError):  # noqa: N818 - a state of the installation, not a mistake
    """The optional extra ``ocr`` is absent; the caller flags ``ocr_not_installed``."""


class UnreadablePicture(ValueError):  # noqa: N818 - a kind of picture, not of mistake
    """The bytes are no picture, or none that can hold a table; the message says which. The caller flags it and goes on."""


class Ornament(UnreadablePicture):
    """An icon or an animation, which nobody would print a table in."""


_EXTRA = frozenset(("PIL", "cv2", "numpy", "onnxruntime", "rapidocr"))
_KINDS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")


def is_picture(payload: bytes) -> bool:
    """Whether the bytes begin as a picture of a kind that is read here."""
    is_bmp = payload[:2] == b"BM" and payload[6:10] == bytes(4)
    is_webp = payload[:4] == b"RIFF" and payload[8:12] == b"WEBP"
    return payload.startswith(_KINDS) or is_bmp or is_webp


def read_picture(image: bytes, address: str = "", *, in_points: bool = False, prose: bool = True) -> "Picture":
    """The rows of a picture of tables and the evidence for its figures.

    Locators are `address` and a box: in pixels of the picture, or in points if the picture is a page that was drawn with
    the dots per inch it names. Without `prose` a picture that has no rulings is not searched for text, and ornaments are
    passed over. The figures are not confirmed before the referee has seen them; `read_picture_tables` does both.
    Raises UnreadablePicture for what is no picture or cannot hold a table, OcrNotInstalled without the extra.
    """
    try:
        from extraction.ocr.picture import read  # noqa: PLC0415 - a second to load, and optional
    except ModuleNotFoundError as absent:
        if (absent.name or "").partition(".")[0] not in _EXTRA:
            raise
        message = f"Pictures are read only with the optional extra ocr; {absent.name} is missing."
        raise OcrNotInstalled(message) from absent
    return read(image, address, in_points=in_points, prose=prose)
