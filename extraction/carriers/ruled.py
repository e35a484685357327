"""Tables from ruling lines: the page is cut along all lines of a table, and pieces without a wall between them are one cell.

Every piece of a table belongs to exactly one cell, so no text can fall between cells. Where upright lines go on beyond
the last line across, a page break has taken the border away: the table is closed there.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from extraction.carriers.printed import Box, Edge, Glyph

_NEAR = 3.0
"""Double borders and rounded corners stand this far apart; no cell of a form is as small."""
_COVERED = 0.6
_SHORTEST = 4.0
_FEWEST_UPRIGHTS = 4
_MOST_EDGES = 4000
_MOST_PIECES = 20_000


class RuledCell(NamedTuple):
    box: Box
    row: int
    column: int
    width: int
    closed: bool
    """Not opened by a page break."""


class Ruled(NamedTuple):
    """A table of at least two columns."""

    xs: list[float]
    ys: list[float]
    cells: list[RuledCell]
    owner: list[list[int]]
    """Cell by row and column of the pieces."""

    def cell_at(self, glyph: Glyph) -> int | None:
        """Index of the cell that the middle of the glyph stands in."""
        column = bisect_right(self.xs, (glyph.x0 + glyph.x1) / 2) - 1
        row = bisect_right(self.ys, glyph.middle) - 1
        if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return self.owner[row][column]
        return None


def ruled_tables(edges: Sequence[Edge]) -> list[Ruled]:
    """The tables of a page, from the top; frames, underlines and boxes around single texts are none."""
    joined = _joined(edges)
    if len(joined) > _MOST_EDGES:
        return []
    tables = [table for group in _touching(joined) if (table := _cut(group))]
    return sorted(tables, key=lambda table: (table.ys[0], table.xs[0]))


def _joined(edges: Sequence[Edge]) -> list[Edge]:
    """Pieces of the same line made one."""
    kept: list[Edge] = []
    for upright in (False, True):
        places = _cluster([edge.at for edge in edges if edge.upright == upright])
        by_place: dict[float, list[Edge]] = {}
        for edge in edges:
            if edge.upright == upright:
                by_place.setdefault(_nearest(places, edge.at), []).append(edge)
        for at, line in by_place.items():
            start, end = 0.0, -1.0
            for edge in sorted(line, key=lambda edge: edge.start):
                if end >= start and edge.start <= end + _NEAR:
                    end = max(end, edge.end)
                    continue
                if end - start >= _SHORTEST:
                    kept.append(Edge(upright, at, start, end))
                start, end = edge.start, edge.end
            if end - start >= _SHORTEST:
                kept.append(Edge(upright, at, start, end))
    return kept


def _cluster(values: list[float]) -> list[float]:
    """The values with those close together replaced by their middle."""
    clusters: list[list[float]] = []
    for value in sorted(values):
        if clusters and value - clusters[-1][0] <= _NEAR:
            clusters[-1].append(value)
        else:
            clusters.append([value])
    return [(cluster[0] + cluster[-1]) / 2 for cluster in clusters]


def _nearest(places: list[float], value: float) -> float:
    after = bisect_right(places, value)
    return min(places[max(after - 1, 0) : after + 1], key=lambda place: abs(place - value))


def _touching(edges: list[Edge]) -> list[list[Edge]]:
    """The edges in groups that hang together."""
    across = [edge for edge in edges if not edge.upright]
    groups: list[list[Edge]] = []
    left = set(range(len(across)))
    uprights = [edge for edge in edges if edge.upright]
    free = set(range(len(uprights)))
    while left:
        group, queue = [], [("h", left.pop())]
        while queue:
            kind, index = queue.pop()
            edge = across[index] if kind == "h" else uprights[index]
            group.append(edge)
            others, pool = (uprights, free) if kind == "h" else (across, left)
            met = {other for other in pool if _meet(edge, others[other])}
            pool -= met
            queue += (("v" if kind == "h" else "h", other) for other in met)
        groups.append(group)
    return groups + _side_by_side([uprights[index] for index in sorted(free)])


def _side_by_side(uprights: list[Edge]) -> list[list[Edge]]:
    """Upright lines from the same height to the same height: one row that fills a page, its borders on other pages."""
    groups: list[list[Edge]] = []
    for edge in uprights:
        for group in groups:
            if abs(group[0].start - edge.start) <= _NEAR and abs(group[0].end - edge.end) <= _NEAR:
                group.append(edge)
                break
        else:
            groups.append([edge])
    return [group for group in groups if len(group) >= _FEWEST_UPRIGHTS]


def _meet(one: Edge, other: Edge) -> bool:
    return one.start - _NEAR <= other.at <= one.end + _NEAR and other.start - _NEAR <= one.at <= other.end + _NEAR


def _cut(group: list[Edge]) -> Ruled | None:
    uprights = [edge for edge in group if edge.upright]
    across = [edge for edge in group if not edge.upright]
    if not uprights:
        return None
    xs = sorted({edge.at for edge in uprights})
    ys = sorted({edge.at for edge in across}) or [
        min(edge.start for edge in uprights),
        max(edge.end for edge in uprights),
    ]
    first, last = (ys[0], ys[-1]) if across else (ys[-1], ys[0])
    _close(xs, across)
    _close(ys, uprights)
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 2 or rows < 1 or columns * rows > _MOST_PIECES:
        return None
    owner, count = _pieces(xs, ys, _Walls(uprights), _Walls(across))
    extents: list[list[int]] = [[rows, columns, 0, 0] for _ in range(count)]
    for row in range(rows):
        for column in range(columns):
            top, left, bottom, right = extents[owner[row][column]]
            extents[owner[row][column]] = [
                min(top, row),
                min(left, column),
                max(bottom, row + 1),
                max(right, column + 1),
            ]
    cells = []
    for top, left, bottom, right in extents:
        box = Box(xs[left], ys[top], xs[right], ys[bottom])
        cells.append(RuledCell(box, top, left, right - left, first <= box.top and box.bottom <= last))
    return Ruled(xs, ys, cells, owner) if len(cells) > 1 else None


def _pieces(xs: list[float], ys: list[float], uprights: "_Walls", across: "_Walls") -> tuple[list[list[int]], int]:
    """Number of its cell for every piece, by row and column, and how many cells there are (union of unwalled neighbours)."""
    columns, rows = len(xs) - 1, len(ys) - 1
    parent = list(range(columns * rows))

    def root(piece: int) -> int:
        while parent[piece] != piece:
            parent[piece] = parent[parent[piece]]
            piece = parent[piece]
        return piece

    for row in range(rows):
        for column in range(columns):
            piece = row * columns + column
            if column and not uprights.stands(xs[column], ys[row], ys[row + 1]):
                parent[root(piece)] = root(piece - 1)
            if row and not across.stands(ys[row], xs[column], xs[column + 1]):
                parent[root(piece)] = root(piece - columns)
    numbers: dict[int, int] = {}
    roots = [numbers.setdefault(root(piece), len(numbers)) for piece in range(columns * rows)]
    return [roots[start : start + columns] for start in range(0, len(roots), columns)], len(numbers)


def _close(places: list[float], crossing: list[Edge]) -> None:
    if not crossing:
        return
    start, end = min(edge.start for edge in crossing), max(edge.end for edge in crossing)
    if start < places[0] - _NEAR:
        places.insert(0, start)
    if end > places[-1] + _NEAR:
        places.append(end)


class _Walls:
    """The edges of one direction by where they stand."""

    def __init__(self, edges: list[Edge]) -> None:
        self._edges: dict[float, list[Edge]] = {}
        for edge in edges:
            self._edges.setdefault(edge.at, []).append(edge)

    def stands(self, at: float, start: float, end: float) -> bool:
        covered = sum(max(0.0, min(edge.end, end) - max(edge.start, start)) for edge in self._edges.get(at, ()))
        return covered >= _COVERED * (end - start)
