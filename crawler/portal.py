"""The walk every portal shares: lists to their end, every row judged, every list accounted for.

What a page means is asked of the portal's CMS family (`crawler.cms.family`); whether to go on is decided here, alike for all.
"""

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import cast
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure
from w3lib.url import canonicalize_url

from archive import ArchiveError
from archive.capture import Outcome, outcome
from crawler.authority import authority
from crawler.cms.columns import hop
from crawler.cms.family import Family
from crawler.items import ListScan, ReportPage, Row, ScanState
from extraction.title import NO_YEAR, parse_title

REPORT = "report"
ELSEWHERE = "on another host"
"""The verdict on a report that stands on somebody else's site: whether it is a copy or the original is not known there."""
MAX_PAGES = 500
"""No annual-report list is this long; a portal that goes on for ever ends here, marked partial."""
_MAX_REPEATS = 2
"""A page may repeat the one before it (a first page numbered 0 and 1), a second repetition is a list that turns in circles."""
_MAX_ROWLESS = 4
"""Before its first row a list may need a shell, the script it names, and an answer to a page number it does not have."""


class PortalSpider(Spider):
    """Discovers the annual reports of one portal. A portal sets `name`, `adcode`, `family` and `start_urls`.

    One that lives outside gov.cn names its hosts in `allowed_domains`, Scrapy's own list: what they serve counts as the publisher's
    only then (see the view ``visit`` in archive/schema.sql).
    """

    adcode: str
    """GB/T 2260 code of the city, six digits: the key under which its data is joined."""
    family: Family
    """The CMS family of its lists."""
    tried: str | None = None
    """The day it first ran against the live portal; None: it has met replicas only."""

    def __init__(self, year: str | None = None) -> None:
        """``-a year=2022`` keeps to reports on that year; the lists are walked all the same."""
        super().__init__()
        self.year = int(year) if year else None
        self._lists: set[str] = set()
        self._scans: list[ListScan] = []
        self._documents: set[str] = set()

    @property
    def open_scans(self) -> list[ListScan]:
        """Lists whose walk has begun and not ended: what an interrupted crawl leaves."""
        return [scan for scan in self._scans if not scan.ended]

    async def start(self) -> AsyncIterator[Request]:
        for url in self.start_urls:
            for request in self.new_list(url, via=None):
                yield request

    def new_list(self, url: str, via: str | None) -> Iterator[Request]:
        """Begin the walk of a list, unless it has begun already."""
        key = canonicalize_url(url, keep_fragments=True)
        if key not in self._lists:
            self._lists.add(key)
            self._scans.append(ListScan(url))
            yield self._list_request(Request(url), self._scans[-1], via)

    def _list_request(self, request: Request, scan: ListScan, via: str | None) -> Request:
        scan.requested.add(self._fingerprint(request))
        return request.replace(
            callback=self.parse_list,
            errback=self.list_failed,
            cb_kwargs={"scan": scan},
            meta=request.meta | {"facts": {"role": "list", "via": via}},
            dont_filter=True,
        )

    def _fingerprint(self, request: Request) -> bytes:
        return self.crawler.request_fingerprinter.fingerprint(request)

    def parse_list(self, response: TextResponse, scan: ListScan) -> Iterator[Request | ListScan]:
        """Judge the rows of one page, follow its columns, then go on or close the account."""
        scan.pages += 1
        if scan.pages == 1 and (target := hop(response)) is not None and not self.family.evidence(response):
            yield from self.new_list(target, via=response.url)
            yield scan.end(ScanState.COMPLETE, f"no rows of its own, sends on to {target}")
            return
        declared = self.family.declared(response)
        scan.declared_total = declared.rows if declared.rows is not None else scan.declared_total
        scan.declared_pages = declared.pages if declared.pages is not None else scan.declared_pages
        rows = list(self.family.rows(response))
        scan.page_rows.append(len(rows))
        fresh = [row for row in rows if canonicalize_url(row.url) not in scan.verdicts]
        if _is_another_list(fresh, scan):
            yield scan.end(ScanState.PARTIAL, f"page {scan.pages} lists other things than the pages before it")
            return
        for row in fresh:
            yield from self._judge(row, scan)
        columns = [request for url in self.family.columns(response) for request in self.new_list(url, via=response.url)]
        yield from columns
        yield self._onward(response, scan, fresh=bool(fresh), columns=len(columns))

    def _onward(self, response: TextResponse, scan: ListScan, *, fresh: bool, columns: int) -> Request | ListScan:
        """Return the request for the next page, or the closed account and why it is closed."""
        scan.repeats = 0 if fresh else scan.repeats + 1
        allowed = _MAX_REPEATS if scan.lacks_rows or scan.lacks_pages else 1
        if not scan.verdicts:
            allowed = _MAX_ROWLESS
        following = self.family.next_page(response, scan)
        if following is not None and scan.repeats < allowed:
            if self._fingerprint(following) in scan.requested:
                return scan.end(ScanState.PARTIAL, f"page {scan.pages} names a page as its next that was read before")
            if scan.pages >= MAX_PAGES:
                return scan.end(ScanState.PARTIAL, f"gave up after {MAX_PAGES} pages")
            return self._list_request(following, scan, response.url)
        if scan.verdicts:
            ended = "last page read" if following is None else "the last page brought nothing new"
            return scan.end(ScanState.COMPLETE, ended)
        if columns or scan.declared_total == 0:
            return scan.end(ScanState.COMPLETE, f"no rows of its own, names {columns} new lists")
        return scan.end(ScanState.PARTIAL, "no row was recognised on this list")

    def _judge(self, row: Row, scan: ListScan) -> Iterator[Request]:
        title = parse_title(row.title)
        verdict = REPORT if title.is_report or title.reason == NO_YEAR else title.reason
        if verdict == REPORT and self.year is not None and title.year not in {None, self.year}:
            verdict = f"not on {self.year}"
        if verdict == REPORT and authority(row.url) != authority(scan.list_url):
            verdict = ELSEWHERE
        scan.verdicts[canonicalize_url(row.url)] = (row, verdict)
        document = row.document or self.family.document(row.url)
        if verdict != REPORT or document in self._documents:
            return
        self._documents.add(document)
        facts = {"via": scan.list_url, "listed_title": row.title, "listed_date": row.date}
        yield self._report_request(row.url, document, facts)

    def _report_request(self, url: str, document: str, facts: dict[str, str | None]) -> Request:
        return Request(
            url,
            callback=self.parse_report,
            errback=self.report_failed,
            meta={"facts": {"role": "report", "document": document, **facts}},
            priority=-1,  # lists first: what a list holds is known early
        )

    def parse_report(self, response: Response) -> Iterator[ReportPage]:
        yield ReportPage(response, response.meta["capture"])

    def list_failed(self, failure: Failure) -> Iterator[ListScan]:
        """A page of a list could not be read: the account says so and is closed."""
        if isinstance(failure.value, ArchiveError):
            return  # the recorder has ended the crawl and says why
        scan: ListScan = request_of(failure).cb_kwargs["scan"]
        state = ScanState.PARTIAL
        reason = f"page {scan.pages + 1}: {_why(failure)}"
        match failure.value:
            case HttpError(response=response):
                ended = outcome(response.status, truncated=False)
                if ended is Outcome.BLOCKED:
                    state = ScanState.BLOCKED
                elif ended is Outcome.GONE and scan.verdicts and scan.declared_pages == scan.pages:
                    state = ScanState.COMPLETE  # one past the last page that was declared
                elif ended is Outcome.GONE and scan.declared_pages == scan.pages + 1 and scan.ran_short:
                    # One page more was declared than there is; that the list has ended is seen by its last page.
                    state = ScanState.COMPLETE
                    reason += f"; {scan.declared_pages} pages are declared, but page {scan.pages} is not full"
                    scan.declared_pages = scan.pages
                elif ended is Outcome.GONE and scan.declared_total is not None and not scan.lacks_rows:
                    state = ScanState.COMPLETE  # as many rows as declared were seen
            case IgnoreRequest():
                state = ScanState.BLOCKED  # robots.txt says no
        yield scan.end(state, reason)

    def report_failed(self, failure: Failure) -> None:
        """A listed report could not be read; its visit is archived, a person should know."""
        if isinstance(failure.value, ArchiveError):
            return
        self.crawler.stats.inc_value("report/unreachable")
        self.logger.warning("%s: %s", request_of(failure).url, _why(failure))


def _is_another_list(fresh: Iterable[Row], scan: ListScan) -> bool:
    """Whether a later page holds nothing of the list begun: portals answer a page they lack with the news of the day."""
    known = {_shape(row.url) for row, _ in scan.verdicts.values()}
    return (
        bool(known and fresh)
        and known.isdisjoint(_shape(row.url) for row in fresh)
        and not any(parse_title(row.title).is_report for row in fresh)
    )


def _shape(url: str) -> str:
    """Return an address with its numbers taken out: what addresses of one list have in common."""
    parts = urlsplit(url)
    return parts.netloc + re.sub(r"\b[0-9a-f]{16,}\b|\d+", "#", parts.path)


def _why(failure: Failure) -> str:
    """Return in words why a page could not be read."""
    match failure.value:
        case HttpError(response=response):
            return f"answered {response.status}"
        case _:
            return str(failure.getErrorMessage())


def request_of(failure: Failure) -> Request:
    """Return the request that failed; Scrapy hangs it on the failure it passes to an errback."""
    return cast("Request", failure.request)  # type: ignore[attr-defined]
