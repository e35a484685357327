"""Which reports the archive ever saw, when first, and by what: a page that could be read, or a row of a list.

A row of a list is the report its address was read as on some visit; where none could be read, what its title says. Somebody else's
capture shows a report at its own date as well as ours does.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlite_utils import Database

from archive import Fidelity
from audit.body import Body, body
from extraction.dates import read_dates
from extraction.level import level_of
from extraction.publisher import kind_of
from extraction.title import NO_YEAR, parse_title

_SEEN = """
SELECT portal, adcode, publisher, publisher_kind, publisher_level, report_year, url, document, dates, listed_date,
       min(answered_at) AS seen_at, capture, fidelity
FROM visit WHERE official
GROUP BY portal, adcode, snapshot, url, listed_date
ORDER BY seen_at
"""
_UNREAD = """
SELECT DISTINCT portal, url, document FROM capture JOIN run USING (run)
WHERE role = 'report' AND outcome NOT IN ('ok', 'not_modified')
"""
_NO_REPORT = """
SELECT DISTINCT portal, document, url FROM capture JOIN run USING (run) JOIN reading USING (snapshot)
JOIN setting ON setting.name = 'extractor' AND setting.value = reading.extractor
WHERE role = 'report' AND outcome IN ('ok', 'not_modified') AND (report_year IS NULL OR reading.publisher IS NULL)
"""

Row = tuple[Body | None, int | None]
"""The report a row of a list stands for, None where that is not known."""


class Site(NamedTuple):
    """A portal, and the city it was read for: `any_portal` reads those of many."""

    portal: str
    adcode: str


class Report(NamedTuple):
    """One report of one body, as one portal shows it."""

    site: Site
    body: Body
    report_year: int


@dataclass(slots=True)
class Sighting:
    """When and by what a portal first showed a report."""

    publisher: str
    """As printed."""
    kind: str | None
    level: str | None
    seen_at: str
    """UTC: the answer was whole, or the list was read to its end."""
    by: str
    """``capture``, ``imported`` (somebody else's capture) or ``list``."""
    evidence: str
    """WARC-Record-ID of that capture or scan."""
    url: str
    claims: set[tuple[str, str]] = field(default_factory=set)
    """(what the date is called, day) that pages and lists give for its publication; 列表 is the list."""

    def merge(self, other: "Sighting") -> None:
        """Take in another sighting of the report; the earliest is kept, and every claim."""
        self.claims |= other.claims
        if other.seen_at < self.seen_at:
            self.seen_at, self.by, self.evidence, self.url = other.seen_at, other.by, other.evidence, other.url


class Sightings:
    """Every report that was seen, and what the rows of lists stand for."""

    def __init__(self, database: Database) -> None:
        self.seen: dict[Report, Sighting] = {}
        self.by_body: dict[tuple[Site, Body], list[Report]] = defaultdict(list)
        self.sites: dict[Body, set[Site]] = defaultdict(set)
        self._documents: dict[tuple[str, str], Row | None] = {}
        self._documents_at = {(portal, _spelled(url)): document for portal, url, document in database.execute(_UNREAD)}
        for portal, document, url in database.execute(_NO_REPORT):
            self._documents[portal, document] = None
            self._documents_at[portal, _spelled(url)] = document
        for row in database.query(_SEEN):
            self._note_visit(row)
        self._rows: dict[tuple[Site, str, str], Row | None] = {}

    def _note_visit(self, row: dict[str, Any]) -> None:
        site = Site(row["portal"], row["adcode"])
        key = Report(site, body(row["publisher"], site.adcode, site.portal), row["report_year"])
        self._documents[row["portal"], row["document"]] = (key.body, key.report_year)
        self._documents_at[row["portal"], _spelled(row["url"])] = row["document"]
        claims = set(_claims(row["dates"], row["listed_date"]))
        by = "imported" if row["fidelity"] == Fidelity.IMPORTED else "capture"
        seen = (row["publisher"], row["publisher_kind"], row["publisher_level"], row["seen_at"], by)
        self._note(key, Sighting(*seen, row["capture"], row["url"], claims))

    def note_row(self, site: Site, scan: dict[str, Any], url: str, title: str, date: str | None) -> Row | None:
        """Take in a row of a list; return what it stands for, None if it is no annual report."""
        about = self._about(site, url, title)
        if about is None or about[0] is None or about[1] is None:
            return about
        key = Report(site, about[0], about[1])
        known = self.seen.get(key)
        if known is None:
            name = parse_title(title).publisher or key.body.name
            who = (name, kind_of(name), level_of(name))
        elif scan["finished_at"] < known.seen_at or (date and ("列表", date) not in known.claims):
            who = (known.publisher, known.kind, known.level)
        else:
            return about
        claims = set(_claims("[]", date))
        self._note(key, Sighting(*who, scan["finished_at"], "list", scan["scan"], url, claims))
        return about

    def _about(self, site: Site, url: str, title: str) -> Row | None:
        key = (site, url, title)
        if key not in self._rows:
            document = self._documents_at.get((site.portal, _spelled(url)))
            read = (site.portal, document)
            self._rows[key] = self._documents[read] if document and read in self._documents else _said(site, title)
        return self._rows[key]

    def _note(self, key: Report, seen: Sighting) -> None:
        if key in self.seen:
            self.seen[key].merge(seen)
        else:
            self.seen[key] = seen
            self.by_body[key.site, key.body].append(key)
            self.sites[key.body].add(key.site)


def _said(site: Site, text: str) -> Row | None:
    """Return what a title says by itself."""
    title = parse_title(text)
    if title.reason not in {"", NO_YEAR}:
        return None
    return body(title.publisher, site.adcode, site.portal) if title.publisher else None, title.year


def _claims(dates: str, listed: str | None) -> Iterator[tuple[str, str]]:
    """Yield the dates a page and its list give for the publication; when it was written or sent out is no such claim."""
    for claim in json.loads(dates):
        if claim["kind"] == "published" and claim["date"]:
            yield claim["name"], claim["date"]
    for date in read_dates({"发布日期": listed or ""}):
        if date.date:
            yield "列表", date.date


def _spelled(url: str) -> str:
    return url.partition("://")[2]
