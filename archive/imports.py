"""From a foreign record to the group of WARC records that keeps it, and the facts its row needs."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlsplit

from archive.capture import TEXT_COPY, Capture, Exchange, Fidelity, Outcome, outcome
from archive.digest import digest
from archive.foreign import ForeignRecord
from archive.groups import HTTP_RESPONSE, Answer, closing_record
from archive.http_message import parse, split_interim
from archive.moments import stretch
from archive.warc import REVISIT_NOT_MODIFIED, REVISIT_SAME_PAYLOAD, Record, new_id, record, warc_date

_ADDRESS = re.compile(r"https?://[^\s/<>\"]+[^\s<>\"]{,8000}")
_PLAIN = re.compile(r"[\x20-\x7e]{1,200}")
_NEVER_A_REPORT = re.compile(r"(image|audio|video|font)/|text/css|(text|application)/(x-)?(javascript|json|ecmascript)")


class UnusableRecordError(ValueError):
    """A foreign record cannot become a capture; the message says why, without naming it."""


@dataclass(frozen=True, slots=True)
class Import:
    """One capture that somebody else made, before it is stored."""

    found: ForeignRecord
    url: str
    first: datetime
    last: datetime
    """The page was so at some moment between the two; they differ as far as the foreign date is coarse."""
    block: bytes
    payload_digest: str | None
    holder: Capture | None
    facts: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, str, str | None]:
        """Address, time and payload: equal keys are the same capture, whatever file they came in."""
        return self.url, warc_date(self.first), self.payload_digest

    @classmethod
    def of(
        cls,
        found: ForeignRecord,
        document: Callable[[str], str],
        holder: Callable[[ForeignRecord], Capture | None],
        when: tuple[datetime, datetime] | None = None,
    ) -> Self:
        """Understand a record of type response, revisit, resource or conversion.

        ``holder`` looks up the capture that a revisit refers to; ``when`` stands for a WARC-Date. Raises `UnusableRecordError`.
        """
        url = target(found)
        if not _ADDRESS.fullmatch(url):
            raise UnusableRecordError(f"{url[:80]!r} is no web address")
        try:
            first, last = when or stretch(found.get("WARC-Date"))
        except ValueError as error:
            raise UnusableRecordError(str(error)) from error
        if first > datetime.now(UTC):
            raise UnusableRecordError(f"{found.get('WARC-Date')} has not come yet")
        held = None
        match found.get("WARC-Type"):
            case "response":
                block, payload_digest, facts = _response(found, url)
            case "revisit":
                held = holder(found)
                if held is None:
                    raise UnusableRecordError("refers to a payload that is neither in the file nor in the archive")
                block, payload_digest, facts = _revisit(found, held)
            case _:
                block, payload_digest, facts = _bare(found)
        name = document(url) + (TEXT_COPY if found.get("WARC-Type") == "conversion" else "")
        facts = {"role": _role(url, facts["content_type"]), "document": name, **facts}
        return cls(found, url, first, last, block, payload_digest, held, facts)

    def group(self, source: Mapping[str, str], *, warcinfo: str) -> list[Record]:
        """Return the record with the foreign block, under its own date, and the metadata record that closes the group."""
        # To the microsecond, as every date here is written; how far it is exact shows in the duration.
        shared: dict[str, Any] = {"date": warc_date(self.first), "target_uri": self.url, "warcinfo_id": warcinfo}
        ip = self.found.get("WARC-IP-Address")
        more: dict[str, Any] = {
            "ip_address": ip if re.fullmatch(r"[0-9a-fA-F.:]{2,45}", ip) else None,
            "payload_digest": self.payload_digest,
        }
        kind = self.found.get("WARC-Type")
        if kind in {"response", "revisit"}:
            content_type = HTTP_RESPONSE
            if self.facts["outcome"] is Outcome.TRUNCATED and _PLAIN.fullmatch(self.found.get("WARC-Truncated")):
                more["truncated"] = self.found.get("WARC-Truncated")
        else:
            content_type = self.facts["content_type"] or "application/octet-stream"
        if self.holder is not None:
            more |= {
                "profile": REVISIT_NOT_MODIFIED if self.facts["status"] == 304 else REVISIT_SAME_PAYLOAD,
                "refers_to": self.holder.capture,
                "refers_to_target_uri": self.holder.url,
                "refers_to_date": self.holder.captured_at,
            }
        answer_id = new_id()
        answer = record(kind, self.block, record_id=answer_id, content_type=content_type, **more, **shared)
        body = {
            **self.facts,
            "fidelity": Fidelity.IMPORTED,
            "duration_ms": (self.last - self.first) // timedelta(milliseconds=1),
            **source,
            "original": self.found.header,
        }
        return [answer, closing_record(body, concurrent_to=answer_id, **shared)]


def target(found: ForeignRecord) -> str:
    """Return the address of a record, without the angle brackets that an old misprint of the standard put around it."""
    return found.get("WARC-Target-URI").removeprefix("<").removesuffix(">")


def _response(found: ForeignRecord, url: str) -> tuple[bytes, str | None, dict[str, Any]]:
    message = parse(split_interim(found.block)[1])
    role = _role(url, message.header("content-type") if message else None)
    truncated = found.get("WARC-Truncated") or None
    answer = Answer.of(Exchange(url, received=bytearray(found.block), truncated=truncated), role)
    if answer.message is None:
        raise UnusableRecordError("holds no HTTP response")
    facts = {
        "outcome": answer.verdict.outcome,
        "status": answer.message.status,
        "content_type": answer.message.header("content-type"),
        "entity_digest": answer.entity_digest,
        "error": answer.verdict.reason or truncated,
        "interim": answer.interim.decode("latin-1") or None,
    }
    if answer.verdict.outcome is Outcome.NOT_MODIFIED:  # only a revisit record says what it confirms
        facts |= {
            "outcome": Outcome.ERROR,
            "entity_digest": None,
            "error": "answered 304 about a page that is not named",
        }
    return answer.block, answer.payload_digest, facts


def _revisit(found: ForeignRecord, holder: Capture) -> tuple[bytes, str | None, dict[str, Any]]:
    message = parse(found.block)
    status = message.status if message else holder.status
    content_type = message.header("content-type") if message else None
    facts = {
        "outcome": outcome(status, truncated=False) if status else Outcome.OK,
        "status": status,
        "content_type": content_type or holder.content_type,
        "entity_digest": holder.entity_digest,
    }
    return message.head if message else found.block, holder.payload_digest, facts


def _bare(found: ForeignRecord) -> tuple[bytes, str | None, dict[str, Any]]:
    content_type = found.get("Content-Type")
    made_of = digest(found.block)
    facts = {
        "outcome": Outcome.OK,
        "status": None,
        "content_type": content_type if _PLAIN.fullmatch(content_type) else None,
        "entity_digest": made_of,
    }
    return found.block, made_of, facts


def _role(url: str, content_type: str | None) -> str:
    """Any document may be a report, which only reading shows; what reads as none appears nowhere."""
    if urlsplit(url).path == "/robots.txt":
        return "robots"
    return "other" if _NEVER_A_REPORT.match(content_type or "") else "report"
