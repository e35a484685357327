"""How large a report is in ``reports.db``, and how fast its figures are found: ``python -m benchmarks.database [--quick]``.

The first archive is crawled and read by the real code. The second is its database with the rows of its reports copied under new
keys, publishers by the hundred, for the time of a query.
"""

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from archive import Archive
from archive.reparse import reparse
from benchmarks.filled import filled
from benchmarks.measuring import Row, Spread, main

_SIZE_GOAL = 8000
_QUERY_GOAL = 10.0
_QUERIES = 40
_YEARS = 10
_FIGURES = "SELECT * FROM figures WHERE publisher = ?"


def rows(*, quick: bool = False) -> list[Row]:
    pages, reports = (40, 400) if quick else (300, 60_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        filled(folder, pages)
        archive = Archive.open(folder, Path(name) / "key.pem")
        reparse(archive)
        for database in ("main", "texts"):
            archive.database.execute(f"PRAGMA {database}.wal_checkpoint(TRUNCATE)")
        archive.close()
        each, texts = ((folder / file).stat().st_size / pages for file in ("reports.db", "texts.db"))
        shares = ", ".join(f"{table} {size / pages / 1000:.1f}" for table, size in tables(folder / "reports.db")[:7])
        multiply(folder / "reports.db", reports, pages)
        times = queries(folder / "reports.db", reports // _YEARS)
        size = (folder / "reports.db").stat().st_size / 1e6
    return [
        Row("reports.db per report of 200 figures, bytes", f"kB: {shares}", Spread.of([each]), _SIZE_GOAL),
        Row("… texts.db beside it", "bytes", Spread.of([texts])),
        Row(
            f"`figures` of one publisher among {reports:,} reports, ms",
            f"{size:.0f} MB",
            Spread(statistics.median(times), min(times), max(times)),
            _QUERY_GOAL,
        ),
    ]


def tables(path: Path) -> list[tuple[str, int]]:
    """Return the bytes of the pages of each table, its indexes with it, largest first."""
    connection = sqlite3.connect(path)
    found = connection.execute(
        "SELECT s.tbl_name, sum(d.pgsize) AS size FROM dbstat AS d JOIN sqlite_schema AS s USING (name)"
        " GROUP BY 1 ORDER BY 2 DESC"
    ).fetchall()
    connection.close()
    return found


def multiply(path: Path, reports: int, known: int) -> None:
    """Copy the rows of the reports under new keys until there are so many, ten years to a publisher."""
    connection = sqlite3.connect(path)
    keyed = {
        "request": ("request", "document", "url"),
        "fetch": ("capture", "request", "snapshot"),
        "reading": ("snapshot", "figure_set"),
        **dict.fromkeys(("figure_set", "place", "remark", "doubt"), ("figure_set",)),
    }
    connection.execute("CREATE TEMP TABLE number (n INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO number VALUES (?)", ((n,) for n in range(1, reports // known)))
    with connection:
        for table, keys in keyed.items():
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            chosen = ", ".join(_moved(column) if column in keys else column for column in columns)
            connection.execute(f"INSERT INTO {table} SELECT {chosen} FROM number, (SELECT * FROM {table} LIMIT -1)")  # noqa: S608
        connection.execute("CREATE TEMP TABLE nth AS SELECT snapshot, row_number() OVER () AS n FROM reading")
        connection.execute("CREATE INDEX nth_snapshot ON nth (snapshot)")
        connection.execute(
            "UPDATE reading SET (publisher, report_year) ="  # noqa: S608 - our own names
            f" (SELECT '示例市第' || (n / {_YEARS}) || '局', 2014 + n % {_YEARS} FROM nth WHERE nth.snapshot = reading.snapshot)"
        )
    connection.close()


def _moved(column: str) -> str:
    return f"{column} + n * 1048573" if column in {"request", "snapshot", "figure_set"} else f"{column} || '/' || n"


def queries(path: Path, publishers: int) -> list[float]:
    """Milliseconds of processor time of each query for all figures of a publisher, ten years of it."""
    archive = Archive.read(path.parent)
    chance = random.Random(2022)
    times = []
    for number in _sample(chance, publishers):
        start = time.process_time()
        found = archive.database.execute(_FIGURES, [f"示例市第{number}局"]).fetchall()
        times.append((time.process_time() - start) * 1000)
        if len(found) < 190 * _YEARS:
            raise SystemExit(f"{len(found)} figures of publisher {number}")
    archive.close()
    return times


def _sample(chance: random.Random, publishers: int) -> Iterable[int]:
    return chance.choices(range(1, publishers - 1), k=_QUERIES)


if __name__ == "__main__":
    main(rows, __doc__)
