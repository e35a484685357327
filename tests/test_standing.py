"""What is loaded when a crawl begins is out of the garbage collector's rounds until it ends, and no longer."""

import gc

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.spiders import Spider

from crawler.settings import EXTENSIONS
from crawler.standing import Standing


def test_what_stands_is_spared_as_long_as_the_crawl_lasts() -> None:
    assert "crawler.standing.Standing" in EXTENSIONS
    crawler = Crawler(Spider)
    standing = Standing.from_crawler(crawler)  # kept here: signals hold what they call weakly
    crawler.signals.send_catch_log(signals.engine_started)
    assert gc.get_freeze_count() > len(gc.get_objects()), standing
    crawler.signals.send_catch_log(signals.engine_stopped)
    assert gc.get_freeze_count() == 0
