"""What differs between two captures below the figures, in words short enough for a row."""

import json
from itertools import zip_longest
from typing import Any

from sqlite_utils import Database

from audit.history import Check
from audit.layers import Layer, Pair

_READING = """
SELECT title, narrative, metadata FROM reading
WHERE snapshot = ? AND extractor = (SELECT value FROM setting WHERE name = 'extractor')
"""
_SECTIONS = "SELECT heading, body FROM texts.section WHERE narrative = ? ORDER BY no"
_PARTS = """
SELECT url, entity_digest FROM capture WHERE part_of = ? AND outcome IN ('ok', 'not_modified') ORDER BY captured_at, capture
"""
_LONGEST = 200


def difference(database: Database, pair: Pair) -> dict[str, Any]:
    """Return the fields ``label``, ``old`` and ``new`` of a row for a pair that does not differ in figures."""
    before, after = pair.before, pair.after
    match pair.layer:
        case Layer.REPLACED:
            return {"label": "the report shown", "old": _named(before), "new": _named(after)}
        case Layer.NARRATIVE:
            return {"label": _headings(database, before, after)}
        case Layer.METADATA:
            return _told(_facts(database, before), _facts(database, after))
        case Layer.ATTACHMENTS:
            return _told(_parts(database, before), _parts(database, after)) or {"label": "addresses or names"}
        case _:
            return {}


def _named(check: Check) -> str:
    return f"{check.publisher} {check.report_year}"


def _facts(database: Database, check: Check) -> dict[str, str]:
    title, _, metadata = database.execute(_READING, [check.snapshot]).fetchone()
    named = {"publisher": check.publisher or "", "report_year": str(check.report_year)}
    return {"title": title or "", **named, **json.loads(metadata)}


def _parts(database: Database, check: Check) -> dict[str, str]:
    """Address and digest of what was fetched with a page; what an address showed last."""
    return dict(database.execute(_PARTS, [check.capture]).fetchall())


def _told(old: dict[str, str], new: dict[str, str]) -> dict[str, str]:
    names = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]
    if not names:
        return {}
    return {
        "label": _cut(", ".join(names)),
        "old": _cut("; ".join(f"{name}: {old.get(name, '–')}" for name in names)),
        "new": _cut("; ".join(f"{name}: {new.get(name, '–')}" for name in names)),
    }


def _headings(database: Database, before: Check, after: Check) -> str:
    """The headings of the sections that differ; of words above the first heading the database keeps no text."""
    old, new = (
        database.execute(_SECTIONS, [database.execute(_READING, [check.snapshot]).fetchone()[1]]).fetchall()
        for check in (before, after)
    )
    changed = [(one or other)[0] for one, other in zip_longest(old, new) if one != other]
    return _cut(", ".join(changed)) or "above the first heading"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
