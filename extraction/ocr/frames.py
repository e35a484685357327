"""The national tables as frames: which cells their finest grid is merged into.

A scan blurs rulings and tight print looks like rulings; where the lines found fit a known form nearly everywhere, the
form says where the rest are. What stands in a cell is said by its labels; a figure that the form prints elsewhere is
not believed, for then a label was misread.
(国办公开办函〔2021〕30号, 〔2019〕60号; table 2 of 2019 is printed with many spans and has no frame.)
"""

from functools import cache
from typing import NamedTuple

from extraction.codebook import CODEBOOK
from extraction.labels import APPLICANTS
from extraction.tables import Key

Span = tuple[int, int, int, int]
"""Row, column, rows covered, columns covered."""

_LABELS = 3
"""Columns of labels in table 3."""
_HEADS = 3


class Frame(NamedTuple):
    rows: int
    columns: int
    spans: tuple[Span, ...]
    """In reading order."""
    figures: dict[tuple[int, int], Key]
    """Which figure the form prints at a row and column."""


@cache
def frames() -> tuple[Frame, ...]:
    return (_disclosure(), _requests("f2021"), _requests("f2019"), _disputes())


def _frame(spans: list[Span], figures: dict[tuple[int, int], Key]) -> Frame:
    rows, columns = max(s[0] + s[2] for s in spans), max(s[1] + s[3] for s in spans)
    return Frame(rows, columns, tuple(sorted(spans)), figures)


def _disclosure() -> Frame:
    spans: list[Span] = []
    figures: dict[tuple[int, int], Key] = {}
    top = 0
    for block in CODEBOOK.layouts["f2021"].blocks:
        wide = 3 // len(block.columns)
        columns = range(1, 4, wide)
        spans.append((top, 0, 1, 4))
        for line in range(top + 1, top + 2 + len(block.rows)):
            spans += [(line, 0, 1, 1), *((line, column, 1, wide) for column in columns)]
        for line, row in enumerate(block.rows, start=top + 2):
            figures |= {(line, column): (code, None) for column, code in zip(columns, row.codes, strict=True)}
        top += 2 + len(block.rows)
    return _frame(spans, figures)


def _requests(layout: str) -> Frame:
    codes = CODEBOOK.layouts[layout].requests
    spans: list[Span] = [(0, 0, 3, 3), (0, 3, 1, 7), (1, 3, 2, 1), (1, 4, 1, 5), (1, 9, 2, 1)]
    spans += [(2, column, 1, 1) for column in range(4, 9)]
    results = [code for code in codes if code.startswith("requests.result.")]
    spans.append((_HEADS + codes.index(results[0]), 0, len(results), 1))
    groups: set[str] = set()
    figures: dict[tuple[int, int], Key] = {}
    for row, code in enumerate(codes, start=_HEADS):
        group = code.rpartition(".")[0]
        if code not in results:
            spans.append((row, 0, 1, _LABELS))
        elif group == "requests.result":
            spans.append((row, 1, 1, 2))
        else:
            spans.append((row, 2, 1, 1))
            if group not in groups:
                groups.add(group)
                spans.append((row, 1, sum(1 for other in codes if other.startswith(f"{group}.")), 1))
        for column, applicant in enumerate(APPLICANTS, start=_LABELS):
            spans.append((row, column, 1, 1))
            figures[row, column] = (code, applicant)
    return _frame(spans, figures)


def _disputes() -> Frame:
    spans: list[Span] = [(0, 0, 1, 5), (0, 5, 1, 10), (1, 5, 1, 5), (1, 10, 1, 5)]
    spans += [(1, column, 2, 1) for column in range(5)]
    spans += [(2, column, 1, 1) for column in range(5, 15)]
    spans += [(3, column, 1, 1) for column in range(15)]
    codes = CODEBOOK.layouts["f2021"].disputes
    return _frame(spans, {(3, column): (code, None) for column, code in enumerate(codes)})
