"""The 政府信息公开平台 of Guangdong, ``gkmlpt``: one page for all lists, told apart by what follows ``#`` in the address.

Recognised by an address below ``/gkmlpt/`` and the ``SID`` of the site in its script; the rest of the portal is another system.

What it gets wrong: the server never sees the category, so it is read from the address asked for; the list interface needs the
SID, and another site's SID is an empty list; dates are seconds since 1970, a day early if read as UTC; departments have the same
platform under a prefix, with a SID of their own; several hosts answer by http only.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from scrapy import Request
from scrapy.http import TextResponse

from archive.beijing import BEIJING
from crawler.cms.columns import asked_address
from crawler.cms.family import Declared, Family
from crawler.cms.rows import following, json_answer
from crawler.items import ListScan, Row

_SID = re.compile(r"""\bSID["']?\s*:\s*["'](\d+)["']""")
_PLATFORM = "/gkmlpt/"


class Gkmlpt(Family):
    """Reads the list of a category by its interface; the first page is 1."""

    def evidence(self, page: TextResponse) -> list[str]:
        sid = _SID.search(page.text)
        return [f"SID {sid[1]} on a page below {_PLATFORM}"] if sid and _PLATFORM in page.url else []

    def rows(self, page: TextResponse) -> Iterator[Row]:
        for article in (json_answer(page) or {}).get("articles") or ():
            url = article.get("url") or article.get("post_url")
            if url:
                yield Row(page.urljoin(url), " ".join(article["title"].split()), _day(article))

    def declared(self, page: TextResponse) -> Declared:
        return Declared(rows=(json_answer(page) or {}).get("total"))

    def next_page(self, page: TextResponse, scan: ListScan) -> Request | None:
        if json_answer(page) is not None:
            return Request(following(page.url, "page")) if scan.lacks_rows else None
        sid, category = _SID.search(page.text), urlsplit(asked_address(page)).fragment
        if sid is None or not category.isdigit():
            return None
        prefix = page.url.partition(_PLATFORM)[0]
        return Request(f"{prefix}{_PLATFORM}api/all/{category}?{urlencode({'page': 1, 'sid': sid[1]})}")


def _day(article: dict[str, object]) -> str | None:
    """Return the day of publication in Beijing."""
    seconds = article.get("display_publish_time") or article.get("create_time")
    return f"{datetime.fromtimestamp(int(str(seconds)), BEIJING):%Y-%m-%d}" if seconds else None
