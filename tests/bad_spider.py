"""Walks one list on every host it is given; run with ``scrapy runspider``."""

from collections.abc import Iterable

from scrapy import Request
from scrapy.http import TextResponse

from crawler.cms.family import Declared, Family
from crawler.items import ListScan, Row
from crawler.portal import PortalSpider

DOMAIN = "bad.gov.cn"


class PlainFamily(Family):
    """A list of links, ``a.next``, and what the list says of itself in ``data-rows``."""

    def rows(self, page: TextResponse) -> Iterable[Row]:
        for anchor in page.css("li > a"):
            yield Row(page.urljoin(anchor.attrib["href"]), "".join(anchor.css("*::text").getall()), None)

    def columns(self, page: TextResponse) -> Iterable[str]:
        return [page.urljoin(href) for href in page.css("a.column::attr(href)").getall()]

    def next_page(self, page: TextResponse, scan: ListScan) -> Request | None:  # noqa: ARG002
        href = page.css("a.next::attr(href)").get()
        return page.follow(href) if href else None

    def declared(self, page: TextResponse) -> Declared:
        rows = page.css("[data-rows]::attr(data-rows)").get()
        return Declared(rows=int(rows) if rows else None)


class BadSpider(PortalSpider):
    name = "bad"
    adcode = "000000"
    family = PlainFamily()
    allowed_domains = [DOMAIN]
    scheme = "http"  # nothing of it answers on HTTPS

    def __init__(self, hosts: str) -> None:
        super().__init__()
        self.start_urls = [f"http://{host}.{DOMAIN}/list" for host in hosts.split(",")]
