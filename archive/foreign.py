"""Reads WARC, WET and WACZ files that others made. Nothing they claim is believed and nothing is unpacked to the disk.

fastwarc reads them, because foreign files come in every dialect (WARC 0.18 to 1.1, one gzip member or many, none at all) and it
does so as a stream: a record that declares 10 GB, a header without end or a gzip bomb costs time as the file is long, no memory.
Our own files are read by `archive.warc.scan`, which goes on after a damaged member, where fastwarc ends.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord

from archive.errors import ArchiveError

MAX_BLOCK = 64 << 20
"""What a crawl takes too (DOWNLOAD_MAXSIZE)."""
_MAX_ZIP_READ = 1 << 20  # a WACZ of 10,000 files has a smaller directory
_WARC_IN_WACZ = re.compile(r"archive/[^/]+\.warc(\.gz)?")
_VERIFIABLE = ("sha1:", "sha256:")


class NoArchiveError(ArchiveError):
    """The file is neither WARC nor WACZ; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class ForeignRecord:
    """One record as its file has it."""

    place: str
    """For people: file, and number of the record in it."""
    header: tuple[tuple[str, str], ...]
    block: bytes

    def get(self, name: str) -> str:
        """Return the first field of this name, in whatever case it is written; empty if there is none."""
        return next((value for key, value in self.header if key.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that could not be taken from a file, in a sentence for the user."""

    sentence: str


def foreign_records(path: Path, wanted: frozenset[str]) -> Iterator[ForeignRecord | Fault]:
    """Yield the records of the ``wanted`` types in the order of the file, and a `Fault` for everything that is no whole record.

    Raises `NoArchiveError` if the file is no archive at all, OSError if it cannot be read.
    """
    with path.open("rb") as stream:
        start = stream.read(5)
        stream.seek(0)
        if start[:4] == b"PK\3\4":
            yield from _wacz(stream, path.name, wanted)
        elif start[:2] == b"\x1f\x8b" or start == b"WARC/":
            yield from _warc(stream, path.name, wanted)
        else:
            raise NoArchiveError(f"{path.name} is neither WARC nor WACZ; a saved page is loaded with --url and --time.")


def _wacz(stream: BinaryIO, name: str, wanted: frozenset[str]) -> Iterator[ForeignRecord | Fault]:
    try:
        with zipfile.ZipFile(_Bounded(stream)) as package:
            files = [entry for entry in package.infolist() if _WARC_IN_WACZ.fullmatch(entry.filename)]
            if not files:
                raise NoArchiveError(f"{name} is a ZIP file without archive/*.warc.gz, so no WACZ.")
            for entry in files:
                # Other methods may ask for gigabytes to unpack with.
                if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or entry.flag_bits & 1:
                    yield Fault(f"{name}: {entry.filename} is packed in a way that WACZ does not know.")
                    continue
                with package.open(entry) as inside:
                    yield from _warc(inside, f"{name}: {entry.filename}", wanted)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        yield Fault(f"{name}: damaged ZIP file ({error}).")


def _warc(stream: IO[bytes], name: str, wanted: frozenset[str]) -> Iterator[ForeignRecord | Fault]:
    number = 0
    try:
        for record in ArchiveIterator(stream, parse_http=False):
            number += 1
            if record.headers.get("WARC-Type") in wanted:
                yield _read(record, f"{name}, record {number}")
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        yield Fault(f"{name}: not readable after record {number} ({error}).")
    else:
        if not number:
            yield Fault(f"{name}: holds no WARC record.")


def _read(record: WarcRecord, place: str) -> ForeignRecord | Fault:
    length = record.content_length
    if length > MAX_BLOCK:
        return Fault(f"{place}: declares {length} bytes, more than the {MAX_BLOCK >> 20} MiB that are taken.")
    record.freeze()
    claimed = record.headers.get("WARC-Block-Digest") or ""
    is_as_claimed = not claimed.startswith(_VERIFIABLE) or record.verify_block_digest()  # before the block is read away
    block = record.reader.read()
    if len(block) != length:
        return Fault(f"{place}: ends after {len(block)} of {length} bytes.")
    if not is_as_claimed:
        return Fault(f"{place}: is not what its WARC-Block-Digest says.")
    return ForeignRecord(place, tuple(record.headers.items()), block)


class _Bounded(io.BufferedIOBase):
    """Refuses the one read by which a ZIP file could ask for memory: that of its whole directory."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int | None = -1, /) -> bytes:
        taken = self._stream.read(_MAX_ZIP_READ + 1 if size is None or size < 0 else min(size, _MAX_ZIP_READ + 1))
        if len(taken) > _MAX_ZIP_READ:
            raise zipfile.BadZipFile(f"its directory is larger than {_MAX_ZIP_READ >> 20} MiB")
        return taken

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def seekable(self) -> bool:
        return True
