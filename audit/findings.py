"""All that happened, in the order an auditor wants it: figures, whole documents, then what differs below the figures."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlite_utils import Database

from audit.changes import SHOWN, Change, Changes, pairs
from audit.claims import Claims
from audit.history import histories, told
from audit.layers import Layer
from audit.presence import Kind, Presence, PresenceEvent
from audit.selection import EVERYTHING, Selection

PRESENCE = "presence"
"""Asks for what happened to whole documents, besides the layers."""
KINDS = (*(str(layer) for layer in Layer), PRESENCE)
USUAL = (*(str(layer) for layer in SHOWN), PRESENCE)
_ORDER = {name: rank for rank, name in enumerate([Layer.FIGURES, *Kind, *Layer])}


@dataclass
class Findings:
    """What was found."""

    changes: list[Change] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """How many pairs of captures differ in layers that were not asked for."""


def findings(database: Database, selection: Selection = EVERYTHING, kinds: Collection[str] = USUAL) -> Findings:
    """Return every change of these kinds (`KINDS`), figures first, then by portal, publisher, year and time."""
    rows = Changes(database)
    found = Findings()
    known = list(histories(database, Selection(portal=selection.portal)))
    for pair in pairs(database, selection, known):
        if pair.layer in kinds:
            found.changes += rows.of(pair)
        else:
            found.left_out[pair.layer] += 1
    if PRESENCE in kinds:
        claims = Claims(database)
        found.changes += (as_change(event, claims) for event in Presence(database, known).events(selection))
    found.changes.sort(key=lambda row: (_ORDER[row.kind], row.portal, row.publisher, row.report_year, row.url))
    return found


def as_change(event: PresenceEvent, claims: Claims) -> Change:
    """Return what happened to a document as a row like the others."""
    last, now = event.last, event.successor or event.first.check
    is_back = event.kind in {Kind.REAPPEARED_SAME, Kind.REAPPEARED_CHANGED}
    return Change(
        kind=event.kind,
        portal=last.portal,
        publisher=last.publisher or "",
        report_year=last.report_year or 0,
        indicator=None,
        label="the report",
        applicant=None,
        applicant_label="",
        old="absent" if is_back else "present",
        new="present" if is_back else event.successor.url if event.successor else "absent",
        not_before=event.not_before,
        not_after=event.not_after,
        unusable_visits=sum(event.unknown.values()),
        unusable=told(event.unknown),
        effect="" if event.established else "provisional",
        detail=told(event.evidence),
        old_claims=claims.of(last),
        new_claims=claims.of(now) if now else "",
        notice=claims.notice(now) if now else "",
        url=last.url,
        old_capture=last.capture,
        new_capture=now.capture if now else None,
        old_fidelity=last.fidelity,
        new_fidelity=now.fidelity if now else None,
        pair=None,
    )
