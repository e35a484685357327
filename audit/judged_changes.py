"""Changes as auditors list them: with an identity, and with what was said of each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from archive.triage import identity_of
from audit.changes import Change
from audit.triage import Desk, Thing

CHANGE = "change"
"""The kind under which the triage keeps what was made of changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedChange(Change):
    """A change and how it stands. The columns an auditor fills in stand last."""

    id: str
    judged_at: str | None
    history: str
    """What else was said of the same figure or layer of the same document."""
    verdict: str
    """``confirmed``, ``dismissed``, ``question``; empty: open."""
    who: str
    note: str


def thing_of(change: Change) -> Thing:
    """Return what can be judged: the document and what of it; the values, both states, and when the new one was first seen.

    A figure that goes from A to B twice changed twice, and each time is judged by itself.
    """
    whose = (change.portal, change.publisher, str(change.report_year), change.url)
    subject = (*whose, change.kind, change.indicator or "", change.applicant or "")
    seen = (change.old, change.new, change.pair or "", change.not_after)
    return Thing(identity_of(CHANGE, subject, seen), subject, seen)


def listed_changes(changes: Iterable[Change], desk: Desk, *, only_open: bool = False) -> Iterator[ListedChange]:
    """Yield them in their order; ``only_open`` leaves out what was judged."""
    for change in changes:
        thing = thing_of(change)
        standing = desk.standing(CHANGE, thing)
        if standing.judgement is None or not only_open:
            yield ListedChange(
                **{each.name: getattr(change, each.name) for each in fields(Change)},
                id=thing.id,
                **standing.as_columns(),
            )
