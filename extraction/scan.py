"""Finds the rows of the three tables among all rows of a document.

A table is entered by its heads, its section heading or an unmistakable row label, and left at the next heading or a
long paragraph; so it does not matter whether it stands in one HTML table, in several, or in lines of text.
"""

from collections import Counter
from dataclasses import dataclass, field

from extraction.boundaries import parted
from extraction.form import Form, find_form
from extraction.found import Found, figures_of, opened_table, resembles_heads
from extraction.headings import section_number
from extraction.labels import DISCLOSURE, DISPUTES, REQUESTS
from extraction.rows import Row

_PARAGRAPH = 120
_NEAR = 8
_FEWEST_ROWS = 3
SECTION_TABLES = {2: DISCLOSURE, 3: REQUESTS, 4: DISPUTES}


@dataclass(slots=True)
class Scan:
    found: list[Found] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    """Indexes of the rows that are parts of tables."""
    entered: set[str] = field(default_factory=set)
    """Tables of which at least heads are printed."""
    form: Form = field(default_factory=Form)
    """The statistics form of 2014, whose rows are nobody else's."""


def scan(rows: list[Row]) -> Scan:
    form = find_form(rows)
    result = Scan(used=set(form.used), form=form)
    table: str | None = None
    pending: list[int] = []
    heads: dict[str, tuple[Row, ...]] = {}
    for index, row in enumerate(rows):
        if not row.cells or index in form.used:
            continue
        row = parted(row, table)  # noqa: PLW2901 - the same line, in two cells
        line = row.line
        number = section_number(line) if line else None
        if number is not None or len(line) > _PARAGRAPH:
            table, pending = SECTION_TABLES.get(number or 0), []
            continue
        opened = opened_table(row)
        if opened:
            table = opened
            result.entered.add(opened)
        found = figures_of(row, index, table, opened, headed=table in result.entered)
        if found is None:
            if table:
                pending.append(index)
            continue
        table = found.table
        if pending:
            above = tuple(rows[place] for place in pending)
            if _are_heads(above, found, known=table in heads):
                heads[table] = above
            result.used.update(pending)
            pending = []
        found.heads = heads.get(table, ())
        result.found.append(found)
        result.used.add(index)
        if table == DISPUTES:
            table = None
    result.found = _belonging(result.found)
    return result


def _are_heads(above: tuple[Row, ...], found: Found, *, known: bool) -> bool:
    """Whether the rows above a row of figures have heads of its table, be it misspelt ones."""
    table = found.row.table
    if any(opened_table(row) == found.table or (table is not None and row.table is table) for row in above):
        return True
    return not known and any(resembles_heads(row, found.table) for row in above)


def _belonging(found: list[Found]) -> list[Found]:
    """Without rows of unknown label that stand alone: fewer than three in a table, and not next to known ones."""
    named = [row for row in found if row.name]
    if len(named) == len(found):
        return found
    counts = Counter((row.table, id(row.row.table)) for row in found)
    known = {(row.table, id(row.row.table)) for row in named if row.row.table}
    kept = known | {place for place, count in counts.items() if count >= _FEWEST_ROWS}
    near = {row.index + distance for row in named for distance in range(-_NEAR, _NEAR + 1)}
    return [row for row in found if row.name or (row.table, id(row.row.table)) in kept or row.index in near]
