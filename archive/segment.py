"""One WARC file that is being written: locked, appended, made durable, sealed."""

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from archive.errors import ArchiveError
from archive.warc import Record

OPEN_SUFFIX = ".open"
MAX_BYTES = 1 << 30


class Segment:
    """Appends groups of records; what `append` returned for is on the disk, whatever happens next."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._path = folder / (name + OPEN_SUFFIX)
        # Locked before it gets the name under which another start looks for abandoned files, and without a buffer, in which
        # bytes could linger that a full disk then refuses.
        unborn = folder / f"{name.partition('.')[0]}.new"
        self._stream = unborn.open("xb", buffering=0)
        fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        unborn.rename(self._path)
        _sync_folder(folder)
        self.size = 0

    def append(self, records: Iterable[Record]) -> list[tuple[int, int]]:
        """Write records one after the other and sync once; return (offset, length) of each.

        Raises `ArchiveError` if the disk refuses; then nothing of this group counts, and the next start cuts the torn tail off.
        """
        members = [record.member() for record in records]
        try:
            rest = memoryview(b"".join(members))
            while rest:
                rest = rest[self._stream.write(rest) :]
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise ArchiveError(
                f"Cannot write {self._path}: {error.strerror}. Nothing after this point is stored."
            ) from error
        places = []
        for member in members:
            places.append((self.size, len(member)))
            self.size += len(member)
        return places

    def seal(self) -> None:
        """Give the file its final name and take away the right to write it."""
        seal(self._path)
        self.close()

    def close(self) -> None:
        """Close the file and give up its lock."""
        self._stream.close()


def seal(path: Path) -> Path:
    """Rename ``X.warc.gz.open`` to ``X.warc.gz``, read-only; return the new path."""
    final = path.with_suffix("")
    path.chmod(0o444)
    path.rename(final)
    _sync_folder(path.parent)
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


def cut_tail(stream: BinaryIO, at: int, keep_as: Path) -> None:
    """Move everything from ``at`` on out of a segment into a file of its own."""
    stream.seek(at)
    keep_as.parent.mkdir(exist_ok=True)
    with keep_as.open("wb") as kept:
        kept.write(stream.read())
        kept.flush()
        os.fsync(kept.fileno())
    stream.truncate(at)
    os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
