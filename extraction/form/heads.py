"""Which column of the form has the figures: 统计数, or of several the one headed 合计; never a guess by position.

Local forms of counties add columns for government, departments and townships; their parts are not the report's figure.
"""

from collections.abc import Sequence
from typing import NamedTuple

from extraction.folding import label_key
from extraction.form.labels import HEADS, LONGEST, VALUE_HEADS, named
from extraction.rows import Cell, Row
from extraction.similarity import LEAST, likeness
from extraction.values import looks_like_value

_WIDEST = 64
_FEWEST = 2
_TOTALS = tuple(head for head, kind in HEADS.items() if kind == "total")


class Column(NamedTuple):
    kind: str
    """``label | unit | number | value | total | remark | blank | other``"""
    start: int
    width: int
    text: str

    @property
    def end(self) -> int:
        return self.start + self.width


class Heads(NamedTuple):
    columns: tuple[Column, ...]
    """In printed order; none where no heads are printed."""
    value: Column | None
    problem: str = ""
    """``header_missing``, ``header_inexact``, ``header_incomplete`` or ``header_conflict``."""
    unknown: tuple[str, ...] = ()

    def of_kind(self, kind: str) -> Column | None:
        return next((column for column in self.columns if column.kind == kind), None)


NO_HEADS = Heads((), None, "header_missing")


def spot(row: Row, index: int) -> int:
    """The place of a cell among the columns: that of the grid, or in a text with bars its number."""
    return row.cells[index].column if row.table is not None else index


def kind_of(text: str) -> str:
    """What the column under this head holds, ``other`` if the head is none of the form's.

    >>> [kind_of(text) for text in ("统计指标", "计量单位", "统计数", "统计数合计", "乡镇街道统计数", "")]
    ['label', 'unit', 'value', 'total', 'other', 'blank']
    """
    key = label_key(text)
    if not key:
        return "blank"
    if key.endswith(_TOTALS) and key.startswith(VALUE_HEADS):
        return "total"
    return HEADS.get(key, "other")


def is_heads(row: Row) -> bool:
    """Whether the row heads the columns of the form."""
    if len(row.cells) < _FEWEST or row.repeated or any(len(cell.text) > LONGEST for cell in row.cells):
        return False
    kinds = {kind_of(cell.text) for cell in row.cells}
    known = kinds & {"label", "unit", "number", "value", "total"}
    return len(known) >= _FEWEST and bool(known & {"label", "value", "total"})


def goes_on(row: Row, heads: Sequence[Row]) -> bool:
    """Whether the row is a second row of heads below the first: words under it only, none of them a label."""
    if row.table is not heads[0].table or row.repeated or not row.cells:
        return False
    printed = [cell.text for cell in row.cells if cell.text]
    above = {spot(heads[0], index) for index, cell in enumerate(heads[0].cells) if kind_of(cell.text) == "label"}
    under_label = {spot(row, index) for index, cell in enumerate(row.cells) if cell.text} & above
    return bool(printed) and not under_label and not any(looks_like_value(text) or named(text) for text in printed)


def read_heads(rows: Sequence[Row]) -> Heads:
    """The columns under one row of heads, or under two of which the second divides the first."""
    stacks: dict[int, list[Cell]] = {}
    for row in rows:
        for index, cell in enumerate(row.cells):
            start = spot(row, index)
            for place in range(start, start + min(cell.width, _WIDEST)):
                stacks.setdefault(place, []).append(cell)
    columns: list[Column] = []
    last: list[Cell] = []
    for place, stack in sorted(stacks.items()):
        if columns and stack == last:
            columns[-1] = columns[-1]._replace(width=columns[-1].width + 1)
        else:
            text = "".join(cell.text for cell in stack)
            columns.append(Column(kind_of(text), place, 1, text))
        last = stack
    return decided(columns)


def decided(columns: Sequence[Column]) -> Heads:
    """The heads with the one column of figures picked, if the heads leave no doubt."""
    kinds = [column.kind for column in columns]
    if kinds.count("label") > 1:  # two halves side by side
        return Heads(tuple(columns), None, "header_conflict")
    totals = [column for column in columns if column.kind == "total"]
    values = totals or [column for column in columns if column.kind == "value"]
    others = [column for column in columns if column.kind == "other"]
    if not values:
        values = [c for c in others if max(likeness(label_key(c.text), head) for head in VALUE_HEADS) >= LEAST]
        if len(values) == len(others) == 1:
            return Heads(tuple(columns), values[0], "header_inexact")
        blank = [column for column in columns if column.kind == "blank"]
        if len(blank) == 1 and not others:
            return Heads(tuple(columns), blank[0], "header_incomplete")
        values = []
    doubted = [column for column in columns if column.kind == "value" and column not in values]
    unknown = tuple(column.text for column in (*doubted, *others))
    if len(values) == 1:
        return Heads(tuple(columns), values[0], unknown=unknown)
    return Heads(tuple(columns), None, "" if unknown else "header_conflict", unknown)
