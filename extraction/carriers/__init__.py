"""Files that carry a report: PDF, Office documents, OFD. Bytes in, rows in reading order out.

    payload ── kinds ──> confined ──────────────── a process of its own, with little time and memory ──┐
                │            pdf, ofd ──> printed ──> ruled, lines ──> furniture ──> breaks, paragraphs │
                │            docx (numbering), workbook ── packed ─────────────────────────────────────┤
                └─────────> converted (LibreOffice) ── the HTML path ──────────────────────────────────┴─> Carrier

`kind_of` tells by the first bytes whether there is anything to read here, `read_rows` reads it, `images_of` gives
the pictures in it that stand where text should, for `extraction.ocr`. Rows go the way of all rows: gather, scan, read_tables.

These files come from strangers and are read by libraries that were written for friends. So every one is read in a process
of its own: whatever a broken or hostile file does there (hang, recurse, exhaust memory, crash in native code) ends that
process, and here it is an `UnreadablePayload` with a sentence.
"""

from extraction.carriers.carrier import Carrier
from extraction.carriers.kinds import Kind, kind_of
from extraction.carriers.reading import images_of, page_images, read_rows

__all__ = ["Carrier", "Kind", "images_of", "kind_of", "page_images", "read_rows"]
