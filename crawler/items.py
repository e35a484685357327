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
    document: str | None = None
    """What identifies the document, where the row says it better than its address."""


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
    via: str | None = None
    """The page that named the list; None for a start."""
    started_at: str = field(default_factory=lambda: warc_date(datetime.now(UTC)))
    declared_total: int | None = None
    declared_pages: int | None = None
    pages: int = 0
    """Answers read so far, shells and frames included."""
    verdicts: dict[str, tuple[Row, str]] = field(default_factory=dict)
    """By address, in the order seen: the row and ``report`` or the reason it is none."""
    requested: set[bytes] = field(default_factory=set)
    """Fingerprints of the requests of this list: one asked for twice is a loop."""
    page_rows: list[int] = field(default_factory=list)
    """How many rows each answer held, repeated ones too."""
    repeats: int = 0
    """Pages in a row that brought nothing new."""
    state: ScanState = ScanState.PARTIAL
    reason: str = "the crawl stopped before the list was read to its end"
    ended: bool = False

    @property
    def lacks_rows(self) -> bool:
        """Whether the list itself says that there is more than was seen."""
        return self.declared_total is not None and len(self.verdicts) < self.declared_total

    @property
    def lacks_pages(self) -> bool:
        """Whether the list declares more pages than were read; counts only where it declares no rows."""
        return self.declared_total is None and self.declared_pages is not None and self.pages < self.declared_pages

    @property
    def ran_short(self) -> bool:
        """Whether the last page read held fewer rows than the one before: a list ends so, one that breaks off rarely does."""
        return len(self.page_rows) > 1 and 0 < self.page_rows[-1] < self.page_rows[-2]

    def end(self, state: ScanState, reason: str) -> "ListScan":
        """Close the account; a list that declares more than was seen cannot be complete."""
        if state is ScanState.COMPLETE and self.lacks_rows:
            state = ScanState.PARTIAL
            reason += f"; the list declares {self.declared_total} rows, {len(self.verdicts)} were seen"
        if state is ScanState.COMPLETE and self.lacks_pages:
            state = ScanState.PARTIAL
            reason += f"; the list declares {self.declared_pages} pages, {self.pages} were read"
        self.state, self.reason, self.ended = state, reason, True
        return self
