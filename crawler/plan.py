"""What a crawl of `scrapy due --run` visits: the lists and reports that are due, and what is new on those lists."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from sqlite_utils import Database
from w3lib.url import canonicalize_url

from archive.due import LIST, REPORT, scheduled
from archive.warc import warc_date

NOW = "now"

_LISTED = """
SELECT via, listed_title, listed_date FROM capture
WHERE role = 'report' AND document = ? AND via IS NOT NULL ORDER BY captured_at DESC LIMIT 1
"""


def instant(text: str) -> datetime:
    """Read the argument ``-a due=…``: ``now`` or a time with its zone. Raises ValueError."""
    moment = datetime.now(UTC) if text == NOW else datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} names no time zone")
    return moment.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows of the table ``due`` of one portal, divided by a moment."""

    lists: dict[str, str]
    """Lists that are due: their address by its canonical form."""
    reports: dict[str, str]
    """Reports that are due: their address by the key of the document."""
    known_lists: frozenset[str]
    known_reports: frozenset[str]

    @classmethod
    def read(cls, database: Database, portal: str, until: datetime) -> Self:
        """Read what is due not later than a moment."""
        pages = scheduled(database, portal)
        due = [page for page in pages if page.next_due <= warc_date(until)]
        return cls(
            {list_key(page.url): page.url for page in due if page.kind == LIST},
            {page.page: page.url for page in due if page.kind == REPORT},
            frozenset(list_key(page.url) for page in pages if page.kind == LIST),
            frozenset(page.page for page in pages if page.kind == REPORT),
        )

    def omits_list(self, url: str) -> bool:
        """Whether a list was walked before and is not due."""
        return (key := list_key(url)) in self.known_lists and key not in self.lists

    def omits_report(self, document: str) -> bool:
        """Whether a report was visited before and is not due."""
        return document in self.known_reports and document not in self.reports


def list_key(url: str) -> str:
    """Return what tells one list from another."""
    return canonicalize_url(url, keep_fragments=True)


def listed_as(database: Database, document: str) -> dict[str, str | None]:
    """Return how a report stood on its list when it was last seen there, for a visit that does not come from the list."""
    return next(iter(database.query(_LISTED, [document])), {"via": None})
