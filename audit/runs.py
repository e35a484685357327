"""What each crawl did, counted, and the newest of a portal beside what is usual there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import groupby
from statistics import median

from sqlite_utils import Database

MEMORY = 12
"""Crawls of one kind that say what is usual; what lies further back was another portal."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one crawl, or the medians of several."""

    found: float
    """Rows of its lists that are annual reports."""
    visited: float
    """Pages asked for, robots.txt aside."""
    fetched: float
    """Pages that came, or were confirmed unchanged."""
    blocked: float
    failed: float
    """No answer, an error, an answer that broke off."""
    unread: float
    """Report pages that came and in which no report was read."""
    bytes: float
    """Added to the archive."""
    seconds: float


@dataclass(frozen=True, slots=True)
class RunLine(Counts):
    """One crawl."""

    portal: str
    scope: str
    run: str
    started_at: str
    finish_reason: str | None


@dataclass(frozen=True, slots=True)
class Baseline:
    """The newest crawl of one kind of one portal, and earlier ones of that kind, newest first."""

    newest: RunLine
    earlier: Sequence[RunLine]

    @property
    def usual(self) -> Counts | None:
        """The medians of the earlier crawls; None if there are none."""
        if not self.earlier:
            return None
        return Counts(*(median(getattr(run, field.name) for run in self.earlier) for field in fields(Counts)))


@dataclass(frozen=True, slots=True)
class CrawlRow(Counts):
    """A line of `scrapy health --runs`."""

    portal: str
    scope: str
    crawl: str
    """newest, or usual: the medians of those before it."""
    started_at: str | None


def crawl_rows(known: Iterable[Baseline]) -> Iterator[CrawlRow]:
    """Yield the newest crawl of each kind and, where there were earlier ones, what is usual."""
    for each in known:
        counts = [("newest", each.newest.started_at, each.newest), ("usual", None, each.usual)]
        for name, started, of in counts:
            if of is not None:
                numbers = {field.name: getattr(of, field.name) for field in fields(Counts)}
                yield CrawlRow(
                    **numbers, portal=each.newest.portal, scope=each.newest.scope, crawl=name, started_at=started
                )


# A crawl that still runs, or was killed, is no measure.
_RUNS = """
WITH kept AS (
  SELECT *, row_number() OVER (PARTITION BY portal, scope ORDER BY started_at DESC, run) AS age
  FROM run
  WHERE finished_at IS NOT NULL AND (:portal IS NULL OR portal = :portal)
    AND NOT EXISTS (SELECT 1 FROM capture WHERE capture.run = run.run AND fidelity = 'imported')),
tally AS (
  SELECT kept.run, count(*) AS visited,
    sum(outcome IN ('ok', 'not_modified')) AS fetched,
    sum(outcome = 'blocked') AS blocked,
    sum(outcome IN ('failed', 'error', 'truncated')) AS failed,
    sum(role = 'report' AND outcome IN ('ok', 'not_modified') AND NOT EXISTS (
      SELECT 1 FROM reading WHERE reading.snapshot = capture.snapshot AND publisher IS NOT NULL AND report_year IS NOT NULL))
      AS unread,
    sum(length) AS bytes
  FROM kept CROSS JOIN capture USING (run)
  WHERE age <= :most AND role <> 'robots'
  GROUP BY kept.run)
SELECT
  coalesce((SELECT sum(accepted) FROM scan WHERE scan.run = kept.run), 0) AS found,
  coalesce(visited, 0) AS visited, coalesce(fetched, 0) AS fetched, coalesce(blocked, 0) AS blocked, coalesce(failed, 0) AS failed,
  coalesce(unread, 0) AS unread, coalesce(bytes, 0) AS bytes,
  finished_at, portal, scope, kept.run, started_at, finish_reason
FROM kept LEFT JOIN tally USING (run)
WHERE age <= :most
ORDER BY portal, scope, started_at DESC
"""


def baselines(database: Database, portal: str | None = None) -> list[Baseline]:
    """Return one for each portal and kind of crawl: everything, what was due, one report year."""
    rows = []
    for row in database.query(_RUNS, {"portal": portal, "most": MEMORY + 1}):
        finished = datetime.fromisoformat(row.pop("finished_at"))
        seconds = (finished - datetime.fromisoformat(row["started_at"])).total_seconds()
        rows.append(RunLine(**row, seconds=seconds))
    return [
        Baseline(newest, earlier) for _, (newest, *earlier) in groupby(rows, key=lambda line: (line.portal, line.scope))
    ]
