"""An HTML table as a grid, by the WHATWG algorithm "forming a table": every cell once, with the columns it covers.

Spans are clipped, never trusted: a wrong span moves cells sideways, which the readers of rows notice because
labels and heads no longer stand over each other.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from operator import add
from typing import NamedTuple

from lxml.etree import _Element

from extraction.rows import Cell, Row, Source
from extraction.shown import BLOCK, BREAK, CELL, END, FIGURE, IMAGE, ROW, SPANS, Tree
from extraction.values import looks_like_value

LAYOUT_LENGTH = 160
"""No label of the forms is half as long; a longer cell makes its row a piece of page layout, read as lines."""
_WIDEST = 1000
_IMAGE = re.compile(f"{IMAGE}([^{BREAK}]*)")
_FIGURE = re.compile(
    rf"({CELL}(?:[0-9,]*{SPANS})?[\s{BREAK}]*)(0|[1-9][0-9]{{0,5}})(?=[\s{BREAK}]*(?:[{CELL}{ROW}]|$))"
)
"""A cell with nothing but a plain number of up to six digits, and what stands before it in the cell."""
_LONGEST_FORM = 20_000


class Grid:
    """One HTML table without tables inside: the nth of the page."""

    origin = "table"

    def __init__(self, tree: Tree, number: int, form: str, figures: Sequence[str]) -> None:
        self.tree = tree
        self.number = number
        self.form = form
        """Its marked text with `FIGURE` for each of the figures."""
        self.figures = figures

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the table; rows that are page layout come as one row per line of text.

        They lead back to a twin, which keeps no rows: a table and its rows that hold each other would hold the parsed page
        too until the garbage collector comes, some dozens of pages later.
        """
        grid, text = (kind(self.tree, self.number, self.form, self.figures) for kind in (Grid, GridText))
        return rows_of(self.form, self.figures, grid, text)

    @cached_property
    def texts(self) -> list[list[str]]:
        """The texts of the cells of each row; a fraction of the work of making `rows`."""
        left = iter(self.figures)
        return [[next(left) if cell[0] == FIGURE else cell[0] for cell in line.cells] for line in lines_of(self.form)]

    def element_of(self, _cell: Cell) -> _Element:
        return self.tree.grids[self.number]

    def locator(self, cell: Cell) -> str:
        return f"{self.path}#r{cell.row}c{cell.column}"

    @cached_property
    def path(self) -> str:
        return self.tree.path(self.tree.grids[self.number])


class GridText(Grid):
    """A table where it is read as lines of text."""

    origin = "text_table"


class Line(NamedTuple):
    """A row of a form."""

    cells: tuple[tuple[str, int, int, int], ...]
    """Text, row, column, width."""
    is_text: bool = False
    image: str | None = None


def read_grid(shown: str, tree: Tree, number: int) -> list[Row]:
    """A table from its marked text: its rows, or if it has figures and no page layout, one closed row for all of them."""
    pieces = _FIGURE.split(shown.replace(BLOCK, BREAK).replace(END, BREAK))
    figures = pieces[2::3]
    form = FIGURE.join(map(add, pieces[::3], [*pieces[1::3], ""]))
    grid = Grid(tree, number, form, figures)
    return [Row((), grid)] if figures and _may_stay_closed(lines_of(form)) else grid.rows


def _may_stay_closed(lines: Sequence[Line]) -> bool:
    """Whether no line of the table has to be put together with others (see `rows.gather`), or is prose."""
    texts = [line.cells[0][0] for line in lines if line.is_text]
    return not lines[-1].is_text and all(
        len(text) <= LAYOUT_LENGTH and text != FIGURE and not looks_like_value(text) for text in texts
    )


def closed(row: Row) -> Grid | None:
    """The table that a row stands for, if it stands for all of one."""
    return row.table if isinstance(row.table, Grid) and not row.cells else None


def opened(rows: Iterable[Row]) -> list[Row]:
    """The same with the rows of each table in the place of a closed one."""
    found: list[Row] = []
    for row in rows:
        if (table := closed(row)) is not None:
            found += table.rows
        else:
            found.append(row)
    return found


def printed(rows: Iterable[Row]) -> list[list[str]]:
    """The texts of the cells of each row, without those repeated, with tables opened as by `opened`."""
    found: list[list[str]] = []
    for row in rows:
        if (table := closed(row)) is not None:
            found += table.texts
        else:
            found.append([cell.text for cell in row.cells[row.repeated :]])
    return found


def rows_of(form: str, figures: Iterable[str], grid: Source, text: Source) -> list[Row]:
    """The rows of a form with figures in it, as those of a table, and of the text in its layout."""
    left = iter(figures)
    rows = []
    for line in lines_of(form):
        source = text if line.is_text else grid
        cells = [Cell(next(left) if said == FIGURE else said, source, *place) for said, *place in line.cells]
        rows.append(Row(tuple(cells), grid if cells and not line.is_text else None, line.image))
    return rows


def lines_of(form: str) -> Sequence[Line]:
    """The rows of a form; kept for the next table, because forms come again with every report of a portal."""
    return _known_lines(form) if FIGURE in form and len(form) <= _LONGEST_FORM else _lines(form)


def _lines(form: str) -> tuple[Line, ...]:
    images = [Line((), image=address) for address in _IMAGE.findall(form)] if IMAGE in form else []
    if images:
        form = _IMAGE.sub("", form)
    found: list[Line] = []
    covered: dict[int, int] = {}
    before, *rows = form.split(ROW)
    if CELL in before:
        rows.insert(0, before)
    for row, line in enumerate(rows):
        # Breaks matter in page layout only.
        cells = _cells(line.replace(BREAK, " ").split(CELL)[1:], row, covered)
        is_long = len(line) > LAYOUT_LENGTH and any(len(text) > LAYOUT_LENGTH for text, *_ in cells)
        if is_long or (len(cells) == 1 and BREAK in line.partition(CELL)[2]):
            found += _layout(cells, line.split(CELL)[1:])
        elif cells:
            found.append(Line(tuple(cells)))
    return (*found, *images)


_known_lines = lru_cache(maxsize=128)(_lines)


def _cells(texts: list[str], row: int, covered: dict[int, int]) -> list[tuple[str, int, int, int]]:
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
        cells.append((" ".join(text.split()), row, column, width))
        column += width
    return cells


def _layout(cells: list[tuple[str, int, int, int]], texts: list[str]) -> Iterator[Line]:
    for (_, row, column, width), marked in zip(cells, texts, strict=True):
        for line in marked.rpartition(SPANS)[2].split(BREAK):
            folded = " ".join(line.split())
            if folded:
                yield Line(((folded, row, column, width),), is_text=True)


def _span(value: str) -> int:
    digits = value.strip()
    return min(max(int(digits), 1), _WIDEST) if digits.isdecimal() and len(digits) < 5 else 1
