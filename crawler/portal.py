"""The walk every portal shares: lists to their end, every row judged, every list accounted for.

What a page means is asked of the portal's CMS family (`crawler.cms.family`); whether to go on is decided here, alike for all.
"""

from collections.abc import AsyncIterator, Iterator
from functools import cached_property
from itertools import islice

from scrapy import Request
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure
from w3lib.url import canonicalize_url

from archive import ArchiveError
from crawler.another_list import is_another_list
from crawler.border import Border
from crawler.cms.columns import hop
from crawler.cms.family import Family
from crawler.failures import request_of, state_after, why
from crawler.items import ListScan, ReportPage, Row, ScanState
from crawler.plan import list_key
from crawler.planned import PlannedSpider
from extraction.title import NO_YEAR, parse_title

REPORT = "report"
MAX_PAGES = 500
"""No annual-report list is this long; a portal that goes on for ever ends here, marked partial."""
MAX_ROWS = 5000
"""Nor is one page of one: a page of more links than this is read no further, and its list is marked partial."""
MAX_LISTS = 2000
"""Nor does a portal have more of them: one that names new columns for ever ends here."""
_MAX_REPEATS = 2
"""A page may repeat the one before it (a first page numbered 0 and 1), a second repetition is a list that turns in circles."""
_MAX_ROWLESS = 4
"""Before its first row a list may need a shell, the script it names, and an answer to a page number it does not have."""


