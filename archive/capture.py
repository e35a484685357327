"""One exchange with a server, before it is stored (`Exchange`) and after (`Capture`)."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """How a visit ended. Only ``ok`` and ``not_modified`` say what the page contained."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    REDIRECTED = "redirected"
    GONE = "gone"
    """404 or 410: the server says there is nothing."""
    SOFT_GONE = "soft_gone"
    """Gone without saying so in its status: a page of words at 200, the way to the home page; see `archive.verdict`."""
    BLOCKED = "blocked"
    """The server refuses us, not the page: 403, 405, 412, 429, the 521 of a common shield, a challenge at any status."""
    ERROR = "error"
    """Any other answer that is not the page, 5xx above all."""
    TRUNCATED = "truncated"
    """The answer began and did not end; its bytes are kept and never read as a report."""
    FAILED = "failed"
    """No answer: name, connection, TLS or time."""
    REFUSED = "refused"
    """We did not ask: robots.txt, another host, a private address, a host that is left alone; the error says which."""


class Fidelity(StrEnum):
    """What the stored bytes are."""

    WIRE = "wire"
    """Those the server sent."""
    BROWSER = "browser"
    """The document a browser's scripts made of them, see `archive.rendering`."""
    IMPORTED = "imported"
    """Those somebody else captured, see `archive.load`; what happened to them before is not known."""


TEXT_COPY = "#text"
"""Ends the key of a document of which only the text was kept: what it lacks, the page need not lack."""

_MEANINGS = {304: Outcome.NOT_MODIFIED, 404: Outcome.GONE, 410: Outcome.GONE} | dict.fromkeys(
    (403, 405, 412, 429, 521), Outcome.BLOCKED
)


def outcome(status: int | None, *, truncated: bool) -> Outcome:
    """Return what an HTTP status means for the page that was asked for.

    >>> outcome(200, truncated=False), outcome(None, truncated=False)
    (<Outcome.OK: 'ok'>, <Outcome.FAILED: 'failed'>)
    """
    if status is None:
        return Outcome.FAILED
    if truncated:
        return Outcome.TRUNCATED
    if status in _MEANINGS:
        return _MEANINGS[status]
    return {2: Outcome.OK, 3: Outcome.REDIRECTED}.get(status // 100, Outcome.ERROR)


@dataclass(slots=True)
class Exchange:
    """One request and its answer, byte for byte as they crossed the wire (after TLS)."""

    url: str
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)
    ip: str | None = None
    """Address of the peer that answered, which is a gateway's where the host map names one."""
    tls: dict[str, str] | None = None
    """Protocol, cipher, sha256 of the leaf certificate and whether it was verified; None on plain HTTP."""
    limit: int = 1 << 30
    """Bytes of an answer after which no more are taken."""
    tls_legacy: bool = False
    """Whether the server was allowed to be one that cannot renegotiate safely."""
    error: str | None = None
    """Why the exchange did not end well, in words; None if it did."""
    truncated: str | None = None
    """WARC-Truncated reason (``time``, ``length``, ``disconnect``) if an answer began and did not end."""
    duration_ms: int = 0


@dataclass(frozen=True, slots=True)
class Capture:
    """One visit as the ledger knows it: a row of the table ``capture``."""

    capture: str
    """WARC-Record-ID of the response or revisit record, of the metadata record where no answer came."""
    run: str
    captured_at: str
    """When the request began: the WARC-Date, UTC, ISO 8601 with microseconds and ``Z``."""
    answered_at: str
    """When the answer was whole, in the same form. What it shows was so at some moment between the two."""
    role: str
    """``list``, ``report``, ``part`` (image or attachment inside a report), ``robots`` or ``other``; ``shell`` (a page before a
    browser has drawn it) and ``asset`` (what that browser asked for)."""
    url: str
    outcome: Outcome
    fidelity: Fidelity
    status: int | None = None
    content_type: str | None = None
    payload_digest: str | None = None
    """Transfer coding removed, content coding kept, as WARC says: ``sha256:<base32>``."""
    entity_digest: str | None = None
    """Content coding removed too: what a reader of the page sees, whatever the gzip level of the day."""
    snapshot: int | None = None
    """Key of what can be read from this capture: address, content type and entity, those of its parts included."""
    document: str | None = None
    """Key of the document under whatever address it was fetched."""
    via: str | None = None
    """Where the address was found."""
    part_of: str | None = None
    """The capture of the report this image or attachment belongs to."""
    listed_title: str | None = None
    listed_date: str | None = None
    last_modified: str | None = None
    """What the server claims, in its own words."""
    error: str | None = None
    refers_to: str | None = None
    """For a revisit: the capture whose record holds the payload, never itself a revisit."""
    file: str = ""
    offset: int = 0
    length: int = 0

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "Capture":
        return cls(**{**row, "outcome": Outcome(row["outcome"]), "fidelity": Fidelity(row["fidelity"])})
