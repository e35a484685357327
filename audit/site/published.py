"""When reports were public and which are there: asked once for all pages, a row for every publisher and year."""

from collections import defaultdict
from dataclasses import dataclass

from audit.body import Body, body
from audit.coverage import Cell, State, coverage
from audit.selection import Selection
from audit.sightings import Report
from audit.sightings import Site as Shown
from audit.site.entries import Entry, reports
from audit.site.places import place_name
from audit.site.site import Site
from audit.timeliness import Publication, observed

WORDS = {
    State.CONSISTENT: ("●", "有且一致", "consistent", "pass"),
    State.INCONSISTENT: ("◐", "有·勾稽有误", "inconsistent", "fail"),
    State.UNREADABLE: ("○", "有·表格不可读", "unreadable", "note"),
    State.WITHDRAWN: ("⊘", "已撤下", "withdrawn", "gone"),
    State.MISSING: ("✕", "逾期未见", "not seen after the day", "gone"),
    State.NOT_OBSERVED: ("·", "未观察", "not observed", "unknown"),
}
"""Sign, word, English term and kind of badge, in the order of the legend."""
VERDICTS = {
    "on_time": ("按时", "on time", "pass"),
    "late": ("逾期", "late", "fail"),
    "undetermined": ("无法判定", "undetermined", "unknown"),
    "missing_after_deadline": ("逾期未见", "not seen after the day", "gone"),
    "not_observed": ("未观察", "not observed", "unknown"),
    None: ("条例未定期限", "no day by law", "note"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """What is shown of one portal."""

    portal: str
    name: str
    cells: list[Cell]
    publications: list[Publication]


def published(site: Site) -> dict[Report, Publication]:
    """Return what is known of the publication of every report seen or due, in order; ask through `Site.ask`."""
    return dict(observed(site.database, Selection(portal=site.portal)))


def publication_of(site: Site, entry: Entry) -> Publication | None:
    """Return what is known of the publication of one report, whatever name it prints for its publisher."""
    who = body(entry.publisher, entry.adcode, entry.portal)
    return site.ask(published).get(Report(Shown(entry.portal, entry.adcode), who, entry.report_year))


def places(site: Site) -> list[Place]:
    """Return every portal with its cells and publications, by area code; ask through `Site.ask`."""
    cells: dict[str, list[Cell]] = defaultdict(list)
    rows: dict[str, list[Publication]] = defaultdict(list)
    for cell in coverage(site.database, Selection(portal=site.portal)):
        cells[cell.portal].append(cell)
    for row in site.ask(published).values():
        rows[row.portal].append(row)
    return [
        Place(portal, "、".join(dict.fromkeys(place_name(cell.adcode) for cell in found)), found, rows[portal])
        for portal, found in sorted(cells.items(), key=lambda item: (item[1][0].adcode, item[0]))
    ]


def report_paths(site: Site) -> dict[tuple[str, Body, int], str]:
    """Return the page of every report, whatever name it prints for its publisher; ask through `Site.ask`."""
    return {
        (entry.portal, body(entry.publisher, entry.adcode, entry.portal), entry.report_year): entry.path
        for entry in site.ask(reports)
    }


def path_of(site: Site, row: Cell | Publication) -> str | None:
    """Return the page of a report, None if nothing of it could be read."""
    who = body(row.publisher, row.adcode, row.portal)
    return site.ask(report_paths).get((row.portal, who, row.report_year))
