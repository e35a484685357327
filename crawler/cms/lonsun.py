"""LonSun 龙讯 "Ls": ``/public/column/<organisation>?…catId=…`` and ``/content/column/<id>``, paged by ``pageIndex``.

Recognised by the pager ``Ls.pagination({… pageCount: n …})``.

What it gets wrong: a page number that is too high answers with the last page; a catalogue without ``action=list`` is another list;
many rows, now and then all of them, lead to other portals, and are judged and not fetched.
"""

import re
from collections.abc import Iterator

from scrapy import Request
from scrapy.http import TextResponse
from w3lib.url import url_query_parameter

from crawler.cms.family import Declared, Family
from crawler.cms.rows import following, rows_of
from crawler.items import ListScan, Row

_PAGER = re.compile(r"\bLs\.pagination\(\{(.*?)\}\)", re.DOTALL)
_PAGES = re.compile(r"\bpageCount['\"]?\s*:\s*['\"]?(\d+)")
_LISTS = "ul.doc_list > li, ul.xxgk_nav_list > li"
_ARTICLE = r"^(?!#|javascript:)"
"""Any link: where it leads is judged by the walk."""


class Lonsun(Family):
    """Reads the pages of a list up to the number its pager gives."""

    def evidence(self, page: TextResponse) -> list[str]:
        return ["a pager Ls.pagination"] if _PAGER.search(page.text) else []

    def rows(self, page: TextResponse) -> Iterator[Row]:
        return rows_of(page.css(_LISTS), page, link=_ARTICLE)

    def declared(self, page: TextResponse) -> Declared:
        pager = _PAGER.search(page.text)
        pages = _PAGES.search(pager[1]) if pager else None
        return Declared(pages=int(pages[1]) if pages else None)

    def next_page(self, page: TextResponse, scan: ListScan) -> Request | None:
        number = int(url_query_parameter(page.url, "pageIndex") or 1)
        if scan.declared_pages is None or number >= scan.declared_pages:
            return None
        return Request(following(page.url, "pageIndex"))
