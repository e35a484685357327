"""What a composed page is, and what its pages have in common."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.composing import PERIOD, TITLE, Grid, Td, body, disclosure_blocks, dispute_grid, page, request_grid, table
from tests.portals.codes import TABLE2
from tests.portals.grid import Box
from tests.truth import CHANGZHOU_2022, Figures


@dataclass(frozen=True)
class Made:
    """A page as it would be served, and the figures it prints."""

    payload: bytes
    truth: Figures
    """Plain numbers; empty where the cell is blank, a mark where it has one."""
    content_type: str = "text/html; charset=utf-8"
    suffix: str = "html"
    flags: frozenset[str] = frozenset()
    """Flags the page deserves; others are not forbidden."""
    unread: frozenset[str] = frozenset()
    """Indicators that nobody could read for certain; they have to be absent or right."""


Make = Callable[[], Made]
OTHER = "requests.result.other"


def _figures_of_2019(disclosure: str) -> Figures:
    """Table 2 as given; tables 3 and 4 of 常州 2022 with its three other results added up, as the older form has them."""
    codes = TABLE2["f2019"]
    figures: Figures = {(code, None): value for code, value in zip(codes, disclosure.split(), strict=True)}
    figures |= {key: value for key, value in CHANGZHOU_2022.items() if not key[0].startswith(("disclosure.", OTHER))}
    for who in {applicant for _, applicant in CHANGZHOU_2022 if applicant}:
        parts = [int(value) for key, value in CHANGZHOU_2022.items() if key[0].startswith(OTHER) and key[1] == who]
        figures[OTHER, who] = str(sum(parts))
    return figures


FIGURES_2019 = _figures_of_2019("3 3 12 17 15 96 214 -8 30217 41 0 188 1320 4 2751 86 2 9 17 -1 39 80618")
"""As a county of 2020 might print them; every figure of table 2 but two differs from every other."""


def grids(figures: Figures = CHANGZHOU_2022) -> list[Grid]:
    """The three tables of the form of 2021."""
    return [
        [row for block in disclosure_blocks(figures) for row in block],
        request_grid(figures),
        dispute_grid(figures),
    ]


def of_boxes(boxes: list[list[Box]]) -> Grid:
    """A grid of the form of 2019, which the replica portals compose."""
    return [[Td(box.text.replace("\n", ""), box.across, box.down) for box in row] for row in boxes]


def changed(grid: Grid, change: Callable[[str], str]) -> Grid:
    """The grid with every text changed."""
    return [[Td(change(cell.text), cell.colspan, cell.rowspan) for cell in row] for row in grid]


def html(parts: Iterable[Grid | str], title: str = TITLE, year: int = 2022) -> bytes:
    """A whole page of that year with the three tables, given as grids or as mark-up."""
    shown = [part if isinstance(part, str) else table(part) for part in parts]
    whole = page(body(shown, title), title).decode()
    period = PERIOD.replace("2022", str(year))
    return whole.replace(PERIOD, period).replace("2023-03-09", f"{year + 1}-01-28").encode()


def blank(made: Figures) -> Figures:
    """The figures with zeros left blank."""
    return {key: "" if value == "0" else value for key, value in made.items()}
