"""The archive on its own: what a crash, a damaged file or a lost database leaves."""

import errno
import gzip
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import Archive, ArchiveError, DamagedRecordError, Exchange, Run
from archive.capture import Outcome
from archive.http_message import UndecodableEntityError, parse, split_interim
from archive.segment import OPEN_SUFFIX
from archive.warc import Hole, scan
from tests.exchanges import LIST, PAGE, REPORT, begin, exchange, response


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive.open(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def run(archive: Archive) -> Iterator[Run]:
    begun = begin(archive)
    yield begun
    begun.abandon()


def dump(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        return sorted(line for line in connection.iterdump() if "warc_file" not in line)


def test_what_was_captured_is_read_back(archive: Archive, run: Run) -> None:
    capture = run.capture(exchange(), REPORT)
    assert archive.entity(capture) == PAGE
    assert (capture.outcome, capture.status, capture.listed_title) == (Outcome.OK, 200, "溧阳市2022年…")
    run.finish("finished")
    assert archive.entity(capture) == PAGE


def test_an_unchanged_payload_becomes_a_revisit_of_the_record_that_holds_it(archive: Archive, run: Run) -> None:
    first, second, third = (run.capture(exchange(), REPORT) for _ in range(3))
    assert first.refers_to is None
    assert second.refers_to == third.refers_to == first.capture
    assert third.length < first.length
    assert archive.entity(third) == PAGE


def test_what_is_staged_counts_once_it_is_committed(archive: Archive, run: Run) -> None:
    keys = [run.stage(exchange(f"http://www.liyang.gov.cn/{n}.html"), REPORT) for n in range(3)]
    assert list(archive.captures("1")) == []
    run.commit()
    assert {capture.capture for capture in archive.captures("1")} == set(keys)
    first, second = (run.stage(exchange(), REPORT) for _ in range(2))
    run.commit()
    assert archive.find(second).refers_to == first, "the latest capture may be one that is staged"


def test_nothing_is_written_after_a_sync_that_failed(
    archive: Archive, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.stage(exchange(), REPORT)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("archive.segment.os.fsync", full)
    with pytest.raises(ArchiveError, match="No space left"):
        run.commit()
    monkeypatch.undo()
    for again in (run.commit, lambda: run.stage(exchange(), REPORT), lambda: run.finish("finished")):
        with pytest.raises(ArchiveError, match="No space left"):
            again()
    assert list(archive.captures("1")) == []


def test_a_page_that_returns_to_an_old_state_is_stored_again(run: Run) -> None:
    for body in (b"A" * 99, b"B" * 99, b"A" * 99):
        last = run.capture(exchange(received=response(body)), REPORT)
    assert last.refers_to is None, "only the latest capture counts, never an earlier one"


def test_the_entity_digest_sees_through_compression(run: Run) -> None:
    plain = run.capture(exchange(), REPORT)
    packed = run.capture(exchange(received=response(gzip.compress(PAGE), headers="Content-Encoding: gzip\r\n")), REPORT)
    assert plain.payload_digest != packed.payload_digest
    assert plain.entity_digest == packed.entity_digest


def test_an_undecodable_body_is_kept_and_never_read(run: Run) -> None:
    capture = run.capture(exchange(received=response(headers="Content-Encoding: br\r\n")), REPORT)
    assert (capture.outcome, capture.snapshot) == (Outcome.TRUNCATED, None)
    assert "'br'" in (capture.error or "")


def test_a_torn_tail_is_cut_off_and_everything_before_it_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    archive = Archive.open(folder)
    run = begin(archive)
    captures = [run.capture(exchange(f"http://www.liyang.gov.cn/{n}.html"), REPORT) for n in range(3)]
    (path,) = (folder / "warc").glob("*" + OPEN_SUFFIX)
    archive.close()
    run.abandon()  # what a kill leaves: nothing finished, nothing sealed, the lock gone
    with path.open("ab") as stream:
        stream.write(path.read_bytes()[:100])
    (folder / "reports.db").unlink()

    again = Archive.open(folder)
    assert [damage.hole.length for damage in again.damages] == [100]
    assert [capture.capture for capture in again.captures("1")] == [capture.capture for capture in captures]
    assert all(again.entity(capture) == PAGE for capture in again.captures("1"))
    assert not path.exists()
    assert len(list((folder / "quarantine").iterdir())) == 1
    again.close()
    mended = Archive.open(folder)
    assert not mended.damages, "told once, mended once"
    mended.close()


def test_records_without_rows_get_them_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    archive = Archive.open(folder)
    run = begin(archive)
    run.capture(exchange(), REPORT)
    archive.database.execute("DELETE FROM fetch")
    archive.database.execute("UPDATE warc_file SET entered = 0")
    archive.database.conn.commit()
    archive.close()
    run.abandon()
    again = Archive.open(folder)
    assert len(list(again.captures("1"))) == 1
    again.close()


def test_a_running_crawl_is_left_alone(archive: Archive, run: Run) -> None:
    run.capture(exchange(), REPORT)
    second = Archive.open(archive.folder)
    assert not second.damages
    second.close()
    run.capture(exchange(), REPORT)
    run.finish("finished")


def test_the_database_is_made_again_from_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    archive = Archive.open(folder)
    run = begin(archive)
    run.capture(exchange(), REPORT)
    run.capture(exchange(), REPORT)
    failed = Exchange("http://www.liyang.gov.cn/gone", error="CannotResolveHostError: no such host")
    run.capture(failed, {"role": "list"})
    row = {"url": "http://www.liyang.gov.cn/a.html", "title": "溧阳市2022年…", "listed_date": None, "verdict": "report"}
    facts = {
        "started_at": "2026-01-01T00:00:00.000000Z",
        "state": "complete",
        "reason": "end",
        "declared_total": 1,
        "pages": 1,
    }
    run.scan(LIST, facts, [row])
    run.finish("finished")
    archive.close()
    before = dump(folder / "reports.db")
    (folder / "reports.db").unlink()
    Archive.open(folder).close()
    assert dump(folder / "reports.db") == before


@pytest.mark.parametrize("kind", ["flipped", "zeroed", "cut out"])
def test_one_damaged_record_costs_one_record(archive: Archive, run: Run, kind: str) -> None:
    captures = [
        run.capture(exchange(f"http://www.liyang.gov.cn/{n}.html", response(PAGE + b"%d" % n)), REPORT)
        for n in range(5)
    ]
    run.finish("finished")
    path = archive.folder / "warc" / captures[2].file
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    start, end = captures[2].offset, captures[2].offset + captures[2].length
    if kind == "flipped":
        content[start + 60] ^= 0xFF
    elif kind == "zeroed":
        content[start:end] = bytes(end - start)
    else:
        del content[start + 20 : end]
    path.write_bytes(content)

    found = list(scan(path))
    holes = [entry for entry in found if isinstance(entry, Hole)]
    assert [hole.offset for hole in holes] == [start]
    pages = {
        entry[2].fields["WARC-Target-URI"]
        for entry in found
        if not isinstance(entry, Hole) and entry[2].type == "response"
    }
    assert pages == {capture.url for capture in captures} - {captures[2].url}
    with pytest.raises(DamagedRecordError, match=f"offset {start}"):
        archive.entity(captures[2])


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the archive should be")
    with pytest.raises(ArchiveError, match="Cannot write to the archive"):
        Archive.open(tmp_path / "data")
    with pytest.raises(ArchiveError, match="There is no archive"):
        Archive.read(tmp_path / "nothing")


def test_http_oddities() -> None:
    interim, final = split_interim(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + response())
    assert interim.startswith(b"HTTP/1.1 100")
    assert final == response()
    folded = parse(b"HTTP/1.1 200 OK\r\nA: b\r\n\tc\r\nno colon\r\nA: d\r\n\r\n")
    assert folded is not None
    assert folded.headers == (("a", "b c"), ("a", "d"))
    chunked = parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=1\r\nabcde\r\n3\r\nfgh\r\n0\r\n\r\n")
    assert chunked is not None
    assert chunked.payload == b"abcdefgh"
    bomb = parse(response(gzip.compress(bytes(300 << 20)), headers="Content-Encoding: gzip\r\n"))
    assert bomb is not None
    with pytest.raises(UndecodableEntityError, match="more than"):
        _ = bomb.entity
    assert parse(b"<html>no head at all") is None


def test_a_gzip_body_that_breaks_off_is_no_shorter_page(run: Run) -> None:
    cut = gzip.compress(PAGE)[:-60]
    capture = run.capture(exchange(received=response(cut, headers="Content-Encoding: gzip\r\n")), REPORT)
    assert (capture.outcome, capture.snapshot) == (Outcome.TRUNCATED, None)


def test_a_gzip_body_of_two_members_is_one_page(archive: Archive, run: Run) -> None:
    body = gzip.compress(b"one") + gzip.compress(b"two")
    capture = run.capture(exchange(received=response(body, headers="Content-Encoding: gzip\r\n")), REPORT)
    assert archive.entity(capture) == b"onetwo"


def test_a_good_copy_of_a_damaged_page_is_stored_whole(archive: Archive) -> None:
    run = begin(archive)
    first = run.capture(exchange(), REPORT)
    run.finish("finished")
    path = archive.folder / "warc" / first.file
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    content[first.offset + first.length // 2] ^= 0xFF
    path.write_bytes(content)
    again = begin(archive)
    second = again.capture(exchange(), REPORT)
    again.finish("finished")
    assert second.refers_to is None
    assert archive.entity(second) == PAGE


def test_an_archive_can_be_opened_while_crawls_begin_and_end(archive: Archive) -> None:
    """Many short crawls in one process, many openings in another: nobody stumbles over a file that is being renamed."""
    stop = threading.Event()
    failures: list[Exception] = []

    def open_again_and_again() -> None:
        while not stop.is_set():
            try:
                Archive.open(archive.folder).close()
            except (OSError, ArchiveError) as error:
                failures.append(error)

    watcher = threading.Thread(target=open_again_and_again)
    watcher.start()
    for _ in range(40):
        run = begin(archive)
        run.capture(exchange(), REPORT)
        run.finish("finished")
    stop.set()
    watcher.join()
    assert failures == []
    assert len(list(archive.captures("1"))) == 40
