"""NFCMS 南方, the other half of Guangdong's portals (beside ``gkmlpt``): folders of static pages.

Recognised by articles ``<folder>/content/post_<id>.html`` (``mpost_`` on the mobile skin).

What it gets wrong: an article lies in the folder of whoever posted it, so its address says nothing about the list it stands in; the
same article answers as ``post_`` and ``mpost_``. How later pages are numbered is not established, so the link 下一页 is followed.
"""

import re
from collections.abc import Iterator

from scrapy import Request
from scrapy.http import TextResponse

from crawler.cms.family import Family
from crawler.cms.pager import next_link
from crawler.cms.rows import own_links, rows_of
from crawler.items import ListScan, Row

_ARTICLE = re.compile(r"/content/m?(post_\d+)\.html")


class Nfcms(Family):
    """Reads one folder page by page, by its links."""

    def evidence(self, page: TextResponse) -> list[str]:
        links = own_links(page, _ARTICLE.pattern)
        return [f"links such as {links[0]}"] if links else []

    def document(self, url: str) -> str:
        """Return host and number of the post: the numbers are given out once per portal."""
        post = _ARTICLE.search(url)
        return f"{url.split('/')[2]}/{post[1]}" if post else super().document(url)

    def rows(self, page: TextResponse) -> Iterator[Row]:
        yield from rows_of(page.xpath("//li[not(.//li)] | //tr[not(.//tr or .//li)]"), page, link=_ARTICLE.pattern)

    def next_page(self, page: TextResponse, scan: ListScan) -> Request | None:  # noqa: ARG002
        onward = next_link(page)
        return Request(onward) if onward else None
