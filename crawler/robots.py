"""What a host's robots.txt was taken to say.

404 and 410 say that there is none, so everything is allowed, and so does a page of HTML served in its place. Anything else that is
not the file (403, 5xx, a challenge, no connection, a certificate nobody vouches for) leaves the host's wish not established:
RFC 9309 (2.3.1.4) reads that as "disallow all" for a server that fails, and we read it so for one that refuses us too. The host is
not asked in this run; the next one asks again.
"""

from dataclasses import dataclass
from enum import StrEnum

from protego import Protego

from archive import Capture, Outcome

LONGEST_DELAY = 60.0
"""Seconds: a Crawl-delay above this is taken as this, or one list would take days."""


class Decision(StrEnum):
    RULES = "rules"
    ALLOWED = "allowed"
    NOT_ESTABLISHED = "not_established"


@dataclass(frozen=True, slots=True)
class Robots:
    """The decision on one host, for one run."""

    decision: Decision
    reason: str
    rules: Protego | None = None
    crawl_delay: float | None = None

    @classmethod
    def read(cls, capture: Capture, body: bytes, agent: str) -> "Robots":
        """Decide from the last answer on the way to robots.txt and its body."""
        match capture.outcome:
            case Outcome.OK | Outcome.NOT_MODIFIED if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
                return cls(Decision.ALLOWED, "a page of HTML is served in place of robots.txt")
            case Outcome.OK | Outcome.NOT_MODIFIED:
                rules = Protego.parse(body.decode("utf-8-sig", errors="replace"))
                delay = rules.crawl_delay(agent)
                return cls(
                    Decision.RULES,
                    "robots.txt was read",
                    rules,
                    None if delay is None else min(float(delay), LONGEST_DELAY),
                )
            case Outcome.GONE | Outcome.SOFT_GONE:
                return cls(Decision.ALLOWED, f"robots.txt answered {capture.status}: there is none")
            case _:
                return cls.missing(capture.error or f"answered {capture.status}")

    @classmethod
    def missing(cls, why: str) -> "Robots":
        return cls(Decision.NOT_ESTABLISHED, f"robots.txt is not established: {why}")

    def objection(self, url: str, agent: str) -> str | None:
        """Return why an address must not be asked for; None if it may."""
        if self.decision is Decision.NOT_ESTABLISHED:
            return self.reason
        if self.rules is not None and not self.rules.can_fetch(url, agent):
            return "robots.txt disallows it"
        return None
