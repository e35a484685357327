"""Tables whose form was met before: their labels are read once per process, their figures in every report.

The national forms come with the same words in the same cells in report after report. What these mean is known from the form
(`blank_form`); all that is less plain is left to `scan` and `tables`.
"""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from extraction.blank_form import LONG, Reading, read_form, row_matters, table_matters
from extraction.grid import Grid, closed, opened
from extraction.headings import section_number
from extraction.report import Observation
from extraction.rows import Row
from extraction.scan import SECTION_TABLES
from extraction.tables import Tables

_LONGEST = 20_000
"""Of a form that is kept, in characters."""
_LONG_LINE = "-" * (LONG + 1)

_observation = partial(tuple.__new__, Observation)
"""Makes one of a tuple of its parts, in half the time: a report has hundreds."""


class Recalled(NamedTuple):
    rows: list[Row]
    """All rows; of those that are used, no more than what they say as a line."""
    used: set[int]
    """Indexes of the rows that are parts of tables."""
    tables: Tables


def recall(rows: Sequence[Row]) -> Recalled | None:
    """What `scan` and `read_tables` make of the rows, whose tables may be closed; None if it is left to them.

    The form is whatever may tell of tables: the tables themselves, and lines from where they may begin to where they end.
    """
    form: list[str] = []
    places: list[int] = []
    grids: dict[int, Grid] = {}
    inside = False
    for index, row in enumerate(rows):
        if (table := closed(row)) is not None:
            if not inside and not table_matters(table.form):
                continue
            grids[len(form)] = table
            form.append(table.form)
            inside = True
        elif row.cells and (inside or row_matters(row)):
            if row.table is not None or len(row.cells) > 1:
                return None
            line = row.cells[0].text
            is_long = len(line) > LONG
            number = section_number(line)
            inside = not is_long and (number is None or number in SECTION_TABLES)
            form.append(_LONG_LINE if is_long else line)
        else:
            continue
        places.append(index)
    if not grids or sum(map(len, form)) > _LONGEST:
        return None
    reading = read_form(tuple(form))
    return _filled(reading, rows, places, grids) if reading else None


def _filled(reading: Reading, rows: Sequence[Row], places: Sequence[int], grids: dict[int, Grid]) -> Recalled:
    """The reading of a form with the figures of these rows in it; `places` are the rows that are its parts."""
    figures = [figure for grid in grids.values() for figure in grid.figures]
    paths = {number: grid.path for number, grid in grids.items()}
    values, raws = [*figures, *reading.values], [*figures, *reading.raws]
    observations = {
        key: _observation((*key, values[said], status, raws[said], unit, origin, paths[part] + at))
        for key, status, unit, origin, part, at, said in reading.spots
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
