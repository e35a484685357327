"""One picture to rows: its ruled tables cell by cell, the text around them line by line."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np

from extraction.carriers.carrier import Placed
from extraction.ocr.door import Ornament
from extraction.ocr.evidence import ORIGIN, Evidence
from extraction.ocr.figures import read_cells
from extraction.ocr.lattice import GridCell, Lattice, lattice_of
from extraction.ocr.pixels import Box, read_pixels
from extraction.ocr.rulings import Mask, darkness, find_rulings
from extraction.ocr.upright import Upright, upright
from extraction.ocr.whole import find_text, in_lines, share_out
from extraction.rows import Cell, Row
from extraction.tables import Key


@dataclass(frozen=True, slots=True)
class PictureTable:
    """One ruled table of a picture."""

    box: Box
    """In the unit of the picture's locators."""
    rows: int
    cells: int
    national: bool
    """Its rulings have the shape of a table of the national forms."""
    seconds: float
    """Of one core, for its cells and its share of the search for text."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What was read in a picture: rows for the readers of tables, and how far each figure can be believed."""

    rows: tuple[Row, ...]
    evidence: Mapping[str, Evidence]
    """By locator, for everything that may be a figure."""
    tables: tuple[PictureTable, ...]
    seconds: float


def read(image: bytes, address: str, *, in_points: bool, prose: bool) -> Picture:
    """The rows of a picture; see `door.read_picture`, which is the way in."""
    started = time.thread_time()
    try:
        straight = upright(*read_pixels(image, in_points=in_points))
    except Ornament:
        if prose:
            raise
        return Picture((), {}, (), 0.0)
    gray = np.asarray(cv2.cvtColor(straight.pixels, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    dark = darkness(gray)
    regions = find_rulings(dark)
    if not regions and not prose:
        return Picture((), {}, (), time.thread_time() - started)
    lattices = _outermost([lattice for rulings in regions if (lattice := lattice_of(rulings))])
    boxes = find_text(straight.pixels, dark)
    search = time.thread_time() - started
    reader = _Reader(straight, gray, address)
    pieces: list[tuple[int, tuple[Row, ...]]] = []
    tables = []
    for lattice in lattices:
        begun = time.thread_time()
        rows, boxes = reader.table(lattice, boxes)
        pieces.append((lattice.box[1], rows))
        share = _area(lattice.box) / gray.size
        tables.append(
            PictureTable(
                straight.original(lattice.box),
                lattice.rows,
                len(lattice.cells),
                lattice.frame is not None,
                time.thread_time() - begun + search * share,
            )
        )
    pieces += ((line[0][1], reader.line(line)) for line in in_lines(boxes))
    ordered = tuple(row for _, rows in sorted(pieces, key=lambda piece: piece[0]) for row in rows)
    return Picture(ordered, reader.evidence, tuple(tables), time.thread_time() - started)


def _outermost(lattices: list[Lattice]) -> list[Lattice]:
    """Without what lies inside another: a stamp or a smudge between rulings is no table."""
    kept: list[Lattice] = []
    for lattice in sorted(lattices, key=lambda lattice: -_area(lattice.box)):
        left, top, right, bottom = lattice.box
        x, y = (left + right) / 2, (top + bottom) / 2
        if not any(one.box[0] <= x < one.box[2] and one.box[1] <= y < one.box[3] for one in kept):
            kept.append(lattice)
    return sorted(kept, key=lambda lattice: lattice.box[1])


def _area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


class _Reader:
    """Reads parts of one picture and collects the evidence."""

    def __init__(self, straight: Upright, gray: Mask, address: str) -> None:
        self.straight = straight
        self.gray = gray
        self.address = address
        self.evidence: dict[str, Evidence] = {}

    def table(self, lattice: Lattice, boxes: list[Box]) -> tuple[tuple[Row, ...], list[Box]]:
        """The rows of a table, and the boxes that lie outside of it."""
        areas = [cell.box for cell in lattice.cells]
        inside, crossed, outside = share_out(boxes, areas)
        found = read_cells(self.straight.pixels, self.gray, areas, inside, set() if lattice.frame else crossed)
        source = Placed(ORIGIN, {(cell.row, cell.column): self._locator(cell.box) for cell in lattice.cells})
        rows: dict[int, list[Cell]] = {}
        figures = lattice.frame.figures if lattice.frame else {}
        for grid, seen in zip(lattice.cells, found, strict=True):
            figure = figures.get((grid.row, grid.column))
            rows.setdefault(grid.row, []).append(self._cell(seen, source, grid, figure))
        return tuple(Row(tuple(cells), source) for _, cells in sorted(rows.items())), outside

    def line(self, boxes: list[Box]) -> tuple[Row, ...]:
        """Text outside of tables, a row for each piece of the line."""
        found = read_cells(self.straight.pixels, self.gray, boxes, {n: [box] for n, box in enumerate(boxes)}, set())
        rows = []
        for column, (box, seen) in enumerate(zip(boxes, found, strict=True)):
            source = Placed(ORIGIN, {(0, column): self._locator(box)})
            cell = self._cell(seen, source, GridCell(0, column, 1, 1, box), None)
            rows += [Row((cell,))] if cell.text else []
        return tuple(rows)

    def _locator(self, box: Box) -> str:
        return f"{self.address}#{','.join(map(str, self.straight.original(box)))}"

    def _cell(self, seen: str | Evidence, source: Placed, grid: GridCell, figure: Key | None) -> Cell:
        text = seen if isinstance(seen, str) else seen.text
        cell = Cell(" ".join(text.split()), source, grid.row, grid.column, grid.width)
        if isinstance(seen, Evidence):
            self.evidence[cell.locator] = replace(seen, figure=figure)
        return cell
