"""The run's archive as a Scrapy extension: one writer, shared by the download handler and the pipelines."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from typing import Any, Self, cast
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.spiders import Spider
from scrapy.utils.defer import deferred_from_coro

from archive import ArchiveError, Capture, Exchange, Rendering, Run
from archive.checkpoint import Checkpoint
from archive.readings import chosen_extractor
from crawler.items import ListScan, ScanState
from crawler.opening import open_archive
from crawler.schedule import reschedule
from extraction.report import EXTRACTOR_VERSION

SOFTWARE = "nianbao/0.1.0"


class Recorder:
    """Opens the archive when the crawl starts, seals the run's file when it ends; a write that fails ends the crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.archive = open_archive(crawler.settings)
        self._run: Run | None = None
        self._patience = crawler.settings.getfloat("COMMIT_WAIT")
        self._under_way = 0
        self._staged: asyncio.Future[None] | None = None
        self.failure: ArchiveError | None = None
        self.checkpoint: Checkpoint | None = None
        """What was signed when the run's file was sealed."""
        self.extractor_is_behind = False
        """Whether the views still show the readings of another version of the extractor; known once the crawl has ended."""
        self.incomplete: list[ListScan] = []
        """Lists that were not walked to their end."""
        self.damages: list[str] = []
        """What could not be read back from the archive while it was written."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        recorder = cls(crawler)
        crawler.signals.connect(recorder.spider_closed, signals.spider_closed)
        return recorder

    @classmethod
    def of(cls, crawler: Crawler) -> "Recorder":
        """Return the recorder of a crawl; it is switched on in ``EXTENSIONS``."""
        recorder = crawler.get_extension(Recorder)
        if recorder is None:
            raise RuntimeError(
                "crawler.recorder.Recorder is missing from EXTENSIONS; nothing may be fetched without it."
            )
        return recorder

    @property
    def run(self) -> Run:
        """The run being written; it begins with its first record."""
        if self._run is None:
            spider = cast("Spider", self._crawler.spider)
            settings = self._crawler.settings
            self._run = Run(
                self.archive,
                portal=spider.name,
                adcode=getattr(spider, "adcode", ""),  # none for `scrapy fetch` and `shell`, which are archived too
                software=f"{SOFTWARE} scrapy/{version('scrapy')}",
                user_agent=settings["USER_AGENT"],
                scope=getattr(spider, "scope", ""),
                domains=getattr(spider, "allowed_domains", None) or (),
            )
        return self._run

    def check(self) -> None:
        """Raise the error that ended archiving, if there was one: nothing is fetched that cannot be stored."""
        if self.failure is not None:
            raise self.failure

    def begin(self) -> None:
        """Take note that an exchange is under way; `capture` ends it."""
        self._under_way += 1

    async def capture(self, exchange: Exchange, request: Request) -> Capture:
        """Store an exchange that was begun, with the facts its request carries in ``meta["facts"]``; return when it is durable.

        Exchanges that end together are made durable together: one that has ended waits for the others that are under way, but
        for no longer than ``COMMIT_WAIT`` seconds.
        """
        self._under_way -= 1
        with self._writing():
            key = self.run.stage(
                exchange,
                _facts(request),
                revalidates=request.meta.get("revalidates"),
                to_render=request.meta.get("to_render", False),
            )
        await self._committed()
        stored = self.archive.find(key)
        if stored.refers_to:
            self._crawler.stats.inc_value(f"archive/{stored.role}/revisit")
        return self._counted(stored)

    async def _committed(self) -> None:
        """Return when what is staged is on the disk and has rows."""
        loop = asyncio.get_running_loop()
        if self._staged is None:
            self._staged = loop.create_future()
            loop.call_later(self._patience, self._commit, self._staged)
        staged = self._staged
        if not self._under_way or not self._patience:
            self._commit(staged)
        await asyncio.shield(staged)

    def _commit(self, staged: "asyncio.Future[None]") -> None:
        if staged.done():
            return
        self._staged = None
        try:
            with self._writing():
                self.run.commit()
        except ArchiveError as error:
            staged.set_exception(error)
        else:
            staged.set_result(None)

    def render(self, rendering: Rendering, request: Request, shell: Capture) -> Capture:
        """Store what a browser made of a shell."""
        with self._writing():
            return self._counted(self.run.render(rendering, request.meta["facts"], shell=shell))

    def refuse(self, request: Request, reason: str) -> Capture:
        """Store that a request was not made, and why."""
        self.check()
        with self._writing():
            return self._counted(self.run.refuse(request.url, _facts(request), reason))

    def decide(self, host: str, facts: dict[str, Any]) -> None:
        """Store a decision about a host."""
        with self._writing():
            self.run.decide(host, facts)

    def scan(self, scan: ListScan) -> None:
        """Store the account of one list; after a failed write there is none to store."""
        if self.failure is not None:
            return
        rows = [
            {"url": row.url, "title": row.title, "listed_date": row.date, "verdict": verdict}
            for row, verdict in scan.verdicts.values()
        ]
        facts = {
            "started_at": scan.started_at,
            "state": scan.state,
            "reason": scan.reason,
            "declared_total": scan.declared_total,
            "pages": scan.pages,
        }
        with suppress(ArchiveError), self._writing():
            self.run.scan(scan.list_url, facts, rows)
        if self.failure is not None:
            return
        self._crawler.stats.inc_value(f"scan/{scan.state}")
        if scan.state is not ScanState.COMPLETE:
            self.incomplete.append(scan)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """End the crawl if what is written within cannot be stored, and pass the error on."""
        try:
            yield
        except ArchiveError as error:
            self.give_up(error)
            raise

    def _counted(self, stored: Capture) -> Capture:
        self._crawler.stats.inc_value(f"archive/{stored.role}/{stored.outcome}")
        return stored

    def give_up(self, error: ArchiveError) -> None:
        """End the crawl because something could not be stored; ``scrapy crawl`` prints the error and exits with 3."""
        if self.failure is None:
            self.failure = error
            deferred_from_coro(self._crawler.engine.close_spider_async(reason="archive_write_failed"))

    def spider_closed(self, spider: Spider, reason: str) -> None:
        for scan in getattr(spider, "open_scans", ()):
            self.scan(scan)  # as it stands: partial, because the crawl stopped
        if self.failure is None:
            try:
                self.checkpoint = self.run.finish(reason)
            except ArchiveError as error:
                self.failure = error
        if self.failure is not None and self._run is not None:
            self._run.abandon()
        chosen = chosen_extractor(self.archive.database)
        self.extractor_is_behind = chosen not in {None, EXTRACTOR_VERSION}
        if self.failure is None:
            reschedule(self.archive.database, self._crawler.settings, [spider.name])
        self.archive.close()


def _facts(request: Request) -> dict[str, Any]:
    return request.meta.get("facts") or {"role": role_of(request)}


def role_of(request: Request) -> str:
    """Return what a request asks for: its own word, or what its address says."""
    facts = request.meta.get("facts") or {}
    return facts.get("role") or ("robots" if urlsplit(request.url).path == "/robots.txt" else "other")
