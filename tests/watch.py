"""An archive's database as crawls at given times would leave it, without the crawls."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlite_utils import Database

from archive.capture_rows import enter_capture
from archive.database import memory_database
from archive.digest import short_key
from archive.readings import choose_extractor, record_readings
from extraction.dates import read_dates
from extraction.layers import Layers
from extraction.level import level_of
from extraction.publisher import kind_of
from extraction.report import AnnualReport, Check, Flag, Observation, Status, Verdict

EXTRACTOR = "1"


class Page(NamedTuple):
    """A report as its page shows it."""

    url: str
    publisher: str
    report_year: int
    printed: str | None = None
    """The day the page gives for its publication."""

    @property
    def title(self) -> str:
        return f"{self.publisher}{self.report_year}年政府信息公开工作年度报告"


Listed = Page | tuple[str, str]
"""A report, or the address and title of another row."""


class Watch:
    """The database, and crawls that fill it."""

    def __init__(self) -> None:
        self.database: Database = memory_database()
        choose_extractor(self.database, EXTRACTOR)

    def crawl(
        self,
        at: str,
        lists: Mapping[str, Sequence[Listed]],
        *,
        portal: str = "jiangsu_changzhou",
        adcode: str = "320400",
        states: Mapping[str, str] | None = None,
        columns: Mapping[str, str] | None = None,
        gone: Sequence[Listed] = (),
        finished: bool = True,
        scope: str = "",
    ) -> str:
        """Crawl a portal at a day and hour (``2024-02-01T10``, UTC): a minute later all its lists are read, and their reports.

        ``states`` are those of lists that are not complete, ``columns`` the pages that named lists, ``gone`` rows with no page.
        ``scope`` is ``due`` for a crawl of what was due.
        """
        run = f"{portal}-{at}"
        began, read, seen = f"{at}:00:00.000000Z", f"{at}:01:00.000000Z", f"{at}:02:00.000000Z"
        self._run(run, portal, adcode, began, "finished" if finished else None, scope=scope)
        for number, (url, rows) in enumerate(lists.items()):
            scan = f"{run}/{number}"
            self._capture(scan + "/list", run, (began, read), "list", url, via=(columns or {}).get(url))
            state = (states or {}).get(url, "complete")
            counts = {"declared_total": None, "pages": 1, "seen": len(rows), "accepted": len(rows)}
            times = {"started_at": began, "finished_at": read}
            self._insert(
                "scan", {"scan": scan, "run": run, "list_url": url, **times, "state": state, "reason": "", **counts}
            )
            for position, row in enumerate(rows):
                title = row.title if isinstance(row, Page) else row[1]
                entry = {"scan": scan, "position": position, "url": row[0], "title": title, "verdict": "report"}
                self._insert("scan_row", entry)
                if isinstance(row, Page) and row not in gone:
                    self._report(run, (read, seen), row, len(lists) * position + number)
        return run

    def load(self, at: str, page: Page, *, portal: str = "jiangsu_changzhou", adcode: str = "320400") -> None:
        """Enter somebody else's capture of a page, at its own time."""
        run = f"load-{at}"
        self._run(run, portal, adcode, "2026-01-01T00:00:00.000000Z", "finished")
        self._report(run, (f"{at}:00:00.000000Z", f"{at}:00:00.000000Z"), page, fidelity="imported")

    def reads(self, page: Page, *, failed: Sequence[str] = (), flags: Sequence[str] = ()) -> None:
        """Let the extractor have read a figure in a page, with these identities failed and these flags."""
        figure = Observation("requests.new", "total", "7", Status.NUMBER, "7", "件", "table", None)
        checks = tuple(Check(identity, None, "strict", "1", "2", Verdict.FAIL) for identity in failed)
        self._read(page, observations=(figure,), checks=checks, flags=tuple(Flag(code, "") for code in flags))

    def finds_gone(self, run: str, page: Page) -> None:
        """Enter that a crawl was told there is no such page."""
        at = self.database.table("run").get(run)["started_at"]
        self._capture(f"{run}/{page.url}/gone", run, (at, at), "report", page.url, outcome="gone", status=404)

    def _run(self, run: str, portal: str, adcode: str, began: str, reason: str | None, *, scope: str = "") -> None:
        facts = {
            "software": "",
            "domains": "",
            "scope": scope,
            "started_at": began,
            "finished_at": began,
            "finish_reason": reason,
        }
        self._insert("run", {"run": run, "portal": portal, "adcode": adcode, **facts})

    def _report(self, run: str, at: tuple[str, str], page: Page, position: int = 0, *, fidelity: str = "wire") -> None:
        key = f"{run}/{page.url}/{position}"
        self._capture(key, run, at, "report", page.url, snapshot=_snapshot(page), fidelity=fidelity)
        self._read(page)

    def _read(self, page: Page, **more: Any) -> None:  # noqa: ANN401 - whatever a report can say
        """Enter a reading as the extractor's are."""
        facts = {"发布日期": page.printed} if page.printed else {}
        report = AnnualReport(
            title=page.title,
            publisher=page.publisher,
            publisher_kind=kind_of(page.publisher),
            publisher_level=level_of(page.publisher),
            report_year=page.report_year,
            format="f2021",
            metadata=facts,
            dates=read_dates(facts),
            **more,
        )
        record_readings(self.database, EXTRACTOR, [(_snapshot(page), report, Layers())])

    def _capture(self, key: str, run: str, at: tuple[str, str], role: str, url: str, **more: object) -> None:
        place = {"file": "", "offset": 0, "length": 0, "status": 200}
        took = (datetime.fromisoformat(at[1]) - datetime.fromisoformat(at[0])) // timedelta(milliseconds=1)
        facts = {"captured_at": at[0], "took": took, "role": role, "url": url, "outcome": "ok"}
        document = {"document": url.partition("://")[2]} if role == "report" else {}
        self.database.execute("DELETE FROM fetch WHERE capture = ?", [key])
        enter_capture(
            self.database.conn,
            {"capture": key, "run": run, **facts, "fidelity": "wire", **place, **document, **more},
        )

    def _insert(self, table: str, row: dict[str, object]) -> None:
        self.database.table(table).insert(row, replace=True)


def _snapshot(page: Page) -> int:
    return short_key(page.url, page.printed)
