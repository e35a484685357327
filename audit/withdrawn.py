"""Which documents are gone now, after they were seen."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlite_utils import Database

_FEWEST, _SHORTEST = 3, timedelta(hours=72)
_CHECKS = """
SELECT portal, document, run, captured_at, outcome IN ('gone', 'soft_gone') AS is_gone
FROM capture JOIN run USING (run)
WHERE role = 'report' AND outcome IN ('ok', 'not_modified', 'gone', 'soft_gone')
  AND document IN (SELECT document FROM capture WHERE role = 'report' AND outcome IN ('gone', 'soft_gone'))
ORDER BY captured_at
"""


def withdrawn(database: Database) -> dict[tuple[str, str], str]:
    """Return, by portal and document, since when: at least three crawls in a row over 72 hours were told there is no such page."""
    gone: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in database.query(_CHECKS):
        crawls = gone[row["portal"], row["document"]]
        if row["is_gone"]:
            crawls.setdefault(row["run"], row["captured_at"])
        else:
            crawls.clear()
    return {
        document: min(crawls.values())
        for document, crawls in gone.items()
        if len(crawls) >= _FEWEST and _hours(crawls.values()) >= _SHORTEST
    }


def _hours(moments: Collection[str]) -> timedelta:
    return datetime.fromisoformat(max(moments)) - datetime.fromisoformat(min(moments))
