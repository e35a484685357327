"""ReportPage → Capture: makes a report's snapshot whole. ListScan → the archive."""

import asyncio
import logging
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from archive import ArchiveError, Capture
from archive.reading import has_no_parts
from crawler.items import ListScan, ReportPage
from crawler.politeness import NO_ANSWER
from crawler.recorder import Recorder
from crawler.unusable import UnusableError
from extraction import UnreadablePayload, embedded

logger = logging.getLogger(__name__)


class SnapshotPipeline:
    """Fetches the images and attachments inside a report's body through the engine, so that they are archived like any page.

    The page itself is already on the disk. A part that cannot be fetched has its own row that says so; the report is read all the
    same.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: ReportPage | ListScan) -> Capture | ListScan:
        recorder = Recorder.of(self._crawler)
        if isinstance(item, ListScan):
            recorder.scan(item)
            return item
        parts = [] if has_no_parts(recorder.archive, item.capture) else _parts(item)
        if not parts:
            return item.capture
        await asyncio.gather(*(self._fetch(url, item) for url in parts))
        return recorder.archive.find(item.capture.capture)  # the parts have changed the key of its snapshot

    async def _fetch(self, url: str, page: ReportPage) -> None:
        facts = {"role": "part", "part_of": page.capture.capture, "via": page.capture.url}
        request = Request(url, callback=NO_CALLBACK, meta={"facts": facts}, headers={"Referer": page.capture.url})
        engine = self._crawler.engine
        try:
            await engine.download_async(request)
        except ArchiveError:
            return  # the recorder has ended the crawl and says why, once
        except NO_ANSWER as error:
            self._crawler.stats.inc_value("snapshot/part_missing")
            elsewhere = isinstance(error, UnusableError) and not error.is_block
            logger.log(logging.INFO if elsewhere else logging.WARNING, "%s: %s", url, error)


def _parts(page: ReportPage) -> list[str]:
    response = page.response
    try:
        return embedded(response.body, url=response.url, content_type=page.capture.content_type)
    except UnreadablePayload:
        return []  # the report is itself a file: nothing inside it has an address
