"""Tables that a page break has cut are whole again.

A table goes on if it is the last thing on one page and the first on the next, with the same columns and at least one
outer border (Chromium paints none around the middle of a cell that fills a page). A row goes on only if its two halves
complement each other and the label above the break had no room left on its line: two rows are never made one on a guess.
"""

import re
from collections.abc import Sequence

from extraction.carriers.carrier import Placed
from extraction.carriers.leaves import Item, Picture, PlacedCell, TableRow
from extraction.rows import Cell, Row
from extraction.values import looks_like_value

_NEAR = 3.0
_NUMBERED = re.compile(r"[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?!\d))[)）.、．]")


class WholeTable:
    """A table of one or more pages: its columns are those of all its pieces."""

    def __init__(self, origin: str, rows: Sequence[TableRow]) -> None:
        self._places: dict[tuple[int, int], str] = {}
        self._source = Placed(origin, self._places)
        self._xs = columns_of(rows)
        self._count = 0

    def goes_on(self, rows: Sequence[TableRow]) -> bool:
        """Whether the rows at the top of the next page are of this table; if so, their columns are its columns."""
        own, other = self._xs, columns_of(rows)
        more, fewer = (own, other) if len(own) >= len(other) else (other, own)
        one_side = abs(own[0] - other[0]) <= _NEAR or abs(own[-1] - other[-1]) <= _NEAR
        if not one_side or not all(any(abs(x - known) <= _NEAR for known in more) for x in fewer):
            return False
        self._xs = more
        return True

    def row(self, row: TableRow) -> Row:
        cells = []
        for cell in row.cells:
            first, last = self._column(cell.box.x0), self._column(cell.box.x1)
            self._places[self._count, first] = cell.place
            cells.append(Cell(cell.text, self._source, self._count, first, max(last - first, 1)))
        self._count += 1
        return Row(tuple(cells), self._source)

    def _column(self, x: float) -> int:
        return min(range(len(self._xs)), key=lambda index: abs(self._xs[index] - x))


def columns_of(rows: Sequence[TableRow]) -> list[float]:
    """Where the columns of the rows begin and the last one ends."""
    sides = sorted({side for row in rows for cell in row.cells for side in (cell.box.x0, cell.box.x1)})
    return [side for index, side in enumerate(sides) if not index or side - sides[index - 1] > _NEAR]


def whole_tables(items: list[list[Item]], origin: str) -> dict[tuple[int, int], WholeTable]:
    """Page and number of each piece to its table; rows cut by a break are mended in `items`."""
    tables: dict[tuple[int, int], WholeTable] = {}
    last: tuple[WholeTable, int] | None = None
    for page, own in enumerate(items):
        pieces: dict[int, list[TableRow]] = {}
        for item in own:
            if isinstance(item, TableRow):
                pieces.setdefault(item.table, []).append(item)
        printed = [item for item in own if not isinstance(item, Picture)]
        for number, rows in pieces.items():
            if last and rows[0] is printed[0] and last[1] == page - 1 and last[0].goes_on(rows):
                tables[rows[0].page, number] = last[0]
                _mend(items[page - 1], own)
            else:
                tables[rows[0].page, number] = WholeTable(origin, rows)
        end = printed[-1] if printed else None
        last = (tables[end.page, end.table], page) if isinstance(end, TableRow) else None
    return tables


def _mend(before: list[Item], after: list[Item]) -> None:
    """Makes the last row of a page and the first of the next one row, if they are halves of one."""
    upper = next(index for index in range(len(before) - 1, -1, -1) if isinstance(before[index], TableRow))
    lower = next(index for index, item in enumerate(after) if isinstance(item, TableRow))
    one, other = before[upper], after[lower]
    if isinstance(one, TableRow) and isinstance(other, TableRow) and (mended := _mended(one, other)):
        before[upper], rest = mended
        after[lower : lower + 1] = [other._replace(cells=rest)] if rest else []


def _mended(upper: TableRow, lower: TableRow) -> tuple[TableRow, list[PlacedCell]] | None:
    """The whole row, and what is left of the lower half: a group cell that began further above may go on beside it."""
    below = {index: cell for cell in lower.cells if (index := _over(upper, cell)) is not None}
    rest = [cell for cell in lower.cells if cell.text and _over(upper, cell) is None]
    printed_above = {index for index, cell in enumerate(upper.cells) if cell.text}
    printed_below = {index for index, cell in below.items() if cell.text}
    figures_above = any(looks_like_value(upper.cells[index].text) for index in printed_above)
    figures_below = any(looks_like_value(below[index].text) for index in printed_below)
    labels_below = {index for index in printed_below if not looks_like_value(below[index].text)}
    torn = printed_above & printed_below
    if figures_above == figures_below or labels_below != torn or any(looks_like_value(cell.text) for cell in rest):
        return None
    if any(not upper.cells[index].full or _NUMBERED.match(below[index].text) for index in torn):
        return None
    cells = [
        cell._replace(text=cell.text + below[index].text, place=f"{cell.place} {below[index].place}")
        if index in printed_below
        else cell
        for index, cell in enumerate(upper.cells)
    ]
    return upper._replace(cells=cells), rest


def _over(row: TableRow, cell: PlacedCell) -> int | None:
    """Index of the cell of the row that stands over this one, side for side."""
    for index, above in enumerate(row.cells):
        if abs(above.box.x0 - cell.box.x0) <= _NEAR and abs(above.box.x1 - cell.box.x1) <= _NEAR:
            return index
    return None
