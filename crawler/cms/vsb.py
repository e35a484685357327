"""VSB 博达网站群: ``nb.htm``, then ``nb/10.htm``, ``nb/9.htm``, … ``nb/1.htm``; or all of it by ``list.jsp``.

Recognised by the pager ``span.p_pages``, articles ``info/<tree>/<id>.htm`` and ``content.jsp?urltype=news.NewsContentUrl``.

What it gets wrong: page names count down and belong to the page, not to its place, so the number of the second page is known to its
link alone; one article answers at two addresses; attachments hide behind ``download.jsp``, which gives a page instead of the file
to a visitor without a Referer, and on some sites asks everybody for a captcha.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import TextResponse
from w3lib.url import url_query_parameter

from crawler.cms.family import Declared, Family
from crawler.cms.pager import next_link
from crawler.cms.rows import own_links, rows_of
from crawler.items import ListScan, Row

_ARTICLE = r"(?:^|/)info/\d+/\d+\.htm|content\.jsp\?\S*wbnewsid=\d+"
_STATIC = re.compile(r"/info/(\d+)/(\d+)\.htm")
_COUNTS = re.compile(r"共\s*(\d+)\s*条")
_PLACE = re.compile(r"\b\d+\s*/\s*(\d+)\b")


class Vsb(Family):
    """Follows 下页 and computes nothing."""

    def evidence(self, page: TextResponse) -> list[str]:
        links = own_links(page, _ARTICLE)
        found = [f"links such as {links[0]}"] if links else []
        return found + (["a pager span.p_pages"] if page.css("span.p_pages") else [])

    def document(self, url: str) -> str:
        """Return host, tree and number of the article, which both of its addresses hold."""
        host, path = urlsplit(url)[1:3]
        static = _STATIC.search(path)
        if static:
            return f"{host}{path[: static.start()]}/info/{static[1]}/{static[2]}"
        tree, news = (url_query_parameter(url, name) for name in ("wbtreeid", "wbnewsid"))
        return f"{host}{path.rpartition('/')[0]}/info/{tree}/{news}" if tree and news else super().document(url)

    def rows(self, page: TextResponse) -> Iterator[Row]:
        yield from rows_of(page.xpath("//li[not(.//li)] | //tr[not(.//tr or .//li)]"), page, link=_ARTICLE)

    def declared(self, page: TextResponse) -> Declared:
        text = " ".join(page.css("span.p_t ::text").getall())
        rows, place = _COUNTS.search(text), _PLACE.search(text)
        return Declared(rows=int(rows[1]) if rows else None, pages=int(place[1]) if place else None)

    def next_page(self, page: TextResponse, scan: ListScan) -> Request | None:  # noqa: ARG002
        onward = next_link(page)
        return Request(onward) if onward else None
