"""WACZ 1.1.1: a WARC file with index, pages and hashes in one ZIP file, as ReplayWeb.page and Browsertrix open it.

The WARC file is streamed into the package and every part is stored without a clock's time, so the same selection gives the same
bytes.
"""

import hashlib
import json
import zipfile
import zlib
from typing import IO

from archive.export import Exported, Selection, write_warc
from archive.store import Archive

_WARC = "data.warc.gz"
_LINES_PER_BLOCK = 3000
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the oldest a ZIP file can say


class _Package:
    """A ZIP file that keeps account of what is in it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED)
        self.resources: list[dict[str, str | int]] = []

    def add(self, path: str, content: bytes) -> str:
        """Add one part; return its hash."""
        with self.zip.open(zipfile.ZipInfo(path, _NO_TIME), "w") as part:
            part.write(content)
        return self.account(path, hashlib.sha256(content).hexdigest(), len(content))

    def account(self, path: str, made_of: str, size: int) -> str:
        name = path.rpartition("/")[2]
        self.resources.append({"name": name, "path": path, "hash": f"sha256:{made_of}", "bytes": size})
        return f"sha256:{made_of}"


class _Hashed:
    """Passes bytes on and hashes them."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part = part
        self.hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes, /) -> int:
        self.hash.update(data)
        self.size += len(data)
        return self._part.write(data)


def write_wacz(archive: Archive, selection: Selection, stream: IO[bytes], *, software: str) -> Exported:
    """Write a selection as WACZ; damaged captures are left out and told."""
    package = _Package(stream)
    with package.zip:
        path = f"archive/{_WARC}"
        with package.zip.open(zipfile.ZipInfo(path, _NO_TIME), "w", force_zip64=True) as part:
            hashed = _Hashed(part)
            done = write_warc(archive, selection, hashed, file=_WARC)
        package.account(path, hashed.hash.hexdigest(), hashed.size)
        blocks, directory = _compressed(sorted(done.lines))
        package.add("indexes/index.cdx.gz", blocks)
        package.add("indexes/index.idx", directory)
        head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
        package.add("pages/pages.jsonl", (json.dumps(head) + "\n" + "".join(done.pages)).encode())
        package.add(
            "datapackage-digest.json", _json({"path": "datapackage.json", "hash": _manifest(package, done, software)})
        )
    return done


def _manifest(package: _Package, done: Exported, software: str) -> str:
    facts = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "software": software,
        "created": done.newest,  # of the newest capture: that is how old the content is, whenever it is packed
        "resources": list(package.resources),
    }
    return package.add("datapackage.json", _json(facts))


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _compressed(lines: list[str]) -> tuple[bytes, bytes]:
    """Return the index in blocks that can be unpacked one by one, and the directory of the blocks."""
    blocks = []
    at = 0
    directory = ["!meta 0 " + json.dumps({"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}) + "\n"]
    for start in range(0, len(lines), _LINES_PER_BLOCK):
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        text = "".join(lines[start : start + _LINES_PER_BLOCK]).encode()
        block = packer.compress(text) + packer.flush()
        key, timestamp, _ = lines[start].split(" ", 2)
        place = {"offset": at, "length": len(block), "digest": f"sha256:{hashlib.sha256(block).hexdigest()}"}
        directory.append(f"{key} {timestamp} {json.dumps(place)}\n")
        blocks.append(block)
        at += len(block)
    return b"".join(blocks), "".join(directory).encode()
