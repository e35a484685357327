"""Progress for people: on a terminal only, so logs and pipes stay clean."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured


@contextmanager
def counting(what: str, *, in_bytes: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Yield a function to call with (done, total); it draws a bar with an estimate."""
    amount = DownloadColumn() if in_bytes else MofNCompleteColumn()
    columns = (TextColumn(what), BarColumn(), amount, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


class CrawlProgress:
    """Scrapy extension: one live line with lists, reports and pages of the running crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._status = Console(stderr=True).status("")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not sys.stderr.isatty():
            raise NotConfigured
        progress = cls(crawler)
        crawler.signals.connect(progress._status.start, signals.spider_opened, weak=False)
        crawler.signals.connect(progress.show, signals.response_received)
        crawler.signals.connect(progress._status.stop, signals.spider_closed, weak=False)
        return progress

    def show(self) -> None:
        count = self._crawler.stats.get_value
        spider = self._crawler.spider
        self._status.update(
            f"{spider.name if spider else ''}: {count('extract/report', 0)} reports read, "
            f"{count('scan/complete', 0)} lists walked, {count('response_received_count', 0)} pages"
        )
