"""The archive as its users see it: open it, find captures, read them back. What a crawl writes is in `archive.run`."""

import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple, Self

from sqlite_utils import Database

from archive import repeat
from archive.capture import Capture, Fidelity
from archive.database import open_database
from archive.errors import ArchiveError, DamagedRecordError
from archive.http_message import parse
from archive.key import default_key_file, load_key
from archive.log import Log
from archive.rebuild import Damage, enter_files
from archive.segment import OPEN_SUFFIX, clear_unborn
from archive.warc import Hole, Record, read_at, scan

_COLUMNS = tuple(field.name for field in fields(Capture))


class Page(NamedTuple):
    """An answer as it was archived."""

    headers: Sequence[tuple[str, str]]
    entity: bytes
    """With transfer and content coding removed."""


class Archive:
    """A folder of WARC files and the database that is their view."""

    def __init__(
        self, folder: Path, database: Database, log: Log | None = None, damages: Sequence[Damage] = ()
    ) -> None:
        self.folder = folder
        self.database = database
        self._log = log
        self.damages = damages
        """What `Archive.open` could not read while it entered new files; empty on a good day."""

    @classmethod
    def open(cls, folder: Path, key_file: Path | None = None) -> Self:
        """Open an archive for writing, create it if need be, and enter every record that has no row yet.

        ``key_file`` holds the key that signs what the archive becomes; see `archive.key` for the default. Raises `ArchiveError`
        if the folder cannot be created or written, or without a key.
        """
        try:
            (folder / "warc").mkdir(parents=True, exist_ok=True)
            probe = folder / "warc" / f".writable-{secrets.token_hex(4)}"
            probe.touch()
            probe.unlink()
            clear_unborn(folder / "warc")
        except OSError as error:
            raise ArchiveError(f"Cannot write to the archive {folder}: {error.strerror}.") from error
        log = Log(folder, load_key(key_file or default_key_file(), archive=folder))
        database = open_database(folder / "reports.db")
        try:
            return cls(folder, database, log, enter_files(folder, database, log))
        except (OSError, sqlite3.Error) as error:
            database.close()
            raise ArchiveError(f"Cannot enter what the last crawl left in {folder}: {error}.") from error

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Open an archive for reading only. Raises `ArchiveError` if there is none."""
        path = folder / "reports.db"
        if not path.exists():
            if any((folder / "warc").glob("*.warc.gz*")):
                raise ArchiveError(f"{path} is missing: run `scrapy reparse` to make it again from the WARC files.")
            raise ArchiveError(f"There is no archive in {folder}: run `scrapy crawl` first, or set ARCHIVE_DIR.")
        return cls(folder, open_database(path, read_only=True))

    @property
    def log(self) -> Log:
        assert self._log is not None, "the archive was opened for reading"  # noqa: S101
        return self._log

    def close(self) -> None:
        self.database.close()

    def captures(self, where: str, parameters: Mapping[str, Any] | None = None) -> Iterator[Capture]:
        """Yield the rows of ``capture`` that an SQL condition selects, oldest first."""
        sql = f"SELECT {', '.join(_COLUMNS)} FROM capture WHERE {where} ORDER BY captured_at, capture"  # noqa: S608 - callers are ours
        for row in self.database.conn.execute(sql, parameters or {}).fetchall():
            yield Capture.from_row(dict(zip(_COLUMNS, row, strict=True)))

    def find(self, key: str) -> Capture:
        """Return the capture with this id as its row now stands; raises KeyError if there is none."""
        for capture in self.captures("capture = :key", {"key": key}):
            return capture
        raise KeyError(key)

    def latest(self, url: str, fidelity: Fidelity = Fidelity.WIRE) -> Capture | None:
        """Return the newest capture of an address that brought a whole payload; those we fetched, unless asked otherwise."""
        rows = self.captures(
            "capture = (SELECT capture FROM capture WHERE url = :url AND snapshot IS NOT NULL AND outcome = 'ok'"
            " AND fidelity = :fidelity ORDER BY captured_at DESC LIMIT 1)",
            {"url": url, "fidelity": fidelity},
        )
        return next(rows, None)

    def confirmations(self, url: str) -> int:
        """Return how often in a row a server answered 304 for an address since it last sent the page."""
        sql = (
            "SELECT count(*) FROM capture WHERE url = :url AND outcome = 'not_modified' AND captured_at > coalesce("
            "(SELECT max(captured_at) FROM capture WHERE url = :url AND outcome = 'ok' AND fidelity = 'wire'), '')"
        )
        return int(self.database.execute(sql, {"url": url}).fetchone()[0])

    def standing(self, host: str) -> dict[str, Any] | None:
        """Return the newest row of ``host_decision`` that tells how a host stands; None if it never asked to be left alone."""
        sql = "SELECT * FROM host_decision WHERE host = ? AND strike IS NOT NULL ORDER BY decided_at DESC, id LIMIT 1"
        return next(self.database.query(sql, [host]), None)

    def holder(self, capture: Capture) -> Capture:
        """Return the capture whose record holds the payload: itself, or the one a revisit refers to."""
        if capture.refers_to is None:
            return capture
        for found in self.captures("capture = :id", {"id": capture.refers_to}):
            return found
        raise DamagedRecordError(
            f"{capture.file}, offset {capture.offset}: refers to {capture.refers_to}, which is not here."
        )

    def whole_holder(self, capture: Capture) -> Capture | None:
        """Return the holder of a capture if its payload can be read back; None if it is damaged, which `scrapy reparse` tells."""
        try:
            self.entity(capture)
            return self.holder(capture)
        except DamagedRecordError:
            return None

    def headers(self, capture: Capture) -> Sequence[tuple[str, str]]:
        """Return the headers a capture was answered with, of a revisit its own. Raises `DamagedRecordError`."""
        message = parse(self._record(capture).block)
        return () if message is None else message.headers

    def page(self, capture: Capture) -> Page:
        """Return what a capture was answered with, of a revisit its own headers. Raises `DamagedRecordError`."""
        message = parse(self._record(capture).block)
        if message is None or capture.refers_to is not None:
            return Page(() if message is None else message.headers, self.entity(capture))
        return Page(message.headers, message.entity)

    def entity(self, capture: Capture) -> bytes:
        """Return the bytes of the page with transfer and content coding removed, read back from the WARC file.

        Those of a rendering are the document as it was drawn. Raises `DamagedRecordError` if the record is not what was written.
        """
        holder = self.holder(capture)
        return entity_at(self.folder, holder.file, holder.offset, holder.length)

    def request(self, capture: Capture) -> bytes:
        """Return what the server was sent for a capture that has an answer; empty if nothing of it was recorded.

        Raises `DamagedRecordError`.
        """
        if capture.refers_to is not None and repeat.FIELD in (record := self._record(capture)).fields:
            return repeat.request_of(record, self.request(self.holder(capture)))
        behind = next(scan(self.path(capture), capture.offset + capture.length), None)
        if isinstance(behind, Hole):
            raise DamagedRecordError(f"{capture.file}, offset {behind.offset}: {behind.reason}.")
        if behind is None or behind[2].fields.get("WARC-Concurrent-To") != capture.capture:
            return b""
        return behind[2].block if behind[2].type == "request" else b""

    def path(self, capture: Capture) -> Path:
        """Return the WARC file of a capture, under the name it has while it is written or the one it keeps."""
        return _path(self.folder, capture.file)

    def _record(self, capture: Capture) -> Record:
        return read_at(self.path(capture), capture.offset, capture.length)


def entity_at(folder: Path, file: str, offset: int, length: int) -> bytes:
    """Return the bytes of the page that a record of an archive holds, see `Archive.entity`. Needs no database."""
    record = read_at(_path(folder, file), offset, length)
    if record.type in {"resource", "conversion"}:
        return record.block
    message = parse(record.block)
    if message is None:
        raise DamagedRecordError(f"{file}, offset {offset}: holds no HTTP response.")
    return message.entity


def _path(folder: Path, file: str) -> Path:
    path = folder / "warc" / file
    still_open = path.with_name(path.name + OPEN_SUFFIX)
    return still_open if still_open.exists() else path
