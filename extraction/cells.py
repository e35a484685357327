"""Which cells of a row are its values: by grid column where heads and row agree, else by number, or not at all.

Seven columns need seven cells. A cell too few may stand anywhere, so such a row is not read (`None`); cells too
many are accepted if they are blanks around the values and leave only one way to lay the columns over them.
"""

from collections.abc import Sequence

from extraction.columns import Columns
from extraction.found import Found
from extraction.rows import Cell


def values_of(row: Found, columns: Columns) -> dict[str, Cell] | None:
    """Code of each column to its cell."""
    if columns.at and columns.table is row.row.table:
        placed = _by_column(row, columns)
        if placed:
            return placed
    cells = window(row.values, len(columns.codes))
    return dict(zip(columns.codes, cells, strict=True)) if cells and columns.codes else None


def _by_column(row: Found, columns: Columns) -> dict[str, Cell] | None:
    heads = columns.at
    first = min(heads)
    labels, values = row.row.cells[: row.first], row.values
    if any(cell.text and cell.column >= first for cell in labels):
        return None
    placed = {heads[cell.column]: cell for cell in values if cell.column in heads and cell.width == 1}
    if len(placed) != len(heads):
        return None
    stray = len(placed) < len(values) and any(cell.text and cell.column not in heads for cell in values)
    return None if stray and not columns.unknown else placed


def sticks_out(row: Found, columns: Columns) -> bool:
    """Whether the row has cells beyond the last head of its table: one of its cells may then stand twice."""
    if not columns.at or columns.table is not row.row.table or row.row.cells[-1].column <= max(columns.at):
        return False
    ends = max(cell.column + cell.width for head in row.heads for cell in head.cells)
    return row.row.cells[-1].column >= ends


def window(cells: Sequence[Cell], count: int) -> Sequence[Cell] | None:
    """The run of `count` cells that holds all printed ones, if there is exactly one such run."""
    if len(cells) == count:
        return cells
    printed = [position for position, cell in enumerate(cells) if cell.text]
    if len(cells) < count or not count:
        return None
    if not printed:
        return cells[:count]
    earliest = max(0, printed[-1] - count + 1)
    latest = min(printed[0], len(cells) - count)
    return cells[earliest : earliest + count] if earliest == latest else None
