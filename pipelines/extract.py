"""Capture → rows: reads what the archive holds, never what the engine still has in memory."""

from typing import Self

from scrapy.crawler import Crawler

from archive import ArchiveError, Capture, Outcome
from archive.reparse import read_capture, unread
from crawler.items import ListScan
from crawler.recorder import Recorder


class ExtractPipeline:
    """Takes the same path as ``scrapy reparse``: capture, bytes from the WARC file, `extract`, rows."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open_spider(self) -> None:
        """Read first what a killed crawl left unread."""
        archive = Recorder.of(self._crawler).archive
        for capture in unread(archive):
            read_capture(archive, capture)

    def process_item(self, item: Capture | ListScan) -> Capture | ListScan:
        if isinstance(item, Capture) and item.snapshot is not None and item.outcome is Outcome.OK:
            recorder = Recorder.of(self._crawler)
            try:
                report = read_capture(recorder.archive, item)
            except ArchiveError as error:
                recorder.give_up(error)
                return item
            self._crawler.stats.inc_value("extract/report" if report.report_year else "extract/not_a_report")
        return item
