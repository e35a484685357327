"""The schedule as rows: the table ``due``. The rules that make it are in `audit.revisit`."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime

from sqlite_utils import Database

from archive.warc import warc_date

LIST, REPORT = "list", "report"


@dataclass(frozen=True, slots=True)
class DuePage:
    """When one page is to be visited again: a row of the table ``due``, see archive/schema.sql."""

    portal: str
    kind: str
    page: str
    url: str
    next_due: str
    interval: int
    reason: str
    last_visit: str | None
    """None for a list that was never walked to an end; such a row is in no table."""
    last_change: str | None


def replace_due(database: Database, portal: str, pages: Iterable[DuePage]) -> None:
    """Make these the rows of a portal, in one transaction."""
    with database.conn:
        database.execute("DELETE FROM due WHERE portal = ?", [portal])
        database.conn.executemany(
            "INSERT INTO due VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [astuple(page) for page in pages]
        )


def scheduled(database: Database, portal: str | None = None, until: datetime | None = None) -> list[DuePage]:
    """Return the rows, of one portal or of all, due not later than ``until`` or at any time; the longest due come first."""
    sql = (
        "SELECT * FROM due WHERE (:portal IS NULL OR portal = :portal) AND (:until IS NULL OR next_due <= :until)"
        " ORDER BY next_due, portal, kind, page"
    )
    values = {"portal": portal, "until": warc_date(until) if until else None}
    return [DuePage(**row) for row in database.query(sql, values)]
