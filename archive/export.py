"""Captures out of the archive into a WARC file that needs nothing else: ``scrapy export``.

Members are copied byte for byte, each group whole and behind the warcinfo record of its run, so the file could be put into
``warc/`` of another archive as it is. What a revisit refers to is always in the file too. The same archive and selection give
the same bytes.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

from archive import cdxj
from archive.capture import Capture, Outcome
from archive.errors import DamagedRecordError
from archive.store import Archive
from archive.stretch import closes_group
from archive.warc import Hole, scan

_SELECTED = """
WITH page AS (
  SELECT capture FROM visit
  WHERE (:publisher IS NULL OR publisher = :publisher) AND (:year IS NULL OR report_year = :year)
), wanted AS (
  SELECT capture.capture, capture.refers_to FROM capture JOIN run USING (run)
  LEFT JOIN fetch AS whole ON whole.capture = capture.part_of LEFT JOIN request AS asked ON asked.request = whole.request
  WHERE (:portal IS NULL OR portal = :portal) AND (:url IS NULL OR :url IN (capture.url, asked.url))
    AND (:since IS NULL OR capture.captured_at >= :since) AND (:until IS NULL OR capture.captured_at <= :until)
    AND (:publisher IS NULL AND :year IS NULL OR coalesce(capture.part_of, capture.capture) IN page)
)
SELECT capture.* FROM capture JOIN run USING (run)
WHERE capture IN (SELECT capture FROM wanted UNION SELECT refers_to FROM wanted)
ORDER BY run.started_at, file, offset
"""
_TITLE = "SELECT title FROM reading JOIN setting ON value = extractor AND name = 'extractor' WHERE snapshot = ?"
_LONGEST_GROUP = 16


class Sink(Protocol):
    """What bytes can be written to."""

    def write(self, data: bytes, /) -> object: ...


@dataclass(frozen=True, slots=True)
class Selection:
    """Which captures: all that fit everything given. Pictures and attachments go with their page."""

    portal: str | None = None
    publisher: str | None = None
    year: int | None = None
    url: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(slots=True)
class Exported:
    """What was written, and what could not be."""

    captures: int = 0
    newest: str = ""
    lines: list[str] = field(default_factory=list)
    """CDXJ, in the order of the file."""
    pages: list[str] = field(default_factory=list)
    """Lists and reports, each as a JSON object."""
    damages: list[str] = field(default_factory=list)


def selected(archive: Archive, selection: Selection) -> Iterator[Capture]:
    """Yield the captures of a selection, and those whose payload they repeat, in the order they were written."""
    for row in archive.database.query(_SELECTED, asdict(selection)):
        yield Capture.from_row(row)


def write_index(archive: Archive, selection: Selection, stream: Sink) -> Exported:
    """Write sorted CDXJ of the archive's own files."""
    done = Exported()
    for capture in selected(archive, selection):
        if entry := cdxj.line(capture, file=capture.file, offset=capture.offset):
            done.lines.append(entry)
            done.captures += 1
    stream.write("".join(sorted(done.lines)).encode())
    return done


def write_warc(archive: Archive, selection: Selection, stream: Sink, *, file: str) -> Exported:
    """Write a selection as one WARC file, by the name ``file`` in its index; damaged captures are left out and told."""
    done = Exported()
    at = 0
    source = ""
    for capture in selected(archive, selection):
        try:
            members = [_group(archive, capture)]
            if capture.refers_to is not None:
                _group(archive, archive.holder(capture))  # or this one would dangle
            if capture.file != source:
                members.insert(0, _warcinfo(archive, capture))
                source = capture.file
        except DamagedRecordError as error:
            done.damages.append(str(error))
            continue
        for member in members:
            stream.write(member)
        at += sum(map(len, members))
        done.captures += 1
        done.newest = max(done.newest, capture.captured_at)
        if entry := cdxj.line(capture, file=file, offset=at - len(members[-1])):
            done.lines.append(entry)
            if page := _page(archive, capture):
                done.pages.append(page)
    return done


def _group(archive: Archive, capture: Capture) -> bytes:
    """Return the members of a capture, from its own record to the one that closes the group."""
    path = archive.path(capture)
    try:
        for number, found in enumerate(scan(path, capture.offset)):
            if isinstance(found, Hole):
                raise DamagedRecordError(f"{path.name}, offset {found.offset}: {found.reason}.")
            offset, length, record = found
            if capture.capture in {record.id, record.fields.get("WARC-Concurrent-To")} and closes_group(record):
                return _bytes(path, capture.offset, offset + length)
            if number == _LONGEST_GROUP:
                break
    except OSError as error:
        raise DamagedRecordError(f"{path.name}: {error.strerror}.") from error
    raise DamagedRecordError(f"{path.name}, offset {capture.offset}: the group does not end.")


def _warcinfo(archive: Archive, capture: Capture) -> bytes:
    path = archive.path(capture)
    found = next(scan(path))
    if isinstance(found, Hole):
        raise DamagedRecordError(f"{path.name}, offset 0: {found.reason}.")
    return _bytes(path, 0, found[1])


def _bytes(path: Path, start: int, end: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(start)
        return stream.read(end - start)


def _page(archive: Archive, capture: Capture) -> str | None:
    """Return the line of a list or report in pages.jsonl; None for anything else."""
    if capture.role not in {"list", "report"} or capture.outcome is not Outcome.OK:
        return None
    read = archive.database.execute(_TITLE, [capture.snapshot]).fetchone()
    page = {
        "id": capture.capture.strip("<>").removeprefix("urn:uuid:"),
        "url": capture.url,
        "ts": capture.captured_at,
        "title": (read and read[0]) or capture.listed_title or capture.url,
    }
    return json.dumps(page, ensure_ascii=False) + "\n"
