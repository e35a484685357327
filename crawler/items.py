"""What a spider yields."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from scrapy.http import Response

from archive import Capture
from archive.warc import warc_date


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list as the portal prints it."""

    url: str
    """Absolute address."""
    title: str
    """Whole title, from the ``title`` attribute where the text is cut."""
    date: str | None
    """Date as printed."""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report page that was fetched, with the capture that keeps it."""

    response: Response
    capture: Capture


class ScanState(StrEnum):
    COMPLETE = "complete"
    """Walked to its end, and nothing speaks against it: the scan proves what was not listed."""
    PARTIAL = "partial"
    BLOCKED = "blocked"


@dataclass(slots=True)
class ListScan:
    """The account of one list: what it declared, what was seen, what was rejected and why, how it ended."""

    list_url: str
    started_at: str = field(default_factory=lambda: warc_date(datetime.now(UTC)))
    declared_total: int | None = None
    pages: int = 0
    verdicts: dict[str, tuple[Row, str]] = field(default_factory=dict)
    """By address, in the order seen: the row and ``report`` or the reason it is none."""
    state: ScanState = ScanState.PARTIAL
    reason: str = "the crawl stopped before the list was read to its end"
    ended: bool = False

    def end(self, state: ScanState, reason: str) -> "ListScan":
        """Close the account; a list that declares more rows than were seen cannot be complete."""
        seen = len(self.verdicts)
        if state is ScanState.COMPLETE and self.declared_total is not None and seen < self.declared_total:
            state, reason = (
                ScanState.PARTIAL,
                f"{reason}; the list declares {self.declared_total} rows, {seen} were seen",
            )
        self.state, self.reason, self.ended = state, reason, True
        return self
