"""Tables whose form was met before: their labels are read once per process, their figures in every report.

The national forms come with the same words in the same cells in report after report. What such tables say is worked out from
their form alone, which is their marked text without its plain numbers (`grid`) and the lines around them; so nothing of one
report can get into another. This is sound because between `scan` and `values.read` nobody looks at the digits of a plain number
of up to six digits, only at whether there is one. All that is less plain is left to `scan` and `tables`: forms with anything
to flag, with rows without a name, with figures beside the columns or twice, with values in lines of text.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from itertools import accumulate, chain, count, pairwise
from typing import NamedTuple

from extraction.boundaries import parted
from extraction.form.labels import named
from extraction.found import figures_of, opened_table
from extraction.grid import Grid, GridText, lines_of, opened, rows_of
from extraction.headings import section_number
from extraction.report import Observation, Status
from extraction.rows import Cell, Row
from extraction.scan import SECTION_TABLES, scan
from extraction.shown import CELL, FIGURE
from extraction.tables import Key, Tables, read_tables

_LONGEST = 20_000
"""Of a form that is kept, in characters."""
_LONG = 150
"""A longer line ends a table, whatever it says."""
_LONG_LINE = "-" * (_LONG + 1)

_observation = partial(tuple.__new__, Observation)
"""Makes one of a tuple of its parts, in half the time: a report has hundreds."""


class Recalled(NamedTuple):
    rows: list[Row]
    """All rows; of those that are used, no more than what they say as a line."""
    used: set[int]
    tables: Tables


class _Spot(NamedTuple):
    """Where a figure stands in a form."""

    key: Key
    status: Status
    unit: str
    origin: str
    table: int
    at: str
    said: int
    """Which of all plain numbers it is, or behind them, of what else the form says."""


class _Reading(NamedTuple):
    """What a form says."""

    spots: tuple[_Spot, ...]
    layouts: dict[str, str]
    values: tuple[str | None, ...]
    """Of what the form says besides plain numbers: blanks and marks."""
    raws: tuple[str, ...]
    """The same as printed."""
    used: tuple[tuple[int, ...], ...]
    """For each line and table of the form, which of its rows are parts of tables."""
    rows: tuple[tuple[Row, ...], ...]
    """For each of them its rows as lines, if all are parts of tables."""


class _Place:
    """The nth line or table of a form, as what cells are read from."""

    def __init__(self, number: int, origin: str) -> None:
        self.number = number
        self.origin = origin

    def locator(self, cell: Cell) -> str:
        return f"{self.number}#r{cell.row}c{cell.column}"


def recall(rows: Sequence[Row]) -> Recalled | None:
    """What `scan` and `read_tables` make of the rows, whose tables may be closed; None if it is left to them."""
    form: list[str] = []
    places: list[int] = []
    grids: dict[int, Grid] = {}
    inside = False
    for index, row in enumerate(rows):
        if isinstance(row.table, Grid) and not row.cells:
            if not inside and not _matters(row.table.form):
                continue
            grids[len(form)] = row.table
            form.append(row.table.form)
            inside = True
        elif row.cells and (inside or _may_matter(row)):
            if row.table is not None or len(row.cells) > 1:
                return None
            line = row.cells[0].text
            is_long = len(line) > _LONG
            number = section_number(line)
            inside = not is_long and (number is None or number in SECTION_TABLES)
            form.append(_LONG_LINE if is_long else line)
        else:
            continue
        places.append(index)
    if not grids or sum(map(len, form)) > _LONGEST:
        return None
    reading = _read(tuple(form))
    return _filled(reading, rows, places, grids) if reading else None


def _filled(reading: _Reading, rows: Sequence[Row], places: Sequence[int], grids: dict[int, Grid]) -> Recalled:
    """The reading of a form with the figures of these rows in it."""
    figures = [figure for grid in grids.values() for figure in grid.figures]
    paths = {number: grid.path for number, grid in grids.items()}
    values, raws = [*figures, *reading.values], [*figures, *reading.raws]
    observations = {
        key: _observation((*key, values[said], status, raws[said], unit, origin, paths[table] + at))
        for key, status, unit, origin, table, at, said in reading.spots
    }
    lines: list[Row] = []
    used: set[int] = set()
    done = 0
    for number, index in enumerate(places):
        lines += opened(rows[done:index])
        used.update(len(lines) + place for place in reading.used[number])
        lines += reading.rows[number] or opened((rows[index],))
        done = index + 1
    return Recalled([*lines, *opened(rows[done:])], used, Tables(observations, dict(reading.layouts), []))


@lru_cache(maxsize=64)
def _read(form: tuple[str, ...]) -> _Reading | None:
    """What lines and tables of this form say, read with numbers that count the figures; None if that is not all."""
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
        table, mark, at = (one.locator or "").partition("#")
        if not mark or CELL not in form[int(table)]:
            return None
        said = figures.get(one.locator or "", len(figures) + len(others))
        others += [one] if said >= len(figures) else []
        spots.append(_Spot(key, one.status, one.unit, one.origin, int(table), mark + at, said))
    used = _by_part(found.used, [len(part) for part in parts])
    rows = tuple(_as_lines(part) if len(part) == len(own) else () for part, own in zip(parts, used, strict=True))
    values, raws = tuple(one.value for one in others), tuple(one.raw for one in others)
    return _Reading(tuple(spots), tables.layouts, values, raws, used, rows)


def _rows(number: int, part: str, figures: Iterable[str]) -> list[Row]:
    """A line or table of a form as rows."""
    grid, text = _Place(number, Grid.origin), _Place(number, GridText.origin)
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
def _matters(form: str) -> bool:
    """Whether a table met outside of tables may be one of the report's, or a part of one."""
    return any(_may_matter(row) for row in _rows(0, form, map(str, count())) if row.cells)


def _may_matter(row: Row) -> bool:
    """Whether a row met outside of tables may open one, or be a part of one."""
    line = row.line
    if len(line) > _LONG:
        return False
    return bool(
        (line and section_number(line) in SECTION_TABLES)
        or opened_table(row) is not None
        or any(named(cell.text) for cell in row.cells)
        or parted(row, None) is not row
        or figures_of(row, 0, None, None, headed=False) is not None
    )
