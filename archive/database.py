"""Opens ``reports.db``, with ``texts.db`` attached as ``texts``, and makes them if they are not there."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from archive.errors import ArchiveError
from extraction.codebook import CODEBOOK

_SCHEMAS = {"main": Path(__file__).with_name("schema.sql"), "texts": Path(__file__).with_name("texts.sql")}
SCHEMA_VERSION = 9


def open_database(path: Path, *, read_only: bool = False) -> Database:
    """Open the database at ``path`` and the texts beside it; create them unless ``read_only``.

    Raises `ArchiveError` if one cannot be opened, is no database, or was made by another version of this program; deleting the
    file and running ``scrapy reparse`` cures the last two.
    """
    mode = "ro" if read_only else "rwc"
    files = {"main": path, "texts": path.with_name("texts.db")}
    try:
        main, texts = (f"{file.resolve().as_uri()}?mode={mode}{_immutable(file)}" for file in files.values())
        database = Database(sqlite3.connect(main, uri=True, timeout=60))  # several crawls may write side by side
        database.execute("ATTACH ? AS texts", [texts])
        for name, file in files.items():
            # The WARC files are durable, these views of them need not be: a lost transaction is entered again at the next start.
            database.execute(f"PRAGMA {name}.synchronous = NORMAL")
            version = database.execute(f"PRAGMA {name}.user_version").fetchone()[0]
            if version == 0 and not read_only:
                _create(database, name)
            elif version != SCHEMA_VERSION:
                raise ArchiveError(
                    f"{file} has schema {version}, not {SCHEMA_VERSION}: delete it and run `scrapy reparse`."
                )
    except sqlite3.Error as error:
        if read_only and error.sqlite_errorname.startswith("SQLITE_READONLY"):
            raise ArchiveError(
                f"Cannot read {path}: SQLite makes files beside it, and you may not write in its folder; "
                "get leave to, or work on a copy of the archive."
            ) from error
        raise ArchiveError(f"Cannot open {path} and the texts.db beside it: {error}.") from error
    return database


def _immutable(file: Path) -> str:
    """Return what tells SQLite that nobody writes a database; true of a read-only medium, not of a folder that is not ours.

    SQLite would pass over what stands in the log of transactions alone, so a database with one is opened as any other.
    """
    wal = file.with_name(f"{file.name}-wal")
    try:
        is_fixed = os.statvfs(file.parent).f_flag & os.ST_RDONLY and not (wal.exists() and wal.stat().st_size)
    except FileNotFoundError:
        return ""
    return "&immutable=1" if is_fixed else ""


def memory_database() -> Database:
    """Return an empty database of the same tables that is gone when it is closed."""
    database = Database(memory=True)
    database.execute("ATTACH ':memory:' AS texts")
    for name in _SCHEMAS:
        _create(database, name)
    return database


def _create(database: Database, name: str) -> None:
    """Create the tables; of several processes that find an empty file at once, one does it and the others wait."""
    database.execute(f"PRAGMA {name}.journal_mode = WAL")
    with database.conn:
        database.execute("BEGIN IMMEDIATE")
        if database.execute(f"PRAGMA {name}.user_version").fetchone()[0] == SCHEMA_VERSION:
            return
        for statement in _statements(_SCHEMAS[name].read_text("utf-8")):
            database.execute(statement)
        database.execute(f"PRAGMA {name}.user_version = {SCHEMA_VERSION}")
        if name == "main":
            _fill_codes(database)


def _fill_codes(database: Database) -> None:
    indicators = [(entry.no, entry.code, entry.label, entry.unit) for entry in CODEBOOK.indicators.values()]
    database.conn.executemany("INSERT INTO indicator VALUES (?, ?, ?, ?)", indicators)
    applicants = [(entry.no, entry.code, entry.label) for entry in CODEBOOK.applicants]
    database.conn.executemany("INSERT INTO applicant VALUES (?, ?, ?)", [(0, None, ""), *applicants])


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements: ``executescript`` would end the transaction it runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
