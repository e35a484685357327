"""An HTML table as a grid, by the WHATWG algorithm "forming a table": every cell once, with the columns it covers.

Spans are clipped, never trusted: a wrong span moves cells sideways, which the readers of rows notice because
labels and heads no longer stand over each other.
"""

import re
from dataclasses import replace
from functools import cached_property

from lxml.etree import _Element

from extraction.rows import Cell, Row
from extraction.shown import BLOCK, BREAK, CELL, END, IMAGE, ROW, SPANS, Tree

LAYOUT_LENGTH = 160
"""No label of the forms is half as long; a longer cell makes its row a piece of page layout, read as lines."""
_WIDEST = 1000
_IMAGE = re.compile(f"{IMAGE}([^{BREAK}]*)")


class Grid:
    """One HTML table without tables inside: the nth of the page."""

    def __init__(self, tree: Tree, number: int, origin: str = "table") -> None:
        self.tree = tree
        self.number = number
        self.origin = origin

    def element_of(self, _cell: Cell) -> _Element:
        return self.tree.grids[self.number]

    def locator(self, cell: Cell) -> str:
        return f"{self._path}#r{cell.row}c{cell.column}"

    @cached_property
    def _path(self) -> str:
        return self.tree.path(self.tree.grids[self.number])


def read_grid(shown: str, tree: Tree, number: int) -> list[Row]:
    """The rows of a table from its marked text; rows that are page layout come as one row per line of text."""
    grid = Grid(tree, number)
    shown = shown.replace(BLOCK, BREAK).replace(END, BREAK)
    images = [Row((), image=address) for address in _IMAGE.findall(shown)] if IMAGE in shown else []
    if images:
        shown = _IMAGE.sub("", shown)
    rows: list[Row] = []
    covered: dict[int, int] = {}
    before, *lines = shown.split(ROW)
    if CELL in before:
        lines.insert(0, before)
    for row, line in enumerate(lines):
        # Breaks matter in page layout only.
        cells = _cells(line.replace(BREAK, " ").split(CELL)[1:], row, covered, grid)
        is_long = len(line) > LAYOUT_LENGTH and any(len(cell.text) > LAYOUT_LENGTH for cell in cells)
        if is_long or (len(cells) == 1 and BREAK in line.partition(CELL)[2]):
            rows += _lines(cells, line.split(CELL)[1:], Grid(tree, number, "text_table"))
        elif cells:
            rows.append(Row(tuple(cells), grid))
    return rows + images


def _cells(texts: list[str], row: int, covered: dict[int, int], grid: Grid) -> list[Cell]:
    """The cells of a row; `covered` has the row up to which each column is taken by a cell above."""
    column = 0
    cells = []
    for marked in texts:
        spans, _, text = marked.rpartition(SPANS)
        while covered.get(column, 0) > row:
            column += 1
        width = 1
        if spans:
            across, _, down = spans.partition(",")
            width = _span(across)
            if down:
                end = row + (_WIDEST if down.strip() == "0" else _span(down))
                covered.update(dict.fromkeys(range(column, column + width), end))
        cells.append(Cell(" ".join(text.split()), grid, row, column, width))
        column += width
    return cells


def _lines(cells: list[Cell], texts: list[str], source: Grid) -> list[Row]:
    rows = []
    for cell, marked in zip(cells, texts, strict=True):
        for line in marked.rpartition(SPANS)[2].split(BREAK):
            folded = " ".join(line.split())
            if folded:
                rows.append(Row((replace(cell, text=folded, source=source),)))
    return rows


def _span(value: str) -> int:
    digits = value.strip()
    return min(max(int(digits), 1), _WIDEST) if digits.isdecimal() and len(digits) < 5 else 1
