"""The archive as its users see it: open it, write a run into it, read captures back."""

import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlite_utils import Database

from archive import groups
from archive.capture import Capture, Exchange
from archive.database import open_database
from archive.errors import ArchiveError, DamagedRecordError
from archive.http_message import parse
from archive.ledger import Ledger
from archive.rebuild import Damage, enter_files
from archive.segment import MAX_BYTES, OPEN_SUFFIX, Segment
from archive.warc import Record, read_at, warc_date


class Archive:
    """A folder of WARC files and the database that is their view."""

    def __init__(self, folder: Path, database: Database, damages: Sequence[Damage] = ()) -> None:
        self.folder = folder
        self.database = database
        self.damages = damages
        """What `Archive.open` could not read while it entered new files; empty on a good day."""

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open an archive for writing, create it if need be, and enter every record that has no row yet.

        Raises `ArchiveError` if the folder cannot be created or written.
        """
        try:
            (folder / "warc").mkdir(parents=True, exist_ok=True)
            probe = folder / "warc" / f".writable-{secrets.token_hex(4)}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise ArchiveError(f"Cannot write to the archive {folder}: {error.strerror}.") from error
        database = open_database(folder / "reports.db")
        return cls(folder, database, enter_files(folder, database))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Open an archive for reading only. Raises `ArchiveError` if there is none."""
        path = folder / "reports.db"
        if not path.exists():
            if any((folder / "warc").glob("*.warc.gz*")):
                raise ArchiveError(f"{path} is missing: run `scrapy reparse` to make it again from the WARC files.")
            raise ArchiveError(f"There is no archive in {folder}: run `scrapy crawl` first, or set ARCHIVE_DIR.")
        return cls(folder, open_database(path, read_only=True))

    def close(self) -> None:
        self.database.close()

    def captures(self, where: str, parameters: Mapping[str, Any] | None = None) -> Iterator[Capture]:
        """Yield the rows of ``capture`` that an SQL condition selects, oldest first."""
        sql = f"SELECT * FROM capture WHERE {where} ORDER BY captured_at, capture"  # noqa: S608 - callers are ours
        for row in list(self.database.query(sql, dict(parameters or {}))):
            yield Capture.from_row(row)

    def find(self, key: str) -> Capture:
        """Return the capture with this id as its row now stands; raises KeyError if there is none."""
        for capture in self.captures("capture = :key", {"key": key}):
            return capture
        raise KeyError(key)

    def latest(self, url: str) -> Capture | None:
        """Return the newest capture of an address that brought a whole payload."""
        rows = self.captures(
            "capture = (SELECT capture FROM capture WHERE url = :url AND snapshot IS NOT NULL AND outcome = 'ok'"
            " ORDER BY captured_at DESC LIMIT 1)",
            {"url": url},
        )
        return next(rows, None)

    def holder(self, capture: Capture) -> Capture:
        """Return the capture whose record holds the payload: itself, or the one a revisit refers to."""
        if capture.refers_to is None:
            return capture
        for found in self.captures("capture = :id", {"id": capture.refers_to}):
            return found
        raise DamagedRecordError(
            f"{capture.file}, offset {capture.offset}: refers to {capture.refers_to}, which is not here."
        )

    def entity(self, capture: Capture) -> bytes:
        """Return the bytes of the page with transfer and content coding removed, read back from the WARC file.

        Raises `DamagedRecordError` if the record is not what was written.
        """
        holder = self.holder(capture)
        message = parse(self._record(holder).block)
        if message is None:
            raise DamagedRecordError(f"{holder.file}, offset {holder.offset}: holds no HTTP response.")
        return message.entity

    def _record(self, capture: Capture) -> Record:
        path = self.folder / "warc" / capture.file
        still_open = path.with_name(path.name + OPEN_SUFFIX)
        return read_at(still_open if still_open.exists() else path, capture.offset, capture.length)


class Run:
    """One crawl being written: every call returns once its records are on the disk and have their rows."""

    def __init__(  # noqa: PLR0913 - what a run has to say of itself, each by its name
        self,
        archive: Archive,
        *,
        portal: str,
        adcode: str,
        software: str,
        user_agent: str,
        domains: Sequence[str] = (),
    ) -> None:
        self.archive = archive
        self._started = datetime.now(UTC)
        self.name = f"{portal}-{self._started:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
        self._facts = {
            "software": software,
            "http-header-user-agent": user_agent,
            "robots": "classic",
            "run": self.name,
            "portal": portal,
            "adcode": adcode,
            "started": warc_date(self._started),
        } | ({"domains": " ".join(domains)} if domains else {})
        self._serial = 0
        self._begin_file()

    def _begin_file(self) -> None:
        file = f"{self.name}-{self._serial:05}.warc.gz"
        self._serial += 1
        try:
            self._segment = Segment(self.archive.folder / "warc", file)
        except OSError as error:
            raise ArchiveError(f"Cannot begin {file}: {error.strerror}.") from error
        self._ledger = Ledger(self.archive.database, file)
        info = groups.warcinfo_record(file, self._facts, started=datetime.now(UTC))
        self._warcinfo = info.id
        self._append([info])

    def capture(self, exchange: Exchange, facts: Mapping[str, str | None]) -> Capture:
        """Store one exchange with the facts its rows need (role, document, listed title …) and return its capture.

        An answer with the payload of the latest capture of the same address becomes a revisit of the record that holds it. Raises
        `ArchiveError` if the disk refuses.
        """
        if self._segment.size > MAX_BYTES:
            self._segment.seal()
            self._begin_file()
        answer = groups.Answer.of(exchange)
        records = groups.capture_group(
            exchange, answer, facts, warcinfo=self._warcinfo, same_as=self._unchanged(exchange, answer)
        )
        self._append(records)
        key = records[0].id if answer.message is not None else records[-1].id
        return self.archive.find(key)

    def _unchanged(self, exchange: Exchange, answer: groups.Answer) -> Capture | None:
        whole = answer.message is not None and answer.message.status == 200 and exchange.truncated is None
        if not whole or answer.entity_digest is None:
            return None
        earlier = self.archive.latest(exchange.url)
        if earlier is None or earlier.payload_digest != answer.payload_digest:
            return None
        try:
            self.archive.entity(earlier)
        except DamagedRecordError:
            return None  # the good copy in hand is kept whole; the damage is told by `scrapy reparse`
        return self.archive.holder(earlier)

    def scan(self, list_url: str, facts: Mapping[str, Any], rows: Sequence[Mapping[str, str | None]]) -> None:
        """Store what the walk of one list found; see `archive.groups.scan_record`."""
        self._append([groups.scan_record(list_url, facts, rows, finished=datetime.now(UTC), warcinfo=self._warcinfo)])

    def finish(self, reason: str) -> None:
        """Write how the run ended and seal its last file."""
        self._append([groups.run_end_record(reason, finished=datetime.now(UTC), warcinfo=self._warcinfo)])
        self._segment.seal()

    def abandon(self) -> None:
        """Close the file as it is, after a write that failed; the next `Archive.open` cuts its torn tail and seals it."""
        self._segment.close()

    def _append(self, records: list[Record]) -> None:
        places = self._segment.append(records)
        try:
            self._ledger.enter([(record, *place) for record, place in zip(records, places, strict=True)])
        except sqlite3.Error as error:
            raise ArchiveError(
                f"Cannot write reports.db: {error}. The next start enters what is in the WARC files."
            ) from error
