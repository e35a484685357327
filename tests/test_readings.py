"""Readings that get their rows together, and what becomes of those that did not get them."""

import os
from pathlib import Path

import pytest

from archive import Archive, ArchiveError, DamagedRecordError
from archive.reading import Readings, has_no_parts, read_waiting, unread
from tests.composing import body, page, tables
from tests.exchanges import REPORT, begin, exchange, response, write_run
from tests.test_reparse import dump
from tests.truth import CHANGZHOU_2022 as FIGURES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_run(tmp_path / "data")
    return tmp_path / "data"


def rows(archive: Archive) -> int:
    return int(archive.database.execute("SELECT count(*) FROM reading").fetchone()[0])


def test_rows_are_there_once_they_are_entered(folder: Path) -> None:
    archive = Archive.open(folder)
    waiting, readings = unread(archive), Readings(archive)
    for capture in waiting:
        readings.read(capture)
    assert (rows(archive), len(unread(archive))) == (0, 4)
    readings.enter()
    readings.enter()
    assert (rows(archive), unread(archive)) == (4, [])
    archive.close()


def test_what_was_read_and_not_entered_is_read_by_the_next(folder: Path) -> None:
    archive = Archive.open(folder)
    readings = Readings(archive)
    for capture in unread(archive):
        readings.read(capture)
    archive.close()  # as if killed
    archive = Archive.open(folder)
    assert read_waiting(archive, lambda *_: None) == []
    archive.close()
    whole = [row.partition(" ")[0] for row in dump(folder)]
    assert whole.count("reading") == 4
    assert "setting ('extractor'" in "\n".join(dump(folder))


def test_a_damaged_record_keeps_no_other_from_its_rows(folder: Path) -> None:
    archive = Archive.open(folder)
    waiting = unread(archive)
    path = archive.path(waiting[1])
    path.chmod(0o644)
    with path.open("r+b") as stream:
        stream.seek(waiting[1].offset + waiting[1].length // 2)
        byte = stream.read(1)[0]
        stream.seek(-1, os.SEEK_CUR)
        stream.write(bytes([byte ^ 1]))
    readings = Readings(archive)
    for capture in waiting:
        if capture is waiting[1]:
            with pytest.raises(DamagedRecordError):
                readings.read(capture)
        else:
            readings.read(capture)
    readings.enter()
    assert rows(archive) == 3
    assert [capture.capture for capture in unread(archive)] == [waiting[1].capture]
    archive.close()


def test_rows_that_cannot_be_written_are_left_to_the_next_start(folder: Path) -> None:
    archive = Archive.open(folder)
    readings = Readings(archive)
    for capture in unread(archive):
        readings.read(capture)
    archive.database.execute("PRAGMA query_only = ON")
    with pytest.raises(ArchiveError, match=r"Cannot write reports\.db"):
        readings.enter()
    archive.database.execute("PRAGMA query_only = OFF")
    readings.enter()
    assert (rows(archive), len(unread(archive))) == (0, 4)
    archive.close()


def test_what_stands_in_a_snapshot_is_known_once_it_was_read(folder: Path) -> None:
    """So that a visit which finds a page unchanged does not have it read again."""
    archive = Archive.open(folder)
    readings = Readings(archive)
    (capture, *_) = unread(archive)
    assert readings.known(capture) is None
    readings.read(capture)
    readings.enter()
    assert readings.known(capture) is False, "the page of this archive is no report"
    with archive.database.conn:
        archive.database.execute("UPDATE reading SET report_year = 2022 WHERE snapshot = ?", [capture.snapshot])
    assert readings.known(capture) is True
    archive.close()


def test_a_page_read_before_has_no_parts_if_it_names_none(tmp_path: Path) -> None:
    """Whether any was fetched tells nothing: here the crawl was killed right after the page."""
    archive = Archive.open(tmp_path / "data")
    run = begin(archive)
    whole = page(body(tables(FIGURES)))
    pages = whole, whole.replace(b'id="zoom">', b'id="zoom"><img src="/files/table.png">')
    plain, pictured = (
        run.capture(exchange(f"http://www.liyang.gov.cn/{number}.html", response(one)), REPORT)
        for number, one in enumerate(pages)
    )
    assert not has_no_parts(archive, plain), "nobody has read it"
    assert read_waiting(archive, lambda *_: None) == []
    assert (has_no_parts(archive, plain), has_no_parts(archive, pictured)) == (True, False)
    run.abandon()
    archive.close()
