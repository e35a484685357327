"""An HTTP/1 response as raw bytes: headers, payload (transfer coding removed), entity (content coding removed).

The bytes come from real servers, so nothing is assumed: bare line feeds, lines without a colon, chunk extensions, bodies cut
short. RFC 9112 is followed where the bytes follow it.
"""

import re
import zlib
from dataclasses import dataclass

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_STATUS_LINE = re.compile(rb"HTTP/\d\.\d +(\d{3})")
_MAX_ENTITY = 64 << 20  # as much as is ever fetched: a page that unpacks to more is no report


class UndecodableEntityError(ValueError):
    """The content coding is unknown, broken, or unpacks to more than 64 MiB; the message says which."""


@dataclass(frozen=True, slots=True)
class HttpMessage:
    """One final response."""

    head: bytes
    """Status line and headers with the empty line that ends them, as received."""
    status: int
    headers: tuple[tuple[str, str], ...]
    """Names in lower case, values as Latin-1 text, in the order received; folded lines joined, lines without a colon left out."""
    payload: bytes

    def header(self, name: str) -> str | None:
        """Return the first value of a header, None if the server sent none."""
        return next((value for key, value in self.headers if key == name), None)

    @property
    def entity(self) -> bytes:
        """The payload with its content codings removed.

        Raises `UndecodableEntityError` for a coding we never asked for, or a body that does not unpack.
        """
        data = self.payload
        codings = ",".join(value for key, value in self.headers if key == "content-encoding")
        for coding in reversed([part.strip().lower() for part in codings.split(",") if part.strip()]):
            if coding != "identity" and data:
                data = _decode(data, coding)
        return data


def split_interim(raw: bytes) -> tuple[bytes, bytes]:
    """Split raw bytes into (1xx interim responses, final response).

    Interim responses do not belong into a WARC response record: other tools take the first status line for the answer.
    """
    start = 0
    while match := _STATUS_LINE.match(raw, start):
        if not match[1].startswith(b"1"):
            break
        end = _END_OF_HEAD.search(raw, start)
        if end is None:
            break
        start = end.end()
    return raw[:start], raw[start:]


def parse(raw: bytes) -> HttpMessage | None:
    """Parse one final response; None if the bytes do not begin with a complete head."""
    status_line = _STATUS_LINE.match(raw)
    end = _END_OF_HEAD.search(raw)
    if status_line is None or end is None:
        return None
    headers = tuple(_headers(raw[: end.start()]))
    body = raw[end.end() :]
    coding = next((value for key, value in headers if key == "transfer-encoding"), "")
    payload = _dechunk(body) if "chunked" in coding.lower() else body
    return HttpMessage(raw[: end.end()], int(status_line[1]), headers, payload)


def _headers(head: bytes) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for line in head.decode("latin-1").split("\n")[1:]:
        if line[:1] in {" ", "\t"} and found:
            name, value = found[-1]
            found[-1] = (name, f"{value} {line.strip()}")
        elif ":" in line:
            name, value = line.split(":", 1)
            found.append((name.strip().lower(), value.strip()))
    return found


def _dechunk(body: bytes) -> bytes:
    """Remove chunk framing, extensions and trailers; a body that breaks off keeps what arrived."""
    chunks = []
    position = 0
    while (line_end := body.find(b"\n", position)) >= 0:
        size_text = body[position:line_end].split(b";")[0].strip()
        try:
            size = int(size_text, 16)
        except ValueError:
            break
        if size <= 0:
            break
        start = line_end + 1
        chunks.append(body[start : start + size])
        position = start + size + (2 if body[start + size : start + size + 2] == b"\r\n" else 1)
    return b"".join(chunks)


def _decode(data: bytes, coding: str) -> bytes:
    # 47 accepts gzip and zlib headers; some servers send "deflate" without any header, hence the second try.
    windows = {"gzip": (47,), "x-gzip": (47,), "deflate": (47, -15)}.get(coding)
    if windows is None:
        raise UndecodableEntityError(f"content coding {coding!r} is not one we asked for")
    for bits in windows:
        try:
            return _inflate(data, bits)
        except zlib.error:
            continue
    raise UndecodableEntityError(f"body does not unpack as {coding}, or ends before its end")


def _inflate(data: bytes, bits: int) -> bytes:
    """Unpack every member of a body; raises zlib.error for one that breaks off, which would otherwise pass for a shorter page."""
    unpacked = bytearray()
    while data:
        unpacker = zlib.decompressobj(bits)
        unpacked += unpacker.decompress(data, _MAX_ENTITY - len(unpacked) + 1)  # 0 would mean without limit
        if len(unpacked) > _MAX_ENTITY:
            raise UndecodableEntityError(f"body unpacks to more than {_MAX_ENTITY >> 20} MiB")
        if not unpacker.eof:
            raise zlib.error("incomplete")
        data = unpacker.unused_data.lstrip(b"\0")  # zero padding after the last member is common
    return bytes(unpacked)
