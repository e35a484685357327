"""The plan past these machines, checked once: ``python -m benchmarks.scale``.

Takes about ten minutes and writes two tables of ``docs/scale.md``. A ledger of a million visits to 170,000 reports of 300 portals
with 34 million figures is made up row by row; then the commands run on it as a user runs them. The model is arithmetic on what
``python -m benchmarks`` has measured (`MEASURED`).
"""

import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.changes import build
from benchmarks.measuring import python, used

DOCUMENT = Path(__file__).parent.parent / "docs" / "scale.md"
REPORTS, VISITS, PORTALS, FIGURES = 170_000, 6, 300, 200
_ONE_PUBLISHER = """
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute("SELECT * FROM figures WHERE publisher = '第7局'").fetchall()
assert len(rows) > 10_000, len(rows)
"""
_COMMANDS = ("reports --portal p07", "changes --portal p07", "timeliness --portal p07", "changes")


class Measured(NamedTuple):
    """Constants of the model, each of them a line of ``docs/performance.md`` or a count over the replicas."""

    lists: int = 3
    """Lists of a portal: reports of the government, of departments, a folder of old years."""
    list_fetches: float = 41
    """Visits to a list a year, by the rules of audit/revisit.py."""
    list_pages: float = 3
    fresh_fetches: float = 29.5
    """Visits to a report in its first year, and in each later one."""
    old_fetches: float = 13
    years: int = 10
    same: float = 0.4
    """Share of answers that say the page is the same (304, or the same bytes); the rest has another counter and is stored whole."""
    whole_bytes: int = 10_200
    """On the disk for an answer of 100 kB stored whole: WARC, log, row and reading."""
    same_bytes: int = 980
    """Of a visit that found nothing new; every fourth is sent the page again."""
    report_bytes: int = 10_000
    """Of a report's figures and words in the databases."""
    whole_ms: float = 11
    """Processor time of an answer that is stored, read and entered; and of one that is the same."""
    same_ms: float = 3.4
    reparse_ms: float = 7


MEASURED = Measured()
_PUBLISHERS = 50


def model(portals: int, known: Measured = MEASURED) -> list[str]:
    """Return a line of the table: what so many portals of fifty publishers cost in a year."""
    lists = known.lists * known.list_fetches * known.list_pages
    reports = _PUBLISHERS * (known.fresh_fetches + (known.years - 1) * known.old_fetches)
    captures = portals * (lists + reports)
    whole, same = captures * (1 - known.same), captures * known.same
    disk = whole * known.whole_bytes + same * known.same_bytes + portals * _PUBLISHERS * known.report_bytes
    hours = (whole * known.whole_ms + same * known.same_ms) / 3.6e6
    again = portals * _PUBLISHERS * known.years * known.reparse_ms / 3.6e6
    return [
        f"{portals:,}",
        f"{captures:,.0f}",
        f"{captures / portals / 365:.0f}",
        f"{disk / 1e9:,.1f} GB",
        f"{hours:,.1f}",
        f"{again:,.2f}",
        f"{captures / 365 / 86_400:.2f}",
    ]


def main() -> None:
    about = (
        "portals",
        "captures a year",
        "requests a day and host",
        "disk a year",
        "CPU-hours a year",
        "CPU-hours to read every report again",
        "captures a second, all day",
    )
    _write("model", about, [model(portals) for portals in (5, 300, 3000)])
    with tempfile.TemporaryDirectory() as folder:
        database, start = Path(folder) / "reports.db", time.process_time()
        build(Path(folder), REPORTS, VISITS, PORTALS, FIGURES)
        busy = time.process_time() - start
        entered = f"entering {REPORTS * VISITS:,} visits and {REPORTS * FIGURES / 1e6:.0f} million figures"
        checked = [[entered, f"{busy:.0f} s", "", f"{database.stat().st_size / 1e9:.2f} GB on disk"]]
        checked.append(["figures of one publisher of each portal", *_used("-c", _ONE_PUBLISHER, str(database))])
        for command in _COMMANDS:
            where = ("--csv", "-s", f"ARCHIVE_DIR={folder}")
            checked.append([f"`scrapy {command}`", *_used("-m", "scrapy", *command.split(), *where)])
            print(checked[-1], flush=True)
    _write("check", ("job", "processor time", "on the clock", "peak memory"), checked)


def _used(*arguments: str) -> tuple[str, str, str]:
    start = time.perf_counter()
    usage = used(python(*arguments))
    return f"{usage.cpu:.1f} s", f"{usage.ended - start:.1f} s", f"{usage.rss / 2**20:.0f} MB"


def _write(mark: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    lines = [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows)]
    marked = re.compile(
        rf"(<!-- {mark}: written by `python -m benchmarks.scale` -->\n).*?(<!-- /{mark} -->)", re.DOTALL
    )
    text = DOCUMENT.read_text("utf-8")
    DOCUMENT.write_text(marked.sub(lambda marks: marks[1] + "\n".join(lines) + "\n" + marks[2], text), "utf-8")


if __name__ == "__main__":
    main()
