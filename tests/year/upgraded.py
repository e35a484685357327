"""Runs Scrapy with the next version of the extractor, which misreads one figure: ``python -m tests.year.upgraded reparse``."""

import sys

from scrapy.cmdline import execute

import extraction
from extraction import contents, report, tables, values
from tests.year.script import upgrade


def main() -> None:
    extraction.EXTRACTOR_VERSION = report.EXTRACTOR_VERSION = str(int(report.EXTRACTOR_VERSION) + 1)
    vars(tables)["read"] = _read
    vars(contents)["recall"] = lambda _: None  # which knows plain numbers without reading them
    execute(["scrapy", *sys.argv[1:]])


def _read(raw: str) -> values.Reading:
    read = values.read(raw)
    return read if read.value is None else read._replace(value=upgrade(read.value))


if __name__ == "__main__":
    main()
