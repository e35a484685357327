"""Of which moment the data are: the latest thing the archive did or saw, never the time of a clock that looks at it."""

from datetime import datetime

from sqlite_utils import Database

_AS_OF = """
SELECT max(at) FROM (
  SELECT max(answered_at) AS at FROM capture WHERE fidelity <> 'imported'
  UNION ALL SELECT max(coalesce(finished_at, started_at)) FROM run
  UNION ALL SELECT max(finished_at) FROM scan)
"""


def as_of(database: Database) -> str | None:
    """Return the instant, UTC; None if the archive is empty. What was loaded counts from when it was loaded."""
    found: str | None = database.execute(_AS_OF).fetchone()[0]
    return found


def in_name(instant: str) -> str:
    """Return an instant as it stands in the name of a folder, without the colons some systems forbid.

    >>> in_name("2026-11-21T09:31:57.123456Z")
    '2026-11-21T093157Z'
    """
    return datetime.fromisoformat(instant).strftime("%Y-%m-%dT%H%M%SZ")
