"""Enters WARC files into the ledger: what a killed crawl left behind, or everything when the database is gone."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from archive.errors import ArchiveError
from archive.ledger import Ledger
from archive.log import Log
from archive.segment import OPEN_SUFFIX, cut_tail, lock_if_abandoned, seal
from archive.stretch import closes_group, group_ends, stretches
from archive.warc import Hole, scan


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of a WARC file without a readable record."""

    file: str
    hole: Hole
    mended: bool = False
    """Whether it was a tail that no row depends on, cut off and kept in ``quarantine/``."""

    def __str__(self) -> str:
        return f"{self.file}: {self.hole.length} bytes at offset {self.hole.offset} are no record ({self.hole.reason})"


def enter_files(folder: Path, database: Database, log: Log) -> list[Damage]:
    """Enter every record that has no row yet, in the order of the runs; return what could not be read, or is no longer there.

    Files that a running crawl still writes are left alone. What follows the last whole group of an abandoned file was never
    committed: it is moved to ``quarantine/``, and the file enters the log and is sealed. Raises `ArchiveError` if the log is not
    what was signed.
    """
    damages = _losses(folder, database)
    entered = {row["name"]: row["entered"] for row in database["warc_file"].rows}
    unlogged: list[Path] = []
    everything = not log.exists()
    for path in warc_files(folder):
        try:
            if path.suffix == OPEN_SUFFIX:
                damages += _enter_abandoned(path, database, log)
                continue
            is_new = path.stat().st_size > entered.get(path.name, 0)
            if is_new:
                damages += [Damage(path.name, hole) for hole in _enter(path, database)[0]]
            if is_new or everything:
                unlogged.append(path)
        except FileNotFoundError:
            continue  # its crawl has sealed and renamed it meanwhile, and had entered it already
    if unlogged:
        covered = log.covered()
        for path in unlogged:
            if covered.get(path.name, 0) < path.stat().st_size:
                log.append({path.name: stretches(path, group_ends(path), covered.get(path.name, 0))})
    return damages


def reindex(folder: Path, database: Database) -> None:
    """Make the rows of every sealed file again, in one transaction; readings stay. Raises `ArchiveError` while a crawl runs."""
    paths = warc_files(folder)
    for path in paths:
        if path.suffix == OPEN_SUFFIX:
            raise ArchiveError(f"A crawl is writing {path.name}: run `scrapy reindex` when it has ended.")
    with database.conn:
        for table in (
            "scan_row",
            "scan",
            "host_decision",
            "certificate",
            "fetch",
            "request",
            "answer",
            "segment",
            "run",
            "hole",
            "warc_file",
        ):
            database.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        for path in paths:
            _enter_all(path, database)


def warc_files(folder: Path) -> list[Path]:
    """Return the WARC files of an archive in the order of their runs, whether sealed or not."""
    return sorted((folder / "warc").glob("*.warc.gz*"), key=lambda path: run_order(path.name))


def _losses(folder: Path, database: Database) -> list[Damage]:
    """Return the files that are shorter than what was once committed to them, every time until they are restored."""
    losses = []
    for row in list(database["warc_file"].rows):
        file, entered = row["name"], row["entered"]
        for path in (folder / "warc" / f"{file}{OPEN_SUFFIX}", folder / "warc" / file):  # in the order of a renaming
            with suppress(FileNotFoundError):  # it may be renamed between two looks at it
                size = path.stat().st_size
                break
        else:
            size = 0
        if size < entered:
            losses.append(Damage(file, Hole(size, entered - size, "LOST: they were on the disk and have rows")))
    return losses


def _enter_abandoned(path: Path, database: Database, log: Log) -> list[Damage]:
    stream = lock_if_abandoned(path)
    if stream is None:
        return []
    file = path.with_suffix("").name
    with stream:
        holes, committed = _enter(path, database)
        damages = [Damage(file, hole) for hole in holes]
        size = path.stat().st_size
        if committed < size:
            cut_tail(stream, committed, path.parent.parent / "quarantine" / f"{file}.{committed}")
            damages.append(Damage(file, Hole(committed, size - committed, "a write that broke off"), mended=True))
    if not committed:
        path.unlink()  # killed before its first record was whole
        return damages
    covered = log.covered().get(file, 0)  # it may have been killed just here
    log.append({file: stretches(path, group_ends(path), covered)})
    seal(path)
    return damages


def run_order(file: str) -> tuple[str, str]:
    """Return the sort key of a WARC file: run start, then name; the portal stands first in the name but must not decide."""
    parts = file.rsplit("-", 3)
    return (parts[1] if len(parts) == 4 else "", file.removesuffix(OPEN_SUFFIX))


def _enter(path: Path, database: Database) -> tuple[list[Hole], int]:
    """Enter one file from its beginning, because the rows need the run its first record names.

    Returns its holes, and up to where it was entered: the last group of a file that was not sealed may be torn.
    """
    with database.conn:
        return _enter_all(path, database)


def _enter_all(path: Path, database: Database) -> tuple[list[Hole], int]:
    """Do what `_enter` does, inside the caller's transaction."""
    sealed = path.suffix != OPEN_SUFFIX
    ledger = Ledger(database, path.name.removesuffix(OPEN_SUFFIX))
    holes: list[Hole] = []
    whole = 0
    for found in scan(path):
        if isinstance(found, Hole):
            holes.append(found)
            continue
        offset, length, record = found
        ledger.enter_one(record, offset, length)
        if closes_group(record):
            whole = offset + length
    if sealed:
        whole = path.stat().st_size
    ledger.mark_entered(whole)
    holes = [hole for hole in holes if hole.offset < whole]
    for hole in holes:
        ledger.enter_hole(hole.offset, hole.length, hole.reason)
    return holes, whole


def known_damages(database: Database) -> list[Damage]:
    """Return every stretch of the entered files that holds no readable record."""
    rows = database.query("SELECT * FROM hole ORDER BY file, offset")
    return [Damage(row["file"], Hole(row["offset"], row["length"], row["reason"])) for row in rows]
