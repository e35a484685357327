"""及时性: which reports were public by the day the law names, what proves it, and where a printed date is contradicted."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from archive.beijing import BEIJING
from audit.alerts.feeds import kind_file
from audit.alerts.timing import KIND_CONTRADICTED, KIND_LATE, KIND_MISSING
from audit.release.sheet import sheet_of
from audit.site import links
from audit.site.chart import INK, LINE, SERIES, chart
from audit.site.feeds import feeds_of
from audit.site.page import Menu, Page
from audit.site.published import VERDICTS, Place, path_of, places
from audit.site.site import Site
from audit.timeliness import LATE, MISSING_AFTER_DEADLINE, ON_TIME, UNDETERMINED, Publication

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MENU = Menu("及时性", "Timeliness", "timeliness/index.html", order=40)
SHEET = "timeliness/timeliness.csv"
_MOST = 200
_DRAWN = (ON_TIME, LATE, UNDETERMINED)
_WEEKS = range(-13, 27)
"""A quarter before the day and half a year after it; what was first seen outside is counted in words."""


def pages(site: Site) -> Iterator[Page]:
    found = site.ask(places)
    for place in found:
        yield site.page(
            place_path(place.portal),
            "timeliness_place.html",
            title=f"{place.name}：及时性",
            inputs=place.publications,
            values=partial(_place, site, place),
        )
    rows = [row for place in found for row in place.publications]
    yield site.page(
        MENU.path,
        "timeliness.html",
        title="及时性",
        inputs=rows,
        values=partial(_all, site, found, rows),
        feeds=feeds_of(site, *map(kind_file, (KIND_LATE, KIND_MISSING, KIND_CONTRADICTED))),
    )
    yield site.data(SHEET, inputs=rows, make=partial(sheet_of, Publication, rows))


def place_path(portal: str) -> str:
    return f"timeliness/{links.portal_code(portal)}.html"


def _place(site: Site, place: Place) -> Mapping[str, object]:
    ordered = sorted(place.publications, key=lambda row: (-row.report_year, row.publisher))
    return {
        "place": place,
        "rows": [(row, path_of(site, row), VERDICTS[row.verdict]) for row in ordered],
        "bases": _bases(ordered),
    }


def _all(site: Site, found: Sequence[Place], rows: Sequence[Publication]) -> Mapping[str, object]:
    wanted = [row for row in rows if row.verdict in {LATE, MISSING_AFTER_DEADLINE} or row.claimed_date_contradicted]
    wanted.sort(key=lambda row: (-row.report_year, row.portal, row.publisher))
    years = sorted({row.report_year for row in rows}, reverse=True)
    return {
        "verdicts": VERDICTS,
        "years": [(year, Counter(row.verdict for row in rows if row.report_year == year)) for year in years],
        "lines": [
            {
                "name": place.name,
                "portal": place.portal,
                "path": place_path(place.portal),
                "counts": Counter(row.verdict for row in place.publications),
                "contradicted": sum(row.claimed_date_contradicted for row in place.publications),
            }
            for place in found
        ],
        "wanted": [(row, path_of(site, row), VERDICTS[row.verdict]) for row in wanted[:_MOST]],
        "most": _MOST,
        "found": len(wanted),
        "sheet": SHEET,
        "bases": _bases(rows),
        "chart": _chart(rows),
        "legend": [(place + 1, VERDICTS[verdict]) for place, verdict in enumerate(_DRAWN)],
    }


def _bases(rows: Sequence[Publication]) -> list[str]:
    return sorted({row.basis for row in rows if row.basis}, reverse=True)


def _chart(rows: Sequence[Publication]) -> Markup | None:
    """Draw in which week before or after the day reports were first seen."""
    weeks = {verdict: Counter(_week(row) for row in rows if row.verdict == verdict) for verdict in _DRAWN}
    drawn = {
        verdict: {week: count for week, count in counts.items() if week in _WEEKS} for verdict, counts in weeks.items()
    }
    if not any(drawn.values()):
        return None
    outside = sum(counts.total() for counts in weeks.values()) - sum(sum(counts.values()) for counts in drawn.values())

    def draw(axes: "Axes") -> None:
        bottom = dict.fromkeys(_WEEKS, 0)
        for verdict, color in zip(_DRAWN, SERIES, strict=False):
            heights = [drawn[verdict].get(week, 0) for week in _WEEKS]
            axes.bar([week + 0.5 for week in _WEEKS], heights, 0.86, bottom=list(bottom.values()), color=color)
            bottom = {week: bottom[week] + height for week, height in zip(_WEEKS, heights, strict=True)}
        axes.axvline(0, color=INK, linewidth=1)
        axes.set_xticks(range(-12, 27, 4))
        axes.locator_params(axis="y", integer=True)
        axes.grid(axis="y", color=LINE, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(length=0)
        axes.spines["left"].set_visible(False)

    told = [
        f"{VERDICTS[verdict][0]}："
        + "，".join(f"第 {week} 周 {count}" for week, count in sorted(drawn[verdict].items()))
        for verdict in _DRAWN
        if drawn[verdict]
    ]
    description = "；".join([*told, f"不在图内 {outside}"])
    return chart(draw, title="首次见到报告是在期限前后第几周", description=description, size=(10.4, 2.8))


def _week(row: Publication) -> int:
    """Return the week in which a report was first seen, 0 being the one after the day; those with a verdict were seen."""
    seen, due = (datetime.fromisoformat(at or "").astimezone(BEIJING).toordinal() for at in (row.first_seen, row.due))
    return (seen - due - 1) // 7
