"""One WARC file under examination: its bytes against the log, its records against themselves, its rows against its records."""

import sqlite3
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.database import memory_database, open_database
from archive.ledger import DAMAGED_ANSWER, Ledger
from archive.segment import OPEN_SUFFIX
from archive.stretch import Stretch, closes_group, stretches
from archive.warc import Hole, scan


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it was written."""

    file: str
    offset: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}, offset {self.offset}: {self.text}"


@dataclass(slots=True)
class Inspected:
    """What the examination of one file found; plain data, so that it can be kept between runs and sent between processes."""

    file: str
    records: int = 0
    captures: int = 0
    """Rows of ``reports.db`` that are what the file says."""
    others: list[str] = field(default_factory=list)
    """Ids of the scans and of the decisions about hosts in this file."""
    problems: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Inspected":
        return cls(**{**data, "problems": [Problem(**one) for one in data["problems"]]})


def inspect(folder: Path, path: Path, places: Sequence[tuple[int, int]], *, with_rows: bool) -> Inspected:
    """Read one file to its end. ``places`` is where its entries stand in the log; without any, the log is not asked.

    What a killed crawl left at the end of a file that is not sealed is no problem: the next start cuts it off or enters it.
    """
    unfinished = path.suffix == OPEN_SUFFIX
    found = Inspected(path.name.removesuffix(OPEN_SUFFIX))
    database = memory_database()
    known = open_database(folder / "reports.db", read_only=True) if with_rows else None
    ledger = Ledger(database, found.file, known)
    holes: list[Hole] = []
    ends: list[int] = []
    with database.conn:
        for seen in scan(path):
            if isinstance(seen, Hole):
                holes.append(seen)
                continue
            offset, length, record = seen
            found.records += 1
            ledger.enter_one(record, offset, length)
            if closes_group(record):
                ends.append(offset + length)
    size = path.stat().st_size
    whole = ends[-1] if ends else 0
    if unfinished:
        holes = [hole for hole in holes if hole.offset < whole]
    elif whole < size:
        ends.append(size)
    found.problems += [
        Problem(found.file, hole.offset, f"{hole.length} bytes are no record ({hole.reason}).") for hole in holes
    ]
    if places:
        expected = _expected(folder, places)
        actual = list(stretches(path, ends))
        found.problems += _compare(found.file, expected, actual, holes)
        if not unfinished:
            found.problems += _added(found.file, expected, actual)
    if known is not None:
        _compare_rows(known, database.conn, found, unfinished=unfinished)
        known.close()
    database.close()
    found.problems.sort(key=lambda problem: problem.offset)
    return found


def _expected(folder: Path, places: Sequence[tuple[int, int]]) -> list[Stretch]:
    expected = {}
    with (folder / "log" / "leaves").open("rb") as leaves:
        for begin, end in places:
            leaves.seek(begin)
            for line in leaves.read(end - begin).decode().splitlines():
                _, sha256, offset, length, _ = line.split(" ", 4)
                expected[int(offset)] = Stretch(int(offset), int(length), sha256)
    return sorted(expected.values(), key=lambda one: one.offset)


def _compare(file: str, expected: list[Stretch], actual: list[Stretch], holes: list[Hole]) -> list[Problem]:
    """Say which groups of records are not what the log says, and which are whole but stand elsewhere."""
    there = {(one.offset, one.sha256) for one in actual}
    elsewhere = {one.sha256: one.offset for one in actual}
    starts = [one.offset for one in expected]
    lost_in_holes = set()
    for hole in holes:
        first = max(bisect_right(starts, hole.offset) - 1, 0)
        lost_in_holes |= {one.offset for one in expected[first:] if one.offset < hole.end and hole.offset < one.end}
    problems: list[Problem] = []
    shift = 0
    for one in expected:
        if (one.offset, one.sha256) in there:
            continue
        if one.sha256 in elsewhere:
            if elsewhere[one.sha256] - one.offset != shift:
                shift = elsewhere[one.sha256] - one.offset
                text = f"from here on records are whole and stand {abs(shift)} bytes {'later' if shift > 0 else 'earlier'}."
                problems.append(Problem(file, one.offset, text))
        else:
            why = "damaged" if one.offset in lost_in_holes else "altered or removed"
            problems.append(Problem(file, one.offset, f"{one.length} bytes that the log holds an entry of are {why}."))
    return problems


def _added(file: str, expected: list[Stretch], actual: list[Stretch]) -> list[Problem]:
    known = {one.sha256 for one in expected}
    return [
        Problem(file, one.offset, f"{one.length} bytes are not in the log: added, or what is left of a group.")
        for one in actual
        if one.sha256 not in known
    ]


def _compare_rows(database: Database, made: sqlite3.Connection, found: Inspected, *, unfinished: bool) -> None:
    """Compare the rows this file gives with those of ``reports.db``."""
    made.row_factory = database.conn.row_factory = sqlite3.Row
    for table, key in (("run", "run"), ("capture", "capture"), ("scan", "scan"), ("host_decision", "id")):
        for row in made.execute(f"SELECT * FROM {table}"):  # noqa: S608 - our own names
            there = database.conn.execute(f"SELECT * FROM {table} WHERE {key} = ?", [row[key]]).fetchone()  # noqa: S608
            if key in {"scan", "id"}:
                found.others.append(row[key])
            offset = row["offset"] if table == "capture" else 0
            if there is None:
                if not unfinished:
                    text = f"reports.db lacks the row of the {table} {row[key]}: run `scrapy reindex`."
                    found.problems.append(Problem(found.file, offset, text))
                continue
            wrong = [name for name in _differing(row, there) if not _is_spread(database.conn, table, row, name)]
            if table == "scan" and _rows_of(made, row["scan"]) != _rows_of(database.conn, row["scan"]):
                wrong.append("its rows")
            if wrong:
                text = f"reports.db does not say what is here of the {table} {row[key]} ({', '.join(wrong)})."
                found.problems.append(Problem(found.file, offset, text))
            elif table == "capture":
                found.captures += 1


def _rows_of(database: sqlite3.Connection, scan_id: str) -> list[tuple[Any, ...]]:
    return [
        tuple(row) for row in database.execute("SELECT * FROM scan_row WHERE scan = ? ORDER BY position", [scan_id])
    ]


def _differing(made: sqlite3.Row, there: sqlite3.Row) -> list[str]:
    if "error" in made.keys() and made["error"] == DAMAGED_ANSWER:  # noqa: SIM118 - a Row contains values
        return []  # the row remembers what the file has lost
    return [name for name in made.keys() if made[name] != there[name]]  # noqa: SIM118


def _is_spread(database: sqlite3.Connection, table: str, row: sqlite3.Row, name: str) -> bool:
    """Whether a column depends on other files too: the end of a run, and parts of a report that stand in its next file."""
    if table == "run":
        return name in {"finished_at", "finish_reason"} and row[name] is None
    if table == "capture" and name == "snapshot":
        elsewhere = "SELECT 1 FROM capture WHERE part_of = ? AND file <> ?"
        return database.execute(elsewhere, [row["capture"], row["file"]]).fetchone() is not None
    return False
