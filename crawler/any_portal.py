"""``scrapy crawl any_portal``: a portal without a spider."""

from crawler.sought import SoughtPortalSpider


class AnyPortalSpider(SoughtPortalSpider):
    """Starts at a home page, a list or one known report (``-a url=…``), for the city with code ``-a adcode=…``."""

    name = "any_portal"

    def __init__(self, url: str, adcode: str, year: str | None = None, *, walks: bool = True) -> None:
        super().__init__(year)
        self.walks = walks
        self.adcode = adcode
        self.start_urls = [url]
