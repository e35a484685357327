"""Whether documents were there: withdrawn, reappeared, moved, replaced.

A document counts as withdrawn if at least three consecutive usable checks over at least 72 hours found it absent, each with a
control (`audit.absence`), or if a list was read to its end without it. Until then its absence is provisional; one that ended before
it was established is no event. Checks that cannot tell neither add to it nor end it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlite_utils import Database

from audit.absence import ABSENT, MAY_BE_ABSENT, PRESENT, UNKNOWN, UNLISTED, Controls, Evidence, checked, unlisted
from audit.history import Check, History, histories
from audit.selection import EVERYTHING, Selection

FEWEST_CHECKS = 3
SHORTEST = timedelta(hours=72)


class Kind(StrEnum):
    """What happened to a document as a whole."""

    WITHDRAWN = "withdrawn"
    MOVED = "moved"
    """Gone from its address; the same figures of the same body and year are at another."""
    REPLACED = "replaced"
    """Gone from its address; other figures of the same body and year are at another."""
    REAPPEARED_SAME = "reappeared_same"
    REAPPEARED_CHANGED = "reappeared_changed"


_BACK = frozenset({Kind.REAPPEARED_SAME, Kind.REAPPEARED_CHANGED})


@dataclass(frozen=True, slots=True)
class PresenceEvent:
    """One of them, with the moments between which it happened."""

    kind: Kind
    not_before: str
    not_after: str
    last: Check
    """The last check that saw the document before it was gone."""
    first: Evidence
    """The first evidence of the new state."""
    evidence: dict[str, int]
    """How often what was seen while it was absent."""
    unknown: dict[str, int]
    """Checks between the two moments that could not tell."""
    established: bool
    """False: provisional, fewer checks or hours than it takes."""
    successor: Check | None = None
    """Where it moved to, or what replaced it."""


@dataclass(frozen=True, slots=True)
class State:
    """A stretch of consecutive crawls that found a document in one state."""

    state: str
    since: str
    until: str
    crawls: int
    names: dict[str, int]


class Presence:
    """What is known about the presence of documents.

    Takes the histories of whole portals: the successor of a document may be any of its portal.
    """

    def __init__(self, database: Database, known: Sequence[History]) -> None:
        self._histories = known
        self._controls = Controls(database, known)
        self._unlisted = unlisted(database, known)
        self._firsts: dict[tuple[str, str | None, int | None], list[Check]] = defaultdict(list)
        for one in self._histories:
            first = next(check for check in one.checks if check.usable)
            self._firsts[one.portal, first.publisher, first.report_year].append(first)

    def events(self, selection: Selection = EVERYTHING) -> Iterator[PresenceEvent]:
        """Yield every event of every document, document by document, oldest first."""
        for history in self._histories:
            if (history.portal, history.document) in self._unlisted or any(
                check.outcome in MAY_BE_ABSENT for check in history.checks
            ):
                for event in self._events(history):
                    publisher, year = event.last.publisher, event.last.report_year
                    if selection.holds(
                        portal=history.portal, publisher=publisher, report_year=year, at=event.not_after
                    ):
                        yield event

    def states(self, history: History) -> list[State]:
        """Return the stretches of time in which one document was present, absent, or nobody could tell."""
        found: list[list[Evidence]] = []
        for seen in self._timeline(history):
            if not found or found[-1][0].state != seen.state:
                found.append([])
            found[-1].append(seen)
        return [State(some[0].state, some[0].at, some[-1].seen_at, len(some), _names(some)) for some in found]

    def _timeline(self, history: History) -> list[Evidence]:
        """What crawls found at the address, and lists without the document in crawls that did not see it there."""
        own = list(checked(history, self._controls))
        present = {seen.run for seen in own if seen.state == PRESENT}
        lists = [seen for seen in self._unlisted.get((history.portal, history.document), ()) if seen.run not in present]
        return sorted((*own, *lists), key=lambda seen: seen.at)

    def _events(self, history: History) -> Iterator[PresenceEvent]:
        last: Check | None = None
        absent: list[Evidence] = []
        unknown: list[Evidence] = []
        later: list[Evidence] = []
        for seen in self._timeline(history):
            if seen.state == PRESENT:
                if last is not None and _is_established(absent):
                    yield self._gone(last, absent, unknown)
                    yield _back(last, seen, absent, later)
                last, absent, unknown, later = seen.check, [], [], []
            elif last is not None and seen.state == ABSENT:
                absent.append(seen)
                later = []
            elif seen.state == UNKNOWN:
                (later if absent else unknown).append(seen)
        if last is not None and absent:
            yield self._gone(last, absent, unknown)

    def _gone(self, last: Check, absent: list[Evidence], unknown: list[Evidence]) -> PresenceEvent:
        others = self._firsts[last.portal, last.publisher, last.report_year]
        later = [one for one in others if one.captured_at > last.captured_at and one.run != last.run]
        successor = min(later, key=lambda one: (one.figures != last.figures, one.captured_at), default=None)
        kind = Kind.WITHDRAWN
        if successor is not None:
            kind = Kind.MOVED if successor.figures == last.figures else Kind.REPLACED
        between, seen = (last.captured_at, absent[0].seen_at), (_names(absent), _names(unknown))
        return PresenceEvent(kind, *between, last, absent[0], *seen, _is_established(absent), successor)


def withdrawn(database: Database) -> dict[tuple[str, str], PresenceEvent]:
    """Return, by portal and document, the documents that are gone now; only absences that are established."""
    known = list(histories(database))
    gone: dict[tuple[str, str], PresenceEvent] = {}
    for event in Presence(database, known).events():
        document = (event.last.portal, event.last.document)
        if event.kind in _BACK:
            gone.pop(document, None)
        elif event.established:
            gone[document] = event
    return gone


def _is_established(absent: list[Evidence]) -> bool:
    if any(seen.name == UNLISTED for seen in absent):
        return True
    if len(absent) < FEWEST_CHECKS:
        return False
    first, last = (datetime.fromisoformat(seen.at) for seen in (absent[0], absent[-1]))
    return last - first >= SHORTEST


def _back(last: Check, seen: Evidence, absent: list[Evidence], unknown: list[Evidence]) -> PresenceEvent:
    """The return of a document; the same if all that is not noise is the same."""
    assert seen.check is not None  # noqa: S101 - present is what a check says
    kind = Kind.REAPPEARED_SAME if _content(last) == _content(seen.check) else Kind.REAPPEARED_CHANGED
    between = (absent[-1].at, seen.seen_at)
    return PresenceEvent(kind, *between, last, seen, _names(absent), _names(unknown), established=True)


def _names(some: list[Evidence]) -> dict[str, int]:
    return dict(Counter(one.name for one in some))


def _content(check: Check) -> tuple[int, ...]:
    return check.figures, check.tables, check.prose, check.facts, check.attachments
