"""Capture → rows: reads what the archive holds, never what the engine still has in memory."""

import asyncio
from typing import Self

from scrapy.crawler import Crawler

from archive import ArchiveError, Capture, DamagedRecordError, Outcome
from archive.reading import Readings, unread
from crawler.items import ListScan
from crawler.recorder import Recorder

_PATIENCE = 0.5
"""Seconds what was read waits for others, to get its rows together with them."""


class ExtractPipeline:
    """Takes the same path as ``scrapy reparse``: capture, bytes from the WARC file, `extract`, rows."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._recorder = Recorder.of(crawler)
        self._readings = Readings(self._recorder.archive)
        self._entering: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open_spider(self) -> None:
        """Read first what a killed crawl left unread."""
        for capture in unread(self._recorder.archive):
            self._read(capture)

    def process_item(self, item: Capture | ListScan) -> Capture | ListScan:
        if (
            isinstance(item, Capture)
            and item.snapshot is not None
            and item.outcome in {Outcome.OK, Outcome.NOT_MODIFIED}
        ):
            is_report = self._readings.known(item)  # most visits find what was read before
            if is_report is None:
                is_report = self._read(item)
            if is_report is not None:
                self._crawler.stats.inc_value("extract/report" if is_report else "extract/not_a_report")
        return item

    def close_spider(self) -> None:
        """Enter what still waits, before the recorder judges what is due and closes the archive."""
        self._enter()

    def _read(self, capture: Capture) -> bool | None:
        """Read one capture; return whether it is a report, None if its record is damaged, which is told at the end."""
        try:
            report = self._readings.read(capture)
        except DamagedRecordError as error:
            self._recorder.damages.append(str(error))
            return None
        if self._readings.is_full:
            self._enter()
        elif self._entering is None:
            self._entering = asyncio.get_running_loop().call_later(_PATIENCE, self._enter)
        return report.report_year is not None

    def _enter(self) -> None:
        """Enter what was read; rows that cannot be written end the crawl."""
        if self._entering is not None:
            self._entering.cancel()
            self._entering = None
        try:
            self._readings.enter()
        except ArchiveError as error:
            self._recorder.give_up(error)
