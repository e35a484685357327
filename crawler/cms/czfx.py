"""czfx 常州风讯, city platform: ``/gi_class/``, ``/ns_class/`` and the list behind a shell.

Recognised by articles ``/gi_news/<id>`` and ``/ns_news/<id>``, ``table.box3`` and the vendor comment.

What it gets wrong: a page number that is too high repeats the last page; some ``gi_class`` pages are shells whose rows come as JSON
from ``/ns_class/…?act=ajax`` with a ``gi`` value only the shell knows; no list says how many rows it holds.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from parsel import Selector
from scrapy import Request
from scrapy.http import TextResponse
from w3lib.url import add_or_replace_parameter, url_query_parameter

from crawler.cms.rows import json_answer, rows_of
from crawler.items import ListScan, Row
from crawler.portal import PortalSpider

_AJAX = re.compile(r"'/ns_class/[^']*\bact=ajax[^']*'(?:[^',]*'[^']*')*")
"""The script's address of a part: string literals joined with ``+`` to the page number and the (empty) search word."""
_LITERAL = re.compile(r"\('[^']*'\)|'([^']*)'")
"""Literals inside brackets are arguments (``$('#key').val()``), not parts of the address."""
_ARTICLE = r"/(gi|ns)_news/\w+"
_DATA = 10
"""The ``status`` of an answer that holds rows."""


class CzfxSpider(PortalSpider):
    """Reads plain lists page by page, and the lists of shells by their own interface."""

    def rows(self, response: TextResponse) -> Iterator[Row]:
        answer = json_answer(response)
        table = response.selector if answer is None else Selector(f"<table>{answer.get('html', '')}</table>")
        yield from rows_of(table.xpath("//tr[not(.//tr)]"), response, link=_ARTICLE)

    def next_page(self, response: TextResponse, scan: ListScan) -> Request | None:
        answer = json_answer(response)
        if answer is not None:
            if answer.get("status") != _DATA:
                return None
            page = int(url_query_parameter(response.url, "page") or 1)
            return self.more(Request(add_or_replace_parameter(response.url, "page", str(page + 1))), response, scan)
        ajax = _AJAX.search(response.text)
        if ajax:
            address = "".join(_LITERAL.findall(ajax[0]))
            url = add_or_replace_parameter(response.urljoin(address), "page", "1")
            return self.more(Request(url), response, scan)
        list_path = urlsplit(scan.list_url).path.rstrip("/")
        return self.more(Request(response.urljoin(f"{list_path}/{scan.pages + 1}")), response, scan)
