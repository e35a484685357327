"""Reading list pages: what several families share."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from parsel import Selector
from scrapy.http import TextResponse
from w3lib.url import add_or_replace_parameter, url_query_parameter

from crawler.items import Row
from extraction.folding import fold

_QUOTED = re.compile(r"""['"]([^'"\s]+)['"]""")
_DATE = re.compile(r"(?:20)?\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?")


def json_answer(page: TextResponse) -> dict[str, Any] | None:
    """Return the JSON object a list interface answered, None for a page; portals send both as ``text/html``.

    Raises ValueError if it begins as an object and is none.
    """
    return json.loads(page.text) if page.text.lstrip().startswith("{") else None


def rows_of(elements: Iterable[Selector], page: TextResponse, *, link: str) -> Iterator[Row]:
    """Yield a row for each list element that holds a link whose address contains one of the words in ``link`` (a regex).

    A link is an ``href``, or an address in quotes in an ``onclick``. The title comes from the ``title`` attribute, because the
    text is often cut with an ellipsis, and never includes a date that stands inside the anchor. The first link that fits wins:
    categories in front of it lead elsewhere.
    """
    for element in elements:
        links = ((a, address) for a in element.css("a[href], [onclick]") for address in _addresses(a))
        anchor, address = next((found for found in links if re.search(link, found[1])), (None, ""))
        if anchor is None:
            continue
        text = "".join(anchor.xpath(".//text()").getall())
        title = anchor.attrib.get("title", "").strip() or _DATE.sub("", text).strip(" \r\n\t·[]")
        yield Row(url=page.urljoin(address), title=" ".join(title.split()), date=_last_date(element, anchor))


def _addresses(anchor: Selector) -> list[str]:
    return [anchor.attrib.get("href", "").strip(), *_QUOTED.findall(anchor.attrib.get("onclick", ""))]


def _last_date(element: Selector, anchor: Selector) -> str | None:
    """Return the date printed last in a row: dates inside the title come before it."""
    title_length = len("".join(anchor.xpath(".//text()").getall()))
    found = _DATE.findall("".join(element.xpath(".//text()").getall()))
    in_title = len(_DATE.findall(anchor.attrib.get("title", ""))) if title_length else 0
    return found[-1] if len(found) > in_title else None


def following(url: str, parameter: str, first: int = 1) -> str:
    """Return the address with the number in ``parameter`` raised by one; where it is absent, the page is number ``first``.

    >>> following("https://a.gov.cn/list?page=3", "page"), following("https://a.gov.cn/list", "pageIndex")
    ('https://a.gov.cn/list?page=4', 'https://a.gov.cn/list?pageIndex=2')
    """
    number = int(url_query_parameter(url, parameter) or first)
    return add_or_replace_parameter(url, parameter, str(number + 1))


def links_named(page: TextResponse, name: re.Pattern[str]) -> Iterator[str]:
    """Yield the absolute address of every link whose whole text, folded, matches ``name``."""
    for anchor in page.css("a[href]"):
        if name.fullmatch(fold("".join(anchor.xpath(".//text()").getall()))):
            yield page.urljoin(anchor.attrib["href"].strip())


def own_links(page: TextResponse, address: str) -> list[str]:
    """Return what matches ``address`` (a regex) in the links to the page's own host: menus lead to portals of other families."""
    host = urlsplit(page.url).netloc
    links = (page.urljoin(href.strip()) for href in page.xpath("//a/@href").getall())
    return [found[0] for link in links if urlsplit(link).netloc == host and (found := re.search(address, link))]
