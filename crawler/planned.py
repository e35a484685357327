"""A spider that can be told to keep to what is due: ``-a due=now``."""

from datetime import datetime
from functools import cached_property
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider

from crawler.plan import Plan, instant, listed_as
from crawler.recorder import Recorder


class PlannedSpider(Spider):
    """What a portal's spider does about the schedule; the walk itself is in `crawler.portal`."""

    def __init__(self, due: str | None = None) -> None:
        super().__init__()
        self.due: datetime | None = instant(due) if due else None
        self.documents: set[str] = set()
        """Reports that were asked for."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.lists_are_read, signals.spider_idle)
        return spider

    @cached_property
    def plan(self) -> Plan | None:
        """What is due, if only that is to be visited."""
        if self.due is None:
            return None
        return Plan.read(Recorder.of(self.crawler).archive.database, self.name, self.due)

    def omits_list(self, url: str) -> bool:
        """Whether a list is left for another time."""
        return self.plan is not None and self.plan.omits_list(url)

    def omits_report(self, document: str) -> bool:
        """Whether a report is left for another time."""
        return self.plan is not None and self.plan.omits_report(document)

    def lists_are_read(self) -> None:
        """Ask, after all lists, for the reports that are due and that none of them named."""
        if self.plan is None:
            return
        archive = Recorder.of(self.crawler).archive
        unlisted = self.plan.reports.keys() - self.documents
        for document in sorted(unlisted):
            facts = listed_as(archive.database, document)
            self.crawler.engine.crawl(self.report_request(self.plan.reports[document], document, facts))
        if unlisted:
            raise DontCloseSpider

    def report_request(self, url: str, document: str, facts: dict[str, str | None]) -> Request:
        """Return the request for a report, and take note of it."""
        raise NotImplementedError
