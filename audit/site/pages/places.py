"""各地各机关: the way to a report without searching, by place, publisher and year."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from audit.alerts.feeds import portal_file
from audit.site import links, words
from audit.site.changed import figures_by_report
from audit.site.entries import Body, Entry, bodies
from audit.site.feeds import feeds_of
from audit.site.figures import failing
from audit.site.page import Menu, Page
from audit.site.places import place_name
from audit.site.site import Site

MENU = Menu("各地各机关", "Places and publishers", "places/index.html", order=20)


def pages(site: Site) -> Iterator[Page]:
    failed, changed = site.ask(failing), site.ask(figures_by_report)
    places: dict[str, dict[Body, list[Entry]]] = defaultdict(dict)
    for body, years in site.ask(bodies).items():
        places[body[0]][body] = years
    for portal, members in places.items():
        lines = [_line(body, years, failed, changed) for body, years in members.items()]
        yield site.page(
            links.place_path(portal),
            "place.html",
            title=f"{_name(members)}：各机关历年报告",
            inputs=lines,
            values=partial(_place, portal, _name(members), lines),
            feeds=feeds_of(site, portal_file(portal)),
        )
    listed = [
        {
            "portal": portal,
            "name": _name(members),
            "publishers": len(members),
            "reports": sum(map(len, members.values())),
            "years": sorted({entry.report_year for years in members.values() for entry in years}),
        }
        for portal, members in sorted(places.items(), key=lambda item: (min(body[1] for body in item[1]), item[0]))
    ]
    yield site.page(MENU.path, "places.html", title="各地各机关", inputs=listed, values=lambda: {"places": listed})


def _name(members: Mapping[Body, object]) -> str:
    return "、".join(dict.fromkeys(place_name(adcode) for _, adcode, _ in members))


def _line(
    body: Body, years: Sequence[Entry], failed: Mapping[int, int], changed: Mapping[tuple[str, str, int], Sequence[Any]]
) -> dict[str, Any]:
    return {
        "publisher": body[2],
        "path": links.body_path(*body),
        "kind": years[0].publisher_kind,
        "years": {
            entry.report_year: {
                "path": entry.path,
                "failing": failed.get(entry.figure_set, 0),
                "changes": len(changed.get((body[0], body[2], entry.report_year), ())),
            }
            for entry in years
        },
    }


def _place(portal: str, name: str, lines: Sequence[dict[str, Any]]) -> Mapping[str, object]:
    years = sorted({year for line in lines for year in line["years"]})
    return {"portal": portal, "name": name, "lines": lines, "years": years, "words": words}
