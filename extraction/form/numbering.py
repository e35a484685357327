"""The column 序号 or 代码 as a witness: where its numbers do not count on, the cells of a row have changed places.

The numbers mean nothing (the same code names other rows elsewhere), but they grow from row to row.
"""

from collections.abc import Sequence

from extraction.form.entry import Entry
from extraction.rows import Cell
from extraction.values import read

_FARTHEST = 8
"""Rows that may be missing between two printed ones."""


def doubt_uncounted(entries: Sequence[Entry]) -> None:
    """Takes the figure from rows whose number does not follow the one before, in forms that number their rows."""
    numbers = [_count(entry.number) for entry in entries]
    if 2 * sum(number is not None for number in numbers) <= len(entries):
        return
    last: int | None = None
    for position, (entry, number) in enumerate(zip(entries, numbers, strict=True)):
        if number is not None and last is None and _follows(number, numbers[position + 1 :][:1]):
            last = number - 1
        if number is None or last is None or not last < number <= last + _FARTHEST:
            entry.value = None
        else:
            last = number


def _follows(number: int, following: Sequence[int | None]) -> bool:
    return any(after is not None and number < after <= number + _FARTHEST for after in following)


def _count(cell: Cell | None) -> int | None:
    text = cell.text.lstrip("0") if cell else ""
    value = read(text).value if text else None
    return int(value) if value is not None and value.isdecimal() else None
