"""PDF with a text layer, by pdfminer.six (MIT): glyphs and ruling lines as placed on the page, nothing interpreted before.

pdfminer.six and not PyMuPDF, whose table finder lost decimal points and whose licence (AGPL) binds the whole application.
"""

import io
import logging
from collections.abc import Iterator, Sequence

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage, LTItem, LTLayoutContainer, LTLine, LTPage, LTRect
from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextSeq
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.utils import Matrix, PathSegment, Rect

from extraction.carriers.carrier import Carrier
from extraction.carriers.pages import rows_of
from extraction.carriers.printed import MOST_PAGES, Box, Edge, Glyph, PrintedPage, drawn_as, edges_of
from extraction.payload import UnreadablePayload
from extraction.report import Flag

_MOST_MARKS = 50_000
"""A full page of text and tables has 2,000; counting them takes a second or two."""
_SCAN = 0.6
"""Part of the page; scanners deliver pages as strips, so pictures count together."""
_OUTLINES = 500
"""A page without characters but with that many shapes has its text drawn as outlines, for print shops or against copying."""
_INVISIBLE = 3
"""Text rendering mode "neither fill nor stroke" (ISO 32000-1, table 106): the layer that OCR puts under a scan."""
_MOST_UNMAPPED = 0.3
_SLANT = 0.1
_END, _TAIL = b"%%EOF", 1024
"""Where the end mark has to stand (ISO 32000-1, annex H, note 18); without it the file was cut off."""


class _Losses(logging.Handler):
    """Hears what pdfminer only logs: that a stream does not have its checksum, and was used all the same."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += record.name == "pdfminer.pdftypes"


class _Leaf(PDFLayoutAnalyzer):
    """Collects what a page shows; counts, because a few bytes can draw without end."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.page: LTPage | None = None
        self.hidden = 0
        self.drawn = 0

    def receive_layout(self, ltpage: LTPage) -> None:
        self.page = ltpage

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        if textstate.render == _INVISIBLE:
            self.hidden += 1
        shown = list(seq)
        self._count(len(shown))
        super().render_string(textstate, shown, ncs, graphicstate)

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:
        self._count(1)
        super().begin_figure(name, bbox, matrix)

    def paint_path(  # the signature is pdfminer's
        self,
        gstate: PDFGraphicState,
        stroke: bool,  # noqa: FBT001
        fill: bool,  # noqa: FBT001
        evenodd: bool,  # noqa: FBT001
        path: Sequence[PathSegment],
    ) -> None:
        self._count(1)
        super().paint_path(gstate, stroke, fill, evenodd, path)

    def _count(self, drawn: int) -> None:
        self.drawn += drawn
        if self.drawn > _MOST_MARKS:
            raise UnreadablePayload(
                f"The payload is a PDF with a page of more than {_MOST_MARKS:,} marks, which is no report; look at it by hand."
            )


def read_pdf(payload: bytes) -> Carrier:
    """Rows of all pages with text; pages that are pictures are listed."""
    pages: list[PrintedPage] = []
    scanned: list[int] = []
    flags: list[Flag] = []
    losses = _Losses()
    logging.getLogger("pdfminer").addHandler(losses)
    resources = PDFResourceManager()
    document, count = _open(payload)
    for number, page in enumerate(_pages(document), start=1):
        leaf = _Leaf(resources)
        PDFPageInterpreter(resources, leaf).process_page(page)
        if leaf.page is None:
            continue
        printed, unmapped = _printed(number, leaf.page)
        pages.append(printed)
        covered = sum(map(_area, printed.pictures)) > _SCAN * printed.width * printed.height
        if not printed.glyphs and (covered or leaf.drawn > _OUTLINES):
            scanned.append(number)
            if not covered:
                printed.pictures.append(Box(0.0, 0.0, printed.width, printed.height))
        elif unmapped > _MOST_UNMAPPED * len(printed.glyphs):
            scanned.append(number)
            flags.append(Flag("text_without_mapping", f"page {number}: {unmapped} of {len(printed.glyphs)} characters"))
        if printed.glyphs and leaf.hidden and covered:
            scanned.append(number)
            flags.append(Flag("text_under_scan", f"page {number}: the text was recognised by someone from a picture"))
    logging.getLogger("pdfminer").removeHandler(losses)
    if losses.count:
        flags.append(
            Flag("file_damaged", f"{losses.count} streams do not have their checksums; any figure may be wrong")
        )
    if _END not in payload[-_TAIL:] or count > len(pages):
        flags.append(
            Flag("file_incomplete", f"{len(pages)} of {count} pages are there, or the end of the file is missing")
        )
    return Carrier("pdf", tuple(rows_of(pages, "pdf")), tuple(dict.fromkeys(scanned)), tuple(flags))


def _open(payload: bytes) -> tuple[PDFDocument, int]:
    """The document and how many pages it says it has."""
    try:
        document = PDFDocument(PDFParser(io.BytesIO(payload)))
    except PDFPasswordIncorrect as error:
        raise UnreadablePayload(
            "The payload is an encrypted PDF; ask the publisher for one without a password."
        ) from error
    tree = resolve1(document.catalog.get("Pages"))
    count = resolve1(tree.get("Count")) if isinstance(tree, dict) else None
    if isinstance(count, int) and count > MOST_PAGES:
        raise _too_many(f"{count:,}")
    return document, count if isinstance(count, int) else 0


def _pages(document: PDFDocument) -> Iterator[PDFPage]:
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        if number > MOST_PAGES:
            raise _too_many("too many")
        yield page


def _too_many(count: str) -> UnreadablePayload:
    return UnreadablePayload(
        f"The payload is a PDF of {count} pages; at most {MOST_PAGES} are read. Split it and load the report alone."
    )


def _printed(number: int, page: LTPage) -> tuple[PrintedPage, int]:
    """The page, and how many of its characters have no meaning in the file."""
    glyphs: list[Glyph] = []
    edges: list[Edge] = []
    shades: list[Edge] = []
    pictures: list[Box] = []
    unmapped = 0
    for item in _items(page):
        box = Box(item.x0, page.height - item.y1, item.x1, page.height - item.y0)
        if box.x1 < 0 or box.x0 > page.width or box.bottom < 0 or box.top > page.height:
            continue
        if isinstance(item, LTChar):
            a, b, c, d = item.matrix[:4]
            if min(abs(b), abs(a)) > _SLANT * max(abs(a), abs(b)) or min(abs(c), abs(d)) > max(abs(c), abs(d)):
                continue  # a slanting watermark
            text = item.get_text()
            if text.startswith("(cid:"):
                text, unmapped = "\ufffd", unmapped + 1
            glyphs.append(Glyph(drawn_as(text), *box))
        elif isinstance(item, LTImage):
            pictures.append(box)
        elif isinstance(item, LTLine | LTRect):
            lines, outline = edges_of(box, stroked=item.stroke or isinstance(item, LTLine))
            edges += lines
            shades += outline
        elif isinstance(item, LTCurve) and item.fill:
            edges += edges_of(box, stroked=False)[0]
    return PrintedPage(number, page.width, page.height, glyphs, edges, shades, pictures), unmapped


def _items(container: LTLayoutContainer | LTFigure) -> Iterator[LTChar | LTImage | LTCurve]:
    """Everything on the page, also inside of forms."""
    stack: list[Iterator[LTItem]] = [iter(container)]
    while stack:
        for item in stack[-1]:
            if isinstance(item, LTFigure):
                stack.append(iter(item))
                break
            if isinstance(item, LTChar | LTImage | LTCurve):
                yield item
        else:
            stack.pop()


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)
