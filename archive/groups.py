"""From an exchange, a scan or a run to the group of WARC records that keeps it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from archive import repeat
from archive.capture import Capture, Exchange, Fidelity, Outcome
from archive.digest import digest
from archive.http_message import HttpMessage, UndecodableEntityError, parse, split_interim
from archive.verdict import Verdict, classify
from archive.warc import REVISIT_NOT_MODIFIED, REVISIT_SAME_PAYLOAD, Record, new_id, record, warc_date

_FIELDS = "application/warc-fields"
_FACTS = b"json-metadata: "
HTTP_RESPONSE = "application/http;msgtype=response"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an exchange brought, understood as far as the archive has to understand it."""

    interim: bytes
    block: bytes
    message: HttpMessage | None
    payload_digest: str | None
    entity_digest: str | None
    verdict: Verdict

    @property
    def is_page(self) -> bool:
        """Whether a whole HTML page came."""
        if self.message is None or self.verdict.outcome is not Outcome.OK:
            return False
        return "html" in (self.message.header("content-type") or "")

    @classmethod
    def of(cls, exchange: Exchange, role: str | None) -> "Answer":
        interim, block = split_interim(bytes(exchange.received))
        message = parse(block)
        if message is None:
            problem = exchange.error or "no complete response head"
            return cls(interim, block, None, None, None, Verdict(Outcome.FAILED, problem))
        entity_digest = None
        payload_digest = digest(message.payload)
        try:
            entity = message.entity
            entity_digest = payload_digest if entity is message.payload else digest(entity)
        except UndecodableEntityError as error:
            verdict = Verdict(Outcome.TRUNCATED, str(error))
        else:
            verdict = classify(exchange.url, message, entity, role)
        if exchange.truncated is not None:
            verdict = Verdict(Outcome.TRUNCATED, exchange.error)
        return cls(interim, block, message, payload_digest, entity_digest, verdict)


def capture_group(
    exchange: Exchange, answer: Answer, facts: Mapping[str, str | None], *, warcinfo: str
) -> list[Record]:
    """Return response, request and metadata records; the metadata record comes last and closes the group.

    Bytes that are no HTTP response are kept in the metadata record, as Latin-1 text.
    """
    shared = {"date": warc_date(exchange.started_at), "target_uri": exchange.url, "warcinfo_id": warcinfo}
    records = []
    answer_id = None
    if answer.message is not None:
        answer_id = new_id()
        records.append(
            record(
                "response",
                answer.block,
                record_id=answer_id,
                content_type=HTTP_RESPONSE,
                ip_address=exchange.ip,
                payload_digest=answer.payload_digest,
                truncated=exchange.truncated,
                **shared,
            )
        )
    if exchange.sent:
        records.append(
            record(
                "request",
                bytes(exchange.sent),
                content_type="application/http;msgtype=request",
                concurrent_to=answer_id,
                ip_address=exchange.ip,
                **shared,
            )
        )
    body = {**facts, **_understood(exchange, answer)}
    if answer.verdict.outcome is Outcome.NOT_MODIFIED:
        problem = "answered 304 to a question without a condition"
        body |= {"outcome": Outcome.ERROR, "entity_digest": None, "error": problem}
    if answer.message is None:
        body["unparsed"] = answer.block.decode("latin-1") or None
    records.append(closing_record(body, concurrent_to=answer_id, **shared))
    return records


def revisit_record(
    exchange: Exchange, answer: Answer, facts: Mapping[str, str | None], *, holder: Capture, base_request: bytes | None
) -> Record:
    """Return the record of a visit that found a page unchanged, which is a group of its own; see `archive.repeat`.

    ``holder`` is the capture whose payload it repeats, or that a 304 confirms: then it lends its digest and type, because what was
    read there is what would have been read here. ``base_request`` is the request of the holder, None if the holder stands in a file
    that is read after this one.
    """
    assert answer.message is not None  # noqa: S101 - for the type checker; it has the payload of the holder
    confirmed = answer.verdict.outcome is Outcome.NOT_MODIFIED
    profile = REVISIT_NOT_MODIFIED if confirmed else REVISIT_SAME_PAYLOAD
    body = {**facts, **_understood(exchange, answer), "payload_digest": holder.payload_digest}
    if confirmed:
        body |= {"content_type": holder.content_type, "entity_digest": holder.entity_digest}
    base = None if base_request is None else repeat.expected(profile, asdict(holder))
    return record(
        "revisit",
        answer.message.head,
        date=warc_date(exchange.started_at),
        content_type=HTTP_RESPONSE,
        target_uri=exchange.url,
        ip_address=exchange.ip,
        payload_digest=None if confirmed else holder.payload_digest,  # a 304 has no payload
        profile=profile,
        refers_to=holder.capture,
        refers_to_target_uri=holder.url,
        refers_to_date=holder.captured_at,
        json_metadata=repeat.told(body, bytes(exchange.sent), base=base, base_request=base_request or b""),
    )


