"""Archives as others write them, and as those who mean harm would."""

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

URL = "https://www.jiaxing.gov.cn/art/2023/1/9/art_1229708661_5667112.html"
PAGE = (Path(__file__).parent / "fixtures/zhejiang_jiaxing/report/page.html").read_bytes()
TEXT = (Path(__file__).parent / "fixtures/seed_000/page.txt").read_bytes()


def warc(*records: tuple[str, str, str, str, bytes], packed: bool = True) -> bytes:
    """Return a WARC 1.0 file of warcio's making; a record is (type, address, date, content type, body)."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "somebody else's"}))
    for kind, url, date, content_type, body in records:
        head = StatusAndHeaders("200 OK", [("Content-Type", content_type)], protocol="HTTP/1.1")
        headers = {"WARC-Date": date}
        if kind == "revisit":
            earlier = body.decode()
            made = writer.create_revisit_record(
                url, "sha1:X", url, earlier, http_headers=head, warc_headers_dict=headers
            )
        else:
            is_response = kind == "response"
            made = writer.create_warc_record(
                url,
                kind,
                payload=io.BytesIO(body),
                warc_content_type="" if is_response else content_type,
                http_headers=head if is_response else None,
                warc_headers_dict=headers,
            )
        writer.write_record(made)
        made.raw_stream.close()  # warcio leaves its temporary file open
    return out.getvalue()


def page(date: str, body: bytes = PAGE, url: str = URL) -> tuple[str, str, str, str, bytes]:
    return ("response", url, date, "text/html; charset=utf-8", body)


def package(files: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """Return a ZIP file; a WACZ if there is an archive/ in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, content in {**files, "datapackage.json": json.dumps({"profile": "data-package"}).encode()}.items():
            made.writestr(name, content)
    return out.getvalue()


def raw(length: int | str, block: bytes, extra: bytes = b"", url: str = URL) -> bytes:
    """Return one record with a header as given, true or not."""
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:7d444840-9dc0-11d1-b245-5ffdce74fad2>\r\n"
        b"WARC-Date: 2020-01-01T00:00:00Z\r\nWARC-Target-URI: " + url.encode() + b"\r\n" + extra
    ) + f"Content-Length: {length}\r\n\r\n".encode() + block + b"\r\n\r\n"  # fmt: skip


def bomb(size: int, head: bytes = b"") -> bytes:
    """Return a gzip member that unpacks to ``size`` zero bytes after ``head``; its checksum is wrong, which shows only there."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    start = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    zeros = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + zeros * (size >> 20) + packer.flush()


_GOOD = warc(page("2021-06-01T00:00:00Z"))
_BIG = 3 << 30

HOSTILE: dict[str, tuple[bytes, str]] = {
    "slip.wacz": (package({"../../archive/a.warc.gz": _GOOD, "/archive/b.warc": _GOOD}), "no WACZ"),
    "slip-inside.wacz": (package({"archive/../../../a.warc.gz": _GOOD}), "no WACZ"),
    "directory.wacz": (package(dict.fromkeys((f"archive/{n}.txt" for n in range(25_000)), b"")), "directory is larger"),
    "lzma.wacz": (package({"archive/a.warc": _GOOD}, zipfile.ZIP_LZMA), "packed in a way"),
    "bomb.wacz": (
        package({"archive/a.warc.gz": bomb(_BIG, raw(_BIG, b"")[:-4])}, zipfile.ZIP_DEFLATED),
        "more than the 64 MiB",
    ),
    "cut.wacz": (package({"archive/a.warc.gz": _GOOD})[:-30], "damaged ZIP file"),
    "bomb.warc.gz": (bomb(_BIG, raw(_BIG, b"")[:-4]), "more than the 64 MiB"),
    "endless-header.warc.gz": (bomb(_BIG, raw(0, b"", b"X: a")[:-60]), "not readable after record 0"),
    "many-headers.warc.gz": (gzip.compress(raw(3, b"abc", b"X: a\r\n" * (4 << 20)), 1), "not readable after record 0"),
    "declared.warc": (raw(10 << 30, b"HTTP/1.1 200 OK\r\n\r\n"), "declares 10737418240 bytes"),
    "negative.warc": (raw(-5, b"HTTP/1.1 200 OK\r\n\r\n"), "negative.warc"),
    "no-number.warc": (raw("many", b"HTTP/1.1 200 OK\r\n\r\n"), "no-number.warc"),
    "body-bomb.warc": (
        raw(len(block := b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + bomb(_BIG)), block, url=URL + "?bomb"),
        "",  # stored as what it is: an answer that does not unpack
    ),
    "truncated.warc": (raw(10_000, b"HTTP/1.1 200 OK\r\n\r\nabc"), "of 10000 bytes"),
    "torn.warc.gz": (_GOOD[: len(_GOOD) // 2], "torn.warc.gz"),
    "flipped.warc.gz": (_GOOD[:900] + bytes([_GOOD[900] ^ 0xFF]) + _GOOD[901:], "flipped.warc.gz"),
    "future.warc.gz": (warc(page("2921-06-01T00:00:00Z")), "has not come yet"),
    "no-date.warc.gz": (warc(page("yesterday")), "is no date"),
    "injected.warc.gz": (warc(page("2021-06-01T00:00:00Z", url="http://a.cn/ b\x85WARC-Type: x")), "no web address"),
    "dangling.warc.gz": (
        warc(("revisit", URL, "2022-01-01T00:00:00Z", "text/html", b"2021-01-01T00:00:00Z")),
        "refers to a payload",
    ),
    "page.html": (PAGE, "neither WARC nor WACZ"),
    "empty": (b"", "neither WARC nor WACZ"),
}
"""Name -> content, and what the sentence about it says."""


def write(folder: Path, files: dict[str, bytes]) -> Sequence[str]:
    """Write files into a folder; return their paths."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [str(folder / name) for name in files]
