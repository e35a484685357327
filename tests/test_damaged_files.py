"""Damage on the disk: what is whole is found, what is not is named with file and offset, nothing is lost in silence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from archive import Archive, Capture
from archive.log import lines
from archive.segment import OPEN_SUFFIX
from archive.stretch import Stretch, group_ends, stretches
from archive.verify import verify
from archive.warc import Hole, Record, scan
from tests.exchanges import REPORT, begin, exchange, response, write_run

Harm = Callable[[bytes, Stretch], tuple[bytes, int]]
"""From a file and one of its groups to a damaged file, and the offset of the hole."""


def flipped(content: bytes, group: Stretch) -> tuple[bytes, int]:
    at = group.offset + 60
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :], group.offset


def zeroed(content: bytes, group: Stretch) -> tuple[bytes, int]:
    return content[: group.offset] + bytes(group.length) + content[group.end :], group.offset


def zero_filled_tail(content: bytes, group: Stretch) -> tuple[bytes, int]:
    return content[: group.offset] + bytes(len(content) - group.offset), group.offset


def torn(content: bytes, group: Stretch) -> tuple[bytes, int]:
    return content[: group.offset + 60], group.offset


def appended_after_a_tear(content: bytes, group: Stretch) -> tuple[bytes, int]:
    return content[: group.offset + 60] + content[group.end :], group.offset


def with_a_stranger_inside(content: bytes, group: Stretch) -> tuple[bytes, int]:
    return content[: group.offset] + b"\x1f\x8b\x08 no record" * 20 + content[group.offset :], group.offset


@pytest.mark.parametrize(
    "harm", [flipped, zeroed, zero_filled_tail, torn, appended_after_a_tear, with_a_stranger_inside]
)
def test_every_whole_record_is_found_and_every_hole_named(tmp_path: Path, harm: Harm) -> None:
    folder = tmp_path / "data"
    write_run(folder, pages=6)
    (path,) = (folder / "warc").iterdir()
    before = members(path)
    group = list(stretches(path, group_ends(path)))[3]
    content, hole = harm(path.read_bytes(), group)
    path.chmod(0o644)
    path.write_bytes(content)

    whole = [member for member in before if member in content]
    assert len(whole) >= 7, "the harm leaves something to find"
    assert [record for record in members(path) if record in before] == whole
    found = verify(folder).problems
    assert any(one.startswith(f"{path.name}, offset {hole}: ") and "are no record" in one for one in found), found
    assert sum("are no record" in one for one in found) == 1, "one damage, one hole"


def members(path: Path) -> list[bytes]:
    content = path.read_bytes()
    return [content[one[0] : one[0] + one[1]] for one in scan(path) if not isinstance(one, Hole)]


def test_a_file_shorter_than_its_commits_is_a_loss_until_it_is_restored(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write_run(folder)
    (path,) = (folder / "warc").iterdir()
    content = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(content[:-300])
    for _ in range(2):
        assert losses(folder) == [f"{path.name}: 300 bytes at offset {len(content) - 300} are no record (LOST"]
    path.unlink()
    assert losses(folder) == [f"{path.name}: {len(content)} bytes at offset 0 are no record (LOST"]
    path.write_bytes(content)
    assert losses(folder) == []
    assert verify(folder).problems == []


def losses(folder: Path) -> list[str]:
    archive = Archive.open(folder)
    archive.close()
    return [str(damage).partition(": they were")[0] for damage in archive.damages]


def killed(folder: Path, pages: int = 3) -> tuple[Path, list[Capture]]:
    """Leave what a kill leaves: nothing finished, nothing sealed, the lock gone."""
    archive = Archive.open(folder)
    run = begin(archive)
    captures = [
        run.capture(exchange(f"http://www.liyang.gov.cn/{n}.html", response(b"%d" % n * 999)), REPORT)
        for n in range(pages)
    ]
    archive.close()
    run.abandon()
    (path,) = (folder / "warc").glob("*" + OPEN_SUFFIX)
    return path, captures


def test_a_loss_in_an_unsealed_file_is_told_too(tmp_path: Path) -> None:
    path, captures = killed(tmp_path / "data")
    with path.open("r+b") as stream:
        stream.truncate(captures[2].offset + 50)
    for left_of_it in (50, 0):  # the second time its tail has been cut off
        (loss,) = (one for one in losses(tmp_path / "data") if "LOST" in one)
        assert f"at offset {captures[2].offset + left_of_it} " in loss


def test_a_group_that_was_not_whole_is_cut_off_and_kept(tmp_path: Path) -> None:
    """Killed between the answer and the record that closes its group: the answer alone is no capture."""
    folder = tmp_path / "data"
    path, captures = killed(folder)
    content = path.read_bytes()
    answer_alone = captures[2].offset + captures[2].length
    path.write_bytes(content[:answer_alone])
    (folder / "reports.db").unlink()
    archive = Archive.open(folder)
    assert [damage.mended for damage in archive.damages] == [True]
    assert [one.capture for one in archive.captures("1")] == [one.capture for one in captures[:2]]
    archive.close()
    (kept,) = (folder / "quarantine").iterdir()
    assert kept.read_bytes() == content[captures[2].offset : answer_alone]
    (sealed,) = (folder / "warc").iterdir()
    assert sealed.read_bytes() == content[: captures[2].offset]
    assert sealed.stat().st_mode & 0o222 == 0
    assert verify(folder).problems == []


def test_a_file_killed_before_its_first_record_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    path, _ = killed(folder, pages=0)
    path.write_bytes(path.read_bytes()[:20])
    (folder / "reports.db").unlink()
    Archive.open(folder).close()
    assert list((folder / "warc").iterdir()) == []
    assert len(list((folder / "quarantine").iterdir())) == 1


def test_a_file_is_sealed_after_a_day_so_that_it_is_signed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive.open(tmp_path / "data")
    run = begin(archive)
    run.capture(exchange(), REPORT)
    assert not list(lines(archive.folder))
    monkeypatch.setattr("archive.segment.MAX_SECONDS", -1)
    run.capture(exchange(), REPORT)
    assert len(list(lines(archive.folder))) == 1 + 2, "the key, the beginning of the run, the first page"
    monkeypatch.undo()
    run.finish("finished")
    archive.close()
    assert len(list((tmp_path / "data" / "warc").iterdir())) == 2
    assert verify(archive.folder).problems == []


def test_a_record_is_what_was_appended(tmp_path: Path) -> None:
    """The scan reads every record of a file, and nothing between them."""
    write_run(tmp_path / "data")
    (path,) = (tmp_path / "data" / "warc").iterdir()
    found = [one for one in scan(path) if not isinstance(one, Hole)]
    assert all(isinstance(one[2], Record) for one in found)
    assert sum(length for _, length, _ in found) == path.stat().st_size
