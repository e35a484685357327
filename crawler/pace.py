"""How a host stands with us: left alone for how long after it asked for it, in this run and the next.

A block, 429 or 503 is a strike. The first strike leaves the host alone for a base pause, each further one in a row for twice as
long as the one before, and never for less than its Retry-After. A pause that is short is waited for; a long one ends the visit:
whatever else was to be asked of the host is refused, and recorded as such. The next run finds the pause in the archive.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email.utils import parsedate_to_datetime

from archive import Capture, Outcome
from archive.beijing import BEIJING

LONGEST_PAUSE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one host."""

    strike: int = 0
    """Answers in a row that asked to be left alone."""
    until: datetime | None = None
    reason: str = ""

    def struck(self, now: datetime, base: timedelta, reason: str, retry_after: timedelta | None) -> "Standing":
        """Return how it stands after one more strike.

        >>> from datetime import UTC
        >>> noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
        >>> [str(Standing(n).struck(noon, timedelta(minutes=1), "503", None).until - noon) for n in (0, 1, 2)]
        ['0:01:00', '0:02:00', '0:04:00']
        """
        pause = min(base * 2 ** min(self.strike, 20), LONGEST_PAUSE)
        return Standing(self.strike + 1, now + max(pause, min(retry_after or pause, LONGEST_PAUSE)), reason)

    def wait(self, now: datetime) -> timedelta:
        """Return for how long the host is still to be left alone."""
        return max(self.until - now, timedelta()) if self.until else timedelta()


def is_strike(capture: Capture) -> bool:
    """Whether an answer asks to be left alone; one forbidden picture or attachment does not speak for its host."""
    if capture.role == "part" and capture.status in {403, 405}:
        return False
    return capture.outcome is Outcome.BLOCKED or capture.status in {429, 503}


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Read a Retry-After header, seconds or a date (RFC 9110, 10.2.3); None if there is none that can be read.

    >>> from datetime import UTC
    >>> retry_after("120", datetime.now(UTC)), retry_after("soon", datetime.now(UTC))
    (datetime.timedelta(seconds=120), None)
    """
    if value is None:
        return None
    if value.strip().isdecimal():
        return timedelta(seconds=min(int(value), LONGEST_PAUSE.total_seconds()))
    try:
        return max(parsedate_to_datetime(value) - now, timedelta())
    except (ValueError, TypeError):  # a date without a zone cannot be compared, and says nothing certain
        return None


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of Beijing in which portals are asked: the setting ``CRAWL_HOURS``, for example ``22:00-06:00``."""

    begin: time
    end: time

    @classmethod
    def parse(cls, text: str | None) -> "Hours | None":
        """Read the setting; raises ValueError with a sentence."""
        if not text:
            return None
        try:
            begin, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
        except ValueError:
            raise ValueError(f"CRAWL_HOURS: {text!r} is not of the form 22:00-06:00.") from None
        return cls(begin, end)

    def objection(self, now: datetime) -> str | None:
        """Return why nothing is asked now; None within the hours.

        >>> from datetime import UTC
        >>> night = Hours.parse("22:00-06:00")
        >>> [night.objection(datetime(2026, 11, 21, hour, tzinfo=UTC)) is None for hour in (12, 15, 21, 23)]
        [False, True, True, False]
        """
        clock = now.astimezone(BEIJING).time()
        within = self.begin <= clock < self.end if self.begin < self.end else clock >= self.begin or clock < self.end
        return (
            None if within else f"outside the hours of CRAWL_HOURS ({self.begin:%H:%M} to {self.end:%H:%M} in Beijing)"
        )
