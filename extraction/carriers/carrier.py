"""What a file carries: rows in reading order, each cell with the way back to its place in the file."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from extraction.report import Flag
from extraction.rows import Cell, Row, Source


class Placed:
    """A table or a line of a file; knows the place of each of its cells."""

    def __init__(self, origin: str, places: Mapping[tuple[int, int], str]) -> None:
        self.origin = origin
        self.places = places

    def locator(self, cell: Cell) -> str:
        return self.places[cell.row, cell.column]


@dataclass(frozen=True, slots=True)
class Carrier:
    """One file as read."""

    kind: str
    """``pdf | docx | xlsx | xls | ofd | doc | rtf``"""
    rows: tuple[Row, ...]
    """A picture instead of text is a row with its `image`: ``page3#…`` on a printed page, else the name of the part."""
    scanned: tuple[int, ...] = ()
    """Pages whose text is in a picture only, counted from 1; `page_images` gives them."""
    flags: tuple[Flag, ...] = ()


def line(origin: str, cells: Iterable[tuple[str, str]]) -> Row:
    """A row outside of tables, from text and place of each of its cells."""
    listed = list(cells)
    source = Placed(origin, {(0, column): place for column, (_, place) in enumerate(listed)})
    return Row(tuple(Cell(text, source, 0, column) for column, (text, _) in enumerate(listed)))


def to_json(carrier: Carrier) -> str:
    tables: dict[int, int] = {}
    rows = [
        [
            -1 if row.table is None else tables.setdefault(id(row.table), len(tables)),
            row.image,
            [[cell.text, cell.origin, cell.row, cell.column, cell.width, cell.locator] for cell in row.cells],
        ]
        for row in carrier.rows
    ]
    flags = [[flag.code, flag.detail] for flag in carrier.flags]
    return json.dumps({"kind": carrier.kind, "rows": rows, "scanned": carrier.scanned, "flags": flags})


def from_json(stored: Mapping[str, Any]) -> Carrier:
    """The carrier again; rows of one table share one source, as the readers of heads rely on."""
    tables: dict[int, dict[tuple[int, int], str]] = {}
    sources: dict[int, Source] = {}
    rows = []
    for number, image, cells in stored["rows"]:
        if not cells:
            rows.append(Row((), image=image))
            continue
        places = tables.setdefault(number, {}) if number >= 0 else {}
        source = sources.setdefault(number, Placed(cells[0][1], places)) if number >= 0 else Placed(cells[0][1], places)
        places |= {(row, column): locator for _, _, row, column, _, locator in cells}
        built = tuple(Cell(text, source, row, column, width) for text, _, row, column, width, _ in cells)
        rows.append(Row(built, source if number >= 0 else None, image))
    flags = tuple(Flag(code, detail) for code, detail in stored["flags"])
    return Carrier(stored["kind"], tuple(rows), tuple(stored["scanned"]), flags)
