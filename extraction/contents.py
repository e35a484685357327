"""What one document says in tables: what is printed, and beside it what was recognised in its pictures."""

from typing import NamedTuple

from extraction.document import Document
from extraction.grid import opened
from extraction.ocr import NOT_INSTALLED, NOT_READ, read_picture_tables
from extraction.recurring import recall
from extraction.report import Flag
from extraction.rows import Row
from extraction.scan import scan
from extraction.tables import Tables, read_tables


class Contents(NamedTuple):
    rows: list[Row]
    """What is printed, as lines where it is `used`; of a document that is only pictures, what was recognised in them."""
    used: set[int]
    """Indexes of the rows that are parts of tables."""
    readings: tuple[Tables, ...]
    recognised: bool
    """The rows come from pictures: good enough to tell what the document is, not for figures outside of tables."""

    @property
    def lines(self) -> list[str]:
        return [row.line for row in self.rows]

    @property
    def flags(self) -> list[Flag]:
        return [flag for tables in self.readings for flag in tables.flags]

    @property
    def unread(self) -> list[Flag]:
        """Why pictures have no reading."""
        return [flag for flag in self.flags if flag.code in {NOT_INSTALLED, NOT_READ}]


def contents_of(document: Document) -> Contents:
    rows, used, printed = recall(document.rows) or _read(document)
    if not document.images:
        return Contents(rows, used, (printed,), recognised=False)
    silent = not any(row.cells for row in rows)
    pictured = read_picture_tables(document.images, in_points=document.in_points, prose=silent)
    if silent:
        rows, used = pictured.rows, pictured.used
    return Contents(rows, used, (printed, pictured.tables), recognised=silent)


def _read(document: Document) -> tuple[list[Row], set[int], Tables]:
    rows = opened(document.rows)
    found = scan(rows)
    return rows, found.used, read_tables(found)
