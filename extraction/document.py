"""One document of any kind as rows in reading order: a page, a text, or a file that carries a report."""

from dataclasses import dataclass

from extraction import carriers
from extraction.charset import Text, decode
from extraction.page import Page, is_html, read_page
from extraction.payload import require_text
from extraction.plain import read_text
from extraction.report import Flag
from extraction.rows import Row, gather


@dataclass(frozen=True, slots=True)
class Document:
    """What a payload holds, before anyone asks what it means."""

    rows: list[Row]
    text: Text
    page: Page | None = None
    """The page the rows come from, None for texts and files."""
    flags: tuple[Flag, ...] = ()
    """What its reader could not make out."""

    @property
    def lines(self) -> list[str]:
        return [row.line for row in self.rows]


def read_document(payload: bytes, content_type: str | None = None) -> Document:
    """Read a payload by its first bytes. Raises UnreadablePayload if it is empty, of no known kind, broken or hostile."""
    if carriers.kind_of(payload):
        carrier = carriers.read_rows(payload)
        rows = gather(carrier.rows)
        text = Text("\n".join(cell.text for row in rows for cell in row.cells), "utf-8", 0)
        scanned = tuple(Flag("page_is_image", f"page {number}") for number in carrier.scanned)
        return Document(rows, text, flags=(*carrier.flags, *scanned))
    require_text(payload)
    text = decode(payload, content_type)
    page = read_page(text) if is_html(text.text) else None
    flags = []
    if page and page.truncated:
        flags.append(Flag("page_truncated", "nested deeper than the parser goes; what follows is lost"))
    return Document(gather(page.rows if page else read_text(text.text)), text, page, tuple(flags))
