"""What a page asks for while a browser draws it: each request is answered by our own download handler, or not asked at all.

Chromium itself reaches no network. So scripts and data are archived byte for byte like any page, under the same robots.txt and
pauses; visit counters and other people's hosts are left alone.
"""

import re
from contextlib import suppress
from typing import Any
from urllib.parse import urldefrag, urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Request as Asked
from playwright.async_api import Route
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from archive import Outcome
from crawler.border import Border
from crawler.politeness import NO_ANSWER

MOST_ASKED = 100
"""Requests of one page; one that wants more turns in circles."""
_PATIENCE = 1 / 4
"""The part of a page's time that one of them may take: a page that waits for a dead host is a hung page."""
_COUNTER = re.compile(
    r"(?<![a-z])(?:visit(?:s|or|count)?|hits?|(?:dyn)?clicks?(?:times|count)?|count(?:er|s)?|tongji|pv|uv|beacon|analytics|track(?:er)?)(?![a-z])",
    re.IGNORECASE,
)
"""Words in the path of a visit counter: hits.php, visitcount/visit.jsp, dynclicks.jsp, clicktimes.jsp. Asking it forges a visit."""
_DRAWN_WITHOUT = frozenset({"image", "media", "font", "ping", "websocket", "eventsource", "manifest", "other"})
"""Kinds a page is read without; the pictures inside a report are fetched as its parts."""
_MAKES_THE_PAGE = frozenset({"document", "script", "xhr", "fetch"})
_CANNOT_TELL = frozenset({Outcome.BLOCKED, Outcome.ERROR, Outcome.TRUNCATED, Outcome.FAILED})
_KEPT_KINDS = frozenset({"script", "stylesheet"})
_MOST_KEPT, _LARGEST_KEPT = 200, 1 << 20
_OURS = re.compile(r"user-agent|accept-.*|cookie|host|connection|content-length|upgrade-.*|sec-.*", re.IGNORECASE)
"""Headers we send under our own name, or not: a visit depends on no cookie."""
_OF_THE_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length", "connection", "set-cookie"})


class Assets:
    """The requests of one page. ``kept`` are scripts and style sheets of the pages before it: each is asked for once a crawl."""

    def __init__(self, crawler: Crawler, shell: Response, kept: dict[str, Response]) -> None:
        self._crawler = crawler
        self._shell = shell
        self._shell_served = False
        self._kept = kept
        self._border = Border.of(crawler.spider)
        self.exchanges: list[dict[str, Any]] = []
        """Address and capture of each."""
        self.not_asked: list[dict[str, str]] = []
        """Address and reason."""
        self.missing: list[str] = []
        """What the page may be incomplete without, in words."""

    async def answer(self, route: Route) -> None:
        """Answer one request of the browser."""
        asked = route.request
        with suppress(PlaywrightError):  # the page is closed: nobody waits for the answer any more
            if not self._shell_served and _is_the_page(asked, self._shell.url):
                self._shell_served = True
                await _fulfil(route, self._shell)
            elif (reason := self._objection(asked)) is not None:
                self.not_asked.append({"url": asked.url, "reason": reason})
                await route.abort("blockedbyclient")
            elif (response := await self._ask(asked)) is None:
                await route.abort("failed")
            else:
                await _fulfil(route, response)

    def _objection(self, asked: Asked) -> str | None:
        if (reason := self._border.objection(asked.url, "asset")) is not None:
            return reason
        if _COUNTER.search(urlsplit(asked.url).path):
            return "a visit counter"
        if asked.resource_type in _DRAWN_WITHOUT:
            return f"{asked.resource_type}: the page is read without it"
        if len(self.exchanges) >= MOST_ASKED:
            self.missing.append(f"the page asks for more than {MOST_ASKED} things")
            return "too many requests"
        return None

    async def _ask(self, asked: Asked) -> Response | None:
        """Return the answer of the server, None if there was none."""
        url = urldefrag(asked.url).url
        keeps = asked.method == "GET" and asked.resource_type in _KEPT_KINDS
        response = self._kept.get(url) if keeps else None
        if response is None:
            try:
                response = await self._crawler.engine.download_async(self._request(asked, url))
            except NO_ANSWER as error:
                self.exchanges.append({"url": url, "error": str(error)})
                if asked.resource_type in _MAKES_THE_PAGE:
                    self.missing.append(f"{url}: {error or type(error).__name__}")
                return None
        capture = response.meta["capture"]
        self.exchanges.append({"url": url, "capture": capture.capture, "status": capture.status})
        if capture.outcome in _CANNOT_TELL and asked.resource_type in _MAKES_THE_PAGE:
            self.missing.append(f"{url} answered {capture.status}")
        elif keeps and len(response.body) <= _LARGEST_KEPT and len(self._kept) < _MOST_KEPT:
            self._kept[url] = response
        return response

    def _request(self, asked: Asked, url: str) -> Request:
        headers = {name: value for name, value in asked.headers.items() if not _OURS.fullmatch(name)}
        return Request(
            url,
            callback=NO_CALLBACK,
            method=asked.method,
            headers=headers,
            body=asked.post_data_buffer or b"",
            meta={
                "facts": {"role": "asset", "via": self._shell.url},
                "dont_retry": True,
                "download_timeout": self._crawler.settings.getfloat("BROWSER_PAGE_TIMEOUT") * _PATIENCE,
            },
        )


def _is_the_page(asked: Asked, url: str) -> bool:
    return (
        urldefrag(asked.url).url == urldefrag(url).url
        and asked.is_navigation_request()
        and asked.frame.parent_frame is None
    )


async def _fulfil(route: Route, response: Response) -> None:
    """Hand the browser the very bytes the server sent, with its headers; only the content coding is taken off.

    A redirect was followed already: the browser would follow it past us.
    """
    headers = {}
    for name, values in response.headers.items():
        value = b", ".join(values).decode("latin-1")
        if name.decode("latin-1").lower() not in _OF_THE_WIRE and value.isascii():
            headers[name.decode("latin-1")] = value
    await route.fulfill(status=response.status, headers=headers, body=response.body)
