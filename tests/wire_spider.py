"""Asks a `ShapeServer` for every shape; run with ``scrapy runspider``."""

from collections.abc import AsyncIterator

from scrapy import Request, Spider
from scrapy.http import Response


class ShapeSpider(Spider):
    name = "shapes"
    adcode = "000000"
    custom_settings = {
        "ROBOTSTXT_OBEY": False,
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
        "ITEM_PIPELINES": {},
        "DOWNLOADER_MIDDLEWARES": {},
        "BACKOFF_PAUSE": 0,
    }
    base: str
    shapes: str

    async def start(self) -> AsyncIterator[Request]:
        for shape in self.shapes.split(","):
            meta = {"handle_httpstatus_all": True, "dont_redirect": True, "dont_retry": True}
            yield Request(f"{self.base}/{shape}", meta=meta, errback=self.failed, dont_filter=True)

    def parse(self, response: Response) -> None:
        pass

    def failed(self, failure: object) -> None:
        pass
