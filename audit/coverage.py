"""Publisher by year: what is there and adds up, what is missing; which portals have a spider is `crawler.coverage`."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from archive.beijing import beijing_time
from audit.body import body
from audit.presence import withdrawn
from audit.selection import Selection
from audit.sightings import Report, Site
from audit.timeliness import MISSING_AFTER_DEADLINE, Publication, observed


class State(StrEnum):
    """What is known of one report. Each of a withdrawn report is also consistent or not: the first that applies here is said."""

    MISSING = "missing"
    """逾期未见: never seen, and lists read after the day it was due lacked it."""
    NOT_OBSERVED = "not_observed"
    """未观察: never seen, which is all that can be said."""
    WITHDRAWN = "withdrawn"
    """已撤下: it was there, and every document of it is gone."""
    INCONSISTENT = "inconsistent"
    """有·勾稽有误: a strict identity fails."""
    UNREADABLE = "unreadable"
    """有·表格不可读: a table is a picture, blank, lacking or not recognised, or no page of the report could be read."""
    CONSISTENT = "consistent"
    """有且一致: figures are read, and every strict identity that can be assessed holds."""


WORDS = {
    State.CONSISTENT: "有且一致",
    State.INCONSISTENT: "有·勾稽有误",
    State.UNREADABLE: "有·表格不可读",
    State.WITHDRAWN: "已撤下",
    State.MISSING: "逾期未见",
    State.NOT_OBSERVED: "未观察",
}
"""In the order of a legend."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One publisher and year."""

    portal: str
    adcode: str
    publisher: str
    """As its newest report prints it."""
    publisher_kind: str | None
    report_year: int
    state: State
    why: str
    """What the state rests on: identities, flags, or when the lists lacked the report; times are Beijing time."""
    verdict: str | None
    """See `audit.timeliness`."""
    captured_at: str | None
    """The newest capture that could be read, UTC."""
    url: str | None


_REPORTS = """
SELECT portal, adcode, publisher, report_year, captured_at, url, numbers_read,
  (SELECT group_concat(DISTINCT identity) FROM check_result AS c
   WHERE c.figure_set = report.figure_set AND severity = 'strict' AND verdict = 'fail') AS failed,
  (SELECT group_concat(DISTINCT value ->> 'code') FROM json_each(report.flags)
   WHERE value ->> 'code' IN ('table_missing', 'table_is_image', 'table_blank', 'layout_not_read')) AS unread
FROM report
ORDER BY captured_at
"""
_DOCUMENTS = "SELECT DISTINCT portal, adcode, publisher, report_year, document FROM visit WHERE official"


def coverage(database: Database, selection: Selection | None = None) -> Iterator[Cell]:
    """Yield a cell for every publisher and every year asked of it (`audit.expected`), by portal, publisher and year."""
    reports: dict[Report, dict[str, Any]] = {_report(row): row for row in database.query(_REPORTS)}
    elsewhere = {(report.body, report.report_year): row for report, row in reports.items()}
    gone_since = _gone_since(database)
    for report, publication in observed(database, selection):
        row = reports.get(report) or elsewhere.get((report.body, report.report_year))
        state, why = _state(publication, row, gone_since.get(report))
        yield Cell(
            portal=publication.portal,
            adcode=publication.adcode,
            publisher=publication.publisher,
            publisher_kind=publication.publisher_kind,
            report_year=publication.report_year,
            state=state,
            why=why,
            verdict=publication.verdict,
            captured_at=row["captured_at"] if row else None,
            url=row["url"] if row else publication.url,
        )


def _state(publication: Publication, row: dict[str, Any] | None, gone_since: str | None) -> tuple[State, str]:
    if publication.first_seen is not None:
        return (State.WITHDRAWN, f"gone {beijing_time(gone_since)}") if gone_since else _content(row)
    if publication.verdict == MISSING_AFTER_DEADLINE:
        return State.MISSING, f"absent {beijing_time(publication.last_absent or '')}"
    return State.NOT_OBSERVED, ""


def _content(row: dict[str, Any] | None) -> tuple[State, str]:
    """Judge what was read; ``row`` is None for a report of which nothing could be."""
    if row is None:
        return State.UNREADABLE, "listed, no page of it could be read"
    if row["failed"]:
        return State.INCONSISTENT, row["failed"]
    if row["unread"] or not row["numbers_read"]:
        return State.UNREADABLE, row["unread"] or "no figure was read"
    return State.CONSISTENT, ""


def _gone_since(database: Database) -> dict[Report, str]:
    """Return since when every document of a report is gone."""
    gone = {document: event.first.at for document, event in withdrawn(database).items()}
    documents: dict[Report, list[str | None]] = defaultdict(list)
    if gone:
        for row in database.query(_DOCUMENTS):
            documents[_report(row)].append(gone.get((row["portal"], row["document"])))
    return {report: max(filter(None, since)) for report, since in documents.items() if all(since)}


def _report(row: dict[str, Any]) -> Report:
    site = Site(row["portal"], row["adcode"])
    return Report(site, body(row["publisher"], site.adcode, site.portal), row["report_year"])
