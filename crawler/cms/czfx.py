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
from w3lib.url import add_or_replace_parameter

from crawler.cms.family import Family
from crawler.cms.rows import following, json_answer, own_links, rows_of
from crawler.items import ListScan, Row

_AJAX = re.compile(r"'/ns_class/[^']*\bact=ajax[^']*'(?:[^',]*'[^']*')*")
"""The script's address of a part: string literals joined with ``+`` to the page number and the (empty) search word."""
_LITERAL = re.compile(r"\('[^']*'\)|'([^']*)'")
"""Literals inside brackets are arguments (``$('#key').val()``), not parts of the address."""
_ARTICLE = r"/(gi|ns)_news/\w+"
_DATA = 10
"""The ``status`` of an answer that holds rows."""


class Czfx(Family):
    """Reads plain lists page by page, and the lists of shells by their own interface."""

    def evidence(self, page: TextResponse) -> list[str]:
        links = own_links(page, r"/(?:gi|ns)_(?:news|class)/\w+")
        found = [f"links such as {links[0]}"] if links else []
        return found + (["a list fetched from /ns_class/ by act=ajax"] if _AJAX.search(page.text) else [])

    def rows(self, page: TextResponse) -> Iterator[Row]:
        answer = json_answer(page)
        table = page.selector if answer is None else Selector(f"<table>{answer.get('html', '')}</table>")
        yield from rows_of(table.xpath("//tr[not(.//tr)]"), page, link=_ARTICLE)

    def next_page(self, page: TextResponse, scan: ListScan) -> Request | None:
        answer = json_answer(page)
        if answer is not None:
            if answer.get("status") != _DATA:
                return None
            return Request(following(page.url, "page"))
        ajax = _AJAX.search(page.text)
        if ajax:
            address = "".join(_LITERAL.findall(ajax[0]))
            url = add_or_replace_parameter(page.urljoin(address), "page", "1")
            return Request(url)
        list_path = urlsplit(scan.list_url).path.rstrip("/")
        return Request(page.urljoin(f"{list_path}/{scan.pages + 1}"))
