"""WARC records become rows: the one way anything gets into the tables ``run``, ``capture`` and ``scan``.

A live crawl hands every group of records over right after it is on the disk; a rebuild hands over the same records read back from
the files. Rows are made of the records alone, so both give the same tables.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from sqlite_utils import Database

from archive import repeat
from archive.capture import Fidelity, Outcome
from archive.capture_rows import enter_capture
from archive.digest import short_key
from archive.groups import facts_of
from archive.warc import Record

DAMAGED_ANSWER = "the record of the answer is damaged"
_SHARED_FACTS = f"SELECT {', '.join(repeat.SHARED)} FROM capture WHERE capture = ?"  # noqa: S608 - our own names
_LOST = {"role": "other", "outcome": Outcome.ERROR, "error": DAMAGED_ANSWER}
"""What is known of a visit whose facts stand with a capture that is damaged or not here."""
_LAST_MODIFIED = re.compile(rb"\nlast-modified:([^\r\n]*)", re.IGNORECASE)

# A report is read together with its pictures and attachments, so their keys are part of its key. A sum, because they arrive in any
# order; the mask keeps it a key like any other.
_ADD_PART = """
UPDATE fetch SET snapshot = (snapshot + :part) & 0x3FFFFFFFFFFFFFFF WHERE capture = :page AND snapshot IS NOT NULL
"""

_CERTIFICATE = """
INSERT INTO certificate VALUES (:host, :sha256, :at, :at) ON CONFLICT DO UPDATE
SET first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)
"""


class Ledger:
    """Enters the records of one WARC file, in their order.

    ``holders`` knows the captures of other files that revisits in this one refer to, if ``database`` does not.
    """

    def __init__(self, database: Database, file: str, holders: Database | None = None) -> None:
        self._database = database
        self._holders = holders or database
        self._file = file
        self._run = ""
        self._answers: dict[str, tuple[Record, int, int]] = {}

    def enter(self, records: list[tuple[Record, int, int]]) -> None:
        """Enter (record, offset, length) triples, and how far the file is now entered, in one transaction."""
        with self._database.conn:
            for record, offset, length in records:
                self.enter_one(record, offset, length)
            _, offset, length = records[-1]
            self.mark_entered(offset + length)

    def mark_entered(self, size: int) -> None:
        """Note up to where the file was ever entered: a file that is shorter one day has lost something."""
        self._database.execute(
            "INSERT INTO warc_file VALUES (?, ?) ON CONFLICT DO UPDATE SET entered = max(entered, excluded.entered)",
            (self._file, size),
        )

    def enter_hole(self, offset: int, length: int, reason: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO hole VALUES (?, ?, ?, ?)", (self._file, offset, length, reason))

    def enter_one(self, record: Record, offset: int, length: int) -> None:
        """Enter one record inside the caller's transaction; a second time changes nothing."""
        match record.type:
            case "warcinfo":
                self._run = self._enter_run(record)
            case "revisit" if repeat.FIELD in record.fields:
                self._enter_capture(self._completed(record), record, offset, length)
            case "response" | "revisit":
                # The row waits for the metadata record that closes the group.
                self._answers[record.id] = (record, offset, length)
            case "resource" | "conversion" if record.fields["WARC-Target-URI"].startswith(("urn:dom:", "http")):
                self._answers[record.id] = (record, offset, length)
            case "metadata":
                facts = facts_of(record.block)
                match facts["kind"]:
                    case "capture":
                        self._enter_capture(facts, record, offset, length)
                    case "scan":
                        self._enter_scan(facts, record)
                    case "host":
                        self._enter_decision(facts, record)
                    case "run_end":
                        self._write(
                            "UPDATE run SET finished_at = :finished_at, finish_reason = :finish_reason WHERE run = :run",
                            {**facts, "run": self._run},
                        )

    def _enter_run(self, record: Record) -> str:
        facts = dict(line.split(": ", 1) for line in record.block.decode().split("\r\n") if line)
        row = {
            "run": facts["run"],
            "portal": facts["portal"],
            "adcode": facts["adcode"],
            "software": facts["software"],
            "started_at": facts["started"],
            "scope": facts.get("scope", ""),
            "domains": facts.get("domains", ""),
        }
        self._write(
            "INSERT OR IGNORE INTO run (run, portal, adcode, software, scope, domains, started_at)"
            " VALUES (:run, :portal, :adcode, :software, :scope, :domains, :started_at)",
            row,
        )
        return row["run"]

    def _enter_capture(self, facts: dict[str, Any], closing: Record, offset: int, length: int) -> None:
        answer_id = closing.fields.get("WARC-Concurrent-To")
        record = closing
        if answer_id in self._answers:
            record, offset, length = self._answers.pop(answer_id)
        elif answer_id is not None:
            # Only a damaged file closes a group without its answer. That the visit took place is known all the same.
            facts = {**facts, "entity_digest": None, "error": DAMAGED_ANSWER}
        url = closing.fields["WARC-Target-URI"]
        row = {
            **facts,
            "url": url,
            "fidelity": facts.get("fidelity", Fidelity.WIRE),
            "payload_digest": record.fields.get("WARC-Payload-Digest", facts.get("payload_digest")),
            "last_modified": _last_modified(record),
            "refers_to": record.fields.get("WARC-Refers-To"),
            "capture": answer_id or closing.id,
            "captured_at": record.fields["WARC-Date"],
            "took": facts["duration_ms"],
            "run": self._run,
            "file": self._file,
            "offset": offset,
            "length": length,
        }
        if (entity_digest := facts.get("entity_digest")) is not None:
            row["snapshot"] = snapshot_key(url, facts.get("content_type"), entity_digest)
        entered = enter_capture(self._database.conn, row)
        if certificate := (facts.get("tls") or {}).get("certificate_sha256"):
            host = urlsplit(url).netloc.lower()
            self._write(_CERTIFICATE, {"host": host, "sha256": certificate, "at": row["captured_at"]})
        shows = row["outcome"] in {Outcome.OK, Outcome.NOT_MODIFIED} and "snapshot" in row
        if entered and shows and facts.get("part_of"):
            self._write(_ADD_PART, {"page": row["part_of"], "part": row["snapshot"]})

    def _completed(self, revisit: Record) -> dict[str, Any]:
        """Return the facts of a revisit with those it shares with the capture it refers to."""
        told = repeat.facts_of(revisit)
        if all(name in told for name in repeat.SHARED):
            return told
        for database in (self._database, self._holders):
            found = database.execute(_SHARED_FACTS, [revisit.fields["WARC-Refers-To"]]).fetchone()
            if found is not None:
                holder = dict(zip(repeat.SHARED, found, strict=True))
                return {**repeat.expected(revisit.fields["WARC-Profile"], holder), **told}
        return {**_LOST, **told}

    def _enter_decision(self, facts: dict[str, Any], record: Record) -> None:
        row = {name: facts.get(name) for name in ("host", "decision", "reason", "crawl_delay", "until", "strike")}
        row |= {"id": record.id, "run": self._run, "decided_at": record.fields["WARC-Date"]}
        self._write(
            "INSERT OR IGNORE INTO host_decision VALUES"
            " (:id, :run, :host, :decided_at, :decision, :reason, :crawl_delay, :until, :strike)",
            row,
        )

    def _enter_scan(self, facts: dict[str, Any], record: Record) -> None:
        rows = facts["rows"]
        accepted = sum(row["verdict"] == "report" for row in rows)
        self._write(
            "INSERT OR IGNORE INTO scan VALUES (:scan, :run, :list_url, :started_at, :finished_at, :state, :reason,"
            " :declared_total, :pages, :seen, :accepted)",
            {
                "declared_total": None,  # a list that does not say leaves the fact out
                **facts,
                "scan": record.id,
                "run": self._run,
                "list_url": record.fields["WARC-Target-URI"],
                "finished_at": record.fields["WARC-Date"],
                "seen": len(rows),
                "accepted": accepted,
            },
        )
        for position, row in enumerate(rows):
            self._write(
                "INSERT OR IGNORE INTO scan_row VALUES (:scan, :position, :url, :title, :listed_date, :verdict)",
                {**row, "scan": record.id, "position": position},
            )

    def _write(self, sql: str, row: dict[str, Any]) -> int:
        return self._database.conn.execute(sql, row).rowcount


def snapshot_key(url: str, content_type: str | None, entity_digest: str) -> int:
    """Return the key of one page or file as extraction is given it: equal keys read alike."""
    return short_key(url, content_type, entity_digest)


def _last_modified(record: Record) -> str | None:
    """Return what the head of an answer claims; other records have no such head."""
    if record.type not in {"response", "revisit"}:
        return None
    found = _LAST_MODIFIED.search(record.block, 0, max(record.block.find(b"\r\n\r\n"), 0) or len(record.block))
    return found[1].decode("latin-1").strip() or None if found else None
