"""The common form of all sources: rows of cells, in reading order.

A paragraph is a row with one cell, a row of an HTML table has the cells that begin in it, a line of plain text with
bars has the cells between them. Where every cell stands on a line of its own, `gather` puts rows together again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from extraction.values import looks_like_value

LABEL_LINES = 4
"""A label torn over lines is looked for in the last four of them."""


class Source(Protocol):
    """What a cell was read from; knows how to lead back to it."""

    @property
    def origin(self) -> str: ...

    def locator(self, cell: "Cell") -> str: ...


@dataclass(slots=True)
class Cell:
    """Never changed. A page makes hundreds, and neither a frozen class nor a tuple is made and read as fast."""

    text: str
    """As printed, white space folded."""
    source: Source
    row: int
    """Row of the grid; in plain text, where the cell begins. Other sources have their own way to count."""
    column: int
    """First column of the grid it covers; in plain text, where it ends."""
    width: int = 1

    @property
    def locator(self) -> str:
        return self.source.locator(self)

    @property
    def origin(self) -> str:
        return self.source.origin


@dataclass(slots=True)
class Row:
    """Never changed, as cells."""

    cells: tuple[Cell, ...]
    table: Source | None = None
    """The HTML table it belongs to; None for lines of text. Without cells the row stands for all of the table, still closed."""
    image: str | None = None
    """Address of a picture standing here instead of text."""
    repeated: int = 0
    """How many of the first cells are lines that stand as rows of their own as well."""

    @property
    def line(self) -> str:
        """The text of a row that says one thing only, else empty."""
        line = ""
        for cell in self.cells:
            if line and cell.text:
                return ""
            line = line or cell.text
        return line


def gather(rows: Iterable[Row]) -> list[Row]:
    """Rows rebuilt from lines that hold one cell each: the labels read so far, then the run of values after them.

    The label lines stay where they are, because heads and headings are among them. Blank cells leave no line, so the
    reader of such a row has to insist on the full number of values.
    """
    gathered: list[Row] = []
    labels: list[Cell] = []
    values: list[Cell] = []
    for row in rows:
        is_line = row.table is None and len(row.cells) == 1
        if is_line and looks_like_value(row.cells[0].text):
            values.append(row.cells[0])
            continue
        if values:
            gathered.append(_gathered(labels, values))
            labels, values = [], []
        if is_line:
            labels.append(row.cells[0])
        elif row.cells or row.table is not None:
            labels = []
        gathered.append(row)
    if values:
        gathered.append(_gathered(labels, values))
    return gathered


def _gathered(labels: list[Cell], values: list[Cell]) -> Row:
    above = labels[-LABEL_LINES:]
    return Row((*above, *values), repeated=len(above))
