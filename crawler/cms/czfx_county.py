"""czfx 常州风讯, districts and counties: ``/class/<8 letters>``, often only a shell around a frame.

Recognised by articles ``/html/<site>/<yyyy>/<CLASS>_<mmdd>/<id>.html`` and ``<iframe id="FrameMoreInfo">``.

What it gets wrong: ``/class/<CLASS>/2`` of a shell answers with the news of the home page, so the frame must be paged and never the
shell; inside the frame the pager prints 总页数：N; on some lists the first link of a row is its category; old rows print
two-digit years.
"""

import re
from collections.abc import Iterator

from scrapy import Request
from scrapy.http import TextResponse
from w3lib.url import add_or_replace_parameter, url_query_parameter

from crawler.cms.rows import rows_of
from crawler.items import ListScan, Row
from crawler.portal import PortalSpider

_CLASS = re.compile(r"/class/([A-Q]{8})")
_PAGES = re.compile(r"总页数[：:]\s*(\d+)")
_CHOICE = re.compile(r"""indexOf\(['"](\w+)['"]\)\s*!=\s*-1\)\s*\{[^}]*?catid=(\d+)""")


class CzfxCountySpider(PortalSpider):
    """Reads the list in the page, or the frame the page is built around."""

    def rows(self, response: TextResponse) -> Iterator[Row]:
        if _frame(response) is not None:
            return
        own = _CLASS.search(response.url)
        # A page of a list links to its own class; news that answers in its place does not.
        article = rf"/html/\w+/\d{{4}}/{own[1]}_\d{{4}}/" if own else r"/html/\w+/\d{4}/[A-Q]{8}_\d{4}/"
        yield from rows_of(response.xpath("//tr[not(.//tr)] | //p[not(ancestor::tr)] | //li"), response, link=article)

    def next_page(self, response: TextResponse, scan: ListScan) -> Request | None:
        frame = _frame(response)
        if frame is not None:
            return self.more(Request(response.urljoin(frame)), response, scan)
        own = _CLASS.search(response.url)
        if own:
            return self.more(Request(response.urljoin(f"/class/{own[1]}/{scan.pages + 1}")), response, scan)
        page = int(url_query_parameter(response.url, "page") or 1)
        pages = _PAGES.search("".join(response.xpath("//body//text()").getall()))
        if pages is None or page >= int(pages[1]):
            return None
        return self.more(Request(add_or_replace_parameter(response.url, "page", str(page + 1))), response, scan)


def _frame(response: TextResponse) -> str | None:
    """Return the address of the frame that holds the list; a script may choose it by the ``furl`` of the page."""
    source = response.css("iframe#FrameMoreInfo::attr(src)").get()
    slug = url_query_parameter(response.url, "furl")
    if source is None or slug is None:
        return source
    choices = {word: catid for word, catid in _CHOICE.findall(response.text) if word in slug}
    return add_or_replace_parameter(source, "catid", next(iter(choices.values()))) if choices else source
