"""What the cells of a form mean: its tables without their plain numbers, and the lines around them, read once per process.

The reading is made of the form alone, by `scan` and `tables`, with numbers that count its figures; so nothing of one report can
get into another. It stands for every report with that form, because between `scan` and `values.read` nobody looks at the digits
of a plain number of up to six digits, only at whether there is one. A form has no such reading if there is anything to flag, a row
without a name, a figure beside the columns or twice, or a value in a line of text.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, chain, count, pairwise
from typing import NamedTuple

from extraction.boundaries import parted
from extraction.form.labels import named
from extraction.found import figures_of, opened_table
from extraction.grid import Grid, GridText, lines_of, rows_of
from extraction.headings import section_number
from extraction.report import Observation, Status
from extraction.rows import Cell, Row
from extraction.scan import SECTION_TABLES, scan
from extraction.shown import CELL, FIGURE
from extraction.tables import Key, read_tables

LONG = 150
"""A longer line ends a table, whatever it says."""


class Spot(NamedTuple):
    """Where a figure stands."""

    key: Key
    status: Status
    unit: str
    origin: str
    part: int
    """Which line or table of the form it stands in."""
    at: str
    said: int
    """Which of all plain numbers it is, or behind them, of what else the form says."""


class Reading(NamedTuple):
    spots: tuple[Spot, ...]
    layouts: dict[str, str]
    values: tuple[str | None, ...]
    """Of what the form says besides plain numbers: blanks and marks."""
    raws: tuple[str, ...]
    """The same as printed."""
    used: tuple[tuple[int, ...], ...]
    """For each line and table, which of its rows are parts of tables."""
    rows: tuple[tuple[Row, ...], ...]
    """For each table its rows as lines, if all are parts of tables."""


class _Part:
    """The nth line or table of a form, as what cells are read from."""

    def __init__(self, number: int, origin: str) -> None:
        self.number = number
        self.origin = origin

    def locator(self, cell: Cell) -> str:
        return f"{self.number}#r{cell.row}c{cell.column}"


@lru_cache(maxsize=64)
def read_form(form: tuple[str, ...]) -> Reading | None:
    """What these lines and tables say; None if it takes more than the form to know."""
    numbers = map(str, count())
    parts = [_rows(number, text, numbers) for number, text in enumerate(form)]
    found = scan(list(chain.from_iterable(parts)))
    if found.form.used or not all(row.name for row in found.found):
        return None
    tables = read_tables(found)
    figures = _figures(form)
    seen = {observation.locator for observation in tables.observations.values()}
    printed = {cell.locator for row in found.found for cell in row.values}
    if tables.flags or not printed.intersection(figures).issubset(seen):
        return None
    spots = []
    others: list[Observation] = []
    for key, one in tables.observations.items():
        part, mark, at = (one.locator or "").partition("#")
        if not mark or CELL not in form[int(part)]:
            return None
        said = figures.get(one.locator or "", len(figures) + len(others))
        others += [one] if said >= len(figures) else []
        spots.append(Spot(key, one.status, one.unit, one.origin, int(part), mark + at, said))
    used = _by_part(found.used, [len(part) for part in parts])
    rows = tuple(_as_lines(part) if len(part) == len(own) else () for part, own in zip(parts, used, strict=True))
    values, raws = tuple(one.value for one in others), tuple(one.raw for one in others)
    return Reading(tuple(spots), tables.layouts, values, raws, used, rows)


def _rows(number: int, part: str, figures: Iterable[str]) -> list[Row]:
    """A line or table of a form as rows."""
    grid, text = _Part(number, Grid.origin), _Part(number, GridText.origin)
    return rows_of(part, figures, grid, text) if CELL in part else [Row((Cell(part, text, 0, 0),))]


def _figures(form: Sequence[str]) -> dict[str, int]:
    """Where the figures of a form stand, and the how-manieth of all each is."""
    cells = (
        f"{number}#r{row}c{column}"
        for number, text in enumerate(form)
        if CELL in text
        for line in lines_of(text)
        for said, row, column, _ in line.cells
        if said == FIGURE
    )
    return {cell: figure for figure, cell in enumerate(cells)}


def _by_part(used: set[int], lengths: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Indexes of rows counted anew in each part."""
    starts = [0, *accumulate(lengths)]
    return tuple(
        tuple(index - start for index in range(start, end) if index in used) for start, end in pairwise(starts)
    )


def _as_lines(part: Sequence[Row]) -> tuple[Row, ...]:
    """Rows that keep no more than their line; none at all if that of one is a figure."""
    if len(part) < 2 or any(row.line.isdecimal() for row in part):
        return ()
    return tuple(Row((Cell(row.line, row.cells[0].source, 0, 0),) if row.line else ()) for row in part)


@lru_cache(maxsize=128)
def table_matters(form: str) -> bool:
    """Whether a table met outside of tables may be one of the report's, or a part of one."""
    return any(row_matters(row) for row in _rows(0, form, map(str, count())) if row.cells)


def row_matters(row: Row) -> bool:
    """Whether a row met outside of tables may open one, or be a part of one."""
    line = row.line
    if len(line) > LONG:
        return False
    return bool(
        (line and section_number(line) in SECTION_TABLES)
        or opened_table(row) is not None
        or any(named(cell.text) for cell in row.cells)
        or parted(row, None) is not row
        or figures_of(row, 0, None, None, headed=False) is not None
    )
