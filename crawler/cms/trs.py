"""TRS 拓尔思 WCM: folders of static pages ``index.html``, ``index_1.html`` and so on.

Recognised by articles ``<yyyymm>/t<yyyymmdd>_<id>.html`` below the column and by ``createPageHTML`` with a number first.

What it gets wrong: pages are counted from 0; a list declares more pages than are published, and the rest is 404; some columns are
numbered backwards and only their links know it; the day in an article's address is that of its last move, not of its publication;
dates stand inside the anchors of the list; departments differ only in the file name (``index_17989.html``).
"""

from collections.abc import Iterator

from scrapy import Request
from scrapy.http import TextResponse

from crawler.cms.family import Declared, Family
from crawler.cms.pager import next_link, pager_call
from crawler.cms.rows import own_links, rows_of
from crawler.items import ListScan, Row

ARTICLE = r"(?:^|/)t20\d{6}_\d+\.s?html?(?:$|[?#])"
_FILE = r"(?:^|/)P0\d{15,}\.\w+$"
"""Documents lie beside the articles, named by the time they were put there."""


class Trs(Family):
    """Reads one folder; where the page links its next page that counts, otherwise the script's numbers."""

    def evidence(self, page: TextResponse) -> list[str]:
        call = pager_call(page)
        if call and call.names_element:
            return []  # some 开普 portals name their articles alike
        links = own_links(page, ARTICLE)
        found = [f"links such as {links[0]}"] if links else []
        return found + (["createPageHTML with a number first"] if call else [])

    def rows(self, page: TextResponse) -> Iterator[Row]:
        elements = page.xpath("//li[not(.//li)] | //tr[not(.//tr or .//li)] | //dd")
        yield from rows_of(elements, page, link=f"{ARTICLE}|{_FILE}")

    def declared(self, page: TextResponse) -> Declared:
        call = pager_call(page)
        return Declared(rows=call.rows, pages=call.pages) if call else Declared()

    def next_page(self, page: TextResponse, scan: ListScan) -> Request | None:  # noqa: ARG002
        call = pager_call(page)
        following = next_link(page) or (call and call.following and page.urljoin(call.following))
        return Request(following) if following else None
