"""Epoint 新点 with ``EWB-FRONT``: a shell, a script that names the site, a list interface that answers JSON.

Recognised by ``/js/webBuilderCommon.js`` beside a list interface ``lightfrontaction`` or an address ``…?categorynum=``.

What it gets wrong: no page holds its own list, and the interface wants the ``siteGuid`` only that script tells; some installations
count pages from 0, others from 1, so 0 is asked first and what it repeats or lacks is no fault; the title is cut and marked up, the
whole one stands in ``realtitle``; of three addresses only one is filled; the shell shows the news of the day.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import JsonRequest, TextResponse
from w3lib.html import remove_tags
from w3lib.url import url_query_parameter

from crawler.cms.family import Declared, Family
from crawler.cms.rows import json_answer
from crawler.items import ListScan, Row

_COMMON = re.compile(r"/webBuilderCommon\.js(?:\?|$)")
_SITE = re.compile(r"siteInfo\s*=\s*(\{.*?\})", re.DOTALL)
_INTERFACE = "/rest/lightfrontaction/getgovinfolist"
_PAGE_SIZE = 20


class Epoint(Family):
    """Asks the shell's script for the site, then the interface page by page from 0."""

    def evidence(self, page: TextResponse) -> list[str]:
        common = _common_script(page)
        category = url_query_parameter(page.url, "categorynum")
        marks = [f"category {category} in the address"] if category else []
        marks += ["a list from lightfrontaction"] if "lightfrontaction" in page.text else []
        return [f"the script {common}", *marks] if common and marks else []

    def rows(self, page: TextResponse) -> Iterator[Row]:
        for entry in _custom(page).get("data") or ():
            url = entry.get("infourl") or entry.get("visiturl") or entry.get("linkurl")
            title = remove_tags(entry.get("realtitle") or entry.get("title") or "")
            if url:
                yield Row(page.urljoin(url.strip()), " ".join(title.split()), entry.get("infodate"))

    def declared(self, page: TextResponse) -> Declared:
        total = _custom(page).get("total")
        return Declared(rows=int(total) if total is not None else None)

    def next_page(self, page: TextResponse, scan: ListScan) -> Request | None:
        if json_answer(page) is not None:
            if page.request is None or not scan.lacks_rows:
                return None
            asked = json.loads(page.request.body)
            return JsonRequest(page.url, data=asked | {"pageIndex": asked["pageIndex"] + 1})
        if _COMMON.search(page.url):
            return _first(page, scan.list_url)
        common = _common_script(page)
        return Request(common) if common else None


def _common_script(page: TextResponse) -> str | None:
    """Return the address of the script that names the site."""
    sources = page.xpath("//script/@src").getall()
    return next((page.urljoin(source) for source in sources if _COMMON.search(source)), None)


def _first(script: TextResponse, list_url: str) -> Request | None:
    """Return the first request for rows: the site is told by the script, the category by the address of the list."""
    site = _SITE.search(script.text)
    told = dict(re.findall(r"[\"']?(\w+)[\"']?\s*:\s*[\"']([^\"']*)[\"']", site[1])) if site else {}
    if "siteGuid" not in told:
        return None
    asked: dict[str, str | int] = {"pageIndex": 0, "pageSize": _PAGE_SIZE, "siteGuid": told["siteGuid"]}
    asked |= {name: url_query_parameter(list_url, name) or "" for name in ("deptcode", "categorynum")}
    return JsonRequest(script.urljoin(told.get("projectName", "/EWB-FRONT") + _INTERFACE), data=asked)


def _custom(page: TextResponse) -> dict[str, Any]:
    """Return the part of an answer that holds rows and their number, empty for a page or a script."""
    answer = json_answer(page)
    return (answer.get("custom") or {}) if answer else {}
