"""Tells rows of figures from heads, and finds the label among the first cells of a row."""

import re
from dataclasses import dataclass

from extraction.boundaries import lost_run
from extraction.columns import mended_key
from extraction.folding import label_key
from extraction.labels import (
    APPLICANTS,
    CAPTION,
    COMMONPLACE,
    DISCLOSURE,
    DISPUTES,
    GROUPS,
    HEADS,
    OUTCOMES,
    REQUESTS,
    ROUTES,
    row_name,
)
from extraction.rows import LABEL_LINES, Cell, Row
from extraction.values import looks_like_value

_HINT = re.compile("[条條件量額额增申然企机機持纠糾结結议議诉訴]")
"""Every head has one of these characters; keeps menus and footers cheap."""
_LONGEST_LABEL = 90
_FEWEST_OUTCOMES = 5
_OUTCOMES = len(OUTCOMES) * len(ROUTES)


@dataclass(slots=True)
class Found:
    """A row of figures."""

    table: str
    name: str | None
    """Name of the row; None as long as its label is not one of the layouts'."""
    label: str
    keys: tuple[str, ...]
    """What an inexact label may be: its last line, then its last lines joined."""
    row: Row
    first: int
    """Index of the first value cell."""
    index: int
    heads: tuple[Row, ...] = ()

    @property
    def values(self) -> tuple[Cell, ...]:
        return self.row.cells[self.first :]


def opened_table(row: Row) -> str | None:
    """The table of which the row has a head."""
    for cell in row.cells:
        text = cell.text
        if text and not text.isdecimal() and len(text) <= _LONGEST_LABEL and _HINT.search(text):
            key = label_key(text)
            if key in HEADS:
                return HEADS[key]
            if key.startswith(CAPTION):
                return DISCLOSURE
    return None


def resembles_heads(row: Row, table: str) -> bool:
    """Whether the row has a head of the table with a character wrong or lost."""
    return any(HEADS.get(mended_key(cell.text)) == table for cell in row.cells if 0 < len(cell.text) <= _LONGEST_LABEL)


def figures_of(row: Row, index: int, table: str | None, opened: str | None, *, headed: bool) -> Found | None:
    """The row as a row of figures of `table`, or of the table its label is unmistakable for."""
    cells = row.cells
    if len(cells) == 1:
        return None
    labels: list[int] = []
    has_value = False
    for position, cell in enumerate(cells):
        if cell.text:
            if looks_like_value(cell.text):
                has_value = True
                break
            labels.append(position)
    if opened and not has_value:
        return None
    if table == DISPUTES:
        first = labels[-1] + 1 if labels else 0
        is_whole = len(cells) - first >= _FEWEST_OUTCOMES or lost_run(cells[first:], _OUTCOMES) is not None
        if is_whole and (has_value or (headed and not labels)):
            return Found(table, DISPUTES, "", (), row, first, index)
    return _labelled(row, index, table, labels, has_value=has_value) or _unlabelled(
        row, index, table, labels, has_value=has_value
    )


def _labelled(row: Row, index: int, table: str | None, labels: list[int], *, has_value: bool) -> Found | None:
    """The row if one of its first cells is exactly the label of a row."""
    cells = row.cells
    for position in reversed(labels):
        key = label_key(cells[position].text)
        named = row_name(key, table)
        if named is None or not _may_follow(named[0], len(cells) - position - 1, is_last=position == labels[-1]):
            continue
        if key in COMMONPLACE and not has_value and resembles_heads(row, REQUESTS):
            return None
        return Found(*named, cells[position].text, (), row, position + 1, index)
    return None


def _may_follow(table: str, cells: int, *, is_last: bool) -> bool:
    """Whether the cells after a label are its values; text among them may be the real label of a row in a group."""
    return cells > 0 and (is_last or table != REQUESTS or cells == len(APPLICANTS))


def _unlabelled(row: Row, index: int, table: str | None, labels: list[int], *, has_value: bool) -> Found | None:
    """The row with what its label may be: torn over several cells, or not quite a label of the form."""
    if table not in {DISCLOSURE, REQUESTS} or not (has_value or (labels and _may_be_blank(row, table))):
        return None
    ends = labels[-LABEL_LINES:]
    joined = ["".join(row.cells[position].text for position in ends[start:]) for start in range(len(ends))]
    keys = tuple(label_key(text) for text in joined)
    first = ends[-1] + 1 if ends else 0
    for text, key in zip(joined, keys, strict=True):
        named = row_name(key, table)
        if named:
            return Found(*named, text, (), row, first, index)
    last = joined[-1] if joined else ""
    return Found(table, None, last, tuple(key for key in keys if key not in GROUPS), row, first, index)


def _may_be_blank(row: Row, table: str) -> bool:
    """Whether a row of an HTML table may be figures left blank, and not heads padded with empty cells."""
    return (
        row.table is not None and not row.cells[-1].text and not row.cells[-2].text and not resembles_heads(row, table)
    )
