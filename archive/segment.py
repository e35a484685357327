"""One WARC file that is being written: locked, appended, made durable, sealed."""

import contextlib
import fcntl
import os
import time
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from archive.checkpoint import Checkpoint
from archive.durable import sync_folder
from archive.errors import ArchiveError
from archive.log import Log
from archive.stretch import closes_group, stretches
from archive.warc import Record

OPEN_SUFFIX = ".open"
MAX_BYTES = 1 << 30
MAX_SECONDS = 86_400


class Segment:
    """Appends groups of records; what `sync` returned for is on the disk, whatever happens next."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._path = folder / (name + OPEN_SUFFIX)
        # Locked before it gets the name under which another start looks for abandoned files, and without a buffer, in which
        # bytes could linger that a full disk then refuses.
        unborn = unborn_path(folder / name)
        self._stream = _locked(unborn)
        unborn.rename(self._path)
        sync_folder(folder)
        self._began = time.monotonic()
        self._ends = array("Q")
        self.size = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time for the next file: a gigabyte, or a day, because what is not sealed is not signed."""
        return self.size > MAX_BYTES or time.monotonic() - self._began > MAX_SECONDS

    def append(self, records: Iterable[Record]) -> list[tuple[int, int]]:
        """Write records one after the other; return (offset, length) of each. They count once `sync` has returned.

        Raises `ArchiveError` if the disk refuses; then nothing of this group counts, and the next start cuts the torn tail off.
        """
        records = list(records)
        members = [record.member() for record in records]
        with self._refusable():
            rest = memoryview(b"".join(members))
            while rest:
                rest = rest[self._stream.write(rest) :]
        places = []
        for record, member in zip(records, members, strict=True):
            places.append((self.size, len(member)))
            self.size += len(member)
            if closes_group(record):
                self._ends.append(self.size)
        return places

    def sync(self) -> None:
        """Return when all that was appended is on the disk. Raises `ArchiveError` if the disk refuses."""
        with self._refusable():
            os.fsync(self._stream.fileno())

    @contextmanager
    def _refusable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ArchiveError(
                f"Cannot write {self._path}: {error.strerror}. Nothing after this point is stored."
            ) from error

    def seal(self, log: Log) -> Checkpoint:
        """Enter the file in the log, give it its final name and take away the right to write it."""
        try:
            checkpoint = log.append({self.name: stretches(self._path, self._ends)})
            seal(self._path)
        finally:
            self.close()
        return checkpoint

    def close(self) -> None:
        """Close the file and give up its lock."""
        self._stream.close()


def seal(path: Path) -> Path:
    """Rename ``X.warc.gz.open`` to ``X.warc.gz``, read-only; return the new path."""
    final = path.with_suffix("")
    path.chmod(0o444)
    path.rename(final)
    sync_folder(path.parent)
    return final


def lock_if_abandoned(path: Path) -> BinaryIO | None:
    """Open a segment its crawl did not seal and lock it; None while that crawl still runs."""
    stream = path.open("r+b")
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        stream.close()
        return None
    return stream


def is_being_written(path: Path) -> bool:
    """Whether a crawl holds the lock of a segment, or has just sealed it."""
    try:
        with path.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (BlockingIOError, FileNotFoundError):
        return True
    return False


def unborn_path(path: Path) -> Path:
    """Return under which name a WARC file begins, before anybody may take it for one."""
    return path.with_name(f"{path.name.partition('.')[0]}.new")


def _locked(unborn: Path) -> BinaryIO:
    """Create and lock a file; again if another start has just taken it, not yet locked, for one that a kill left."""
    while True:
        stream = unborn.open("xb", buffering=0)
        fcntl.flock(stream, fcntl.LOCK_EX)
        if unborn.exists():
            return stream
        stream.close()


def clear_unborn(folder: Path) -> None:
    """Remove what was killed before it got its name; nothing refers to it."""
    for path in folder.glob("*.new"):
        with contextlib.suppress(FileNotFoundError):  # it has just got its name
            stream = lock_if_abandoned(path)
            if stream is not None:
                with stream:
                    path.unlink()


def cut_tail(stream: BinaryIO, at: int, keep_as: Path) -> None:
    """Move everything from ``at`` on out of a segment into a file of its own."""
    stream.seek(at)
    keep_as.parent.mkdir(exist_ok=True)
    with keep_as.open("wb") as kept:
        kept.write(stream.read())
        kept.flush()
        os.fsync(kept.fileno())
    sync_folder(keep_as.parent)
    stream.truncate(at)
    os.fsync(stream.fileno())
