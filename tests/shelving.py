"""Puts readings into a database as if they had been captured: for tests of what is asked of it, not of how it is filled."""

from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from archive.capture_rows import enter_capture
from archive.digest import digest, short_key
from archive.readings import NO_LAYERS, choose_extractor, record_readings
from archive.warc import warc_date
from extraction.codebook import CODEBOOK
from extraction.report import AnnualReport, Observation, Status

_BEGAN = datetime(2023, 3, 1, tzinfo=UTC)
PORTAL = "jiangsu_changzhou"


def figure(indicator: str, raw: str, applicant: str | None = None, status: Status = Status.NUMBER) -> Observation:
    """Return one cell of a table, as the extractor would."""
    unit = CODEBOOK.indicators[indicator].unit
    value = raw if status is Status.NUMBER else None
    return Observation(indicator, applicant, value, status, raw, unit, "table", "/html/body/table[1]#r1c2")


def shelve(
    database: Database, report: AnnualReport, *, url: str, day: int = 0, portal: str = PORTAL, extractor: str = "1"
) -> str:
    """Store what was read at ``url`` on a day after 1 March 2023, as a run of its own; return the capture's id."""
    began = _BEGAN + timedelta(days=day)
    answered = warc_date(began + timedelta(seconds=1))
    run = f"{portal}-{day:04}"
    snapshot = short_key(url, repr(report))
    capture = f"<urn:uuid:{short_key(url, run):032x}>"
    facts = {
        "capture": capture, "run": run, "captured_at": warc_date(began), "took": 1000, "role": "report", "url": url,
        "outcome": "ok", "fidelity": "wire", "status": 200, "entity_digest": digest(repr(report).encode()), "snapshot": snapshot,
        "document": url, "file": run, "offset": 0, "length": 0,
    }  # fmt: skip
    about = {
        "run": run, "portal": portal, "adcode": "320400", "software": "test", "scope": "", "domains": "",
        "started_at": warc_date(began), "finished_at": answered, "finish_reason": "finished",
    }  # fmt: skip
    with database.conn:
        database.table("run").insert(about, replace=True)
        database.execute("DELETE FROM fetch WHERE capture = ?", [capture])
        enter_capture(database.conn, facts)
    read_again(database, snapshot, report, extractor)
    return capture


def read_again(database: Database, snapshot: int, report: AnnualReport, extractor: str) -> None:
    """Let a version of the extractor have read this in a snapshot, and be the one that counts."""
    record_readings(database, extractor, [(snapshot, report, NO_LAYERS)])
    choose_extractor(database, extractor)
