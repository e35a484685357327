"""May this be asked, and is the answer the page? A downloader middleware in place of Scrapy's for robots.txt and foreign hosts.

Every request passes here, redirects and parts of a report too. What must not be asked is not asked and has a row that says why;
what was answered with a challenge is tried once more after the host's pause, then given up; nothing is solved.
"""

import asyncio
import logging
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from archive import Capture, Outcome
from crawler.border import Border
from crawler.contact import missing_contact
from crawler.pacer import Pacer, host_of
from crawler.recorder import Recorder, role_of
from crawler.robots import Robots
from crawler.unusable import UnusableError

logger = logging.getLogger(__name__)

NO_ANSWER = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
)
"""What the engine raises where no answer came; the archive has a row for each."""
MAX_PAGE = 16 << 20
"""Bytes of a list or another page of the portal; only reports and their parts may fill ``DOWNLOAD_MAXSIZE``."""
_LARGE = frozenset({"report", "part"})
_UNUSABLE = frozenset({Outcome.BLOCKED, Outcome.SOFT_GONE, Outcome.TRUNCATED})


class Politeness:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = crawler.settings["USER_AGENT"]
        self._obeys = crawler.settings.getbool("ROBOTSTXT_OBEY")
        self._retries = min(crawler.settings.getint("RETRY_TIMES"), 1)
        self._robots: dict[str, asyncio.Future[Robots]] = {}
        self._border: Border | None = None
        self._nobody_to_ask = missing_contact(crawler.settings)
        if self._nobody_to_ask is not None:  # `scrapy fetch` and the like; `scrapy crawl` does not even begin
            logger.error(self._nobody_to_ask)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> Request | None:
        """Let a request pass, or send it by the portal's own scheme. Raises `UnusableError` for one that must not be made."""
        spider = self._crawler.spider
        if self._border is None:
            self._border = Border.of(spider)
        role = role_of(request)
        if self._nobody_to_ask is not None:
            raise UnusableError(self._refuse(request, self._nobody_to_ask), is_block=True)
        if (reason := self._border.objection(request.url, role)) is not None:
            raise UnusableError(self._refuse(request, reason), is_block=False)
        parts = urlsplit(request.url)
        scheme = getattr(spider, "scheme", None) or parts.scheme
        if scheme != parts.scheme:
            return request.replace(url=parts._replace(scheme=scheme).geturl(), dont_filter=True)
        if role not in _LARGE:
            request.meta["download_maxsize"] = MAX_PAGE
        request.meta["download_slot"] = parts.hostname  # a redirect brings the slot of the host it came from
        if self._obeys and role != "robots":
            robots = await self._robots_of(request)
            if (reason := robots.objection(request.url, self._agent)) is not None:
                raise UnusableError(self._refuse(request, reason), is_block=True)
        return None

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Let an answer pass that is what was asked for. Raises `UnusableError` for one that is not."""
        capture = request.meta.get("capture")
        if capture is None or capture.outcome not in _UNUSABLE:
            return response
        if capture.outcome is Outcome.BLOCKED and capture.role != "part":
            again = get_retry_request(
                request, spider=self._crawler.spider, reason="blocked", max_retry_times=self._retries
            )
            if again is not None:
                return again
        if capture.role == "robots":
            return response  # what it means for the host is decided below
        raise UnusableError(capture, is_block=capture.outcome is Outcome.BLOCKED)

    def _refuse(self, request: Request, reason: str) -> Capture:
        return Recorder.of(self._crawler).refuse(request, reason)

    async def _robots_of(self, request: Request) -> Robots:
        """Return what the host's robots.txt says; it is asked for once a run."""
        host = host_of(request.url)
        if host not in self._robots:
            self._robots[host] = asyncio.ensure_future(self._ask(request.url, host))
        return await self._robots[host]

    async def _ask(self, url: str, host: str) -> Robots:
        address = urlsplit(url)._replace(path="/robots.txt", query="", fragment="").geturl()
        request = Request(address, callback=NO_CALLBACK, meta={"facts": {"role": "robots"}}, priority=1000)
        try:
            response = await self._crawler.engine.download_async(request)
        except NO_ANSWER as error:
            robots = Robots.missing(str(error))
        else:
            robots = Robots.read(response.meta["capture"], response.body, self._agent)
        if robots.crawl_delay:
            Pacer.of(self._crawler).slow_down(host, robots.crawl_delay)
        facts = {"decision": robots.decision, "reason": robots.reason, "crawl_delay": robots.crawl_delay}
        Recorder.of(self._crawler).decide(host, facts)
        return robots
