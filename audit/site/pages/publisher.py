"""发布机关: the years of one publisher, how its requests ended, and what it printed anew."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from audit.alerts.feeds import publisher_file
from audit.changes import Change
from audit.site import links
from audit.site.changed import figures_by_report
from audit.site.chart import LINE, SERIES, chart
from audit.site.entries import Entry, bodies
from audit.site.feeds import feeds_of
from audit.site.figures import Figure, FigureSet, failing, figure_set
from audit.site.page import Page
from audit.site.places import place_name
from audit.site.rules import label
from audit.site.site import Site
from extraction.terms import Key

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OUTCOMES = (
    ("予以公开", "granted", ("requests.result.granted", "replies.granted")),
    ("部分公开", "partial", ("requests.result.partial", "replies.partial")),
    ("不予公开", "refused", ("requests.result.refused.", "replies.refused")),
    ("无法提供", "unavailable", ("requests.result.unavailable.", "replies.not_exist")),
    ("不予处理", "not processed", ("requests.result.not_processed.",)),
    ("其他处理", "other", ("requests.result.other", "requests.result.other.")),
)
"""Outcomes of requests: a code, or the beginning of codes whose figures are added up."""
_KEY_ROWS = ("requests.new", "requests.carried_in", "requests.result.total", "requests.carried_out", "review.total")


def pages(site: Site) -> Iterator[Page]:
    failed, changed = site.ask(failing), site.ask(figures_by_report)
    for body, years in site.ask(bodies).items():
        changes = [change for entry in years for change in changed.get((body[0], body[2], entry.report_year), ())]
        yield site.page(
            links.body_path(*body),
            "publisher.html",
            title=f"{body[2]}：历年报告",
            inputs=(years, changes),
            values=partial(_publisher, site, years, failed, changes),
            as_of=max(entry.captured_at for entry in years),
            feeds=feeds_of(site, publisher_file(body[0], body[2])),
        )


def _publisher(
    site: Site, years: Sequence[Entry], failed: Mapping[int, int], changes: Sequence[Change]
) -> Mapping[str, object]:
    read = [(entry, figure_set(site, entry.figure_set)) for entry in years]
    counts = [(entry.report_year, _outcomes(seen)) for entry, seen in read]
    rows = [(label(code), code, [_total(seen, code) for _, seen in read]) for code in _KEY_ROWS]
    return {
        "entry": years[0],
        "place": place_name(years[0].adcode),
        "years": years,
        "failed": failed,
        "changes": changes,
        "rows": [row for row in rows if any(row[2])],
        "outcomes": [(name, english) for name, english, _ in OUTCOMES],
        "counts": counts,
        "chart": _chart(counts),
    }


def _total(seen: FigureSet, code: str) -> Figure | None:
    return seen.figures.get((code, "total")) or seen.figures.get((code, None))


def _outcomes(seen: FigureSet) -> list[Decimal | None]:
    """The sum of what is printed for each outcome; None where no number is printed."""
    return [_sum(seen, codes) for _, _, codes in OUTCOMES]


def _sum(seen: FigureSet, codes: Sequence[str]) -> Decimal | None:
    def belongs(key: Key) -> bool:
        return key[1] in {"total", None} and any(
            key[0].startswith(code) if code.endswith(".") else key[0] == code for code in codes
        )

    printed = [Decimal(one.value) for key, one in seen.figures.items() if belongs(key) and one.value is not None]
    return sum(printed, Decimal()) if printed else None


def _chart(counts: Sequence[tuple[int, Sequence[Decimal | None]]]) -> Markup | None:
    drawn = [(year, values) for year, values in counts if any(value is not None for value in values)]
    if len(drawn) < 2 or not any(value for _, values in drawn for value in values):
        return None
    first, last = drawn[0][0], drawn[-1][0]

    def draw(axes: "Axes") -> None:
        bottom = dict.fromkeys((year for year, _ in drawn), 0.0)
        for place, color in enumerate(SERIES):
            heights = {year: float(values[place] or 0) for year, values in drawn}
            axes.bar(list(heights), list(heights.values()), 0.62, bottom=list(bottom.values()), color=color)
            bottom = {year: bottom[year] + height for year, height in heights.items()}
        axes.set_xticks(range(first, last + 1))
        axes.locator_params(axis="y", integer=True)
        axes.grid(axis="y", color=LINE, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(length=0)
        axes.spines["left"].set_visible(False)

    description = "；".join(
        f"{year} 年 " + "，".join(f"{OUTCOMES[at][0]} {value}" for at, value in enumerate(values) if value)
        for year, values in drawn
    )
    return chart(draw, title=f"历年申请办理结果，{first} 至 {last} 年", description=description, size=(10.4, 3.0))
