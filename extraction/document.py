"""One document of any kind as rows in reading order: a page, a text, a picture, or a file that carries a report."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from extraction import carriers
from extraction.charset import Text, decode
from extraction.ocr import is_picture
from extraction.page import Page, is_html, read_page
from extraction.payload import UnreadablePayload, require_text
from extraction.plain import read_text
from extraction.report import Flag
from extraction.rows import Row, gather

_PICTURE = "picture"
_NO_TEXT = Text("", "utf-8", 0)
_KEPT_SIZE = 1 << 20
_kept: "deque[tuple[bytes, str | None, Document]]" = deque(maxlen=8)


@dataclass(frozen=True, slots=True)
class Document:
    """What a payload holds, before anyone asks what it means."""

    rows: list[Row]
    """Of a page with its tables closed, see `grid.opened`."""
    text: Text
    page: Page | None = None
    """The page the rows come from, None for texts and files."""
    flags: tuple[Flag, ...] = ()
    """What its reader could not make out."""
    images: Mapping[str, bytes] = field(default_factory=dict)
    """Pictures that stand where text should, by what locators in them begin with: scanned pages, pictures in a file."""
    in_points: bool = False
    """Boxes in these pictures are given in points of a page."""

    @property
    def lines(self) -> list[str]:
        return [row.line for row in self.rows]


def read_document(payload: bytes, content_type: str | None = None) -> Document:
    """Read a payload by its first bytes. Raises UnreadablePayload if it is empty, of no known kind, broken or hostile."""
    if carriers.kind_of(payload):
        return _read_file(payload)
    if is_picture(payload):
        return Document([], _NO_TEXT, images={_PICTURE: payload})
    for number, (kept_payload, kept_type, document) in enumerate(_kept):
        if kept_payload == payload and kept_type == content_type:
            del _kept[number]
            return document
    return _read_text(payload, content_type)


def read_ahead(payload: bytes, content_type: str | None = None) -> Document:
    """Read a page or text and keep it for `read_document`: a crawl looks for the parts of a page just before it has it read.

    Raises UnreadablePayload for what is no text.
    """
    document = _read_text(payload, content_type)
    if len(payload) <= _KEPT_SIZE:
        _kept.append((payload, content_type, document))
    return document


def _read_text(payload: bytes, content_type: str | None) -> Document:
    require_text(payload)
    text = decode(payload, content_type)
    page = read_page(text) if is_html(text.text) else None
    flags = []
    if page and page.truncated:
        flags.append(Flag("page_truncated", "nested deeper than the parser goes; what follows is lost"))
    return Document(gather(page.rows if page else read_text(text.text)), text, page, tuple(flags))


def _read_file(payload: bytes) -> Document:
    carrier = carriers.read_rows(payload)
    rows = gather(carrier.rows)
    text = Text("\n".join(cell.text for row in rows for cell in row.cells), "utf-8", 0)
    flags = [*carrier.flags, *(Flag("page_is_image", f"page {number}") for number in carrier.scanned)]
    images: dict[str, bytes] = {}
    try:
        images = carriers.images_of(payload, carrier)
    except UnreadablePayload as refusal:
        flags.append(Flag("picture_not_read", str(refusal)))
    return Document(rows, text, None, tuple(flags), images, in_points=carrier.kind == carriers.Kind.PDF)
