"""Rows of the form printed one cell per line: a label, its unit, its figure, and numbers if there is a column of them.

A blank cell leaves no line. With 单位 and 统计数 only, a row without a number is a blank one; with 序号 or 代码 between the
figures, a row has to have all its numbers, and those of 序号 have to count on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from extraction.form.entry import Entry
from extraction.form.grids import is_unit, unit_in
from extraction.form.heads import Heads
from extraction.form.labels import form_key, named
from extraction.rows import LABEL_LINES, Cell
from extraction.values import looks_like_value, read


@dataclass(slots=True)
class _Record:
    labels: list[Cell] = field(default_factory=list)
    unit: Cell | None = None
    numbers: list[Cell] = field(default_factory=list)
    is_broken: bool = False
    """Its 序号 does not count on, so its numbers cannot be told apart."""


def read_lines(cells: Sequence[Cell], heads: Heads) -> list[Entry]:
    """The entries of a run of lines that begins below the heads."""
    front, records = _records(cells, has_units=not heads.columns or heads.of_kind("unit") is not None)
    if not heads.columns:
        return [_entry(record, 0, 1) for record in records]
    numeric = [column for column in heads.columns if column.kind not in {"label", "unit", "remark"}]
    in_front = heads.columns[0].kind == "number"
    if in_front:
        numeric = numeric[1:]
        _unnumber(records, front)
    label_first = heads.columns[1 if in_front else 0].kind == "label"
    place = numeric.index(heads.value) if heads.value in numeric and label_first else None
    counted = next((index for index, column in enumerate(numeric) if column.kind == "number"), None)
    return [_entry(record, place, len(numeric), counted) for record in records]


def _records(cells: Sequence[Cell], *, has_units: bool) -> tuple[Cell | None, list[_Record]]:
    """The number before the first label, then labels each with the lines up to the next label."""
    front: Cell | None = None
    records: list[_Record] = []
    for cell in cells:
        current = records[-1] if records else None
        if has_units and is_unit(cell.text):
            if current is not None and current.unit is None and not current.numbers:
                current.unit = cell
            elif current is not None:
                current.numbers.append(cell)
        elif looks_like_value(cell.text):
            if current is not None:
                current.numbers.append(cell)
            else:
                front = cell
        elif current is None or current.unit or current.numbers or _is_whole(current):
            records.append(_Record([cell]))
        else:
            current.labels.append(cell)
    return front, records


def _is_whole(record: _Record) -> bool:
    return any(named(label) for label in _labels(record))


def _labels(record: _Record) -> tuple[str, ...]:
    """The last line of the label, then its last lines joined: the lines above may be something else."""
    texts = [cell.text for cell in record.labels[-LABEL_LINES:]]
    return tuple("".join(texts[start:]) for start in reversed(range(len(texts))))


def _unnumber(records: list[_Record], front: Cell | None) -> None:
    """Takes the 序号 of the next row from each run of numbers."""
    number = _count(front)
    for record, _ in pairwise(records):
        counted = _count(record.numbers[-1] if record.numbers else None)
        if counted is not None and (number is None or counted == number + 1):
            record.numbers.pop()
        else:
            record.is_broken = True
        number = counted


def _count(cell: Cell | None) -> int | None:
    value = read(cell.text).value if cell else None
    return int(value) if value is not None and value.isdecimal() else None


def _entry(record: _Record, place: int | None, columns: int, counted: int | None = None) -> Entry:
    numbers = tuple(record.numbers)
    value: Cell | None = None
    if place is None or record.is_broken:
        value = None
    elif len(numbers) == columns:
        value = numbers[place]
    elif not numbers and columns == 1 and record.unit:
        value = replace(record.unit, text="")
    # A label may be all damage; the row then stays one that nobody knows.
    labels = tuple(label for label in _labels(record) if form_key(label)) or _labels(record)[:1]
    unit = unit_in(record.unit.text) if record.unit else ""
    number = numbers[counted] if counted is not None and counted < len(numbers) else None
    return Entry(labels, numbers, value, unit, number, is_head=not numbers)
