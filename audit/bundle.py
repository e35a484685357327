"""证据包: one change as a zip that somebody can check who has neither the archive nor this program.

Bytes of both captures as the WARC files hold them and as a reader gets them, the headers of the answers, the change as rows and
as a page, and the hash of every file. The same archive gives the same zip.
"""

import csv
import dataclasses
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Sequence

from archive import Archive, ArchiveError, Capture
from archive.digest import hex_digits
from archive.http_message import UndecodableEntityError
from audit.changes import Change
from audit.layers import Pair
from audit.release.sheet import harmless

_README = """\
证据包 Bundle of evidence
========================

{sentence}

怎样核对 How to check
---------------------
1. 各文件未被改动 the files are what they were when this was made:
     sha256sum -c SHA256SUMS
2. 两份存档的正文与记录相符 the page is what its record holds (sha256 of manifest.json against the file):
     sha256sum old/entity.bin new/entity.bin
     gzip -dc old/record.warc.gz | head -c 2000
3. 变化的数字 the rows of the change:
     sqlite3 :memory: -cmd '.import --csv changes.csv changes' \\
       'SELECT label, applicant_label, old, new, not_before, not_after FROM changes'
   (.import needs SQLite 3.32 or newer. A cell that begins with an apostrophe did not begin with it on the page: it keeps
   spreadsheets from running it as a formula.)
4. 持有存档的人 whoever holds the archive:
     sqlite3 reports.db "SELECT captured_at, outcome, entity_digest FROM capture WHERE capture = '{old}'"
     sqlite3 reports.db "SELECT captured_at, outcome, entity_digest FROM capture WHERE capture = '{new}'"
     scrapy prove {old_id}
     scrapy prove {new_id}
   The last two write a proof against the signed log of the archive that needs Python alone.

内容 Contents
-------------
change.html              the change as a page
changes.csv              the change as rows
manifest.json            addresses, times, digests, and the keys of every layer that was compared
old/, new/               entity.bin (the bytes of the page, coding removed), headers.txt, record.warc.gz (as archived),
                         parts/ (pictures and attachments)

Captures were requested and answered at the times in manifest.json (UTC). Dates printed on the page and Last-Modified are claims.
"""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_SHOWN = "part_of = :page AND outcome IN ('ok', 'not_modified') AND snapshot IS NOT NULL"


def bundle(archive: Archive, pair: Pair, rows: Sequence[Change], *, page: bytes, sentence: str) -> bytes:
    """Return the zip. What cannot be read back from the archive is said in its place, never left out in silence."""
    old, new = (archive.find(check.capture) for check in (pair.before, pair.after))
    names = {"old": old.capture, "new": new.capture, "old_id": _bare(old.capture), "new_id": _bare(new.capture)}
    files = {
        "README.txt": _README.format(sentence=sentence, **names).encode(),
        "change.html": page,
        "changes.csv": _sheet(rows),
    }
    manifest = {"pair": pair.name, "layer": pair.layer, "not_before": pair.not_before, "not_after": pair.not_after}
    sides = {}
    for side, capture, check in (("old", old, pair.before), ("new", new, pair.after)):
        kept = dict(_files(archive, capture, side))
        files |= {name: content for name, (content, _) in kept.items()}
        sides[side] = {"check": check._asdict(), "files": {name: about for name, (_, about) in kept.items()}}
    told = {**manifest, "unusable": pair.unusable, **sides}
    files["manifest.json"] = (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return _zipped({**files, "SHA256SUMS": sums.encode()})


def _files(archive: Archive, capture: Capture, side: str) -> Iterator[tuple[str, tuple[bytes, dict[str, object]]]]:
    yield from _one(archive, capture, side)
    for number, part in enumerate(archive.captures(_SHOWN, {"page": capture.capture}), 1):
        yield from _one(archive, part, f"{side}/parts/{number}")


def _one(archive: Archive, capture: Capture, folder: str) -> Iterator[tuple[str, tuple[bytes, dict[str, object]]]]:
    about: dict[str, object] = {
        "capture": capture.capture,
        "url": capture.url,
        "captured_at": capture.captured_at,
        "answered_at": capture.answered_at,
        "content_type": capture.content_type,
        "sha256": hex_digits(capture.entity_digest) if capture.entity_digest else None,
    }
    try:
        yield f"{folder}/entity.bin", (archive.entity(capture), about)
        lines = "".join(f"{name}: {value}\n" for name, value in archive.headers(capture))
        yield f"{folder}/headers.txt", (lines.encode("utf-8", "surrogateescape"), {"capture": capture.capture})
        holder = archive.holder(capture)
        for name, one in (("record", holder), *((("revisit", capture),) if holder is not capture else ())):
            place = {"capture": one.capture, "file": one.file, "offset": one.offset, "length": one.length}
            yield f"{folder}/{name}.warc.gz", (_record(archive, one), place)
    except (ArchiveError, UndecodableEntityError, OSError) as error:
        yield f"{folder}/unreadable.txt", (f"{error}\n".encode(), about)


def _record(archive: Archive, capture: Capture) -> bytes:
    with archive.path(capture).open("rb") as stream:
        stream.seek(capture.offset)
        return stream.read(capture.length)


def _sheet(rows: Sequence[Change]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(field.name for field in dataclasses.fields(Change))
    for row in rows:
        writer.writerow("" if cell is None else harmless(str(cell)) for cell in dataclasses.astuple(row))
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(files):
            made.writestr(zipfile.ZipInfo(name, _EPOCH), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _bare(capture: str) -> str:
    return capture.removeprefix("<urn:uuid:").removesuffix(">")
