"""Hanweb jpaas 集约化平台: a tree of folders (year × group) whose lists come from a unit interface.

Recognised by ``<script parsetype="bulidstatic" url="…/jpaas-publish-server/front/page/build/unit" querydata="{…}">``; articles are
``…/art/<yyyy>/art_<32 hex>.html``, and the misspelt value is the real one.

What it gets wrong: the page number counts only inside ``paramJson``; a page holds one such script per list, news boxes among them;
year folders are spelt ``2022n`` and ``2024``; the same article answers on other hosts of the group, so the hex id is the document.
"""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

from parsel import Selector
from scrapy import Request
from scrapy.http import TextResponse
from w3lib.url import add_or_replace_parameter

from crawler.cms.family import Declared, Family
from crawler.cms.rows import json_answer, rows_of
from crawler.items import ListScan, Row

_ARTICLE = re.compile(r"art_([0-9a-f]{32})")
_PAGER = re.compile(r"class=['\"]pagination['\"][^>]*")


class HanwebJpaas(Family):
    """Walks every folder below the start column, and the list of each."""

    def evidence(self, page: TextResponse) -> list[str]:
        unit = page.xpath("//script[@querydata]/@url").get()
        return [f"list units come from {unit}"] if unit and "jpaas" in unit else []

    def document(self, url: str) -> str:
        article = _ARTICLE.search(url)
        return article[0] if article else super().document(url)

    def columns(self, page: TextResponse) -> Iterator[str]:
        """Return the folders below this one, and this page's own lists."""
        if json_answer(page) is not None:
            return
        folder = page.url.rpartition("/")[0] + "/"
        for href in page.css("a::attr(href)").getall():
            url = page.urljoin(href.strip())
            below = url.startswith(folder) and len(url) > len(folder)
            if below and urlsplit(url).path.endswith(("/index.html", "/")) and url != page.url:
                yield url
        yield from super().columns(page)
        yield from _unit_requests(page)

    def rows(self, page: TextResponse) -> Iterator[Row]:
        if fragment := _fragment(page):
            yield from rows_of(Selector(fragment).css("li, tr, p"), page, link=r"art_|/art/|\.pdf|\.docx?")

    def declared(self, page: TextResponse) -> Declared:
        fragment = _fragment(page)
        return Declared() if fragment is None else Declared(rows=_pager(fragment).get("count", 0))

    def next_page(self, page: TextResponse, scan: ListScan) -> Request | None:
        fragment = _fragment(page)
        if fragment is None or scan.declared_total is None or len(scan.verdicts) >= scan.declared_total:
            return None
        rows = _pager(fragment).get("rows", 15)
        position = json.dumps({"pageNo": scan.pages + 1, "pageSize": rows}, separators=(",", ":"))
        # The interface answers only to the column page it stands on, also for later pages.
        referer = {"Referer": page.request.headers.get("Referer")} if page.request else {}
        url = add_or_replace_parameter(page.url, "paramJson", position)
        return Request(url, headers=referer)


def _unit_requests(page: TextResponse) -> Iterator[str]:
    """Yield the address of each list unit on a page; where units are named, only those that are lists of information."""
    units = []
    for script in page.xpath("//script[@querydata]"):  # the parser has lower-cased the name
        parameters = json.loads(script.attrib["querydata"].replace("'", '"'))
        units.append((str(parameters.get("tagId", "")), f"{script.attrib['url']}?{urlencode(parameters)}"))
    lists = [unit for unit in units if "列表" in unit[0]] or units
    for _, url in lists:
        yield page.urljoin(url)


def _fragment(page: TextResponse) -> str | None:
    """Return the HTML inside a unit's answer, empty if it reports no data; None if this is no answer of a unit."""
    answer = json_answer(page)
    return None if answer is None else (answer.get("data") or {}).get("html") or ""


def _pager(fragment: str) -> dict[str, int]:
    """Return the numbers of the fragment's pager: ``rows`` a page, ``count`` in all."""
    found = _PAGER.search(fragment)
    return {name: int(value) for name, value in re.findall(r"(\w+)=['\"](\d+)['\"]", found[0])} if found else {}
