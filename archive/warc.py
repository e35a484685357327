"""WARC/1.1 records as bytes, one gzip member each (ISO 28500:2017).

Writing and scanning are ours because an archive must know each member's offset and must go on after a damaged one; tests read
every file with two foreign readers.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from isal import isal_zlib
from isal.igzip_lib import IsalError

from archive.digest import digest
from archive.errors import DamagedRecordError

REVISIT_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
REVISIT_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_GZIP_MAGIC = b"\x1f\x8b\x08"
_LEVEL = 1  # of isal: within a tenth of the bytes of zlib's 6 at a tenth of its time
_READ = 1 << 16
_READ_RECORD = 1 << 12  # most records are smaller than a page, and what is read too much is read again


@dataclass(frozen=True, slots=True)
class Record:
    """One WARC record: named fields in writing order, and its block."""

    fields: dict[str, str]
    block: bytes

    @property
    def type(self) -> str:
        return self.fields["WARC-Type"]

    @property
    def id(self) -> str:
        return self.fields["WARC-Record-ID"]

    def member(self) -> bytes:
        """Return the record as one complete gzip member."""
        head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in self.fields.items()) + "\r\n"
        return isal_zlib.compress(b"".join((head.encode(), self.block, b"\r\n\r\n")), _LEVEL, 31)


def new_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def warc_date(moment: datetime) -> str:
    """Return a UTC moment as WARC-Date, to the microsecond WARC/1.1 allows."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def later(date: str, milliseconds: int) -> str:
    """Return the WARC-Date so much after another."""
    return warc_date(datetime.fromisoformat(date) + timedelta(milliseconds=milliseconds))


def record(kind: str, block: bytes, *, date: str, content_type: str, **more: str | None) -> Record:
    """Build a record; ``more`` are further WARC fields, ``target_uri`` for ``WARC-Target-URI``; None leaves a field out."""
    fields = {"WARC-Type": kind, "WARC-Record-ID": more.pop("record_id", None) or new_id(), "WARC-Date": date}
    for name, value in more.items():
        if value is not None:
            fields["WARC-" + _FIELD_NAMES.get(name, name.replace("_", "-").title())] = value
    fields |= {"WARC-Block-Digest": digest(block), "Content-Type": content_type, "Content-Length": str(len(block))}
    return Record(fields, block)


_FIELD_NAMES = {
    "target_uri": "Target-URI",
    "ip_address": "IP-Address",
    "refers_to_target_uri": "Refers-To-Target-URI",
    "warcinfo_id": "Warcinfo-ID",
    "json_metadata": "JSON-Metadata",
}


def parse(data: bytes) -> Record:
    """Parse one uncompressed record; raises ValueError with what is wrong."""
    end = data.find(b"\r\n\r\n")
    if end < 0 or not data.startswith(b"WARC/1."):
        raise ValueError("does not begin with a WARC header")
    fields = dict(line.split(": ", 1) for line in data[:end].decode("utf-8").split("\r\n")[1:])
    length = int(fields["Content-Length"])
    block = data[end + 4 : end + 4 + length]
    declared = fields.get("WARC-Block-Digest")
    if len(block) != length or (declared is not None and declared != digest(block)):
        raise ValueError("block does not match its length or digest")
    return Record(fields, block)


def read_at(path: Path, offset: int, length: int) -> Record:
    """Read back one record. Raises `DamagedRecordError` if the bytes there are not a whole, unaltered record."""
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            return parse(isal_zlib.decompress(stream.read(length), 31))
    except (OSError, IsalError, ValueError, KeyError) as error:  # type: ignore[misc]  # its stubs take it for an instance
        raise DamagedRecordError(f"{path.name}, offset {offset}: {error}.") from error


@dataclass(frozen=True, slots=True)
class Hole:
    """A stretch of a file that holds no readable record."""

    offset: int
    length: int
    reason: str

    @property
    def end(self) -> int:
        return self.offset + self.length


def scan(path: Path, start: int = 0) -> Iterator[tuple[int, int, Record] | Hole]:
    """Yield (offset, length, record) for every readable member from ``start`` on, and a `Hole` for every stretch that is none.

    A hole ends where the next member begins that holds a record, so one damaged member costs one record. A torn tail is a hole
    that ends with the file.
    """
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        offset = start
        while offset < size:
            try:
                length, found = _member_at(stream, offset)
            except (ValueError, KeyError) as error:
                end = _next_member(stream, offset + 1, size)
                yield Hole(offset, end - offset, str(error))
                offset = end
            else:
                yield offset, length, found
                offset += length


def _member_at(stream: BinaryIO, offset: int) -> tuple[int, Record]:
    """Return the length and the record of one member; raises ValueError or KeyError if there is none."""
    stream.seek(offset)
    unpacker = isal_zlib.decompressobj(31)
    parts = []
    read = 0
    while not unpacker.eof:
        chunk = stream.read(_READ_RECORD)
        if not chunk:
            raise ValueError("ends in the middle of a record")
        read += len(chunk)
        try:
            parts.append(unpacker.decompress(chunk))
        except IsalError as error:  # type: ignore[misc]  # its stubs take it for an instance
            raise ValueError(str(error)) from error
    return read - len(unpacker.unused_data), parse(b"".join(parts))


def _next_member(stream: BinaryIO, position: int, size: int) -> int:
    """Return the offset of the next readable member, or the size of the file."""
    while position < size:
        stream.seek(position)
        window = stream.read(_READ)
        at = window.find(_GZIP_MAGIC)
        if at < 0:
            position += max(len(window) - len(_GZIP_MAGIC) + 1, 1)
            continue
        try:
            _member_at(stream, position + at)
        except (ValueError, KeyError):
            position += at + 1
        else:
            return position + at
    return size
