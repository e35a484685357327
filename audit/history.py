"""Every check of every document, in order: the evidence all statements about time are made of.

A check is usable if it read the report, as the chosen version of the extractor reads it. Checks that failed, were blocked or showed
no report never say that something changed; they are kept, because an interval they lie in is told with their number and kind.
Copies that are not the publisher's own are left out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sqlite_utils import Database

from archive.warc import later
from audit.selection import EVERYTHING, Selection

NO_REPORT = "no_report"
"""The server answered, but with no annual report; a shield nobody knows may look so."""
UNREAD = "unread"
"""The chosen version of the extractor has not read it: `scrapy reparse` does."""
INCOMPLETE = "incomplete"
"""Attachments or pictures were missing that another check had, so it cannot tell."""
_ANSWERED = frozenset({"ok", "not_modified"})


class Check(NamedTuple):
    """One visit to one document, with what tells two readings of it apart; keys as in the table ``reading``."""

    document: str
    portal: str
    run: str
    captured_at: str
    took: int
    """Milliseconds."""
    capture: str
    url: str
    outcome: str
    fidelity: str
    snapshot: int | None
    extractor: str | None
    figure_set: int
    digest: str | None
    publisher: str | None
    report_year: int | None
    figures: int
    tables: int
    prose: int
    facts: int
    attachments: int
    links: int
    text: int
    body: int
    raw_text: int

    @property
    def answered_at(self) -> str:
        return later(self.captured_at, self.took)

    @property
    def state(self) -> tuple[object, ...]:
        """What two checks share that saw the same: bytes, whose report it is, every layer; not where they stand."""
        return self[_STATE:]

    @property
    def usable(self) -> bool:
        """Whether it read the report."""
        return self.report_year is not None and self.publisher is not None

    @property
    def name(self) -> str:
        """How it ended: the outcome, or why an answer says nothing about the report."""
        if self.outcome not in _ANSWERED or self.usable:
            return self.outcome
        return UNREAD if self.extractor is None else NO_REPORT


_STATE = Check._fields.index("digest")
_DOCUMENT, _PORTAL, _ORDER = itemgetter(0), itemgetter(1), itemgetter(1, 3, 5)
_as_check = partial(tuple.__new__, Check)  # there are a hundred thousand, and `Check._make` takes twice the time


@dataclass(frozen=True, slots=True)
class History:
    """One document of one portal through time."""

    portal: str
    document: str
    checks: list[Check]
    """Oldest first."""

    @property
    def usable(self) -> list[Check]:
        return [check for check in self.checks if check.usable]


# From the tables behind `capture`: there may be a million of them, and only a few are asked when their answer was whole.
_CHECKS = """
SELECT request.document, run.portal, segment.run, fetch.captured_at, fetch.took, fetch.capture, request.url,
  answer.outcome, answer.fidelity, fetch.snapshot, reading.extractor, reading.figure_set, answer.entity_digest,
  reading.publisher, reading.report_year, reading.figures_key, reading.tables_key, reading.prose_key, reading.facts_key,
  reading.attachments_key, reading.links_key, reading.text_key, reading.body_key, reading.raw_text_key
FROM request
JOIN fetch USING (request)
JOIN answer USING (answer)
JOIN segment USING (segment)
JOIN run USING (run)
LEFT JOIN reading ON reading.snapshot = fetch.snapshot AND answer.outcome IN ('ok', 'not_modified')
  AND reading.extractor = (SELECT value FROM setting WHERE name = 'extractor')
WHERE request.role = 'report' AND request.document IS NOT NULL {within}
ORDER BY request.document
"""
_OF_PORTAL = "AND run.portal = :portal"
_WITHIN = """
AND request.document IN (SELECT document FROM visit WHERE (:publisher IS NULL OR publisher = :publisher)
                         AND (:report_year IS NULL OR report_year = :report_year))
"""
_COPIES = """
SELECT capture FROM visit WHERE NOT official AND snapshot IN (SELECT snapshot FROM reading WHERE NOT official)
"""


def histories(database: Database, selection: Selection = EVERYTHING) -> Iterator[History]:
    """Yield the history of every document that ever showed a report, by document; ``since`` is not for whole histories."""
    narrowed = selection.publisher is not None or selection.report_year is not None
    given = {
        "portal": selection.portal,
        "publisher": selection.publisher,
        "report_year": selection.report_year,
    }
    copies = {capture for (capture,) in database.execute(_COPIES).fetchall()}
    within = (_OF_PORTAL if selection.portal is not None else "") + (_WITHIN if narrowed else "")
    rows = database.execute(_CHECKS.format(within=within), given)
    for document, found in groupby(map(_as_check, rows), _DOCUMENT):
        checks = sorted(found, key=_ORDER)
        if copies:
            checks = [check for check in checks if check.capture not in copies]
        for portal, own in groupby(checks, _PORTAL):
            history = History(portal, document, list(own))
            if any(check.usable for check in history.checks):
                yield history


def unusable(between: Iterable[Check], before: Check, after: Check) -> dict[str, int]:
    """Count the crawls that asked in between and could not tell, by how they ended; a crawl counts once, by its last word."""
    last = {check.run: check.name for check in between if check.run not in {before.run, after.run}}
    return dict(Counter(last.values()).most_common())


def told(counts: dict[str, int]) -> str:
    """Return counts in words.

    >>> told({"blocked": 2, "failed": 1})
    'blocked × 2, failed × 1'
    """
    return ", ".join(f"{name} × {count}" for name, count in counts.items())
