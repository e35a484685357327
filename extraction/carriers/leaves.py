"""Printed pages to rows: table rows, lines and pictures of all pages in one reading order.

Rows inside ruling lines go by the grid, everything else by its place on the line; so a row whose borders are lost is
still a row, with its figures in the order of its columns.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extraction.carriers.furniture import furniture
from extraction.carriers.lines import PADDING, Segment, cell_text, is_numeric, lines_of, segments
from extraction.carriers.printed import Box, Glyph, PrintedPage
from extraction.carriers.ruled import Ruled, ruled_tables
from extraction.grid import LAYOUT_LENGTH

LOST = "\ufffd"
"""Stands in a cell whose digits run over its border: the value is damaged, not guessed."""
_TOUCHING = 0.12
_CUT = 0.25
_LEAST_PICTURE = 0.04


class PlacedCell(NamedTuple):
    text: str
    box: Box
    full: bool
    """Its last line has no room for another character."""
    place: str


class TableRow(NamedTuple):
    page: int
    table: int
    """Number of the table on its page."""
    top: float
    cells: list[PlacedCell]


class TextLine(NamedTuple):
    page: int
    top: float
    segments: list[Segment]


class Picture(NamedTuple):
    page: int
    top: float
    box: Box


Item = TableRow | TextLine | Picture


def items_of(pages: Sequence[PrintedPage]) -> list[list[Item]]:
    """What stands on each page, from top to bottom, without furniture."""
    tables = [_tables(page) for page in pages]
    loose = [
        lines_of(glyph for glyph in page.glyphs if not _in_closed_cell(glyph, own))
        for page, own in zip(pages, tables, strict=True)
    ]
    dropped = furniture(pages, loose)
    found = []
    for page, own, lines, gone in zip(pages, tables, loose, dropped, strict=True):
        unprinted = {id(glyph) for index in gone for glyph in lines[index]}
        found.append(_items(page, own, [glyph for glyph in page.glyphs if id(glyph) not in unprinted]))
    return found


def _tables(page: PrintedPage) -> list[Ruled]:
    tables = ruled_tables(page.edges) or ruled_tables([*page.edges, *page.shades])
    kept: list[Ruled] = []
    for table in sorted(tables, key=lambda table: (table.xs[0] - table.xs[-1]) * (table.ys[-1] - table.ys[0])):
        if not any(_within(table, other) for other in kept):
            kept.append(table)
    return kept


def _within(table: Ruled, other: Ruled) -> bool:
    return (
        other.xs[0] <= table.xs[0]
        and table.xs[-1] <= other.xs[-1]
        and other.ys[0] <= table.ys[0]
        and table.ys[-1] <= other.ys[-1]
    )


def _in_closed_cell(glyph: Glyph, tables: list[Ruled]) -> bool:
    return any((index := table.cell_at(glyph)) is not None and table.cells[index].closed for table in tables)


def _items(page: PrintedPage, tables: list[Ruled], glyphs: list[Glyph]) -> list[Item]:
    within: list[list[list[Glyph]]] = [[[] for _ in table.cells] for table in tables]
    free: list[Glyph] = []
    for glyph in glyphs:
        for number, table in enumerate(tables):
            index = table.cell_at(glyph)
            if index is not None:
                within[number][index].append(glyph)
                break
        else:
            free.append(glyph)
    items: list[Item] = []
    for number, table in enumerate(tables):
        rows, rest = _table_rows(page.number, number, table, within[number])
        items += rows
        free += rest
    for line in lines_of(free):
        parts = segments(line)
        if parts:
            items.append(TextLine(page.number, line[0].middle, parts))
    least = _LEAST_PICTURE * page.width * page.height
    items += (
        Picture(page.number, box.top, box)
        for box in page.pictures
        if (box.x1 - box.x0) * (box.bottom - box.top) >= least
    )
    return sorted(items, key=lambda item: item.top)


def _table_rows(page: int, number: int, table: Ruled, within: list[list[Glyph]]) -> tuple[list[TableRow], list[Glyph]]:
    """The rows of the table, and the glyphs of those that are text laid out in a frame."""
    damaged = _run_over(table, within)
    rows: dict[int, list[int]] = {}
    for index, cell in enumerate(table.cells):
        rows.setdefault(cell.row, []).append(index)
    found: list[TableRow] = []
    rest: list[Glyph] = []
    for _, row in sorted(rows.items()):
        texts = {index: cell_text(within[index], _width(table, index)) for index in row}
        closed = any(table.cells[index].closed for index in row)
        whole = len(row) == 1 and table.cells[row[0]].width == len(table.xs) - 1
        if whole or any(len(text) > LAYOUT_LENGTH for text in texts.values()):
            rest += (glyph for index in row for glyph in within[index])
        elif closed or any(texts.values()):
            cells = [
                PlacedCell(
                    texts[index] + LOST * (index in damaged),
                    table.cells[index].box,
                    _is_full(within[index], _width(table, index)),
                    table.cells[index].box.locator(page),
                )
                for index in sorted(row, key=lambda index: table.cells[index].column)
            ]
            found.append(TableRow(page, number, min(cell.box.top for cell in cells), cells))
    return found, rest


def _width(table: Ruled, index: int) -> float:
    box = table.cells[index].box
    return box.x1 - box.x0


def _is_full(glyphs: list[Glyph], width: float) -> bool:
    lines = lines_of(glyph for glyph in glyphs if not glyph.text.isspace())
    return bool(lines) and lines[-1][-1].x1 - lines[-1][0].x0 + lines[-1][-1].em > width - PADDING


def _run_over(table: Ruled, within: list[list[Glyph]]) -> set[int]:
    """Cells of which a number runs over the border, so that nobody can say where it ends."""
    owner = {id(glyph): index for index, glyphs in enumerate(within) for glyph in glyphs}
    over: set[int] = set()
    for line in lines_of(glyph for glyphs in within for glyph in glyphs if is_numeric(glyph)):
        for glyph in line:
            box, cut = table.cells[owner[id(glyph)]].box, _CUT * (glyph.x1 - glyph.x0)
            if glyph.x0 < box.x0 - cut or glyph.x1 > box.x1 + cut:
                over.add(owner[id(glyph)])
        for left, right in pairwise(line):
            cells = {owner[id(left)], owner[id(right)]}
            if len(cells) > 1 and right.x0 - left.x1 < _TOUCHING * left.em:
                over |= cells
    return over
