"""Everything that has a goal, beside its floors and peers: ``python -m benchmarks [--quick]``.

Takes about twenty minutes on two idle cores and writes the table of ``docs/performance.md``; ``--quick`` takes one and only prints.
"""

import argparse
import os
import platform
import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import scrapy

from benchmarks import crawling, database, extraction, ledger, rereading, verify
from benchmarks.measuring import Row, markdown

DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"
_MARKED = re.compile(r"(<!-- measured: written by `python -m benchmarks` -->\n).*?(<!-- /measured -->)", re.DOTALL)
_BENCHMARKS = (crawling, extraction, rereading, database, ledger, verify)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few pages, one round: whether it runs, not what it costs")
    quick = parser.parse_args().quick
    rows: list[Row] = []
    for benchmark in _BENCHMARKS:
        found = benchmark.rows(quick=quick)
        print(markdown(found), flush=True)
        rows += found
    if not quick:
        written = f"{_conditions()}\n\n{markdown(rows)}\n"
        text = DOCUMENT.read_text("utf-8")
        DOCUMENT.write_text(_MARKED.sub(lambda marks: marks[1] + written + marks[2], text), "utf-8")
    raise SystemExit(any(row.verdict == "missed" for row in rows) and not quick)


def _conditions() -> str:
    software = f"Python {platform.python_version()}, Scrapy {scrapy.__version__}, SQLite {sqlite3.sqlite_version}"
    machine = f"{os.cpu_count()} cores {platform.machine()}"
    load = f"load average {os.getloadavg()[0]:.1f} at the end"
    return f"Measured on {datetime.now(UTC):%Y-%m-%d} with {software} on {machine}; {load}."


if __name__ == "__main__":
    main()
