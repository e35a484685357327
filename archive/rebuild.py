"""Enters WARC files into the ledger: what a killed crawl left behind, or everything when the database is gone."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from archive.ledger import Ledger
from archive.segment import OPEN_SUFFIX, cut_tail, lock_if_abandoned, seal
from archive.warc import Hole, Record, scan


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of a WARC file without a readable record."""

    file: str
    hole: Hole

    def __str__(self) -> str:
        return f"{self.file}: {self.hole.length} bytes at offset {self.hole.offset} are no record ({self.hole.reason})"


def enter_files(folder: Path, database: Database) -> list[Damage]:
    """Enter every record that has no row yet, in the order of the runs; return what could not be read.

    Files that a running crawl still writes are left alone. A torn tail of an abandoned file is moved to ``quarantine/``, and the
    file is sealed.
    """
    entered = {row["name"]: row["entered"] for row in database["warc_file"].rows}
    damages: list[Damage] = []
    for path in sorted((folder / "warc").glob("*.warc.gz*"), key=_by_time):
        file = path.name.removesuffix(OPEN_SUFFIX)
        try:
            if path.name != file:
                damages += _enter_abandoned(path, database, file)
            elif path.stat().st_size > entered.get(file, 0):
                damages += [Damage(file, hole) for hole in _enter(path, database, file)]
        except FileNotFoundError:
            continue  # its crawl has sealed and renamed it meanwhile, and had entered it already
    return damages


def _enter_abandoned(path: Path, database: Database, file: str) -> list[Damage]:
    stream = lock_if_abandoned(path)
    if stream is None:
        return []
    with stream:
        holes = _enter(path, database, file)
        if holes and holes[-1].end == path.stat().st_size:
            cut_tail(stream, holes[-1].offset, path.parent.parent / "quarantine" / f"{file}.{holes[-1].offset}")
    seal(path)
    return [Damage(file, hole) for hole in holes]


def _by_time(path: Path) -> tuple[str, str]:
    """Sort key: run start, then name; the portal stands first in the name but must not decide."""
    parts = path.name.rsplit("-", 3)
    return (parts[1] if len(parts) == 4 else "", path.name)


def _enter(path: Path, database: Database, file: str) -> list[Hole]:
    """Enter one file from its beginning, because the rows need the run its first record names."""
    ledger = Ledger(database, file)
    holes: list[Hole] = []
    with database.conn:
        for triple in _readable(path, holes):
            ledger.enter_one(*triple)
        size = path.stat().st_size
        torn = bool(holes) and holes[-1].end == size and path.name.endswith(OPEN_SUFFIX)
        ledger.mark_entered(holes[-1].offset if torn else size)
        for hole in holes[:-1] if torn else holes:  # a torn tail is cut off and leaves no hole
            ledger.enter_hole(hole.offset, hole.length, hole.reason)
    return holes


def known_damages(database: Database) -> list[Damage]:
    """Return every stretch of the entered files that holds no readable record."""
    rows = database.query("SELECT * FROM hole ORDER BY file, offset")
    return [Damage(row["file"], Hole(row["offset"], row["length"], row["reason"])) for row in rows]


def _readable(path: Path, holes: list[Hole]) -> Iterator[tuple[Record, int, int]]:
    for found in scan(path):
        if isinstance(found, Hole):
            holes.append(found)
        else:
            offset, length, record = found
            yield record, offset, length
