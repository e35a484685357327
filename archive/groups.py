"""From an exchange, a scan or a run to the group of WARC records that keeps it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    exchange: Exchange, answer: Answer, facts: Mapping[str, str | None], *, warcinfo: str, same_as: Capture | None
) -> list[Record]:
    """Return response (or revisit), request and metadata records; the metadata record comes last and closes the group.

    ``same_as`` is the capture that holds the payload this one repeats, or that a 304 confirms: then it lends its digest, because
    what was read there is what would have been read here. Bytes that are no HTTP response are kept in the metadata record, as
    Latin-1 text.
    """
    date = warc_date(exchange.started_at)
    shared = {"date": date, "target_uri": exchange.url, "warcinfo_id": warcinfo}
    records = []
    answer_id = None
    if answer.message is not None:
        answer_id = new_id()
        records.append(_answer_record(exchange, answer, answer_id, shared, same_as))
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
    status = answer.message.status if answer.message else None
    body: dict[str, Any] = {
        **facts,
        "outcome": answer.verdict.outcome,
        "status": status,
        "content_type": answer.message.header("content-type") if answer.message else None,
        "entity_digest": answer.entity_digest,
        "error": answer.verdict.reason,
        "fidelity": Fidelity.WIRE,
        "duration_ms": exchange.duration_ms,
        "tls": exchange.tls,
        "interim": answer.interim.decode("latin-1") or None,
        "unparsed": answer.block.decode("latin-1") if answer.message is None and answer.block else None,
    }
    if answer.verdict.outcome is Outcome.NOT_MODIFIED:
        body |= _confirmed(same_as)
    records.append(closing_record(body, concurrent_to=answer_id, **shared))
    return records


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


def _confirmed(same_as: Capture | None) -> dict[str, Any]:
    """Return what a 304 says about the page: that it is the known one, or nothing if nobody asked about a known one."""
    if same_as is None:
        problem = "answered 304 to a question without a condition"
        return {"outcome": Outcome.ERROR, "entity_digest": None, "error": problem}
    return {"content_type": same_as.content_type, "entity_digest": same_as.entity_digest}


def _answer_record(
    exchange: Exchange, answer: Answer, answer_id: str, shared: dict[str, str], same_as: Capture | None
) -> Record:
    assert answer.message is not None  # noqa: S101 - for the type checker; the caller asked
    if same_as is None:
        return record(
            "response",
            answer.block,
            record_id=answer_id,
            content_type=HTTP_RESPONSE,
            ip_address=exchange.ip,
            payload_digest=answer.payload_digest,
            truncated=exchange.truncated,
            **shared,
        )
    return record(
        "revisit",
        answer.message.head,
        record_id=answer_id,
        content_type=HTTP_RESPONSE,
        ip_address=exchange.ip,
        payload_digest=same_as.payload_digest,
        profile=REVISIT_NOT_MODIFIED if answer.verdict.outcome is Outcome.NOT_MODIFIED else REVISIT_SAME_PAYLOAD,
        refers_to=same_as.capture,
        refers_to_target_uri=same_as.url,
        refers_to_date=same_as.captured_at,
        **shared,
    )


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
