"""Spares the garbage collector what stands as long as the crawl does."""

import gc
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler


class Standing:
    """Takes what is loaded when a crawl begins (modules, patterns, codebook) out of the collector's rounds until it ends.

    Reading one page makes as many objects as start a round, and the collector would walk what stands again and again: half of what
    it costs, 0.5 ms of a page. Its rounds stay as frequent as they are, unlike those of a re-parse (`archive.collector`): what the
    network side leaves in rings would add ten megabytes.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        standing = cls()
        crawler.signals.connect(standing.begin, signals.engine_started)
        crawler.signals.connect(standing.end, signals.engine_stopped)
        return standing

    def begin(self) -> None:
        gc.collect()
        gc.freeze()

    def end(self) -> None:
        gc.unfreeze()
