"""Archives of several machines into one: checked, complete, the same when done twice."""

import contextlib
import fcntl
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from archive import Archive, ArchiveError
from archive.merge import take_files, take_readings
from archive.reading import read_waiting
from archive.segment import unborn_path
from archive.verify import verify
from tests.exchanges import begin, exchange, response, write_run
from tests.test_reparse import dump


def merge(folder: Path, *others: Path) -> int:
    for other in others:
        take_files(folder, other)
    archive = Archive.open(folder)
    taken = sum(take_readings(archive, other) for other in others)
    assert read_waiting(archive, lambda *_: None) == []
    archive.close()
    return taken


@pytest.fixture
def machines(tmp_path: Path) -> list[Path]:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        write_run(folder)
        archive = Archive.open(folder)
        assert read_waiting(archive, lambda *_: None) == []
        archive.close()
    return folders


def test_everything_is_there_and_stays_verifiable(machines: list[Path], tmp_path: Path) -> None:
    central = tmp_path / "central"
    assert merge(central, *machines) > 0
    assert verify(central).problems == []
    assert any(row.startswith("setting ('extractor'") for row in dump(central)), "what comes along counts here too"
    rows = [row for folder in machines for row in dump(folder) if row.startswith("capture ")]
    assert sorted(row for row in dump(central) if row.startswith("capture ")) == sorted(rows)


def test_merging_again_changes_nothing(machines: list[Path], tmp_path: Path) -> None:
    central = tmp_path / "central"
    merge(central, *machines)
    before = dump(central), sorted(path.name for path in (central / "warc").iterdir())
    merged = take_files(central, machines[0])
    assert (merged.taken, merged.known) == ([], 1)
    assert merge(central, *machines) == 0
    assert (dump(central), sorted(path.name for path in (central / "warc").iterdir())) == before


def test_readings_come_along_and_what_nobody_read_is_read(machines: list[Path], tmp_path: Path) -> None:
    (machines[1] / "reports.db").unlink()
    central, alone = tmp_path / "central", tmp_path / "alone"
    merge(central, *machines)
    for folder in machines:
        take_files(alone, folder)
    archive = Archive.open(alone)
    read_waiting(archive, lambda *_: None)
    archive.close()
    assert dump(central) == dump(alone), "the same rows, whoever read"


@pytest.mark.parametrize("spoil", ["byte", "log", "name"])
def test_what_is_not_what_was_signed_is_not_taken(machines: list[Path], tmp_path: Path, spoil: str) -> None:
    central = tmp_path / "central"
    (path,) = (machines[0] / "warc").iterdir()
    if spoil == "byte":
        whole = path.read_bytes()
        path.chmod(0o644)
        path.write_bytes(whole[:-200] + bytes([whole[-200] ^ 1]) + whole[-199:])
    elif spoil == "log":
        leaves = machines[0] / "log" / "leaves"
        leaves.write_bytes(leaves.read_bytes().replace(b" 0 ", b" 1 ", 1))
    else:
        (central / "warc").mkdir(parents=True)
        (central / "warc" / path.name).write_bytes(b"something else")
    with pytest.raises(ArchiveError, match="nothing"):
        take_files(central, machines[0])
    assert not [one for one in (central / "warc").glob("*") if one.stat().st_size > 100]


def test_a_file_that_is_still_written_waits(machines: list[Path], tmp_path: Path) -> None:
    archive = Archive.open(machines[0])
    run = begin(archive)
    run.capture(exchange(received=response(b"<html>new")), {"role": "report", "document": "x"})
    merged = take_files(tmp_path / "central", machines[0])
    assert len(merged.taken) == 1
    assert len(merged.waiting) == 1
    run.finish("finished")
    archive.close()
    assert len(take_files(tmp_path / "central", machines[0]).taken) == 1


def test_a_copy_that_was_killed_is_cleared_away(machines: list[Path], tmp_path: Path) -> None:
    central = tmp_path / "central"
    (central / "warc").mkdir(parents=True)
    (central / "warc" / "jiangsu_liyang-20260101T000000Z-aaaa-00000.new").write_bytes(b"half a copy")
    merge(central, machines[0])
    assert not list((central / "warc").glob("*.new"))


def test_what_another_merge_is_copying_is_left_to_it(machines: list[Path], tmp_path: Path) -> None:
    warc = tmp_path / "central" / "warc"
    warc.mkdir(parents=True)
    (path,) = (machines[0] / "warc").iterdir()
    half = unborn_path(warc / path.name)
    with half.open("xb") as copy:
        fcntl.flock(copy, fcntl.LOCK_EX)
        with pytest.raises(ArchiveError, match="another merge"):
            take_files(tmp_path / "central", machines[0])
        assert half.exists()
    assert take_files(tmp_path / "central", machines[0]).taken == [path.name]


def test_the_command(machines: list[Path], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scrapy", "merge", "-s", f"ARCHIVE_DIR={tmp_path / 'central'}"]
    done = subprocess.run([*command, *map(str, machines)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 files taken, 0 known" in done.stdout
    wrong = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=False)
    assert wrong.returncode == 1
    assert wrong.stderr.endswith("is no archive: it has no folder warc/.\n")


def test_what_another_extractor_has_read_is_not_passed_over_in_silence(machines: list[Path], tmp_path: Path) -> None:
    for name in ("reading", "setting"):
        with contextlib.closing(sqlite3.connect(machines[1] / "reports.db")) as connection, connection:
            column = "extractor" if name == "reading" else "value"
            connection.execute(f"UPDATE {name} SET {column} = 'old'")
    command = [sys.executable, "-m", "scrapy", "merge", "-s", f"ARCHIVE_DIR={tmp_path / 'central'}"]
    done = subprocess.run([*command, *map(str, machines)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "were read by another extractor and are not shown: run `scrapy reparse`." in done.stderr