class PortalSpider(PlannedSpider):
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
    scheme: str | None = None
    """``http`` or ``https`` where the other one is dead on its hosts; None: as they link."""
    tls_legacy = False
    """Whether its server is too old to renegotiate safely, see `crawler.tls`; its certificate is verified all the same."""

    def __init__(self, year: str | None = None, due: str | None = None) -> None:
        """``-a year=2022`` keeps to reports on that year; the lists are walked all the same.

        ``-a due=now`` (or a time) keeps to the lists and reports that are due then, and to what is new on those lists.
        """
        super().__init__(due)
        self.year = int(year) if year else None
        self.scope = "due" if due else f"year {year}" if year else ""
        self._lists: set[str] = set()
        self._scans: list[ListScan] = []

    @cached_property
    def border(self) -> Border:
        """The hosts of the portal: ``allowed_domains``, or those of the authorities of ``start_urls``."""
        return Border.of(self)

    @property
    def open_scans(self) -> list[ListScan]:
        """Lists whose walk has begun and not ended: what an interrupted crawl leaves."""
        return [scan for scan in self._scans if not scan.ended]

    async def start(self) -> AsyncIterator[Request]:
        for url in self.start_urls if self.plan is None else [*self.start_urls, *self.plan.lists.values()]:
            for request in self.new_list(url, via=None):
                yield request

    def new_list(self, url: str, via: str | None) -> Iterator[Request]:
        """Begin the walk of a list, unless it has begun already or is not due."""
        key = list_key(url)
        if self.omits_list(url):
            return
        if key not in self._lists and len(self._lists) <= MAX_LISTS:
            self._lists.add(key)
            if len(self._lists) > MAX_LISTS:
                self._scans.append(ListScan(url, reason=f"the portal names more than {MAX_LISTS} lists"))
                return
            if self.border.objection(url) is not None:
                # Not asked, and not silently: the middleware refuses it and the archive has a row that says why.
                yield Request(url, errback=self.list_elsewhere, meta={"facts": {"role": "list", "via": via}})
                return
            self._scans.append(ListScan(url, via))
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

    def family_of(self, page: TextResponse, scan: ListScan) -> Family:  # noqa: ARG002
        """Return the family that reads a page of a list."""
        return self.family

    def parse_list(self, response: TextResponse, scan: ListScan) -> Iterator[Request | ListScan]:
        """Judge the rows of one page, follow its columns, then go on or close the account."""
        scan.pages += 1
        family = self.family_of(response, scan)
        if scan.pages == 1 and (target := hop(response)) is not None and not family.evidence(response):
            yield from self.new_list(target, via=response.url)
            yield scan.end(ScanState.COMPLETE, f"no rows of its own, sends on to {target}")
            return
        declared = family.declared(response)
        scan.declared_total = declared.rows if declared.rows is not None else scan.declared_total
        scan.declared_pages = declared.pages if declared.pages is not None else scan.declared_pages
        rows = list(islice(family.rows(response), MAX_ROWS + 1))
        scan.page_rows.append(len(rows))
        if len(rows) > MAX_ROWS:
            yield scan.end(
                ScanState.PARTIAL, f"page {scan.pages} holds more than {MAX_ROWS} rows, which is no list of reports"
            )
            return
        fresh = [row for row in rows if canonicalize_url(row.url) not in scan.verdicts]
        if is_another_list(fresh, scan):
            yield scan.end(ScanState.PARTIAL, f"page {scan.pages} lists other things than the pages before it")
            return
        for row in fresh:
            yield from self._judge(row, family.document(row.url), scan)
        columns = [request for url in family.columns(response) for request in self.new_list(url, via=response.url)]
        yield from columns
        scan.repeats = 0 if fresh else scan.repeats + 1
        yield self._onward(family.next_page(response, scan), response.url, scan, columns=len(columns))

    def _onward(self, following: Request | None, via: str, scan: ListScan, *, columns: int) -> Request | ListScan:
        """Return the request for the next page, or the closed account and why it is closed."""
        allowed = _MAX_REPEATS if scan.lacks_rows or scan.lacks_pages else 1
        if not scan.verdicts:
            allowed = _MAX_ROWLESS
        if following is not None and scan.repeats < allowed:
            if self._fingerprint(following) in scan.requested:
                return scan.end(ScanState.PARTIAL, f"page {scan.pages} names a page as its next that was read before")
            if scan.pages >= MAX_PAGES:
                return scan.end(ScanState.PARTIAL, f"gave up after {MAX_PAGES} pages")
            return self._list_request(following, scan, via)
        if scan.verdicts:
            ended = "last page read" if following is None else "the last page brought nothing new"
            return scan.end(ScanState.COMPLETE, ended)
        if columns or scan.declared_total == 0:
            return scan.end(ScanState.COMPLETE, f"no rows of its own, names {columns} new lists")
        return scan.end(ScanState.PARTIAL, "no row was recognised on this list")

    def _judge(self, row: Row, document: str, scan: ListScan) -> Iterator[Request]:
        title = parse_title(row.title)
        verdict = REPORT if title.is_report or title.reason == NO_YEAR else title.reason
        if verdict == REPORT and self.year is not None and title.year not in {None, self.year}:
            verdict = f"not on {self.year}"
        if verdict == REPORT:
            verdict = self.border.objection(row.url) or REPORT
        scan.verdicts[canonicalize_url(row.url)] = (row, verdict)
        document = row.document or document
        if verdict != REPORT or document in self.documents or self.omits_report(document):
            return
        facts = {"via": scan.list_url, "listed_title": row.title, "listed_date": row.date}
        yield self.report_request(row.url, document, facts)

    def report_request(self, url: str, document: str, facts: dict[str, str | None]) -> Request:
        self.documents.add(document)
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
        state, reason = state_after(failure, scan)
        yield scan.end(state, f"page {scan.pages + 1}: {reason}")

    def list_elsewhere(self, failure: Failure) -> None:
        """A column of another host was not asked for; its row in the archive says so."""
        self.logger.info("%s: %s", request_of(failure).url, why(failure))

    def report_failed(self, failure: Failure) -> None:
        """A listed report could not be read; its visit is archived, a person should know."""
        if isinstance(failure.value, ArchiveError):
            return
        self.crawler.stats.inc_value("report/unreachable")
        self.logger.warning("%s: %s", request_of(failure).url, why(failure))
