"""A frozen release: a folder named by the moment the archive is as of, with all that is needed to check and to cite it.

::

    2026-11-21T093157Z/
      reports.db        the database, copied whole and compact
      *.csv             the tables of the data package: figures, reports, codebook, one wide table per layout
      delta.csv         every figure that came, changed or went since the previous release, if there is one
      datapackage.json  what all columns and gaps mean
      release.json      as of when, read by which extractor, which checkpoint of the log covers it, what the previous release was
      SHA256SUMS        of all these; `sha256sum -c SHA256SUMS`

All tables are read from the copy, so they tell of the same moment even while a crawl writes on.
"""

import json
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from archive import Archive
from archive.database import SCHEMA_VERSION
from archive.log import checkpoints
from archive.readings import chosen_extractor
from audit.release.delta import DamagedReleaseError, delta
from audit.release.moment import as_of, in_name
from audit.release.package import write_package
from audit.release.shelf import FACTS, SUMS, Release, release_folders, release_in, sha256
from audit.release.unborn import new_folder
from audit.selection import Selection

_FIGURES = "figures.csv"


class EmptyArchiveError(Exception):
    """There is nothing to release."""


def write_release(archive: Archive, out: Path, *, previous: Path | None, software: str) -> Path:
    """Write a release into the folder ``out``; return its own folder.

    The delta is to ``previous``, or else to the newest release in ``out``. Raises `EmptyArchiveError`, `DamagedReleaseError` if the
    previous release is not what its SHA256SUMS says, `unborn.TakenError` if this one is there already, OSError and sqlite3.Error.
    """
    instant = as_of(archive.database)
    extractor = chosen_extractor(archive.database)
    if instant is None or extractor is None:
        raise EmptyArchiveError("The archive holds no report yet: run `scrapy crawl`.")
    before = release_in(previous, _FIGURES) if previous else _newest(out, instant)
    name = in_name(instant)
    if before and before.facts["as_of"] == instant and before.facts["extractor"] != extractor:
        name += f"-extractor{extractor}"  # nothing was captured since, but it is read otherwise
    with new_folder(out / name) as folder:
        archive.database.execute("VACUUM main INTO ?", [str(folder / "reports.db")])
        _fill(folder, archive.folder, before, software)
    return out / name


def _fill(folder: Path, archive: Path, before: Release | None, software: str) -> None:
    copy = Database(sqlite3.connect(f"{(folder / 'reports.db').resolve().as_uri()}?mode=ro&immutable=1", uri=True))
    try:
        difference = delta(before.folder / _FIGURES, lambda: folder / _FIGURES) if before else None
        rows = write_package(copy, Selection(), folder, (difference.table,) if difference else ())
        facts = {
            "as_of": as_of(copy),
            "extractor": chosen_extractor(copy),
            "schema": SCHEMA_VERSION,
            "software": software,
            "checkpoint": _checkpoint(archive),
            "rows": rows,
            "previous": {"name": before.folder.resolve().name, SUMS: before.seal} if before else None,
            "delta": difference.counts if difference else None,
        }
    finally:
        copy.close()
    (folder / FACTS).write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", "utf-8")
    sums = [f"{sha256(file)}  {file.name}\n" for file in sorted(folder.iterdir())]
    (folder / SUMS).write_text("".join(sums), "utf-8")


def _checkpoint(archive: Path) -> str | None:
    """Return the newest signed note of the log: whoever keeps the release keeps a checkpoint with it."""
    try:
        signed = checkpoints(archive)
    except ValueError as error:
        raise DamagedReleaseError(f"{archive}/log/checkpoints is damaged: {error} Restore it from a copy.") from error
    return signed[-1].note() if signed else None


def _newest(out: Path, instant: str) -> Release | None:
    found = [release_in(folder, _FIGURES) for folder in release_folders(out)]
    found = [one for one in found if one.facts["as_of"] <= instant]
    return max(found, key=lambda one: (one.facts["as_of"], one.folder.name), default=None)
