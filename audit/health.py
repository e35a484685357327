"""When a person is needed: a portal that fell silent, a list that shrank, refusals that rise, pages nobody visits any more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median

from sqlite_utils import Database

from archive.warc import warc_date
from audit.runs import MEMORY, Baseline, RunLine

ENOUGH = 10
"""Visits from which on a share says something; the newest crawls that make them up count together."""
_TIMES = 3
"""A list that is not read to its end so often in a row will not be by itself."""
_NEWS = timedelta(28)
"""For so long a new certificate is told."""


@dataclass(frozen=True, slots=True)
class Margins:
    """How far things may go, see crawler/settings.py."""

    overdue: int = 7
    """Days."""
    shrunk_to: float = 0.8
    risen_by: float = 0.2
    disk: int = 5 << 30
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing out of the ordinary."""

    portal: str
    """Empty: it concerns all."""
    alarm: str
    """silent, overdue, shrank, unread_list, blocked, failed, unread, certificate, disk"""
    needs_person: bool
    """False: nothing is to be done, but it should be known."""
    what: str


def run_alarms(baseline: Baseline, margins: Margins) -> Iterator[Alarm]:
    """Yield what the newest crawl of a kind gives reason to say."""
    newest, usual = baseline.newest, baseline.usual
    if usual is None:
        return
    # What is due need not hold a list, so of such a crawl only the pages tell.
    silent = [name for name in ("found", "fetched") if getattr(usual, name) and not getattr(newest, name)]
    if newest.visited and ("fetched" in silent or (silent and not newest.scope)):
        brought = f"found {newest.found:g} reports on its lists and brought {newest.fetched:g} pages"
        what = f"the crawl of {newest.started_at[:16]}Z {brought}; usual are {usual.found:g} and {usual.fetched:g}"
        yield Alarm(newest.portal, "silent", needs_person=True, what=what)
    runs = [newest, *baseline.earlier]
    latest = [runs[0]]
    while len(latest) < len(runs) and sum(run.visited for run in latest) < ENOUGH:
        latest.append(runs[len(latest)])
    for name in ("blocked", "failed", "unread"):
        now = _share(latest, name)
        before = median(_share([run], name) for run in runs[len(latest) :]) if runs[len(latest) :] else now
        if now > before + margins.risen_by:
            yield Alarm(
                newest.portal, name, needs_person=True, what=f"{now:.0%} of the pages {name}; usual are {before:.0%}"
            )


def _share(runs: list[RunLine], name: str) -> float:
    visited = sum(run.visited for run in runs)
    return float(sum(getattr(run, name) for run in runs) / visited) if visited else 0.0


_SCANS = """
SELECT portal, list_url, accepted, state, reason FROM (
  SELECT portal, list_url, accepted, state, reason, scan.finished_at,
    row_number() OVER (PARTITION BY portal, list_url ORDER BY scan.finished_at DESC, scan) AS age
  FROM scan JOIN run USING (run)
  WHERE finish_reason = 'finished' AND (:portal IS NULL OR portal = :portal))
WHERE age <= :most
ORDER BY portal, list_url, age
"""


def list_alarms(database: Database, margins: Margins, portal: str | None = None) -> Iterator[Alarm]:
    """Yield lists that show fewer reports than they used to, and lists that are no longer read to their end."""
    rows = database.query(_SCANS, {"portal": portal, "most": MEMORY + 1})
    for (name, url), scans in groupby(rows, key=lambda row: (row["portal"], row["list_url"])):
        walks = list(scans)
        complete = [walk["accepted"] for walk in walks if walk["state"] == "complete"]
        if len(complete) > 1 and complete[0] < margins.shrunk_to * (before := median(complete[1:])):
            what = f"{url} shows {complete[0]} reports; usual are {before:g}"
            yield Alarm(name, "shrank", needs_person=True, what=what)
        if len(walks) >= _TIMES and all(walk["state"] != "complete" for walk in walks[:_TIMES]):
            what = f"{url} was not read to its end, {_TIMES} times in a row: {walks[0]['reason']}"
            yield Alarm(name, "unread_list", needs_person=True, what=what)


_OVERDUE = """
SELECT portal, count(*) AS pages, min(next_due) AS since FROM due
WHERE next_due < :before AND (:portal IS NULL OR portal = :portal) GROUP BY portal
"""


def overdue_alarms(database: Database, margins: Margins, now: datetime, portal: str | None = None) -> Iterator[Alarm]:
    """Yield portals whose pages should have been visited long ago: nothing starts `scrapy due --run`, or it never ends."""
    before = warc_date(now - timedelta(margins.overdue))
    for row in database.query(_OVERDUE, {"before": before, "portal": portal}):
        what = f"{row['pages']} pages are due since {row['since'][:10]} or later: does `scrapy due --run` still run?"
        yield Alarm(row["portal"], "overdue", needs_person=True, what=what)


_CERTIFICATES = "SELECT * FROM certificate ORDER BY host, last_seen DESC, first_seen DESC"


def certificate_alarms(database: Database, now: datetime) -> Iterator[Alarm]:
    """Yield hosts that show another certificate than before. It was verified like any other, so nobody has to act."""
    for host, rows in groupby(database.query(_CERTIFICATES), key=lambda row: row["host"]):
        newest, *others = rows
        if others and newest["first_seen"] > max(warc_date(now - _NEWS), others[0]["last_seen"]):
            old, new = (row["sha256"][:16] for row in (others[0], newest))
            what = f"{host} shows the certificate {new}… since {newest['first_seen'][:10]}, before that {old}…"
            yield Alarm("", "certificate", needs_person=False, what=what)


def disk_alarms(free: int, margins: Margins) -> Iterator[Alarm]:
    """Yield one if so many free bytes are too few."""
    if free < margins.disk:
        what = f"{free / 1e9:.1f} GB are free where the archive lies; {margins.disk / 1e9:.1f} GB are asked for"
        yield Alarm("", "disk", needs_person=True, what=what)
