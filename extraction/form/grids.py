"""Rows of the form printed as rows: cells of a table, or of a line of text with bars."""

import re

from extraction.folding import narrow
from extraction.form.entry import Entry
from extraction.form.heads import Column, Heads, spot
from extraction.form.labels import named
from extraction.rows import Cell, Row
from extraction.values import UNITS, looks_like_value

_UNIT = re.compile(rf"(?:{UNITS})|[\W_]{{1,6}}")
_BESIDE = frozenset(("remark", "blank"))
_ONLY_UNIT = re.compile(UNITS)


def is_unit(text: str) -> bool:
    """Whether a cell is one of the unit column: a unit, or the dashes of rows without a figure.

    >>> [is_unit(text) for text in ("条", "人次", "——", "12", "统计数")]
    [True, True, True, False, False]
    """
    return bool(text) and _UNIT.fullmatch(narrow(text)) is not None


def unit_in(text: str) -> str:
    return text if _ONLY_UNIT.fullmatch(text) else ""


def label_at(row: Row) -> int | None:
    """Index of the cell that is exactly a label of the form; the last of several."""
    return next((i for i in reversed(range(len(row.cells))) if named(row.cells[i].text)), None)


def read_row(row: Row, heads: Heads, label_column: int) -> Entry | None:
    """The row as an entry of the form; None for one that prints no label.

    `label_column` is where most labels of this form stand: heads may lie over other columns than their own.
    """
    index = label_at(row)
    if index is None:
        before = [i for i, cell in enumerate(row.cells) if spot(row, i) <= label_column < spot(row, i) + cell.width]
        index = before[-1] if before else None
    if index is None or not row.cells[index].text or looks_like_value(row.cells[index].text):
        return None
    label, after = row.cells[index].text, row.cells[index + 1 :]
    front = [cell.text for cell in row.cells[:index] if cell.text and not looks_like_value(cell.text)]
    labels = (label, *("".join((*front[start:], label)) for start in reversed(range(len(front)))))
    value, unit = _figure(row, heads, index, label_column)
    number = heads.of_kind("number")
    counted = _under(row, number) if number else None
    is_head = not any(looks_like_value(cell.text) for cell in after if cell.text)
    return Entry(labels, after, value, unit, counted, is_head)


def _figure(row: Row, heads: Heads, index: int, label_column: int) -> tuple[Cell | None, str]:
    """The cell of the figure and the unit printed."""
    if not heads.columns:
        return _without_heads(row.cells[index + 1 :])
    if heads.value is None or not _is_regular(row, heads):
        return None, ""
    unit = heads.of_kind("unit")
    if spot(row, index) == label_column:
        return _under(row, heads.value), unit_in(_text(_under(row, unit) if unit else None))
    if len(row.cells) == len(heads.columns) and heads.columns[index].kind == "label":
        printed = unit_in(row.cells[heads.columns.index(unit)].text) if unit else ""
        return row.cells[heads.columns.index(heads.value)], printed
    return None, ""


def _is_regular(row: Row, heads: Heads) -> bool:
    """Whether the cells lie under their heads: none past the last one, none short, no digits among units or remarks."""
    last = heads.columns[-1].end
    if any(cell.text and spot(row, index) >= last for index, cell in enumerate(row.cells)):
        return False
    reach = max(spot(row, index) + cell.width for index, cell in enumerate(row.cells))
    for column in heads.columns:
        if column.kind in {"unit", *_BESIDE} and column is not heads.value:
            text = _text(_under(row, column))
            if any(mark.isdecimal() for mark in text) and looks_like_value(text):
                return False
        if column.start >= reach and column.kind not in _BESIDE:
            return False
    return True


def _under(row: Row, column: Column) -> Cell | None:
    """The cell below a head: the only one there, or of several the only printed one."""
    inside = []
    for index, cell in enumerate(row.cells):
        start, end = spot(row, index), spot(row, index) + cell.width
        if start < column.end and end > column.start:
            if start < column.start or end > column.end:
                return None
            inside.append(cell)
    if len(inside) == 1:
        return inside[0]
    printed = [cell for cell in inside if cell.text]
    return printed[0] if len(printed) == 1 else inside[0] if inside and not printed else None


def _without_heads(after: tuple[Cell, ...]) -> tuple[Cell | None, str]:
    """National order: the unit, then the figure, and nothing else."""
    match after:
        case (unit, value) if is_unit(unit.text):
            return value, unit_in(unit.text)
        case (value,) if not is_unit(value.text):
            return value, ""
        case _:
            return None, ""


def _text(cell: Cell | None) -> str:
    return cell.text if cell else ""
