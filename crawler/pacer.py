"""The pace of every host, as a Scrapy extension: when it may be asked next, and when it must be left alone.

The download handler asks for a turn before each request and tells every answer. What is decided here is archived, so the next run
knows it (see the table ``host_decision``).
"""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from archive import Capture, Outcome
from archive.beijing import beijing_time
from archive.warc import warc_date
from crawler.pace import Hours, Standing, is_strike, retry_after
from crawler.recorder import Recorder
from crawler.unusable import UnusableError

_HEARTBEAT = 1.0
"""Seconds after which a wait looks whether the crawl still goes on."""
_GOOD = frozenset({Outcome.OK, Outcome.NOT_MODIFIED, Outcome.REDIRECTED, Outcome.GONE})


class Pacer:
    """Settings: ``BACKOFF_PAUSE``, the first pause of a host in seconds, ``LONGEST_WAIT``, what is waited for, ``CRAWL_HOURS``."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._base = timedelta(seconds=crawler.settings.getfloat("BACKOFF_PAUSE"))
        self._longest_wait = timedelta(seconds=crawler.settings.getfloat("LONGEST_WAIT"))
        self._hours = Hours.parse(crawler.settings.get("CRAWL_HOURS"))
        self._standing: dict[str, Standing] = {}
        self._delays: dict[str, float] = {}
        self._asked: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @classmethod
    def of(cls, crawler: Crawler) -> "Pacer":
        """Return the pacer of a crawl; it is switched on in ``EXTENSIONS``."""
        pacer = crawler.get_extension(Pacer)
        if pacer is None:
            raise RuntimeError("crawler.pacer.Pacer is missing from EXTENSIONS; nothing may be asked without it.")
        return pacer

    def slow_down(self, host: str, seconds: float) -> None:
        """Keep at least so many seconds between two requests to a host, as its robots.txt asks."""
        self._delays[host] = seconds

    async def turn(self, request: Request) -> None:
        """Return when the host may be asked. Raises `UnusableError` if that is not in this run."""
        host = host_of(request.url)
        standing = self._stands(host)
        while True:
            now = datetime.now(UTC)
            if self._hours is not None and (reason := self._hours.objection(now)) is not None:
                raise self._refused(request, reason)
            wait = standing.wait(now)
            if wait > self._longest_wait:
                raise self._refused(
                    request, f"{host} is left alone until {standing.until:%Y-%m-%dT%H:%M:%SZ}: {standing.reason}"
                )
            seconds = max(
                wait.total_seconds(), self._asked.get(host, 0.0) + self._delays.get(host, 0.0) - time.monotonic()
            )
            if seconds <= 0:
                break
            if not self._crawler.crawling and seconds > _HEARTBEAT:
                raise self._refused(request, "the crawl was interrupted", is_block=False)
            await asyncio.sleep(min(seconds, _HEARTBEAT))
        self._asked[host] = time.monotonic()

    def answered(self, capture: Capture, response: Response) -> None:
        """Take note of an answer: a strike, or the good answer that ends a row of them."""
        host = host_of(capture.url)
        standing = self._stands(host)
        now = datetime.now(UTC)
        if is_strike(capture):
            header = response.headers.get("Retry-After")
            asked = retry_after(header.decode("latin-1") if header else None, now)
            standing = standing.struck(now, self._base, capture.error or f"answered {capture.status}", asked)
            facts = {"decision": "pause", "reason": standing.reason, "until": warc_date(standing.until or now)}
        elif standing.strike and capture.outcome in _GOOD:
            standing = Standing()
            facts = {"decision": "resume", "reason": "answers again"}
        else:
            return
        self._standing[host] = standing
        Recorder.of(self._crawler).decide(host, {**facts, "strike": standing.strike})

    def left_alone(self) -> list[str]:
        """Return a sentence for every host that is still to be left alone."""
        now = datetime.now(UTC)
        return [
            f"{host} is left alone until {beijing_time(warc_date(standing.until))} (Beijing time): {standing.reason}"
            for host, standing in self._standing.items()
            if standing.until is not None and standing.until > now
        ]

    def _stands(self, host: str) -> Standing:
        """Return how a host stands; what the last run left behind is asked of the archive."""
        if host not in self._standing:
            row = Recorder.of(self._crawler).archive.standing(host)
            until = datetime.fromisoformat(row["until"]) if row and row["until"] else None
            self._standing[host] = Standing(row["strike"], until, row["reason"]) if row else Standing()
        return self._standing[host]

    def _refused(self, request: Request, reason: str, *, is_block: bool = True) -> UnusableError:
        return UnusableError(Recorder.of(self._crawler).refuse(request, reason), is_block=is_block)


def host_of(url: str) -> str:
    """Return host and port of an address as the decisions on it are kept."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()
