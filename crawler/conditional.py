"""Asks for what is known already only if it has changed; a downloader middleware.

An address whose latest whole capture came with an ETag or a Last-Modified is asked with If-None-Match and If-Modified-Since
(RFC 9110, 13.1). A 304 is archived as a revisit of the record that holds the page, and whoever reads the answer gets that page
from the archive: a visit that saw the same thing, for a few bytes.

A server may be wrong about that, so after so many such answers in a row (``FULL_GET_EVERY``) the page is asked for whole.
"""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from archive import DamagedRecordError, Outcome
from archive.store import Page
from crawler.recorder import Recorder

_CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
_OF_THE_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length"})


class Conditional:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Put the conditions on a request; those a redirect or a retry brought along are of another address or time."""
        for name in _CONDITIONS.values():
            request.headers.pop(name, None)
        request.meta.pop("revalidates", None)
        request.meta.pop("page_known", None)
        archive = Recorder.of(self._crawler).archive
        if (
            request.method != "GET"
            or request.body
            or request.meta.get("to_render")
            or (earlier := archive.latest(request.url)) is None
            or archive.confirmations(request.url) + 1 >= self._crawler.settings.getint("FULL_GET_EVERY")
        ):
            return
        try:
            page = archive.page(earlier)
        except DamagedRecordError:
            return  # the page is fetched again whole
        conditions = {_CONDITIONS[name]: value for name, value in page.headers if name in _CONDITIONS}
        if conditions:
            request.headers.update({name: value.encode("latin-1") for name, value in conditions.items()})
            request.meta.update(revalidates=earlier, page_known=page)

    def process_response(self, request: Request, response: Response) -> Response:
        """Answer a 304 with the page it confirms."""
        page: Page | None = request.meta.get("page_known")
        if page is None or request.meta["capture"].outcome is not Outcome.NOT_MODIFIED:
            return response
        headers = Headers()
        for name, value in page.headers:
            if name not in _OF_THE_WIRE:
                headers.appendlist(name, value.encode("latin-1"))
        kind = responsetypes.from_args(headers=headers, url=response.url, body=page.entity)
        return kind(
            response.url, status=200, headers=headers, body=page.entity, request=request, ip_address=response.ip_address
        )
