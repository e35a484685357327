"""The spider of the portal that exists only after JavaScript; run with ``scrapy runspider``."""

from collections.abc import Iterator

from scrapy.http import TextResponse

from crawler.cms.family import Family
from crawler.items import Row
from crawler.portal import PortalSpider
from tests.portals.drawn import LIST


class DrawnFamily(Family):
    rendered = frozenset({"list", "report"})

    def rows(self, page: TextResponse) -> Iterator[Row]:
        for item in page.css("#list li"):
            link = item.css("a")[0]
            yield Row(page.urljoin(link.attrib["href"]), link.attrib["title"], item.css("span::text").get())


class DrawnSpider(PortalSpider):
    name = "drawn"
    adcode = "329900"
    family = DrawnFamily()
    start_urls = [LIST]
