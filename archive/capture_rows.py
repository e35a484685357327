"""Where the columns of the view ``capture`` are kept: shared rows of ``request``, ``answer``, ``segment``, and one of ``fetch``."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from archive.digest import short_key

_SHARED = {
    "request": ("url", "role", "document", "via", "listed_title", "listed_date"),
    "answer": (
        "outcome", "fidelity", "status", "content_type", "payload_digest", "entity_digest", "last_modified", "error", "refers_to",
    ),
    "segment": ("file", "run"),
}  # fmt: skip
_FETCH = ("capture", "captured_at", "took", "request", "answer", "snapshot", "part_of", "segment", "offset", "length")


def enter_capture(database: sqlite3.Connection, row: Mapping[str, Any]) -> bool:
    """Enter one capture; return whether it was new, for a second time changes nothing.

    ``row`` holds columns of the view, absent ones are NULL; instead of ``answered_at`` it says how many milliseconds it ``took``.
    """
    made = dict(row)
    for table, names in _SHARED.items():
        values = [row.get(name) for name in names]
        made[table] = short_key(*("\0" if value is None else str(value) for value in values))
        _insert(database, table, [made[table], *values])
    return _insert(database, "fetch", [made.get(name) for name in _FETCH]) == 1


def _insert(database: sqlite3.Connection, table: str, values: Sequence[Any]) -> int:
    places = ", ".join("?" * len(values))
    return database.execute(f"INSERT OR IGNORE INTO {table} VALUES ({places})", values).rowcount  # noqa: S608 - our own names
