"""czfx 常州风讯, districts, counties and departments: ``/class/<8 letters>``, often only a shell around a frame.

Recognised by articles ``/html/<site>/<yyyy>/<CLASS>_<mmdd>/<id>.html`` on its own host and ``<iframe id="FrameMoreInfo">``.

What it gets wrong: ``/class/<CLASS>/2`` of a shell answers with the news of the home page, so the frame must be paged and never the
shell; inside the frame the pager prints 总页数：N, on a list without a frame it is ``FX_PageDiv``, where a number that is too high
repeats the last page; on some lists the first link of a row is its category; old rows print two-digit years; menus of departments
lead to lists of the city's form of the system, on another host.
"""

import re
from collections.abc import Iterator

from scrapy import Request
from scrapy.http import TextResponse
from w3lib.url import add_or_replace_parameter, url_query_parameter

from crawler.cms.family import Declared, Family
from crawler.cms.rows import following, own_links, rows_of
from crawler.items import ListScan, Row

_CLASS = re.compile(r"/class/([A-Q]{8})")
_PAGES = re.compile(r"总页数[：:]\s*(\d+)")
_TOTALS = (".//span[2]", ".//a[last() - 1]")
"""Where ``FX_PageDiv`` prints how many pages there are: its second span, or the link before the last."""
_CHOICE = re.compile(r"""indexOf\(['"](\w+)['"]\)\s*!=\s*-1\)\s*\{[^}]*?catid=(\d+)""")


class CzfxCounty(Family):
    """Reads the list in the page, or the frame the page is built around."""

    def evidence(self, page: TextResponse) -> list[str]:
        links = own_links(page, r"/class/[A-Q]{8}\b|/html/\w+/\d{4}/[A-Q]{8}_\d{4}/")
        found = [f"links such as {links[0]}"] if links else []
        return found + (["a frame FrameMoreInfo"] if _frame(page) else [])

    def rows(self, page: TextResponse) -> Iterator[Row]:
        if _frame(page) is not None:
            return
        own = _CLASS.search(page.url)
        # A page of a list links to its own class; news that answers in its place does not.
        article = rf"/html/\w+/\d{{4}}/{own[1]}_\d{{4}}/" if own else r"/html/\w+/\d{4}/[A-Q]{8}_\d{4}/"
        yield from rows_of(page.xpath("//tr[not(.//tr)] | //p[not(ancestor::tr)] | //li"), page, link=article)

    def next_page(self, page: TextResponse, scan: ListScan) -> Request | None:
        frame = _frame(page)
        if frame is not None:
            return Request(page.urljoin(frame))
        own = _CLASS.search(page.url)
        if own:
            return Request(page.urljoin(f"/class/{own[1]}/{scan.pages + 1}"))
        pages = self.declared(page).pages
        if pages is None or int(url_query_parameter(page.url, "page") or 1) >= pages:
            return None
        return Request(following(page.url, "page"))

    def declared(self, page: TextResponse) -> Declared:
        pager = page.xpath("//*[@id='FX_PageDiv' or @class='FX_PageDiv']")
        numbers = [pager.xpath(f"string({element})").re_first(r"^\s*(\d+)\s*$") for element in _TOTALS]
        pages = next(filter(None, numbers), None) or _framed_pages(page)
        return Declared(pages=int(pages) if pages else None)


def _framed_pages(page: TextResponse) -> str | None:
    pages = _PAGES.search("".join(page.xpath("//body//text()").getall()))
    return pages[1] if pages else None


def _frame(page: TextResponse) -> str | None:
    """Return the address of the frame that holds the list; a script may choose it by the ``furl`` of the page."""
    source = page.css("iframe#FrameMoreInfo::attr(src)").get()
    slug = url_query_parameter(page.url, "furl")
    if source is None or slug is None:
        return source
    choices = {word: catid for word, catid in _CHOICE.findall(page.text) if word in slug}
    return add_or_replace_parameter(source, "catid", next(iter(choices.values()))) if choices else source
