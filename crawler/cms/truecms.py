"""TrueCMS (Nantong and its counties, Lianyungang): a list script derived from Hanweb's jpage.

Recognised by ``/truecms/messageController/getMessage.do`` as the proxy of that script, in either case; articles are
``<column>/content/<uuid>.html``.

What it gets wrong: the proxy is 404 without the column page as Referer, and refuses (404) or leaves empty a window larger than the
site allows, 50 on one and 20 on another, so that one screen is asked for at a time; the answer is JSONP around a ``<datastore>``;
some rows link by ``onclick`` only; on some sites the proxy is switched off, and only the first screen, which stands hidden in the
page, can be had: such a list ends partial.
"""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

from parsel import Selector
from scrapy import Request
from scrapy.http import TextResponse

from crawler.cms.datastore import STORE, calls, option, records, total
from crawler.cms.family import Declared, Family
from crawler.cms.rows import rows_of
from crawler.items import ListScan, Row

_PROXY = re.compile(r"/truecms/messageController/getMessage\.do", re.IGNORECASE)
_JSONP = re.compile(r"\s*(?:\w+\s*\()?\s*(\{.*\})\s*\)?\s*;?\s*", re.DOTALL)
_SCREEN = 10
"""Rows asked for where the page does not say how many it shows."""


class Truecms(Family):
    """Reads the first screen in the page, then asks the proxy screen by screen."""

    def evidence(self, page: TextResponse) -> list[str]:
        proxy = _PROXY.search(page.text)
        return [f"pages come from {proxy[0]}"] if proxy else []

    def columns(self, page: TextResponse) -> Iterator[str]:
        if _answer(page) is None:
            yield from super().columns(page)

    def rows(self, page: TextResponse) -> Iterator[Row]:
        # A script in the page makes records of the hidden rows, so that its text looks like a record and is none.
        hidden = page.css("#initData li")
        held = hidden or [Selector(record) for record in records(_store(page))]
        yield from rows_of(held, page, link=r"/content/|\.pdf$|\.docx?$")

    def declared(self, page: TextResponse) -> Declared:
        return Declared(rows=total(_store(page), _call(page)))

    def next_page(self, page: TextResponse, scan: ListScan) -> Request | None:
        call: str = page.meta.get("jpage") or _call(page)
        proxy, column = option(call, "proxyUrl"), option(call, "columnId")
        if proxy is None or column is None or not scan.lacks_rows:
            return None
        screen = int(option(call, "perPage") or _SCREEN)
        first = len(scan.verdicts) + 1
        window = {"startrecord": first, "endrecord": first + screen - 1, "perpage": screen, "contentTemplate": ""}
        return Request(
            page.urljoin(proxy) + "?" + urlencode(window | {"columnId": column, "callback": "cb"}),
            headers={"Referer": scan.list_url},
            meta={"jpage": call},
        )


def _answer(page: TextResponse) -> str | None:
    """Return what the proxy answered, None if this is a page; a proxy that has nothing to say answers with an empty string."""
    told = _JSONP.fullmatch(page.text)
    return None if told is None else str(json.loads(told[1]).get("result") or "")


def _store(page: TextResponse) -> str:
    answer = _answer(page)
    found = STORE.search(page.text if answer is None else answer)
    return found[0] if found else ""


def _call(page: TextResponse) -> str:
    """Return the options of the list whose pages the proxy serves."""
    return next((call for call in calls(page.text) if _PROXY.search(call)), "")
