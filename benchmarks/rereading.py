"""`scrapy reparse` on one worker against a floor that reads only the tables: ``python -m benchmarks.rereading [--quick]``.

The floor inflates each record with zlib, parses the page with lxml, walks every table cell by cell and inserts 200 rows of text.
"""

import sqlite3
import tempfile
import time
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import lxml.etree
import lxml.html

from archive import Archive
from archive.reparse import reparse
from archive.workers import processes
from benchmarks.filled import filled
from benchmarks.measuring import Row, Spread, main, python, rounds, used

GOAL = 2.2
TWO_GOAL = 0.59
"""1.7 times as fast, two cores given."""
_FIGURES = 200
_READ = 1 << 16
_TABLE = """
CREATE TABLE figure (page INTEGER, label TEXT, position INTEGER, value TEXT, raw TEXT, PRIMARY KEY (page, position)) WITHOUT ROWID
"""


def rows(*, quick: bool = False) -> list[Row]:
    pages, count = (60, 1) if quick else (200, 3)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        filled(folder, pages)
        taken = rounds({"floor": partial(floor, folder, Path(name)), "reparse": partial(again, folder)}, count)
        peaks = [
            used(python("-c", f"from benchmarks.rereading import *; again(Path({str(place)!r}))")).rss
            for place in (folder, _fewer(Path(name), pages // 4, "fewer"))
        ]
        shares = [_share(_fewer(Path(name), pages * 8, "many")) for _ in range(count)]
    floors, ours = ([seconds / pages * 1000 for seconds in taken[job]] for job in ("floor", "reparse"))
    return [
        Row("floor: inflate, parse, walk tables, insert", f"{Spread.of(floors).median:.2f} ms"),
        Row("re-parse, one worker", f"{Spread.of(ours).median:.2f} ms", Spread.ratio(ours, floors), GOAL),
        Row(
            "… peak of its memory, MiB",
            f"{peaks[1] >> 20} MiB at a quarter of the pages",
            Spread.of([peaks[0] / 2**20]),
            150,
        ),
        Row("… two workers, their time on the clock to one's", f"{pages * 8} pages", Spread.of(shares), TWO_GOAL),
    ]


def _fewer(place: Path, pages: int, name: str) -> Path:
    folder = place / name / "data"
    if not folder.exists():
        filled(folder, pages)
    return folder


def _share(folder: Path) -> float:
    """Return the time two workers take on the clock, as a share of what one takes."""
    one, two = (again(folder, workers) for workers in (1, 2))
    return two / one


def again(folder: Path, workers: int = 1) -> float:
    """Read an archive into an empty database; return the seconds on the clock after the ledger was there again."""
    for view in folder.glob("*.db*"):
        view.unlink()
    archive = Archive.open(folder, folder.with_name("key.pem"))
    start = time.perf_counter()
    with processes(workers) as pool:
        if damages := reparse(archive, executor=pool, workers=workers):
            raise SystemExit(str(damages[0]))
    passed = time.perf_counter() - start
    archive.close()
    return passed


def floor(folder: Path, place: Path) -> None:
    (place / "floor.db").unlink(missing_ok=True)
    database = sqlite3.connect(place / "floor.db")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute(_TABLE)
    for page, block in enumerate(_responses(folder)):
        tree = lxml.html.fromstring(block.split(b"\r\n\r\n", 2)[2])
        found = []
        for table in tree.iter("table"):
            for row in table.iter("tr"):
                cells = [_text(cell) for cell in row if cell.tag in {"td", "th"}]
                found += [(page, cells[0], cell) for cell in cells[1:]]
        with database:
            many = [(page, label, no, cell, cell) for no, (page, label, cell) in enumerate(found[:_FIGURES])]
            database.executemany("INSERT INTO figure VALUES (?, ?, ?, ?, ?)", many)
    database.close()


def _text(cell: lxml.html.HtmlElement) -> str:
    return lxml.etree.tostring(cell, method="text", encoding="unicode", with_tail=False).strip()


def _responses(folder: Path) -> Iterator[bytes]:
    for path in sorted((folder / "warc").iterdir()):
        unpacker, parts = zlib.decompressobj(31), []
        with path.open("rb") as stream:
            while data := stream.read(_READ):
                while data:
                    parts.append(unpacker.decompress(data))
                    data = unpacker.unused_data
                    if unpacker.eof:
                        record, unpacker, parts = b"".join(parts), zlib.decompressobj(31), []
                        if record.startswith(b"WARC/1.1\r\nWARC-Type: response"):
                            yield record


if __name__ == "__main__":
    main(rows, __doc__)
