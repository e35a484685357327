"""How we crawl: from a portal's lists to captured report pages.

::

    spiders/<portal>.py      ten lines: where to start
      crawler/cms/<family>   how the vendor's lists are read and paged
        crawler/portal.py    walks lists to their end, judges every row, keeps the account (ListScan)
    crawler/wire.py          download handler: keeps the exact bytes of every exchange before anyone parses them
    crawler/recorder.py      the run's archive, shared by the download handler and the pipelines
"""
