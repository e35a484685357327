"""Hanweb 大汉 jcms with the ``jpage`` list, in its three generations.

Recognised by a list script whose proxy is ``…/jpage/dataproxy.jsp``, and by the first rows in the page: an array ``InitData<unit>``
(first generation) or a ``<script type="text/xml"><datastore>``. Columns are ``/col/col<id>/index.html``, articles
``/art/<y>/<m>/<d>/art_<column>_<id>.html``.

What it gets wrong: each report year is a column of its own, so a fixed column goes stale every January; the path of the proxy that
serves the further rows differs from host to host and a guess is 404; some hosts ignore ``startrecord`` and count only ``page``; a
page may hold several lists; ``?pageNum=`` in the address changes nothing; some columns only send a browser on, by script.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from parsel import Selector
from scrapy import FormRequest, Request
from scrapy.http import TextResponse
from w3lib.url import add_or_replace_parameter, url_query_parameter

from crawler.cms.datastore import STORE, array, calls, option, records, total
from crawler.cms.family import Declared, Family
from crawler.cms.rows import following, links_named, rows_of
from crawler.items import ListScan, Row

_REPORT_COLUMN = re.compile(r"(政府)?信息公开(工作)?(年度报告|年报)")
_YEAR_COLUMN = re.compile(r"20\d\d年?度?")
_PROXY = re.compile(r"/module/(?:\w+/)*jpage/dataproxy\.jsp")
_NEXT_GROUP = re.compile(r"<nextgroup><!\[CDATA\[.*?href=\"([^\"]+)\"", re.DOTALL)
_COLUMN_ID = re.compile(r"/col/col(\d+)/")


class HanwebJpage(Family):
    """Starts at any year's column: the breadcrumb leads to the parent column, and that to every other year."""

    def evidence(self, page: TextResponse) -> list[str]:
        proxy, column = _PROXY.search(page.text), _COLUMN_ID.search(page.url)
        if proxy is None or (column and f"divid=div{column[1]}" in page.text):
            return []  # or a box of news beside the column's own list, which the xxgk module loads
        return [f"pages come from {proxy[0]}"] + (["rows in a <datastore>"] if STORE.search(page.text) else [])

    def columns(self, page: TextResponse) -> Iterator[str]:
        if _COLUMN_ID.search(page.url):
            yield from links_named(page, _REPORT_COLUMN)
            yield from links_named(page, _YEAR_COLUMN)

    def rows(self, page: TextResponse) -> Iterable[Row]:
        held = records(_datastore(page)) or array(page.text, option(_call(page), "dataStore") or "")
        return rows_of((Selector(record) for record in held), page, link=r"/art/|downfile|/attach/")

    def declared(self, page: TextResponse) -> Declared:
        return Declared(rows=total(_datastore(page), _call(page)))

    def next_page(self, page: TextResponse, scan: ListScan) -> Request | None:
        if scan.declared_total is not None and len(scan.verdicts) >= scan.declared_total:
            return None
        if url_query_parameter(page.url, "page") is not None:
            return Request(following(page.url, "page"))
        proxy = _NEXT_GROUP.search(_datastore(page))
        if proxy:
            # The rows in the page itself are what the proxy calls its first page.
            url = page.urljoin(proxy[1].replace("&amp;", "&"))
            return Request(add_or_replace_parameter(url, "page", "2"))
        return self._window(page, scan)

    def _window(self, page: TextResponse, scan: ListScan) -> Request | None:
        """Ask the proxy for the window of records after those seen: the older form, which knows no pages."""
        call: str = page.meta.get("jpage") or _call(page)
        proxy = option(call, "proxyUrl")
        if proxy is None:
            return None
        per_page, pages = int(option(call, "perPage") or 15), int(option(call, "groupSize") or 3)
        first = len(scan.verdicts) + 1
        bounds = {"startrecord": first, "endrecord": first + pages * per_page - 1, "perpage": per_page}
        names = ("col", "appid", "webid", "path", "columnid", "unitid", "webname", "permissiontype")
        form = {"sourceContentType": "1"} | {name: value for name in names if (value := option(call, name)) is not None}
        request = FormRequest(page.urljoin(proxy) + "?" + urlencode(bounds), formdata=form)
        request.meta["jpage"] = call
        return request


def _datastore(page: TextResponse) -> str:
    """Return the datastore of the list that belongs to the column: a page may hold several."""
    stores: list[str] = STORE.findall(page.text)
    column = _COLUMN_ID.search(page.url)
    if column and len(stores) > 1:
        own = [store for store in stores if f"columnid={column[1]}" in store or f"art_{column[1]}_" in store]
        stores = own or stores
    return stores[0] if stores else ""


def _call(page: TextResponse) -> str:
    """Return the options of the script call that pages this column's list."""
    found = calls(page.text)
    column = _COLUMN_ID.search(page.url)
    own = [call for call in found if column and option(call, "columnid") == column[1]]
    return (own or found or [""])[0]
