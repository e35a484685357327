"""覆盖矩阵: publisher by year, what is there, what is gone, what was not seen; a page for each portal, and all of them together."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from audit.coverage import Cell, State
from audit.release.sheet import sheet_of
from audit.site import links
from audit.site.chart import SERIES, chart
from audit.site.page import Menu, Page
from audit.site.published import WORDS, Place, path_of, places
from audit.site.site import Site

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MENU = Menu("覆盖矩阵", "Coverage", "coverage/index.html", order=30)
_THERE = {State.CONSISTENT, State.INCONSISTENT, State.UNREADABLE}
_MOST_ROWS = 40
"""Portals in one heat map; what follows stands in the table."""
SHEET = "coverage/coverage.csv"


def pages(site: Site) -> Iterator[Page]:
    found = site.ask(places)
    for place in found:
        yield site.page(
            place_path(place.portal),
            "coverage_place.html",
            title=f"{place.name}：覆盖矩阵",
            inputs=place.cells,
            values=partial(_place, site, place),
        )
    yield site.page(MENU.path, "coverage.html", title="覆盖矩阵", inputs=found, values=partial(_all, found))
    cells = [cell for place in found for cell in place.cells]
    yield site.data(SHEET, inputs=cells, make=partial(sheet_of, Cell, cells))


def place_path(portal: str) -> str:
    return f"coverage/{links.portal_code(portal)}.html"


def _place(site: Site, place: Place) -> Mapping[str, object]:
    lines: dict[str, dict[int, Any]] = {}
    for cell in place.cells:
        shown = {"cell": cell, "path": path_of(site, cell), "words": WORDS[cell.state]}
        lines.setdefault(cell.publisher, {})[cell.report_year] = shown
    return {
        "place": place,
        "years": _years(place.cells),
        "lines": lines,
        "legend": WORDS.values(),
        "totals": [(words, _count(place.cells, state)) for state, words in WORDS.items()],
        "there": {
            publisher: sum(one["cell"].state in _THERE for one in of.values()) for publisher, of in lines.items()
        },
    }


def _count(cells: Sequence[Cell], state: State) -> Mapping[int, int]:
    return Counter(cell.report_year for cell in cells if cell.state is state)


def _years(cells: Sequence[Cell]) -> list[int]:
    return sorted({cell.report_year for cell in cells})


def _all(found: Sequence[Place]) -> Mapping[str, object]:
    cells = [cell for place in found for cell in place.cells]
    years = _years(cells)
    lines = [
        {
            "name": place.name,
            "portal": place.portal,
            "path": place_path(place.portal),
            "publishers": len({cell.publisher for cell in place.cells}),
            "counts": Counter(cell.state for cell in place.cells),
        }
        for place in found
    ]
    return {
        "lines": lines,
        "states": WORDS,
        "totals": Counter(cell.state for cell in cells),
        "chart": _heat(found[:_MOST_ROWS], years),
        "drawn": min(len(found), _MOST_ROWS),
        "portals": len(found),
        "sheet": SHEET,
    }


def _heat(found: Sequence[Place], years: Sequence[int]) -> Markup | None:
    """Draw portal by year: the share of the publishers asked for whose report is there; the figure stands in the field."""
    if not years:
        return None
    shares = {
        (row, year): [cell.state in _THERE for cell in place.cells if cell.report_year == year]
        for row, place in enumerate(found)
        for year in years
    }

    labels = _labels(found)

    def draw(axes: "Axes") -> None:
        for (row, year), there in shares.items():
            if there:
                share = sum(there) / len(there)
                axes.barh(row, 0.96, 0.92, left=year - 0.48, color=SERIES[0], alpha=0.12 + 0.5 * share, linewidth=0)
                axes.text(year, row, f"{sum(there)}/{len(there)}", ha="center", va="center", fontsize=8.5)
        axes.set_yticks(range(len(found)), labels)
        axes.set_xticks(years)
        axes.set_xlim(years[0] - 0.5, years[-1] + 0.5)
        axes.set_ylim(len(found) - 0.5, -0.5)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)

    description = "；".join(
        f"{labels[row]} "
        + "，".join(f"{year} 年 {sum(there)}/{len(there)}" for year in years if (there := shares[row, year]))
        for row in range(len(found))
    )
    return chart(
        draw,
        title="各网站各年度存有报告的机关数与应有机关数",
        description=description,
        size=(max(4.0, min(10.4, 2.2 + 0.6 * len(years))), 0.7 + 0.3 * len(found)),
    )


def _labels(found: Sequence[Place]) -> list[str]:
    """Return what tells the portals apart: the spider where one city has several."""
    named = Counter(place.name for place in found)
    return [place.name[-12:] if named[place.name] == 1 else place.portal for place in found]
