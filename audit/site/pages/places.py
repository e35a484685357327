"""各地各机关: the way to a report without searching, by place, publisher and year."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from audit.alerts.feeds import portal_file
from audit.body import body as who
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
        lines = _lines(_by_who(members), failed, changed)
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
            "publishers": len(_by_who(members)),
            "reports": sum(map(len, members.values())),
            "years": sorted({entry.report_year for years in members.values() for entry in years}),
        }
        for portal, members in sorted(places.items(), key=lambda item: (min(body[1] for body in item[1]), item[0]))
    ]
    yield site.page(MENU.path, "places.html", title="各地各机关", inputs=listed, values=lambda: {"places": listed})


def _name(members: Mapping[Body, object]) -> str:
    return "、".join(dict.fromkeys(place_name(adcode) for _, adcode, _ in members))


def _by_who(members: Mapping[Body, Sequence[Entry]]) -> list[list[Entry]]:
    """Return the reports of each publisher under all the names it prints, oldest first: 溧阳市 and 溧阳市人民政府 are one."""
    found: dict[object, list[Entry]] = defaultdict(list)
    for (portal, adcode, publisher), years in members.items():
        found[who(publisher, adcode, portal)] += years
    return [sorted(years, key=lambda entry: entry.report_year) for years in found.values()]


def _lines(
    publishers: Sequence[Sequence[Entry]],
    failed: Mapping[int, int],
    changed: Mapping[tuple[str, str, int], Sequence[Any]],
) -> list[dict[str, Any]]:
    return [
        {
            "publisher": years[-1].publisher,
            "path": links.body_path(*years[-1].body),
            "kind": years[-1].publisher_kind,
            "years": _years(years, failed, changed),
        }
        for years in publishers
    ]


def _years(
    years: Sequence[Entry], failed: Mapping[int, int], changed: Mapping[tuple[str, str, int], Sequence[Any]]
) -> dict[int, list[dict[str, Any]]]:
    """Return the reports on each year; there are two where a body reports under two names."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for entry in years:
        changes = changed.get((entry.portal, entry.publisher, entry.report_year), ())
        one = {"path": entry.path, "failing": failed.get(entry.figure_set, 0), "changes": len(changes)}
        found[entry.report_year].append(one)
    return dict(found)


def _place(portal: str, name: str, lines: Sequence[dict[str, Any]]) -> Mapping[str, object]:
    years = sorted({year for line in lines for year in line["years"]})
    return {"portal": portal, "name": name, "lines": lines, "years": years, "words": words}
