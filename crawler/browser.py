"""Pages that exist only after JavaScript: a downloader middleware that has them drawn by a browser.

What the portal's family calls ``rendered`` is first fetched like any other page, through robots.txt, pauses and archive: what is
redirected, blocked, gone or no page never meets a browser. A page that came whole, its shell, is opened in Chromium, and whatever
its scripts ask for goes the same way (`crawler.assets`). What they made of it is archived as a rendering; that the spider gets.
"""

import asyncio
import time
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from scrapy.http.request import NO_CALLBACK

from archive import Rendering
from archive.rendering import DOM_TYPE
from crawler.recorder import Recorder, role_of

_MISSING = "the page exists only after JavaScript; scrapy-playwright is not installed, see the extra `browser` in pyproject.toml"


class RenderingError(Exception):
    """A page that no browser could draw, and why."""


class Browser:
    """Settings: ``BROWSER_PAGE_TIMEOUT`` and ``BROWSER_CRAWL_TIMEOUT``, seconds for one page and for all pages of a crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._one_at_a_time = asyncio.Lock()
        self._page_timeout = crawler.settings.getfloat("BROWSER_PAGE_TIMEOUT")
        self._left = crawler.settings.getfloat("BROWSER_CRAWL_TIMEOUT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        """Return the drawn page, or the answer as it came if it is no page. Raises `RenderingError`, and what fetching raises."""
        family = getattr(self._crawler.spider, "family", None)
        if family is None or role_of(request) not in family.rendered or request.meta.get("to_render"):
            return None
        try:
            # Nothing of Playwright is loaded by a crawl that does not need it.
            from crawler.chromium import Chromium  # noqa: PLC0415
        except ModuleNotFoundError as error:
            raise RenderingError(_MISSING) from error
        if not hasattr(self, "_chromium"):
            self._chromium = Chromium(self._crawler)
            self._crawler.signals.connect(self._chromium.close, signals.spider_closed)
        meta = request.meta | {"to_render": True}
        request.meta["dont_retry"] = True  # the shell was retried on its own
        shell = await self._crawler.engine.download_async(
            request.replace(callback=NO_CALLBACK, errback=None, meta=meta)
        )
        request.meta["capture"] = shell.meta["capture"]
        if shell.meta["capture"].role != "shell":
            return shell
        async with self._one_at_a_time:
            rendering = await self._draw(request, shell)
        recorder = Recorder.of(self._crawler)
        request.meta["capture"] = recorder.render(rendering, request, shell.meta["capture"])
        if rendering.dom is None:
            raise RenderingError(rendering.error)
        headers = {"Content-Type": DOM_TYPE}
        return HtmlResponse(rendering.url, headers=headers, body=rendering.dom, encoding="utf-8", request=request)

    async def _draw(self, request: Request, shell: Response) -> Rendering:
        """Return what became of a page within its time; one that hangs takes its browser with it and nothing else."""
        rendering = Rendering(shell.url)
        seconds = min(self._page_timeout, self._left)
        if seconds <= 0 or not self._crawler.crawling:
            rendering.error = "the crawl has stopped" if seconds > 0 else "the crawl's time in the browser is used up"
            return rendering
        began = time.monotonic()
        try:
            await asyncio.wait_for(self._chromium.draw(rendering, shell, request.url), seconds)
        except TimeoutError:
            rendering.error = f"the page did not come to rest within {round(seconds, 2):g} seconds"
            await self._chromium.kill()
        finally:
            spent = time.monotonic() - began
            self._left -= spent
            rendering.duration_ms = round(spent * 1000)
        if rendering.error is not None:
            rendering.dom = rendering.screenshot = None
        return rendering
