"""The walk every portal shares: lists to their end, every row judged, every list accounted for.

A CMS family overrides up to four small hooks, each a question about one fetched page:

``rows``            which entries does it list?
``columns``         which further lists (years, groups) does it name?
``next_page``       which request brings the following part of this list?
``declared_total``  how many rows does the list say it has?
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import cast

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure
from w3lib.url import canonicalize_url

from archive import ArchiveError
from archive.capture import Outcome, outcome
from crawler.items import ListScan, ReportPage, Row, ScanState
from extraction.title import NO_YEAR, parse_title

REPORT = "report"
MAX_PAGES = 500
"""No annual-report list is this long; a portal that goes on for ever ends here, marked partial."""


class PortalSpider(Spider):
    """Discovers the annual reports of one portal. A portal sets `name`, `adcode` and `start_urls` on top of a CMS family."""

    adcode: str
    """GB/T 2260 code of the city, six digits: the key under which its data is joined."""

    def __init__(self, year: str | None = None) -> None:
        """``-a year=2022`` keeps to reports on that year; the lists are walked all the same."""
        super().__init__()
        self.year = int(year) if year else None
        self._lists: set[str] = set()
        self._scans: list[ListScan] = []
        self._documents: set[str] = set()

    # Hooks of the CMS family

    def rows(self, response: TextResponse) -> Iterable[Row]:
        """Return the entries of a list page, in order, rejected ones too."""
        raise NotImplementedError

    def columns(self, response: TextResponse) -> Iterable[str]:  # noqa: ARG002
        """Return addresses of further lists below (or beside) this one."""
        return ()

    def next_page(self, response: TextResponse, scan: ListScan) -> Request | None:  # noqa: ARG002
        """Return the request for the following page, None at the end. Use `more` to build it."""
        return None

    def declared_total(self, response: TextResponse) -> int | None:  # noqa: ARG002
        """Return how many rows the list claims to hold, None if it does not say."""
        return None

    def document_key(self, url: str) -> str:
        """Return what stays the same when one document is reached by http, https or another spelling of its address."""
        return canonicalize_url(url).partition("://")[2]

    # The walk

    async def start(self) -> AsyncIterator[Request]:
        for url in self.start_urls:
            for request in self._new_list(url, via=None):
                yield request

    def _new_list(self, url: str, via: str | None) -> Iterator[Request]:
        key = canonicalize_url(url)
        if key not in self._lists:
            self._lists.add(key)
            self._scans.append(ListScan(url))
            yield self._list_request(Request(url), self._scans[-1], via)

    @property
    def open_scans(self) -> list[ListScan]:
        """Lists whose walk has begun and not ended: what an interrupted crawl leaves."""
        return [scan for scan in self._scans if not scan.ended]

    def more(self, request: Request, response: TextResponse, scan: ListScan) -> Request:
        """Turn a bare request into the next page of ``scan``."""
        return self._list_request(request, scan, response.url)

    def _list_request(self, request: Request, scan: ListScan, via: str | None) -> Request:
        return request.replace(
            callback=self.parse_list,
            errback=self.list_failed,
            cb_kwargs={"scan": scan},
            meta={"facts": {"role": "list", "via": via}},
            dont_filter=True,
        )

    def parse_list(self, response: TextResponse, scan: ListScan) -> Iterator[Request | ListScan]:
        """Judge the rows of one page, follow its columns, then go on or close the account."""
        scan.pages += 1
        scan.declared_total = self.declared_total(response) or scan.declared_total
        fresh = [row for row in self.rows(response) if canonicalize_url(row.url) not in scan.verdicts]
        for row in fresh:
            yield from self._judge(row, scan)
        columns = [request for url in self.columns(response) for request in self._new_list(url, via=response.url)]
        yield from columns
        following = self.next_page(response, scan)
        if following is not None and scan.pages >= MAX_PAGES:
            yield scan.end(ScanState.PARTIAL, f"gave up after {MAX_PAGES} pages")
        elif following is not None and (fresh or scan.pages == 1):
            yield following
        elif scan.verdicts:
            yield scan.end(
                ScanState.COMPLETE, "last page read" if following is None else "the last page brought nothing new"
            )
        elif columns or scan.declared_total == 0:
            yield scan.end(ScanState.COMPLETE, f"no rows of its own, names {len(columns)} new lists")
        else:
            yield scan.end(ScanState.PARTIAL, "no row was recognised on this list")

    def _judge(self, row: Row, scan: ListScan) -> Iterator[Request]:
        title = parse_title(row.title)
        verdict = REPORT if title.is_report or title.reason == NO_YEAR else title.reason
        if verdict == REPORT and self.year is not None and title.year not in {None, self.year}:
            verdict = f"not on {self.year}"
        scan.verdicts[canonicalize_url(row.url)] = (row, verdict)
        document = self.document_key(row.url)
        if verdict != REPORT or document in self._documents:
            return
        self._documents.add(document)
        yield Request(
            row.url,
            callback=self.parse_report,
            errback=self.report_failed,
            meta={
                "facts": {
                    "role": "report",
                    "document": document,
                    "via": scan.list_url,
                    "listed_title": row.title,
                    "listed_date": row.date,
                }
            },
            priority=-1,  # lists first: what a list holds is known early
        )

    def parse_report(self, response: Response) -> Iterator[ReportPage]:
        yield ReportPage(response, response.meta["capture"])

    def list_failed(self, failure: Failure) -> Iterator[ListScan]:
        """A page of a list could not be read: the account says so and is closed."""
        if isinstance(failure.value, ArchiveError):
            return  # the recorder has ended the crawl and says why
        scan: ListScan = _request(failure).cb_kwargs["scan"]
        match failure.value:
            case HttpError(response=response):
                refused = outcome(response.status, truncated=False) is Outcome.BLOCKED
            case error:
                refused = isinstance(error, IgnoreRequest)  # robots.txt says no
        state = ScanState.BLOCKED if refused else ScanState.PARTIAL
        yield scan.end(state, f"page {scan.pages + 1}: {_why(failure)}")

    def report_failed(self, failure: Failure) -> None:
        """A listed report could not be read; its visit is archived, a person should know."""
        if isinstance(failure.value, ArchiveError):
            return
        self.crawler.stats.inc_value("report/unreachable")
        self.logger.warning("%s: %s", _request(failure).url, _why(failure))


def _why(failure: Failure) -> str:
    """Return in words why a page could not be read."""
    match failure.value:
        case HttpError(response=response):
            return f"answered {response.status}"
        case _:
            return str(failure.getErrorMessage())


def _request(failure: Failure) -> Request:
    """Return the request that failed; Scrapy hangs it on the failure it passes to an errback."""
    return cast("Request", failure.request)  # type: ignore[attr-defined]
