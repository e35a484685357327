"""Other archives of ours, such as those of crawls on several machines, into one.

What is taken over are the sealed WARC files, each checked against the other archive's signed log before it gets its name here;
the rows follow from them as after every crawl. Readings by the same extractor are taken over too, because their keys are made of
content. A file that is here already is passed over, so merging again changes nothing.
"""

import fcntl
import hashlib
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from archive.database import open_database
from archive.durable import sync_folder
from archive.errors import ArchiveError
from archive.history import read_history
from archive.inspection import inspect
from archive.readings import insert_sections
from archive.rebuild import warc_files
from archive.segment import OPEN_SUFFIX, clear_unborn, unborn_path
from archive.store import Archive

_NEW_SECTIONS = """
SELECT narrative, no, number, heading, body FROM their_texts.section AS theirs
WHERE NOT EXISTS (SELECT 1 FROM texts.section AS ours WHERE ours.narrative = theirs.narrative AND ours.no = theirs.no)
ORDER BY id
"""
_READ = "reading", "figure_set", "grid_cell", "place", "remark", "checklist", "doubt", "twin"


@dataclass
class Merged:
    """What one merge did."""

    taken: list[str] = field(default_factory=list)
    """Names of the files that are new here."""
    known: int = 0
    """Files that were here already, byte for byte."""
    waiting: list[str] = field(default_factory=list)
    """Files a crawl still writes, or was killed in: the next crawl there seals them."""


def take_files(folder: Path, other: Path) -> Merged:
    """Copy the sealed files of ``other`` that ``folder`` does not hold. Call it before `Archive.open`, which enters them.

    Raises `ArchiveError`, with nothing of that file taken, if the log of ``other`` is not what was signed, if a file is not what
    that log says, or if another file of the same name is here.
    """
    history = read_history(other)
    if history.problems:
        raise ArchiveError(f"{other}: {history.problems[0]} `scrapy verify` there says more; nothing was taken.")
    merged = Merged()
    (folder / "warc").mkdir(parents=True, exist_ok=True)
    clear_unborn(folder / "warc")
    for path in warc_files(other):
        if path.suffix == OPEN_SUFFIX:
            merged.waiting.append(path.name)
        elif _take(path, folder / "warc" / path.name, history.places.get(path.name, [])):
            merged.taken.append(path.name)
        else:
            merged.known += 1
    return merged


def _take(source: Path, target: Path, places: list[tuple[int, int]]) -> bool:
    """Copy one file that is what the log says; return False if it is here already."""
    sha256 = _sha256(source)
    if target.exists():
        if _sha256(target) == sha256:
            return False
        raise ArchiveError(f"{target} is not the same file as {source}: nothing of it was taken.")
    problems = inspect(source.parent.parent, source, places, with_rows=False).problems
    if problems or not places:
        raise ArchiveError(
            f"{source} is not what its log says ({next(iter(problems), 'it is not there')}): nothing of it was taken."
        )
    unborn = unborn_path(target)
    try:
        with source.open("rb") as original, unborn.open("xb") as copy:
            fcntl.flock(copy, fcntl.LOCK_EX | fcntl.LOCK_NB)
            try:
                shutil.copyfileobj(original, copy)
                copy.flush()
                os.fsync(copy.fileno())
                if _sha256(unborn) != sha256:
                    raise ArchiveError(f"The copy of {source} is not the same file: the disk is not to be trusted.")
                unborn.chmod(0o444)
                unborn.rename(target)
            finally:
                unborn.unlink(missing_ok=True)
        sync_folder(target.parent)
    except FileExistsError as error:
        raise ArchiveError(f"{target.name} is being taken over by another merge: wait until that has ended.") from error
    except OSError as error:
        raise ArchiveError(f"Cannot copy {source}: {error.strerror}. What was taken before is whole.") from error
    return True


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def take_readings(archive: Archive, other: Path) -> int:
    """Copy what was read in the other archive; return how many readings are new here.

    Readings are a view that `archive.reparse` makes anew, so they are taken over unchecked. What nobody has read there is left to
    `archive.reading.read_waiting`.
    """
    path = other / "reports.db"
    if not path.exists():
        return 0
    open_database(path, read_only=True).close()  # of this program's version, and whole
    database = archive.database
    before = database["reading"].count
    for name, file in (("theirs", path), ("their_texts", other / "texts.db")):
        database.execute(f"ATTACH ? AS {name}", [f"{file.resolve().as_uri()}?mode=ro"])
    try:
        with database.conn:
            for table in _READ:
                database.execute(f"INSERT OR IGNORE INTO main.{table} SELECT * FROM theirs.{table}")  # noqa: S608 - our own names
            insert_sections(database, database.execute(_NEW_SECTIONS).fetchall())
            database.execute("INSERT OR IGNORE INTO main.setting SELECT * FROM theirs.setting WHERE name = 'extractor'")
    finally:
        for name in ("theirs", "their_texts"):
            database.execute(f"DETACH {name}")
    return database["reading"].count - before
