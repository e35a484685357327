"""A portal whose annual-report column has no known address: it is sought from any pages of the portal, and recognised."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from archive import ArchiveError
from crawler.cms import Family
from crawler.cms.columns import asked_address
from crawler.failures import request_of
from crawler.items import ListScan
from crawler.portal import PortalSpider
from crawler.recognition import Recognised, UnrecognisedError, is_report, is_report_list, leads, recognise

MAX_STEPS = 15
"""Pages looked at on the way from one start to the column."""
_LAST_RESORT = 9
"""The rank of the home page: addresses of reports die when a portal is rebuilt, and its home page seldom does."""


@dataclass(slots=True)
class Search:
    """The way from one start to the column, and what was learnt on it."""

    entry: str
    recognised: Recognised | None = None
    """The family, once a list was found, with the evidence for it."""
    column: str = ""
    """The address of the column."""
    why: str = ""
    """Why that page was taken for the column."""
    place: str = ""
    """What the pages say of themselves: SiteName and title."""
    refusals: list[str] = field(default_factory=list)
    """Why pages that looked like the column were not taken."""
    report: str = ""
    """The address asked for, if what it answers is titled as a report."""
    leads: dict[str, int] = field(default_factory=dict)
    looked_at: set[str] = field(default_factory=set)

    @property
    def finding(self) -> str:
        """The finding in a sentence."""
        if self.recognised is None:
            tried = "".join(f" {refusal}" for refusal in self.refusals)
            return f"no list of annual reports was found from {self.entry}; give the list's own address.{tried}"
        family, evidence = self.recognised
        return f"family {family.name} ({', '.join(evidence)}); list {self.column} ({self.why})."


class SoughtPortalSpider(PortalSpider):
    """Starts at home pages, lists or known reports; where `family` is set, another one is refused."""

    walks = True
    """Whether a column that was found is read; False only looks for it."""

    def __init__(self, year: str | None = None, due: str | None = None) -> None:
        super().__init__(year, due)
        self.searches: list[Search] = []
        self._family_at: dict[str, Family] = {}
        """By address of the pages read."""

    def omits_list(self, url: str) -> bool:  # noqa: ARG002
        """All lists are walked together: which of them can be read by itself is not known of a portal whose column is sought."""
        return False

    async def start(self) -> AsyncIterator[Request]:
        if self.plan is not None and self.plan.known_lists and not self.plan.lists:
            return
        for url in self.start_urls:
            home = urljoin(url, "/")
            self.searches.append(Search(url, leads={home: _LAST_RESORT}))
            yield self._look(url, self.searches[-1])

    def _look(self, url: str, search: Search) -> Request:
        search.looked_at.add(url)
        return Request(
            url,
            callback=self.explore,
            errback=self.lead_failed,
            cb_kwargs={"search": search},
            meta={"facts": {"role": "other"}},
            dont_filter=True,
        )

    def explore(self, response: Response, search: Search) -> Iterator[Request | ListScan]:
        """Begin the walk if this is the column; otherwise take the best lead there is."""
        if isinstance(response, TextResponse):
            search.place += "".join(response.xpath("//meta[@name='SiteName']/@content | //title//text()").getall())
            if len(search.looked_at) == 1 and is_report(response):
                search.report = response.url
            if self._is_column(response, search):
                if self.walks:
                    yield from self.new_list(asked_address(response), via=None)
                return
            for lead in leads(response):
                search.leads[lead.url] = min(lead.rank, search.leads.get(lead.url, lead.rank))
        yield from self._next_lead(search)

    def family_of(self, page: TextResponse, scan: ListScan) -> Family:
        """Return the family whose marks the list bears; an interface's answer bears none and is read as the page that named it."""
        family = self._family_at.get(scan.list_url)
        if family is None:
            try:
                family = recognise(page).family
            except UnrecognisedError:
                family = self._family_at.get(scan.via or "", self.family)
        self._family_at[scan.list_url] = self._family_at[page.url] = family
        return family

    def _is_column(self, page: TextResponse, search: Search) -> bool:
        wanted = getattr(type(self), "family", None)
        try:
            recognised = recognise(page)
        except UnrecognisedError as refusal:
            search.refusals.append(str(refusal))
            return False
        if wanted is not None and recognised.family.name != wanted.name:
            search.refusals.append(
                f"{page.url} is of family {recognised.family.name}, the spider expects {wanted.name}."
            )
            return False
        why = is_report_list(page, recognised.family)
        if why is None:
            return False
        search.recognised, search.column, search.why = recognised, asked_address(page), why
        self.family = recognised.family
        return True

    def _next_lead(self, search: Search) -> Iterator[Request]:
        untried = {url: rank for url, rank in search.leads.items() if url not in search.looked_at}
        if untried and len(search.looked_at) < MAX_STEPS:
            yield self._look(min(untried, key=untried.__getitem__), search)
        elif search.report and self.walks:
            # No list of it was found, but it was asked for: a single page on a host that is not the publisher's, say.
            document = getattr(self, "family", Family()).document(search.report)
            yield self.report_request(search.report, document, {"via": None})

    def lead_failed(self, failure: Failure) -> Iterator[Request]:
        """One lead is dead: its visit is archived, the next one is taken."""
        if isinstance(failure.value, ArchiveError):
            return  # the recorder has ended the crawl and says why
        request = request_of(failure)
        search: Search = request.cb_kwargs["search"]
        search.refusals.append(f"{request.url}: {failure.getErrorMessage()}.")
        yield from self._next_lead(search)
