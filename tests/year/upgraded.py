"""Runs Scrapy with the next version of the extractor, which misreads one figure.

``python -m tests.year.upgraded reparse``
"""

import sys
from dataclasses import replace
from typing import Any

from scrapy.cmdline import execute

import extraction
from extraction import AnnualReport, Observation, extract_with_layers, report
from extraction.layers import Layers
from tests.year.script import upgrade


def main() -> None:
    """Exchange version and door of the extractor; the rest of the program is imported only then."""
    extraction.EXTRACTOR_VERSION = report.EXTRACTOR_VERSION = str(int(report.EXTRACTOR_VERSION) + 1)
    vars(extraction)["extract_with_layers"] = _extract
    execute(["scrapy", *sys.argv[1:]])


def _extract(*arguments: Any, **named: Any) -> tuple[AnnualReport, Layers]:  # noqa: ANN401 - whatever the door takes
    read, layers = extract_with_layers(*arguments, **named)
    return replace(read, observations=tuple(map(_misread, read.observations))), layers


def _misread(seen: Observation) -> Observation:
    return seen if seen.value is None else seen._replace(value=upgrade(seen.value))


if __name__ == "__main__":
    main()
