"""Runs Scrapy on another day: ``python -m tests.year.clock 2023-01-05T01:00:00+00:00 crawl guangdong_lanwan``.

Only the clock is another one, and it ticks.
"""

import sys
from datetime import datetime

import time_machine
from scrapy.cmdline import execute


def main() -> None:
    with time_machine.travel(datetime.fromisoformat(sys.argv[1]), tick=True):
        execute(["scrapy", *sys.argv[2:]])


if __name__ == "__main__":
    main()
