"""What the lists of a portal did not hold: which crawl proves that a report was not there.

Only a list that was read to its end proves anything, and only about bodies it is known to list. A list filtered to one department
says nothing of another; a list of one year nothing of another year; a column that ended in 2018 nothing of 2023.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from archive.warc import warc_date
from audit.body import Body
from audit.sightings import Report, Row, Sightings, Site

_SCANS = """
SELECT scan, run, portal, adcode, list_url, scan.started_at, scan.finished_at, state, finish_reason, scope
FROM scan JOIN run USING (run) ORDER BY scan.started_at
"""
_ROWS = "SELECT scan, url, title, listed_date FROM scan_row"
_STARTS = "SELECT DISTINCT run, url FROM capture WHERE role = 'list' AND via IS NULL"
DUE = "due"
"""The scope of a run that reads only what is due; one of a single year walks every list."""
_A_YEAR = timedelta(days=366)


@dataclass(slots=True)
class ScannedList:
    """One list as one crawl read it."""

    scan: str
    started_at: str
    is_complete: bool
    rows: set[Row] = field(default_factory=set)
    newest: int = 0
    """The last year a row is about."""

    def may_hold(self, body: Body, report_year: int) -> bool:
        """Whether a row is the report, or could be as far as is known."""
        rows = self.rows
        return not rows.isdisjoint({(body, report_year), (body, None), (None, report_year), (None, None)})


@dataclass(slots=True)
class Walk:
    """The lists one crawl of a portal read."""

    started_at: str
    is_finished: bool
    is_partial: bool
    """It read only lists that were due."""
    starts: frozenset[str]
    """Lists no other list led to."""
    lists: dict[str, ScannedList] = field(default_factory=dict)
    is_whole: bool = False
    """It began wherever crawls of that year begin, and read every list it came upon to its end."""


@dataclass(frozen=True, slots=True)
class Absence:
    """A crawl whose lists lacked a report."""

    at: str
    """When the first of those lists began to be read, UTC: each of them lacked the report then or later."""
    scan: str
    """WARC-Record-ID of the scan that began then."""


class Walks:
    """Every crawl that read lists."""

    def __init__(self, database: Database, sightings: Sightings) -> None:
        self.of_site: dict[Site, list[Walk]] = defaultdict(list)
        self.until: dict[Site, str] = {}
        """How far each portal was watched."""
        self._own: dict[tuple[Site, Body], set[str]] = defaultdict(set)
        """Lists that ever listed a body."""
        self._listed: dict[tuple[Site, str], set[Row]] = defaultdict(set)
        """What a list ever listed."""
        self._years: dict[tuple[Site, str], set[int]] = defaultdict(set)
        """The years of it."""
        self._kept: set[tuple[Site, str]] = set()
        """Lists that were up to date when they were read, once at least; others may be columns that ended long ago."""
        self._first: dict[Report, Walk] = {}
        self._read(database, sightings)
        for site, walks in self.of_site.items():
            _tell_starts(walks)
            for walk in walks:
                walk.is_whole = _is_whole(walk, walks)
                self._index(site, walk)

    def _read(self, database: Database, sightings: Sightings) -> None:
        starts: dict[str, set[str]] = defaultdict(set)
        for row in database.query(_STARTS):
            starts[row["run"]].add(row["url"])
        runs: dict[str, Walk] = {}
        scans: dict[str, tuple[Site, dict[str, Any], ScannedList]] = {}
        for row in database.query(_SCANS):
            site = Site(row["portal"], row["adcode"])
            walk = runs.get(row["run"])
            if walk is None:
                asked = (row["finish_reason"] == "finished", row["scope"] == DUE)
                walk = runs[row["run"]] = Walk(row["started_at"], *asked, frozenset(starts[row["run"]]))
                self.of_site[site].append(walk)
            read = walk.lists[row["list_url"]] = ScannedList(row["scan"], row["started_at"], row["state"] == "complete")
            scans[row["scan"]] = (site, row, read)
            self.until[site] = max(self.until.get(site, ""), row["finished_at"])
        for key, url, title, listed_date in database.execute(_ROWS):
            site, scan, read = scans[key]
            about = sightings.note_row(site, scan, url, title, listed_date)
            if about is not None:
                read.rows.add(about)

    def _index(self, site: Site, walk: Walk) -> None:
        for url, read in walk.lists.items():
            read.newest = max((year for _, year in read.rows if year), default=0)
            if read.newest >= int(read.started_at[:4]) - 2:
                self._kept.add((site, url))
            for body, year in read.rows - self._listed[site, url]:
                if body:
                    self._own[site, body].add(url)
                if year:
                    self._years[site, url].add(year)
                if body and year:
                    self._first.setdefault(Report(site, body, year), walk)
            self._listed[site, url] |= read.rows

    def absences(self, report: Report, before: str | None) -> Iterator[Absence]:
        """Yield every crawl that proves the report was not there, oldest first; ``before`` is when it was seen, None if never."""
        first = self._first.get(report)
        if before is not None and first is None:
            return  # on no list it was ever seen, so no list can tell
        for walk in self.of_site[report.site]:
            if before is not None and walk.started_at >= before:
                return
            lists = self._telling(walk, report, first)
            if lists and not any(read.may_hold(report.body, report.report_year) for read in lists):
                earliest = min(lists, key=lambda read: read.started_at)
                if before is None or earliest.started_at < before:
                    yield Absence(earliest.started_at, earliest.scan)

    def _telling(self, walk: Walk, report: Report, first: Walk | None) -> list[ScannedList]:
        """Return the lists of a crawl that would have shown the report had it been there; none if they cannot tell."""
        own = {url: walk.lists[url] for url in self._own[report.site, report.body] & walk.lists.keys()}
        if not all(read.is_complete for read in own.values()):
            return []
        if first is not None:
            showing = {url for url, read in first.lists.items() if (report.body, report.report_year) in read.rows}
            if showing <= own.keys():
                return list(own.values())
            # The list that showed it first was not there yet: only who has read the whole portal can say so.
            return list(walk.lists.values()) if walk.is_whole and first.starts <= walk.starts else []
        year, site = report.report_year, report.site
        reaching = [url for url, read in own.items() if read.newest >= year - 1 or (site, url) in self._kept]
        many = any(len(self._years[site, url]) > 1 for url in reaching)
        if many or not reaching:
            return list(own.values()) if many else []
        return list(walk.lists.values()) if walk.is_whole else []


def _tell_starts(walks: list[Walk]) -> None:
    """Take from the starts of partial crawls, which ask for every list by its address, those that others were led to."""
    full = [walk for walk in walks if not walk.is_partial]
    reached = {url for walk in full for url in walk.lists} - {url for walk in full for url in walk.starts}
    for walk in walks:
        walk.starts -= reached


def _is_whole(walk: Walk, walks: list[Walk]) -> bool:
    if walk.is_partial or not walk.is_finished or not all(read.is_complete for read in walk.lists.values()):
        return False
    begun = datetime.fromisoformat(walk.started_at)
    first, last = (warc_date(begun + step) for step in (-_A_YEAR, _A_YEAR))
    return all(other.starts <= walk.starts for other in walks if first <= other.started_at <= last)
