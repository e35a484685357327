"""What an archived page or file says, as rows of text: nothing of its markup, every place a figure was read from with an anchor.

The rows are those the extractor was given, so that what is shown is what was read. Tables keep their grid. Nothing here can act: it
is text, which templates escape.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from audit.site import links
from extraction import UnreadablePayload
from extraction.document import read_document
from extraction.grid import opened
from extraction.rows import Cell, Row

MOST_ROWS = 20_000
"""More rows than any report has; what follows is in the raw bytes."""
_PROSE = re.compile(r"(?:section \d+|opening)#chars")


class Text(NamedTuple):
    """One cell or line."""

    text: str
    anchors: Sequence[str] = ()
    columns: int = 1


@dataclass(slots=True)
class Block:
    """A run of lines, or one table."""

    is_table: bool
    rows: list[list[Text]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shown:
    """One file as text."""

    title: str
    """Of the page's head; empty for other files."""
    blocks: Sequence[Block]
    refusal: str | None = None
    """Why it cannot be read."""
    is_cut: bool = False


class Sought(NamedTuple):
    """A place figures were read from: its locator, and the sentence if it is one."""

    locator: str
    raw: str


class _Marks:
    """The places that are sought, each marked where it is met first."""

    def __init__(self, sought: Iterable[Sought], prefix: str) -> None:
        self._prefix = prefix
        self._wanted = {one.locator for one in sought}
        self._sentences = {one.locator: _squeezed(one.raw) for one in sought if _PROSE.match(one.locator) and one.raw}
        self.found: set[str] = set()

    def text(self, cell: Cell, row: Row) -> Text:
        locator = f"{self._prefix}{cell.locator}"
        here = [locator] if locator in self._wanted and locator not in self.found else []
        if row.table is None and self._sentences:
            squeezed = _squeezed(cell.text)
            here += [place for place, said in self._sentences.items() if place not in self.found and said in squeezed]
        self.found.update(here)
        return Text(cell.text, [links.evidence_anchor(place) for place in here], cell.width)


def shown(
    payload: bytes, content_type: str | None, sought: Sequence[Sought], prefix: str = ""
) -> tuple[Shown, set[str]]:
    """Return a file as text and the locators that were found in it; ``prefix`` is the address of a part, as its locators begin."""
    try:
        document = read_document(payload, content_type)
    except UnreadablePayload as refusal:
        return Shown("", (), str(refusal)), set()
    rows = opened(document.rows)
    marks = _Marks(sought, prefix)
    blocks = list(_blocks(rows[:MOST_ROWS], marks))
    title = document.page.title if document.page else ""
    return Shown(title, blocks, None, len(rows) > MOST_ROWS), marks.found


def _blocks(rows: Iterable[Row], marks: _Marks) -> Iterator[Block]:
    block: Block | None = None
    table: object = None
    for row in rows:
        if row.repeated or not row.cells:
            continue  # gathered from lines that stand as rows of their own as well; or a picture
        if block is None or row.table is not table:
            if block is not None:
                yield block
            block, table = Block(row.table is not None), row.table
        texts = [marks.text(cell, row) for cell in row.cells]
        block.rows.append(_placed(row.cells, texts) if block.is_table else texts)
    if block is not None:
        yield block


def _placed(cells: Sequence[Cell], texts: Sequence[Text]) -> list[Text]:
    """The cells of a row of a table, with blanks for columns that a cell of an earlier row covers."""
    row: list[Text] = []
    column = 0
    for cell, text in zip(cells, texts, strict=True):
        if cell.column > column:
            row.append(Text("", (), cell.column - column))
        row.append(text)
        column = cell.column + cell.width
    return row


def _squeezed(text: str) -> str:
    return "".join(text.split())
