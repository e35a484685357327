"""Every archived snapshot through the present extractor, at the speed of the machine, or of several.

Workers read WARC files and extract; one writer, here, enters the rows in the order of the work, so that the database is the same
however many workers there were. After each unit it notes how far it is: a re-parse that was killed goes on there.
"""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database

from archive.collector import spared
from archive.digest import short_key
from archive.errors import DamagedRecordError
from archive.parallel import in_order
from archive.reading import READABLE, Source, read_source, source_of
from archive.readings import ReadingRows, choose_extractor, enter_readings, reading_rows
from archive.store import Archive
from extraction.report import EXTRACTOR_VERSION

_BATCH = 16
_SNAPSHOTS = f"""
SELECT snapshot FROM capture
WHERE {READABLE}
  AND (:all OR NOT EXISTS (SELECT 1 FROM reading WHERE reading.snapshot = capture.snapshot AND extractor = :extractor))
GROUP BY snapshot ORDER BY min(captured_at), snapshot
"""  # noqa: S608 - our own


class _Wanted(NamedTuple):
    """One snapshot, and every capture it can be read from: most hold it once, and the later ones are revisits of the first."""

    snapshot: int
    sources: list[Source]
    damage: str
    """Why none of them can be, as far as that is known before the files are read."""


class _Read(NamedTuple):
    rows: ReadingRows | None
    """Made where the page is read: the one process that stores them has enough to do."""
    damage: str


def reparse(
    archive: Archive,
    *,
    executor: Executor | None = None,
    workers: int = 1,
    unread_only: bool = False,
    progress: Callable[[int, int], object] | None = None,
) -> list[DamagedRecordError]:
    """Run every archived snapshot through the present extractor, then make its readings the ones that count.

    ``executor`` runs the workers, which need to see the archive's folder under the same path; without one the work is done here.
    ``unread_only`` leaves out what this version of the extractor has read already. ``progress`` is called with (done, total).
    Returns what could not be read back from any of its captures; it shows no figures under the present extractor. The choice is
    made last, when everything else was read, so a re-parse that is interrupted leaves the views as they were.
    """
    snapshots = _snapshots(archive, unread_only=unread_only)
    mark = _Mark(archive.database, snapshots)
    units = (
        [_wanted(archive, snapshot) for snapshot in snapshots[start : start + _BATCH]]
        for start in range(mark.done, len(snapshots), _BATCH)
    )
    with spared():
        for unit in in_order(executor, workers, partial(_read_unit, archive.folder, EXTRACTOR_VERSION), units):
            enter_readings(archive.database, [one.rows for one in unit if one.rows])
            mark.advance(len(unit), [one.damage for one in unit if one.rows is None])
            if progress is not None:
                progress(mark.done, len(snapshots))
    damages = mark.damages + _read_late(archive, {*snapshots})
    choose_extractor(archive.database, EXTRACTOR_VERSION)
    mark.remove()
    return [DamagedRecordError(damage) for damage in damages]


def _read_late(archive: Archive, known: set[int]) -> list[str]:
    """Read what crawls have stored meanwhile, and return what cannot be read: only a version that has read everything is chosen."""
    damages = []
    while late := [snapshot for snapshot in _snapshots(archive, unread_only=True) if snapshot not in known]:
        known.update(late)
        unit = _read_unit(archive.folder, EXTRACTOR_VERSION, [_wanted(archive, snapshot) for snapshot in late])
        enter_readings(archive.database, [one.rows for one in unit if one.rows])
        damages += [one.damage for one in unit if one.rows is None]
    return damages


def _snapshots(archive: Archive, *, unread_only: bool) -> list[int]:
    wanted = {"all": not unread_only, "extractor": EXTRACTOR_VERSION}
    return [row[0] for row in archive.database.execute(_SNAPSHOTS, wanted).fetchall()]


def _wanted(archive: Archive, snapshot: int) -> _Wanted:
    sources, damage = [], ""
    for capture in archive.captures(f"snapshot = :snapshot AND {READABLE}", {"snapshot": snapshot}):
        try:
            sources.append(source_of(archive, capture))
        except DamagedRecordError as error:
            damage = str(error)
    return _Wanted(snapshot, sources, damage)


def _read_unit(folder: Path, extractor: str, unit: Sequence[_Wanted]) -> list[_Read]:
    return [_read_any(folder, extractor, wanted) for wanted in unit]


def _read_any(folder: Path, extractor: str, wanted: _Wanted) -> _Read:
    """Read the first source of a snapshot that can be read back; tell the last damage if none can."""
    damage = wanted.damage
    for source in wanted.sources:
        try:
            return _Read(reading_rows(extractor, wanted.snapshot, *read_source(folder, source)), "")
        except DamagedRecordError as error:
            damage = str(error)
    return _Read(None, damage)


class _Mark:
    """How far a re-parse is, in the database: one that was killed goes on there if it has the same work to do."""

    def __init__(self, database: Database, snapshots: Sequence[int]) -> None:
        self._database = database
        self._work = f"{EXTRACTOR_VERSION} {short_key(*map(str, snapshots))}"
        self.done = 0
        self.damages: list[str] = []
        row = database.execute("SELECT value FROM setting WHERE name = 'reparse'").fetchone()
        if row:
            work, done, damages = json.loads(row[0])
            if work == self._work:
                self.done, self.damages = done, damages

    def advance(self, count: int, damages: Sequence[str]) -> None:
        self.done += count
        self.damages += damages
        with self._database.conn:
            value = json.dumps([self._work, self.done, self.damages], ensure_ascii=False)
            self._database.execute("INSERT OR REPLACE INTO setting VALUES ('reparse', ?)", [value])

    def remove(self) -> None:
        with self._database.conn:
            self._database.execute("DELETE FROM setting WHERE name = 'reparse'")
