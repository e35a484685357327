"""From rulings to cells with spans.

If the lines fit one of the national forms, its frame tells which cells are merged; otherwise cells without a line
between them are one. Such a grid is accepted only if every cell comes out as a rectangle: anything else means that a
line was lost or invented, and then no grid is better than a wrong one.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extraction.ocr.frames import Frame, Span, frames
from extraction.ocr.pixels import Box
from extraction.ocr.rulings import Line, Rulings, coverage

_COVERED = 0.85
"""A ruling covers nearly all of the way between two crossings; JPEG and scans gnaw at it."""
_HALF = 0.5
_FITTING = 0.93
"""Share of the ways between crossings where lines must be, or be missing, as in the frame."""
_FAINTER = 0.95
"""A line may be left out to fit a frame if it is fainter than all that are kept."""
_REACH = 3
"""Pixels by which a ruling may leave its straight course."""
_FEWEST_CELLS = 4
_MOST_LINES = 200


class GridCell(NamedTuple):
    row: int
    column: int
    height: int
    width: int
    """Rows and columns covered."""
    box: Box


class Lattice(NamedTuple):
    box: Box
    rows: int
    cells: tuple[GridCell, ...]
    """In reading order."""
    frame: Frame | None
    """The national table of which it has the shape."""


def lattice_of(rulings: Rulings) -> Lattice | None:
    """The cells between the rulings, None if they do not make a table."""
    if max(len(rulings.ys), len(rulings.xs)) > _MOST_LINES:
        return None
    for frame in frames():
        ys, xs = _strongest(rulings.ys, frame.rows + 1), _strongest(rulings.xs, frame.columns + 1)
        if ys and xs and _fits(rulings, ys, xs, frame):
            return _lattice(rulings, ys, xs, frame.spans, frame)
    ys, xs = [line.at for line in rulings.ys], [line.at for line in rulings.xs]
    spans = _rectangles(_merged(_seen(rulings, ys, xs)))
    if spans is None or len(spans) < _FEWEST_CELLS:
        return None
    return _lattice(rulings, ys, xs, spans, None)


def _strongest(lines: list[Line], count: int) -> list[int] | None:
    """The places of `count` lines, if the others are clearly fainter."""
    ranked = sorted(lines, key=lambda line: -line.strength)
    kept, dropped = ranked[:count], ranked[count:]
    if len(kept) < count or any(line.strength > _FAINTER * kept[-1].strength for line in dropped):
        return None
    return sorted(line.at for line in kept)


def _fits(rulings: Rulings, ys: list[int], xs: list[int], frame: Frame) -> bool:
    owner = np.zeros((frame.rows, frame.columns), dtype=np.int64)
    for number, (row, column, high, wide) in enumerate(frame.spans):
        owner[row : row + high, column : column + wide] = number
    right, below = _seen(rulings, ys, xs)
    wanted = (owner[:, 1:] != owner[:, :-1], owner[1:] != owner[:-1])
    alike = np.concatenate([((right >= _HALF) == wanted[0]).ravel(), ((below >= _HALF) == wanted[1]).ravel()])
    return float(alike.mean()) >= _FITTING


Ways = tuple[NDArray[np.float64], NDArray[np.float64]]
"""For each cell of the finest grid how well a line covers its right side, and its lower side."""


def _seen(rulings: Rulings, ys: list[int], xs: list[int]) -> Ways:
    right = np.zeros((len(ys) - 1, len(xs) - 2))
    below = np.zeros((len(ys) - 2, len(xs) - 1))
    for row, column in np.ndindex(right.shape):
        x = xs[column + 1]
        way = (x - _REACH, ys[row], x + _REACH + 1, ys[row + 1] + 1)
        right[row, column] = coverage(rulings.upright, way, along_x=False)
    for row, column in np.ndindex(below.shape):
        y = ys[row + 1]
        way = (xs[column], y - _REACH, xs[column + 1] + 1, y + _REACH + 1)
        below[row, column] = coverage(rulings.level, way, along_x=True)
    return right, below


def _merged(ways: Ways) -> NDArray[np.int64]:
    """For each cell of the finest grid the number of the cell it belongs to."""
    right, below = ways
    shape = (right.shape[0], below.shape[1])
    owner = np.arange(shape[0] * shape[1]).reshape(shape)
    open_right = [((row, column), (row, column + 1)) for row, column in np.argwhere(right < _COVERED).tolist()]
    open_below = [((row, column), (row + 1, column)) for row, column in np.argwhere(below < _COVERED).tolist()]
    for here, there in (*open_right, *open_below):
        owner[owner == owner[there]] = owner[here]
    return owner


def _rectangles(owner: NDArray[np.int64]) -> list[Span] | None:
    spans = []
    for name in dict.fromkeys(owner.ravel().tolist()):
        rows, columns = np.nonzero(owner == name)
        row, column = int(rows.min()), int(columns.min())
        high, wide = int(rows.max()) - row + 1, int(columns.max()) - column + 1
        if high * wide != len(rows):
            return None
        spans.append((row, column, high, wide))
    return sorted(spans)


def _lattice(rulings: Rulings, ys: list[int], xs: list[int], spans: Iterable[Span], frame: Frame | None) -> Lattice:
    def placed(left: int, top: int, right: int, bottom: int) -> Box:
        return left + rulings.left, top + rulings.top, right + rulings.left, bottom + rulings.top

    cells = tuple(
        GridCell(row, column, high, wide, placed(xs[column], ys[row], xs[column + wide], ys[row + high]))
        for row, column, high, wide in spans
    )
    return Lattice(placed(xs[0], ys[0], xs[-1], ys[-1]), len(ys) - 1, cells, frame)
