"""Capture → rows: reads what the archive holds, never what the engine still has in memory."""

from typing import Self

from scrapy.crawler import Crawler

from archive import ArchiveError, Capture, DamagedRecordError, Outcome
from archive.reading import read_capture, unread
from crawler.items import ListScan
from crawler.recorder import Recorder
from extraction.report import AnnualReport


class ExtractPipeline:
    """Takes the same path as ``scrapy reparse``: capture, bytes from the WARC file, `extract`, rows."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open_spider(self) -> None:
        """Read first what a killed crawl left unread."""
        for capture in unread(Recorder.of(self._crawler).archive):
            self._read(capture)

    def process_item(self, item: Capture | ListScan) -> Capture | ListScan:
        if (
            isinstance(item, Capture)
            and item.snapshot is not None
            and item.outcome in {Outcome.OK, Outcome.NOT_MODIFIED}
        ):
            report = self._read(item)
            if report is not None:
                self._crawler.stats.inc_value("extract/report" if report.report_year else "extract/not_a_report")
        return item

    def _read(self, capture: Capture) -> AnnualReport | None:
        """Read one capture; None if its record is damaged (told at the end) or the rows could not be written (ends the crawl)."""
        recorder = Recorder.of(self._crawler)
        try:
            return read_capture(recorder.archive, capture)
        except DamagedRecordError as error:
            recorder.damages.append(str(error))
        except ArchiveError as error:
            recorder.give_up(error)
        return None
