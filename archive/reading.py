"""From a capture to rows: the one line a live crawl and a re-parse both run.

A `Source` says where a capture stands in the WARC files, so that it can be read without the database: by another process, or on
another machine that sees the same folder.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from archive.capture import Capture
from archive.errors import DamagedRecordError
from archive.readings import (
    NO_LAYERS,
    NOTHING,
    ReadingRows,
    choose_extractor,
    chosen_extractor,
    enter_readings,
    reading_rows,
)
from archive.store import Archive, entity_at
from extraction import Part, UnreadablePayload, extract_with_layers
from extraction.layers import Layers
from extraction.report import EXTRACTOR_VERSION, AnnualReport, Flag

SHOWS = "outcome IN ('ok', 'not_modified') AND snapshot IS NOT NULL"
READABLE = f"role = 'report' AND {SHOWS}"
_UNREAD = f"{READABLE} AND NOT EXISTS (SELECT 1 FROM reading WHERE reading.snapshot = capture.snapshot)"  # noqa: S608 - our own
_TOGETHER = 16


class Source(NamedTuple):
    """One page, picture or attachment as it can be read back: address, type, and place of the record that holds its bytes."""

    url: str
    content_type: str | None
    file: str
    offset: int
    length: int
    parts: tuple["Source", ...] = ()


def source_of(archive: Archive, capture: Capture) -> Source:
    """Return the source of a capture with its parts. Raises `DamagedRecordError` if it refers to a record that is not here."""
    with_it = archive.captures(f"part_of = :page AND {SHOWS}", {"page": capture.capture})
    return _source(archive, capture, tuple(_source(archive, part) for part in with_it))


def _source(archive: Archive, capture: Capture, parts: tuple[Source, ...] = ()) -> Source:
    holder = archive.holder(capture)
    return Source(capture.url, capture.content_type, holder.file, holder.offset, holder.length, parts)


def read_source(folder: Path, source: Source) -> tuple[AnnualReport, Layers]:
    """Read the page and its parts back from the WARC files of an archive, and extract, with what captures are compared by.

    A payload of a kind that cannot be read yet gives a report with the flag ``unreadable_payload``. Raises
    `archive.DamagedRecordError` if a record is not what was written.
    """
    parts = [Part(_entity(folder, part), part.url, part.content_type) for part in source.parts]
    try:
        return extract_with_layers(
            _entity(folder, source), url=source.url, content_type=source.content_type, parts=parts
        )
    except UnreadablePayload as error:
        return AnnualReport(flags=(Flag("unreadable_payload", str(error)),)), NO_LAYERS


def _entity(folder: Path, source: Source) -> bytes:
    return entity_at(folder, source.file, source.offset, source.length)


class Readings:
    """Readings that get their rows several at a time: a transaction for each would cost a third of what the rows do.

    What was read and not entered when a process is killed is `unread`, and read again by the next one.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._waiting: list[ReadingRows] = []

    @property
    def is_full(self) -> bool:
        return len(self._waiting) >= _TOGETHER

    def known(self, capture: Capture) -> bool | None:
        """Return whether a report stands in this snapshot, as it was read before; None if this extractor has not read it."""
        sql = "SELECT report_year IS NOT NULL FROM reading WHERE snapshot = ? AND extractor = ?"
        found = self._archive.database.execute(sql, [capture.snapshot, EXTRACTOR_VERSION]).fetchone()
        return None if found is None else bool(found[0])

    def read(self, capture: Capture) -> AnnualReport:
        """Read one capture back from the archive and extract it. Raises `archive.DamagedRecordError`."""
        assert capture.snapshot is not None  # noqa: S101 - for the type checker; callers ask for readable captures
        report, layers = read_source(self._archive.folder, source_of(self._archive, capture))
        self._waiting.append(reading_rows(EXTRACTOR_VERSION, capture.snapshot, report, layers))
        return report

    def enter(self) -> None:
        """Give rows to what was read since the last time. Raises `ArchiveError`, and then leaves it to the next start."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        enter_readings(self._archive.database, waiting)
        if chosen_extractor(self._archive.database) is None:
            choose_extractor(self._archive.database, EXTRACTOR_VERSION)


def has_no_parts(archive: Archive, capture: Capture) -> bool:
    """Return whether this extractor has read the very same page before and met no picture or attachment in it.

    That none was fetched proves nothing: a crawl may have been killed before it came to them, or the page was loaded, not crawled.
    """
    sql = "SELECT 1 FROM reading WHERE snapshot = ? AND extractor = ? AND attachments_key = ?"
    return archive.database.execute(sql, [capture.snapshot, EXTRACTOR_VERSION, NOTHING]).fetchone() is not None


def read_capture(archive: Archive, capture: Capture) -> AnnualReport:
    """Read one capture and enter its rows. Raises `archive.DamagedRecordError` and `archive.ArchiveError`."""
    readings = Readings(archive)
    report = readings.read(capture)
    readings.enter()
    return report


def read_waiting(archive: Archive, progress: Callable[[int, int], object]) -> list[DamagedRecordError]:
    """Read what nobody has read; return what could not be read back. ``progress`` is called with (done, total)."""
    waiting = unread(archive)
    readings = Readings(archive)
    damages = []
    for done, capture in enumerate(waiting, 1):
        try:
            readings.read(capture)
        except DamagedRecordError as error:
            damages.append(error)
        if readings.is_full or done == len(waiting):
            readings.enter()
        progress(done, len(waiting))
    return damages


def hidden(archive: Archive) -> int:
    """Return how many snapshots no view shows, because only another version of the extractor than the chosen one has read them."""
    sql = f"""
    SELECT count(DISTINCT snapshot) FROM capture
    WHERE {READABLE} AND NOT EXISTS (SELECT 1 FROM reading JOIN setting ON setting.name = 'extractor' AND value = extractor
                                     WHERE reading.snapshot = capture.snapshot)
    """  # noqa: S608 - our own
    return int(archive.database.execute(sql).fetchone()[0])


def unread(archive: Archive) -> list[Capture]:
    """Return one capture of every snapshot nobody has read, oldest first: what a killed crawl leaves.

    Snapshots that only an earlier extractor has read are not among them; they wait for `archive.reparse`.
    """
    oldest: dict[int | None, Capture] = {}
    for capture in archive.captures(_UNREAD):
        oldest.setdefault(capture.snapshot, capture)
    return list(oldest.values())
