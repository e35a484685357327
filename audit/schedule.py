"""From what the visits of a portal showed to when each of its pages is due: history in, rows of the table ``due`` out.

What somebody else captured (`scrapy load`) is not a visit of ours and schedules nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from sqlite_utils import Database

from archive.beijing import BEIJING
from archive.due import LIST, REPORT, DuePage
from archive.warc import warc_date
from audit.revisit import Awaited, Due, Policy, Visited, next_list_visit, next_report_visit

_CAPTURES = """
SELECT document, url, captured_at, capture.run, outcome, via, capture.snapshot, figures_key, prose_key,
       publisher, publisher_kind, publisher_level, report_year, finish_reason IS NOT 'finished' AS cut_off,
       coalesce(instr(flags, '"table_missing"') > 0, 1) AS lacks_tables
FROM run CROSS JOIN capture USING (run)
LEFT JOIN reading ON reading.snapshot = capture.snapshot
  AND extractor = (SELECT value FROM setting WHERE name = 'extractor')
WHERE portal = ? AND role = 'report' AND document IS NOT NULL AND fidelity <> 'imported'
ORDER BY document, captured_at, capture
"""
_SCANS = """
SELECT list_url, scan.finished_at, state, accepted, finish_reason IS NOT 'finished' AS cut_off
FROM run CROSS JOIN scan USING (run)
WHERE portal = ?
ORDER BY list_url, scan.finished_at, scan
"""
_SHOWS, _IS_GONE = {"ok", "not_modified"}, {"gone", "soft_gone"}


@dataclass(frozen=True, slots=True)
class _Listed:
    """Who published a report on which year, and on which list it stands."""

    publisher: str
    kind: str | None
    year: int
    list_url: str | None


@dataclass(slots=True)
class _Shelf:
    """What is known of the reports of a portal."""

    reports: list[_Listed] = field(default_factory=list)

    def awaited(self, at: datetime, list_url: str, *, has_reports: bool) -> Awaited:
        """Return what a list is expected to show, judged at one of its visits.

        A list of earlier years is expected to stay as it is. One without any report leads to others, where those of the whole
        portal may appear.
        """
        last_year = at.astimezone(BEIJING).year - 1
        here = [report for report in self.reports if not has_reports or report.list_url == list_url]
        if not self.reports:
            return Awaited({None: 1}, {None: 1})
        earlier = max((report.year for report in self.reports if report.year < last_year), default=None)
        publishers = {report.publisher: report.kind for report in here if report.year in {earlier, last_year}}
        published = {report.publisher for report in self.reports if report.year == last_year}
        missing = Counter(kind for name, kind in publishers.items() if name not in published)
        return Awaited(missing, Counter(publishers.values()))


def schedule(database: Database, portal: str, policy: Policy) -> list[DuePage]:
    """Return when every list and every report of a portal is due, by what the database says of the visits so far."""
    shelf = _Shelf()
    renditions: dict[object, list[DuePage]] = defaultdict(list)
    for document, visits in groupby(database.query(_CAPTURES, [portal]), key=lambda row: row["document"]):
        key, page = _report(portal, list(visits), shelf, policy)
        renditions[key or document].append(page)
    pages = [page for together in renditions.values() for page in _at_once(together)]
    for list_url, scans in groupby(database.query(_SCANS, [portal]), key=lambda row: row["list_url"]):
        pages.append(_list(portal, list_url, list(scans), shelf, policy))
    return pages


def _at_once(renditions: list[DuePage]) -> list[DuePage]:
    """Let the page and the PDF of one report be visited by the same crawls, so that they can be compared."""
    first = min(renditions, key=lambda page: (page.next_due, page.interval, page.page))
    return [replace(page, next_due=first.next_due, interval=first.interval, reason=first.reason) for page in renditions]


def _report(
    portal: str, captures: list[dict[str, Any]], shelf: _Shelf, policy: Policy
) -> tuple[tuple[str, int] | None, DuePage]:
    """Return the report a document is a rendition of, if that could be read, and when the document is due."""
    read = next((row for row in reversed(captures) if row["publisher"] and row["report_year"]), None)
    first = _moment(captures[0]["captured_at"])
    is_new = read is not None and read["report_year"] >= first.astimezone(BEIJING).year - 1
    if read is not None:
        kind = "township" if read["publisher_level"] == "township" else read["publisher_kind"]
        via = next((row["via"] for row in reversed(captures) if row["via"]), None)
        shelf.reports.append(_Listed(read["publisher"], kind, read["report_year"], via))
    visits = [list(visit) for _, visit in groupby(captures, key=lambda row: row["run"])]
    states = [(_moment(visit[0]["captured_at"]), _state(visit)) for visit in visits]
    newest = captures[-1]
    visited = Visited(
        _moment(newest["captured_at"]),
        _changed(states) or (first if is_new else None),
        first if is_new else None,
        _failures(states),
        # It may have ended behind a redirect, or before the picture or file that the tables stand in.
        cut_off=bool(newest["cut_off"] and (states[-1][1] is None or newest["lacks_tables"])),
    )
    due = next_report_visit(visited, policy)
    # Asked for is what the list named, or what was asked last; where a redirect led from there is asked by the redirect.
    page = _page((portal, REPORT, captures[0]["document"], visits[-1][0]["url"]), due, visited)
    return (read["publisher"], read["report_year"]) if read else None, page


def _list(portal: str, list_url: str, scans: list[dict[str, Any]], shelf: _Shelf, policy: Policy) -> DuePage:
    states = [
        (_moment(scan["finished_at"]), scan["accepted"] if scan["state"] == "complete" else None) for scan in scans
    ]
    last = states[-1][0]
    visited = Visited(last, _changed(states), failures=_failures(states), cut_off=bool(scans[-1]["cut_off"]))
    awaited = shelf.awaited(last, list_url, has_reports=any(scan["accepted"] for scan in scans))
    return _page((portal, LIST, list_url, list_url), next_list_visit(visited, awaited, policy), visited)


def _state(visit: Iterable[dict[str, Any]]) -> object:
    """Return what one crawl saw of a report; None if it could not tell."""
    state: object = None
    for row in visit:
        if row["outcome"] in _IS_GONE:
            state = "gone"
        elif row["outcome"] in _SHOWS:
            state = (row["figures_key"], row["prose_key"]) if row["figures_key"] is not None else row["snapshot"]
    return state


_States = list[tuple[datetime, Any]]


def _changed(states: _States) -> datetime | None:
    """Return the newest visit that showed something else than the usable one before it."""
    usable = [(at, state) for at, state in states if state is not None]
    changes = [at for (_, before), (at, state) in pairwise(usable) if state != before]
    return changes[-1] if changes else None


def _failures(states: _States) -> int:
    return next((n for n, (_, state) in enumerate(reversed(states)) if state is not None), len(states))


def _page(key: tuple[str, str, str, str], due: Due, visited: Visited) -> DuePage:
    changed = warc_date(visited.changed) if visited.changed else None
    return DuePage(*key, warc_date(due.at), due.interval, due.reason, warc_date(visited.last), changed)


def _moment(date: str) -> datetime:
    return datetime.fromisoformat(date)
