"""UCAP 开普: static lists ``list.shtml``, ``list_2.shtml``, …, and lists that a script fetches as JSON.

Recognised by articles ``<yyyymm>/<32 hex>.shtml``, by ``createPageHTML`` with an element's id first and by the interface
``/common/search/<channel>``.

What it gets wrong: pages are counted from 1, unlike those of 拓尔思 under the same function; ``xxgk_lists.shtml`` and
``xxgk_navs.shtml`` are shells whose rows are in other columns; ``redirect_firstChannel.shtml`` only sends on to one of them; titles
in the JSON carry ``<em>``, addresses lack their scheme. Some portals name their articles as 拓尔思 does; then the pager decides.
"""

import re
from collections.abc import Iterator

from parsel import Selector
from scrapy import Request
from scrapy.http import TextResponse

from crawler.cms import trs
from crawler.cms.family import Declared, Family
from crawler.cms.pager import next_link, pager_call
from crawler.cms.rows import following, json_answer, own_links, rows_of
from crawler.items import ListScan, Row

_ARTICLE = r"/(?:19|20)\d{4}/(?:[0-9a-f]{32}|c\d+_\w+)\.s?html?(?:$|[?#])"
_INTERFACE = re.compile(
    r"['\"(]((?:https?:)?(?://)?[\w./-]*/(?:common/search|searchList|search)/)(?:([0-9a-f]{32}|\d{4,})\b)?"
)
_CHANNEL = re.compile(r"\bchannelId['\"]?\s*[:=]\s*['\"]?([0-9a-f]{32}|\d{4,})\b")
_QUESTION = "_isAgg=true&_isJson=true&_pageSize=20&_template=index&_rangeTimeGte=&_channelName=&page=1"
_SHELL = re.compile(r"/(?:\w+_)?(?:lists|navs?)\.shtml$")
_BELOW = re.compile(r"/(?:\w+_)?lists?\.shtml$")


class Ucap(Family):
    """Reads static pages, and the interface where a page names one."""

    def evidence(self, page: TextResponse) -> list[str]:
        call = pager_call(page)
        if call and not call.names_element:
            return []
        links = own_links(page, _ARTICLE)
        found = [f"links such as {links[0]}"] if links else []
        found += ["createPageHTML with an element first"] if call else []
        found += [f"a list fetched from {interface}"] if (interface := _interface(page)) else []
        return found

    def columns(self, page: TextResponse) -> Iterator[str]:
        """Return what the words name, and the lists below a shell."""
        yield from super().columns(page)
        if _is_shell(page):
            folder = page.url.rpartition("/")[0] + "/"
            below = (page.urljoin(href.strip()) for href in page.css("a::attr(href)").getall())
            yield from (url for url in below if url.startswith(folder) and _BELOW.search(url) and url != page.url)

    def rows(self, page: TextResponse) -> Iterator[Row]:
        answer = json_answer(page)
        if answer is None:
            elements = page.xpath("//li[not(.//li)] | //tr[not(.//tr or .//li)]")
            yield from rows_of(elements, page, link=f"{_ARTICLE}|{trs.ARTICLE}")
            return
        for entry in (answer.get("data") or {}).get("results") or []:
            title = " ".join(Selector(entry["title"]).xpath("string()").get("").split())
            yield Row(url=page.urljoin(entry["url"]), title=title, date=entry.get("publishedTimeStr"))

    def declared(self, page: TextResponse) -> Declared:
        answer = json_answer(page)
        if answer is not None:
            return Declared(rows=(answer.get("data") or {}).get("total"))
        call = pager_call(page)
        if call is None:
            return Declared(rows=0 if _is_shell(page) else None)
        return Declared(rows=call.rows, pages=call.pages)

    def next_page(self, page: TextResponse, scan: ListScan) -> Request | None:
        answer = json_answer(page)
        if answer is not None:
            ended = scan.declared_total is not None and len(scan.verdicts) >= scan.declared_total
            return None if ended else Request(following(page.url, "page"))
        call = pager_call(page)
        if call is None and (interface := _interface(page)):
            return Request(page.urljoin(interface))
        onward = next_link(page) or (call and call.following and page.urljoin(call.following))
        return Request(onward) if onward else None


def _interface(page: TextResponse) -> str | None:
    """Return the address of the first rows where a script fetches them; the channel may stand apart from the path."""
    for script in page.xpath("//script[not(@src)]/text()").getall():
        path = _INTERFACE.search(script)
        channel = path and (path[2] or ((stated := _CHANNEL.search(script)) and stated[1]))
        if path and channel:
            return f"{path[1]}{channel}?{_QUESTION}"
    return None


def _is_shell(page: TextResponse) -> bool:
    """Whether a page is of the kind that never holds rows itself."""
    return _SHELL.search(page.url) is not None and not page.xpath("//a/@href").re(_ARTICLE)
