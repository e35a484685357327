"""Opens ``reports.db`` and makes it if it is not there."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from archive.errors import ArchiveError
from extraction.codebook import CODEBOOK

_SCHEMA = Path(__file__).with_name("schema.sql")
SCHEMA_VERSION = 6


def open_database(path: Path, *, read_only: bool = False) -> Database:
    """Open the database at ``path``; create it unless ``read_only``.

    Raises `ArchiveError` if it cannot be opened, is no database, or was made by another version of this program; deleting the
    file and running ``scrapy reparse`` cures the last two.
    """
    try:
        if read_only:
            connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        else:
            connection = sqlite3.connect(path, timeout=60)  # several crawls may write side by side
        database = Database(connection)
        # The WARC files are durable, this view of them need not be: a lost transaction is entered again at the next start.
        database.execute("PRAGMA synchronous = NORMAL")
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and not read_only:
            _create(database)
        elif version != SCHEMA_VERSION:
            raise ArchiveError(
                f"{path} has schema {version}, not {SCHEMA_VERSION}: delete it and run `scrapy reparse`."
            )
    except sqlite3.Error as error:
        raise ArchiveError(f"Cannot open {path}: {error}.") from error
    return database


def memory_database() -> Database:
    """Return an empty database of the same tables that is gone when it is closed."""
    database = Database(memory=True)
    _create(database)
    return database


def _create(database: Database) -> None:
    """Create the tables; of several processes that find an empty file at once, one does it and the others wait."""
    database.execute("PRAGMA journal_mode = WAL")
    with database.conn:
        database.execute("BEGIN IMMEDIATE")
        if database.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
            return
        for statement in _statements(_SCHEMA.read_text("utf-8")):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
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