def _understood(exchange: Exchange, answer: Answer) -> dict[str, Any]:
    return {
        "outcome": answer.verdict.outcome,
        "status": answer.message.status if answer.message else None,
        "content_type": answer.message.header("content-type") if answer.message else None,
        "entity_digest": answer.entity_digest,
        "error": answer.verdict.reason,
        "fidelity": Fidelity.WIRE,
        "duration_ms": exchange.duration_ms,
        "tls": exchange.tls,
        "interim": answer.interim.decode("latin-1") or None,
    }


def closing_record(facts: Mapping[str, Any], **fields: str | None) -> Record:
    """Return the metadata record that closes the group of one capture."""
    return _metadata({"kind": "capture", **facts}, **fields)


def refusal_record(url: str, facts: Mapping[str, str | None], reason: str, *, at: datetime, warcinfo: str) -> Record:
    """Return the record of a request that was not made: the visit of an auditor's question, and why nobody asked."""
    ended = {"outcome": Outcome.REFUSED, "error": reason, "fidelity": Fidelity.WIRE, "duration_ms": 0}
    return closing_record({**facts, **ended}, date=warc_date(at), target_uri=url, warcinfo_id=warcinfo)


def host_record(host: str, facts: Mapping[str, Any], *, at: datetime, warcinfo: str) -> Record:
    """Return the record of a decision about a host: what its robots.txt was taken to say, how long it is left alone."""
    return _metadata({"kind": "host", "host": host, **facts}, date=warc_date(at), warcinfo_id=warcinfo)


def scan_record(
    list_url: str,
    facts: Mapping[str, Any],
    rows: Sequence[Mapping[str, str | None]],
    *,
    finished: datetime,
    warcinfo: str,
) -> Record:
    """Return the record of one walked list: its state, what it declared, and every row with its verdict."""
    body = {"kind": "scan", **facts, "rows": list(rows)}
    return _metadata(body, date=warc_date(finished), target_uri=list_url, warcinfo_id=warcinfo)


def run_end_record(finish_reason: str, *, finished: datetime, warcinfo: str) -> Record:
    date = warc_date(finished)
    return _metadata(
        {"kind": "run_end", "finished_at": date, "finish_reason": finish_reason}, date=date, warcinfo_id=warcinfo
    )


def warcinfo_record(filename: str, facts: Mapping[str, str], *, started: datetime) -> Record:
    """Return the record that opens a file: who crawled what, with which software and under which name."""
    lines = {"format": "WARC File Format 1.1", "conformsTo": "http://iipc.github.io/warc-specifications/", **facts}
    block = "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode()
    return record("warcinfo", block, date=warc_date(started), content_type=_FIELDS, filename=filename)


def _metadata(body: Mapping[str, Any], **fields: str | None) -> Record:
    date = fields.pop("date")
    assert date is not None  # noqa: S101 - every caller gives one
    text = json.dumps({key: value for key, value in body.items() if value is not None}, ensure_ascii=False)
    # Named fields, because tools that index a WARC file pass these over and take anything else for one more answer of the address.
    return record("metadata", _FACTS + text.encode() + b"\r\n", date=date, content_type=_FIELDS, **fields)


def facts_of(block: bytes) -> dict[str, Any]:
    """Return what the block of a metadata record of ours says."""
    facts: dict[str, Any] = json.loads(block.removeprefix(_FACTS))
    return facts
