"""From the rows found to observations: one for every figure the layout prints, present or not."""

from typing import NamedTuple

from extraction.cells import sticks_out, values_of
from extraction.codebook import CODEBOOK
from extraction.columns import Columns
from extraction.disclosure import columns_of
from extraction.form import FORM, Entry, Form
from extraction.found import Found
from extraction.heads import applicants, disputes
from extraction.labels import APPLICANTS, DISCLOSURE, DISCLOSURE_ROWS, DISPUTES, OTHER, REQUEST_ORDER, REQUESTS
from extraction.lost import LostRows
from extraction.naming import name_rows
from extraction.report import Flag, Observation, Status
from extraction.rows import Cell
from extraction.scan import Scan
from extraction.units import printed_unit
from extraction.values import read

Key = tuple[str, str | None]
"""Indicator and applicant."""


class Tables(NamedTuple):
    observations: dict[Key, Observation]
    layouts: dict[str, str]
    """Table to the layout it is printed in."""
    flags: list[Flag]


def read_tables(scan: Scan) -> Tables:
    reading = _Reading(name_rows(scan.found))
    for table, read_rows in ((DISCLOSURE, _disclosure), (REQUESTS, _requests), (DISPUTES, _disputes)):
        rows = [row for row in scan.found if row.table == table and row.name]
        if rows:
            read_rows(rows, reading)
    _statistics(scan.form, reading)
    reading.lost.settle(reading.observations, reading.layouts, reading.flags)
    return Tables(reading.observations, reading.layouts, reading.flags)


class _Reading:
    """What has been read so far; the first reading of a figure is kept, a different second one is flagged."""

    def __init__(self, flags: list[Flag]) -> None:
        self.observations: dict[Key, Observation] = {}
        self.layouts: dict[str, str] = {}
        self.flags = flags
        self.lost = LostRows()

    def flag(self, code: str, detail: str) -> None:
        flag = Flag(code, detail)
        if flag not in self.flags:
            self.flags.append(flag)

    def columns(self, table: str, columns: Columns) -> None:
        if columns.problem:
            self.flag(columns.problem, table)
        for head in columns.unknown:
            self.flag("unknown_column", f"{table}: {head}")

    def row(self, row: Found, keys: dict[str, Key], cells: dict[str, Cell] | None, unit: str = "") -> None:
        """The figures of a row, each under the code of its column."""
        if cells is None:
            printed = [cell.text for cell in row.values if cell.text]
            self.flag("row_not_read", f"{row.table}: {row.label or 'figures'}: {' '.join(printed)}".rstrip(": "))
            seen = {key: _unread(key, row) for key in keys.values()}
        else:
            seen = {key: _observe(key, cells[column], unit) for column, key in keys.items()}
        if self.observations.keys().isdisjoint(seen):
            self.observations |= seen
            return
        for key, one in seen.items():
            self.add(key, one)

    def add(self, key: Key, seen: Observation) -> None:
        known = self.observations.setdefault(key, seen)
        if known is not seen and (known.value, known.status) != (seen.value, seen.status):
            name = " ".join(part for part in key if part)
            self.flag("conflicting_figures", f"{name}: {known.raw or known.status} and {seen.raw or seen.status}")


def _observe(key: Key, cell: Cell, unit: str) -> Observation:
    status, value, printed = read(cell.text)
    unit = printed or unit or CODEBOOK.indicators[key[0]].unit
    source = cell.source
    return Observation(key[0], key[1], value, status, cell.text, unit, source.origin, source.locator(cell))


def _unread(key: Key, row: Found) -> Observation:
    """A figure of a row whose cells cannot be told apart: damaged, with all that is left of the row."""
    raw = " ".join(cell.text for cell in row.values if cell.text)
    status = Status.DAMAGED if raw else Status.MISSING
    cell = row.row.cells[min(row.first, len(row.row.cells) - 1)]
    return Observation(key[0], key[1], None, status, raw, CODEBOOK.indicators[key[0]].unit, cell.origin, cell.locator)


def missing(key: Key) -> Observation:
    return Observation(key[0], key[1], None, Status.MISSING, "", CODEBOOK.indicators[key[0]].unit, "table", None)


def _disclosure(rows: list[Found], reading: _Reading) -> None:
    all_columns, layout = columns_of(rows)
    if layout:
        reading.layouts[DISCLOSURE] = layout
    for row, columns in zip(rows, all_columns, strict=True):
        reading.columns(DISCLOSURE, columns)
        cells = values_of(row, columns)
        codes = columns.codes or next((p.codes for p in DISCLOSURE_ROWS[row.name or ""] if p.layout == layout), ())
        reading.row(row, {code: (code, None) for code in codes}, cells, printed_unit(row.heads))


def _requests(rows: list[Found], reading: _Reading) -> None:
    named = {row.name for row in rows}
    split = any(code.startswith(f"{OTHER}.") and code in named for code in REQUEST_ORDER)
    reading.layouts[REQUESTS] = "f2021" if split else "f2019" if OTHER in named else ""
    heads: dict[int, Columns] = {}
    for row in rows:
        if row.name == OTHER and split:
            reading.flag("unknown_row", f"{REQUESTS}: {row.label}")
            continue
        columns = heads.get(id(row.heads))
        if columns is None:
            columns = heads[id(row.heads)] = applicants(row.heads)
            reading.columns(REQUESTS, columns)
        cells = values_of(row, columns)
        if cells and sticks_out(row, columns):
            reading.flag("row_too_long", f"{REQUESTS}: {row.label}")
        code = row.name or ""
        reading.row(row, {who: (code, who) for who in APPLICANTS}, cells)
        if cells is None:
            reading.lost.remember(row, ((code, who) for who in columns.codes), reading.observations)


def _disputes(rows: list[Found], reading: _Reading) -> None:
    national = CODEBOOK.layouts["f2021"].disputes
    for row in rows:
        columns = disputes(row.heads)
        reading.columns(DISPUTES, columns)
        cells = values_of(row, columns)
        reading.row(row, {code: (code, None) for code in columns.codes or national}, cells)
        if cells is None:
            reading.lost.remember(row, ((code, None) for code in columns.codes), reading.observations)


def _statistics(form: Form, reading: _Reading) -> None:
    """Rows of the statistics form; those without a name are flagged already and stay with their flag."""
    reading.flags += form.flags
    for entry in form.entries:
        if entry.slot is None:
            continue
        if entry.slot.code is None:
            if entry.value is not None and read(entry.value.text).value is not None:
                reading.flag("row_not_read", f"{FORM}: {entry.labels[0]}: {entry.raw}")
            continue
        reading.layouts[FORM] = entry.slot.layout
        key: Key = (entry.slot.code, None)
        unit = entry.unit or entry.slot.unit
        if entry.value is not None:
            reading.add(key, _observe(key, entry.value, unit))
        else:
            reading.flag("row_not_read", f"{FORM}: {entry.labels[0]}: {entry.raw}".rstrip(": "))
            reading.add(key, _unread_entry(key, entry, unit))


def _unread_entry(key: Key, entry: Entry, unit: str) -> Observation:
    cell = entry.printed[0] if entry.printed else None
    status = Status.DAMAGED if any(mark.isdecimal() for mark in entry.raw) else Status.MISSING
    where, origin = (cell.locator, cell.origin) if cell else (None, "table")
    raw = entry.raw if status is Status.DAMAGED else ""
    return Observation(key[0], None, None, status, raw, unit, origin, where)
