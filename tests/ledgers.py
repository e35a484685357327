"""Ledgers written by hand: what a year of crawls left behind, without the crawls."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlite_utils import Database

from archive.beijing import BEIJING
from archive.capture_rows import enter_capture
from archive.database import memory_database
from archive.warc import warc_date

PORTAL = "jiangsu_shili"
LIST_URL = "https://www.shili.gov.cn/nb/"
_KEYS = [f"{layer}_key" for layer in ("tables", "prose", "facts", "attachments", "links", "text", "body", "raw_text")]


def moment(text: str) -> str:
    """Beijing time as the ledger writes it."""
    return warc_date(datetime.fromisoformat(text).replace(tzinfo=BEIJING).astimezone(UTC))


class Ledger:
    """An empty database, and rows for it in the words of a test. Times are Beijing time."""

    def __init__(self) -> None:
        self.database: Database = memory_database()
        self.database.table("setting").insert({"name": "extractor", "value": "1"})
        self._number = count(1)

    def run(
        self, at: str, *, ended: str | None = "finished", portal: str = PORTAL, scope: str = "", minutes: int = 10
    ) -> str:
        started = moment(at)
        later = warc_date(datetime.fromtimestamp(datetime.fromisoformat(started).timestamp() + 60 * minutes, UTC))
        run = f"{portal}-{started}"
        row = {"run": run, "portal": portal, "adcode": "320499", "software": "", "scope": scope, "domains": ""}
        self.database.table("run").insert(
            row | {"started_at": started, "finished_at": later if ended else None, "finish_reason": ended}
        )
        return run

    def visit(self, run: str, document: str, at: str, outcome: str = "ok", **more: Any) -> None:  # noqa: ANN401 - columns
        """Enter a capture of a report (or of what ``role`` says); ``shows`` is the set of figures that is read there."""
        number = next(self._number)
        shows, year = more.pop("shows", None), more.pop("year", 2025)
        publisher, kind = more.pop("publisher", document), more.pop("kind", "department")
        flags = more.pop("flags", "[]")
        row = {
            "capture": f"urn:{number}", "run": run, "captured_at": moment(at), "took": 0, "role": "report",
            "url": f"https://{document}", "outcome": outcome, "fidelity": "wire", "document": document, "via": LIST_URL,
            "snapshot": number if shows is not None else None, "file": "f", "offset": number, "length": 1000,
        }  # fmt: skip
        enter_capture(self.database.conn, row | more)
        if shows is not None:
            said = {"publisher": publisher, "publisher_kind": kind, "report_year": year, "flags": flags, "noise": "{}"}
            texts = dict.fromkeys(("metadata", "dates", "codes"), "[]")
            numbers = dict.fromkeys(_KEYS, 0) | {"official": 1, "numbers_read": 1, "figure_set": shows, "narrative": 0}
            reading = {"snapshot": number, "extractor": "1", "figures_key": shows, **said, **texts, **numbers}
            self.database.table("reading").insert(reading)

    def scan(self, run: str, at: str, accepted: int = 1, state: str = "complete", url: str = LIST_URL) -> None:
        row = {
            "scan": f"urn:{next(self._number)}",
            "run": run,
            "list_url": url,
            "started_at": moment(at),
            "state": state,
        }
        self.database.table("scan").insert(
            row | {"finished_at": moment(at), "reason": "", "pages": 1, "seen": accepted, "accepted": accepted}
        )

    def reports(self, run: str, at: str, publishers: Iterable[str], year: int, **more: Any) -> None:  # noqa: ANN401 - columns
        """Enter one good visit of the report of each publisher on a year."""
        for publisher in publishers:
            self.visit(run, f"www.shili.gov.cn/{publisher}{year}", at, shows=1, publisher=publisher, year=year, **more)
