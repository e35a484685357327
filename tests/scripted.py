"""A ledger written by hand: visits at the times a test names, entered through the archive's own door into a database in memory.

No file is written and no server asked. What a visit of a report brought is read by the present extractor, as a crawl would have it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from archive import Exchange, Outcome, groups
from archive.beijing import BEIJING
from archive.database import memory_database
from archive.ledger import Ledger
from archive.readings import choose_extractor, record_readings
from archive.warc import Record, warc_date
from extraction import EXTRACTOR_VERSION, Part, extract_with_layers
from tests.composing import body, page, tables
from tests.truth import CHANGZHOU_2022

HOST = "www.shili.gov.cn"
ADDRESS = f"https://{HOST}/art/2023/1.html"
OTHER = f"https://{HOST}/art/2023/2.html"
LIST = f"https://{HOST}/col/list.html"
TOTAL = ("requests.carried_out", "total")
TITLE = "示例市人民政府2022年政府信息公开工作年度报告"


def report(
    figures: Mapping[tuple[str, str | None], str] | None = None, title: str = TITLE, edit: tuple[str, str] = ("", "")
) -> bytes:
    """Return a page; ``figures`` differ from a report whose sums are right, ``edit`` replaces words of its markup once."""
    made = page(body(tables({**CHANGZHOU_2022, **(figures or {})}), title), title).decode()
    assert edit[0] in made
    return made.replace(*edit, 1).encode()


def at(day: int, hour: int = 8) -> datetime:
    """Return an hour of March 2023 in Beijing."""
    return datetime(2023, 3, 1, hour, tzinfo=BEIJING) + timedelta(days=day - 1)


def stamp(day: int, hour: int = 8, milliseconds: int = 0) -> str:
    """Return such an hour as the database writes it."""
    return warc_date(at(day, hour) + timedelta(milliseconds=milliseconds))


class Script:
    """Crawls of one portal."""

    def __init__(self, database: Database | None = None, portal: str = "shili") -> None:
        self.database = database or memory_database()
        choose_extractor(self.database, EXTRACTOR_VERSION)
        self._portal = portal
        self._now = at(1)
        self._offset = 0

    def crawl(self, day: int, hour: int = 8) -> "Script":
        """Begin a crawl; all that follows belongs to it."""
        self._now = at(day, hour)
        name = f"{self._portal}-{self._now:%Y%m%dT%H%M%S}"
        facts = {
            "software": "test",
            "run": name,
            "portal": self._portal,
            "adcode": "320499",
            "started": warc_date(self._now),
        }
        self._ledger = Ledger(self.database, f"{name}.warc.gz")
        info = groups.warcinfo_record(f"{name}.warc.gz", facts, started=self._now)
        self._warcinfo = info.id
        self._enter([info])
        return self

    def visit(
        self,
        shown: bytes | None = None,
        *,
        url: str = ADDRESS,
        status: str = "200 OK",
        role: str = "report",
        document: str | None = None,
        listed_title: str | None = None,
        headers: str = "",
        error: str | None = None,
        truncated: str | None = None,
        parts: Mapping[str, bytes | None] | None = None,
    ) -> str:
        """Add a visit and return its id. ``error`` is why no answer came; a part that is None failed."""
        facts = {"role": role, "document": document or url.partition("//")[2], "listed_title": listed_title}
        capture = self._capture(url, shown or b"", status, facts, headers=headers, error=error, truncated=truncated)
        brought = []
        for address, payload in (parts or {}).items():
            ended = None if payload is not None else "timeout"
            of = {"role": "part", "part_of": capture}
            self._capture(address, payload or b"", "200 OK", of, content_type="application/octet-stream", error=ended)
            brought += [] if payload is None else [Part(payload, address, "application/octet-stream")]
        self._read(capture, shown or b"", url, brought)
        return capture

    def scan(self, *urls: str, state: str = "complete", list_url: str = LIST, titles: Sequence[str] = ()) -> "Script":
        """Add a list that was walked; ``titles`` are those of the rows, in their order."""
        named = [*titles, *[TITLE] * (len(urls) - len(titles))]
        rows: list[dict[str, str | None]] = [
            {"url": url, "title": title, "listed_date": None, "verdict": "report"}
            for url, title in zip(urls, named, strict=True)
        ]
        facts = {
            "started_at": warc_date(self._now),
            "state": state,
            "reason": "end",
            "declared_total": None,
            "pages": 1,
        }
        self._enter([groups.scan_record(list_url, facts, rows, finished=self._now, warcinfo=self._warcinfo)])
        return self

    def _capture(
        self,
        url: str,
        shown: bytes,
        status: str,
        facts: Mapping[str, str | None],
        *,
        headers: str = "",
        error: str | None = None,
        truncated: str | None = None,
        content_type: str = "text/html; charset=utf-8",
    ) -> str:
        exchange = Exchange(url, started_at=self._now, error=error, truncated=truncated, duration_ms=500)
        exchange.sent += b"GET / HTTP/1.1\r\n\r\n"
        if error is None or truncated:
            exchange.received += f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{headers}\r\n".encode() + shown
        self._now += timedelta(seconds=1)
        answer = groups.Answer.of(exchange, facts["role"])
        records = groups.capture_group(exchange, answer, facts, warcinfo=self._warcinfo)
        self._enter(records)
        return records[0].id if answer.message is not None else records[-1].id

    def _read(self, capture: str, shown: bytes, url: str, parts: list[Part]) -> None:
        row: dict[str, Any] = next(self.database.query("SELECT * FROM capture WHERE capture = ?", [capture]))
        if row["role"] == "report" and row["outcome"] == Outcome.OK:
            made = extract_with_layers(shown, url=url, content_type=row["content_type"], parts=parts)
            record_readings(self.database, EXTRACTOR_VERSION, [(row["snapshot"], *made)])

    def _enter(self, records: list[Record]) -> None:
        places = []
        for record in records:
            places.append((record, self._offset, 1))
            self._offset += 1
        self._ledger.enter(places)
