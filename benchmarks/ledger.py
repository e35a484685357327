"""One capture among a million, and the memory of a crawl of 100,000: ``python -m benchmarks.ledger [--quick]``.

The million rows are copies of real ones under new keys and addresses, all leading to real records. The crawl is the real
writing code, fed with pages of 4 kB so that it ends before tomorrow.
"""

import random
import sqlite3
import tempfile
import time
from pathlib import Path

from archive import Archive
from archive.capture_rows import enter_capture
from benchmarks.filled import begun, exchanges, filled
from benchmarks.measuring import Row, Spread, main, python, used

_ACCESS_GOAL = 5.0
_GROWTH_GOAL = 1.1
_PAGES = 200
_READS = 300
_SMALL = 4000
_GROUP = 8
_PAGE_SIZE = 4096


def rows(*, quick: bool = False) -> list[Row]:
    ledger, captures = (10_000, 2_000) if quick else (1_000_000, 100_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        filled(folder, _PAGES)
        multiply(folder / "reports.db", ledger // _PAGES)
        times = reads(folder, ledger)
        sampled = used(
            python("-c", f"from benchmarks.ledger import *; crawl(Path({name!r}) / 'many' / 'data', {captures})")
        )
    memory = [int(size) for size in sampled.output.split()]
    growth = memory[-1] / memory[len(memory) // 10]
    return [
        Row(f"one capture among {ledger:,}, row and payload, ms", "by its address", Spread.of(times), _ACCESS_GOAL),
        Row(
            f"memory of a run of {captures:,} captures, end against a tenth",
            f"{memory[-1] / 2**20:.0f} MiB",
            Spread.of([growth]),
            _GROWTH_GOAL,
        ),
    ]


def multiply(path: Path, times: int) -> None:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    rows = [dict(row) for row in connection.execute("SELECT *, 0 AS took FROM capture")]
    with connection:
        for number in range(1, times):
            for row in rows:
                named = {name: f"{row[name]}/{number}" for name in ("capture", "url", "document")}
                enter_capture(connection, {**row, **named})
    connection.close()


def reads(folder: Path, ledger: int) -> list[float]:
    """Milliseconds from an address to the bytes of its page."""
    chance = random.Random(2022)
    archive = Archive.read(folder)
    times = []
    for _ in range(_READS):
        number = chance.randrange(_PAGES)
        copy = chance.randrange(1, ledger // _PAGES)
        start = time.perf_counter()
        capture = archive.latest(f"http://www.example.gov.cn/{number}.html/{copy}")
        page = archive.entity(capture) if capture is not None else b""
        times.append((time.perf_counter() - start) * 1000)
        if not page.endswith(b"<!-- %d -->" % number):
            raise SystemExit(f"not page {number}")
    archive.close()
    return times


def crawl(folder: Path, count: int) -> None:
    """Capture so many pages and print the resident memory at each hundredth of them."""
    folder.parent.mkdir(parents=True)
    archive, run = begun(folder)
    for number, exchange in enumerate(exchanges(count, _SMALL), 1):
        run.stage(exchange, {"role": "report", "document": exchange.url})
        if number % _GROUP == 0:
            run.commit()
        if number % (count // 100) == 0:
            print(int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_SIZE)
    run.finish("finished")
    archive.close()


if __name__ == "__main__":
    main(rows, __doc__)
