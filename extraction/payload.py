"""What kind of bytes these are. Kinds without a reader are refused by name, by their first bytes and never by a label."""

_KINDS = (
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (DOC, XLS, WPS or ET)"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"RIFF", "a WebP image or other RIFF file"),
    (b"\x1f\x8b", "gzip data"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
)
_ZIPPED = ((b"word/", "a DOCX document"), (b"xl/", "an XLSX workbook"), (b"OFD.xml", "an OFD document"))
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_SAMPLE = 4096
_MOST_BINARY = 0.02


class UnreadablePayload(ValueError):  # noqa: N818 - a kind of payload, not of mistake
    """The payload is empty or of a kind that is not read yet; the message says what it is and what to do."""


def require_text(payload: bytes) -> None:
    """Raises UnreadablePayload unless the payload can be taken for text."""
    if not payload.strip():
        raise UnreadablePayload("The payload is empty; fetch it again or record the capture as failed.")
    kind = _kind(payload)
    if kind == "gzip data":
        raise UnreadablePayload("The payload is gzip data; undo the Content-Encoding before extraction.")
    if kind:
        raise UnreadablePayload(f"The payload is {kind}, which is not read yet; keep the capture and reparse it later.")


def _kind(payload: bytes) -> str | None:
    start = payload[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"PK\x03\x04"):
        return next((kind for mark, kind in _ZIPPED if mark in payload), "a ZIP archive")
    if payload.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    sample = payload[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    binary = controls > _MOST_BINARY * len(sample)
    for mark, kind in _KINDS:
        if start.startswith(mark) and (binary or mark != b"BM"):
            return kind
    return "binary data of no known kind" if binary else None
