"""Workbooks by python-calamine (MIT): XLSX, XLS and ET alike. What is read is the stored value, not its number format."""

import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from extraction.carriers.carrier import Carrier, Placed, line
from extraction.grid import LAYOUT_LENGTH
from extraction.payload import UnreadablePayload
from extraction.rows import Cell, Row

_MOST_CELLS = 500_000
Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def read_workbook(payload: bytes, kind: str) -> Carrier:
    """The rows of all sheets that are shown."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(payload))
    except PasswordError as error:
        raise UnreadablePayload(
            "The payload is an encrypted workbook; ask the publisher for one without a password."
        ) from error
    rows: list[Row] = []
    for number, sheet in enumerate(workbook.sheets_metadata):
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet:
            rows += _rows(workbook.get_sheet_by_index(number), f"sheet{number + 1}")
    return Carrier(kind, tuple(rows))


def _rows(sheet: CalamineSheet, name: str) -> Iterator[Row]:
    if sheet.height * sheet.width > _MOST_CELLS:
        raise UnreadablePayload(
            f"The payload is a workbook with a sheet of more than {_MOST_CELLS:,} cells, which is no report."
        )
    first_row, first_column = sheet.start or (0, 0)
    widths, covered = _merged(sheet)
    places: dict[tuple[int, int], str] = {}
    source = Placed("office", places)
    for row, values in enumerate(sheet.to_python(skip_empty_area=True), start=first_row):
        cells = []
        for column, value in enumerate(values, start=first_column):
            if (row, column) not in covered:
                places[row, column] = f"{name}#{_letters(column)}{row + 1}"
                text = " ".join(_printed(value).split())
                cells.append(Cell(text, source, row, column, widths.get((row, column), 1)))
        printed = [cell for cell in cells if cell.text]
        if len(printed) == 1 or any(len(cell.text) > LAYOUT_LENGTH for cell in printed):
            yield from (line("office", [(cell.text, places[row, cell.column])]) for cell in printed)
        elif printed:
            yield Row(tuple(cells), source)


def _merged(sheet: CalamineSheet) -> tuple[dict[tuple[int, int], int], set[tuple[int, int]]]:
    """Widths of merged cells, and the places they cover."""
    (top, left), (bottom, right) = sheet.start or (0, 0), sheet.end or (0, 0)
    widths: dict[tuple[int, int], int] = {}
    covered: set[tuple[int, int]] = set()
    for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or ():
        widths[first_row, first_column] = last_column - first_column + 1
        covered |= {
            (row, column)
            for row in range(max(first_row, top), min(last_row, bottom) + 1)
            for column in range(max(first_column, left), min(last_column, right) + 1)
        }
        covered.discard((first_row, first_column))
    return widths, covered


def _printed(value: Value) -> str:
    """The value without what only its storage as a float added.

    >>> _printed(172.0), _printed(181321.09), _printed("0.50"), _printed(3e6)
    ('172', '181321.09', '0.50', '3000000')
    """
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return str(value)


def _letters(column: int) -> str:
    """The name of a column (from 0).

    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    letters = ""
    while column >= 0:
        column, digit = divmod(column, 26)
        letters = chr(ord("A") + digit) + letters
        column -= 1
    return letters
