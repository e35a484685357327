"""``scrapy crawl any_portal``: a portal without a spider. Its family and its annual-report column are found from its pages."""

from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawler.items import ListScan
from crawler.portal import PortalSpider
from crawler.recognition import Recognised, UnrecognisedError, is_report_list, leads, recognise

MAX_STEPS = 15
"""Pages looked at on the way from the address given to the column."""


class AnyPortalSpider(PortalSpider):
    """Starts at a home page, a list or one known report (``-a url=…``), for the city with code ``-a adcode=…``."""

    name = "any_portal"

    def __init__(self, url: str, adcode: str, year: str | None = None) -> None:
        super().__init__(year)
        self.adcode = adcode
        self.entry = url
        self.recognised: Recognised | None = None
        """The family, once a list was found, with the evidence for it."""
        self.column: tuple[str, str] | None = None
        """The address of the column, and why it is the one."""
        self.refusals: list[str] = []
        """Why the pages that looked like the column were not taken."""
        self._leads: dict[str, int] = {}
        self._looked_at: set[str] = set()

    async def start(self) -> Any:  # noqa: ANN401 - an asynchronous iterator of requests, as Scrapy's own
        yield self._look(self.entry)

    def _look(self, url: str) -> Request:
        self._looked_at.add(url)
        return Request(
            url, callback=self.explore, errback=self.lead_failed, meta={"facts": {"role": "other"}}, dont_filter=True
        )

    def explore(self, response: Response) -> Iterator[Request | ListScan]:
        """Begin the walk if this is the column; otherwise take the best lead there is."""
        if isinstance(response, TextResponse):
            if (why := self._why_column(response)) is not None:
                self.column = (response.url, why)
                yield from self.new_list(response.url, via=None)
                return
            for lead in leads(response):
                self._leads[lead.url] = min(lead.rank, self._leads.get(lead.url, lead.rank))
        yield from self._next_lead()

    def _why_column(self, page: TextResponse) -> str | None:
        try:
            recognised = recognise(page)
        except UnrecognisedError as refusal:
            self.refusals.append(str(refusal))
            return None
        why = is_report_list(page, recognised.family)
        if why is not None:
            self.recognised, self.family = recognised, recognised.family
        return why

    def _next_lead(self) -> Iterator[Request]:
        untried = [(rank, url) for url, rank in self._leads.items() if url not in self._looked_at]
        if untried and len(self._looked_at) < MAX_STEPS:
            yield self._look(min(untried, key=lambda lead: lead[0])[1])

    def lead_failed(self, failure: Failure) -> Iterator[Request]:
        """One lead is dead: its visit is archived, the next one is taken."""
        self.logger.info("%s", failure.getErrorMessage())
        yield from self._next_lead()
