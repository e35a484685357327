"""What an auditor relies on: whatever is done to the archive is found from a checkpoint kept elsewhere."""

import base64
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive, ArchiveError, Capture
from archive.check import ed25519_holds, root_from_path
from archive.checkpoint import Checkpoint, key_id, parse, sign
from archive.exhibit import Exhibit, exhibits
from archive.key import default_key_file, load_key
from archive.log import Log, checkpoints, entry, lines
from archive.merkle import Tree, inclusion_path, leaf_hash, node_hash
from archive.proof import prove
from archive.stretch import group_ends, stretches
from archive.verify import verify
from tests.exchanges import PAGE, REPORT, begin, exchange, write_run


def rfc_root(entries: list[bytes]) -> bytes:
    """The definition of RFC 6962, section 2.1, word for word."""
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return leaf_hash(entries[0])
    half = 1
    while half * 2 < len(entries):
        half *= 2
    return node_hash(rfc_root(entries[:half]), rfc_root(entries[half:]))


@given(st.lists(st.binary(max_size=4), max_size=40), st.data())
def test_the_tree_is_that_of_the_rfc(entries: list[bytes], data: st.DataObject) -> None:
    tree = Tree()
    for one in entries:
        tree.append(one)
    assert tree.root() == rfc_root(entries)
    if entries:
        index = data.draw(st.integers(0, len(entries) - 1))
        path = inclusion_path([leaf_hash(one) for one in entries], index)
        assert root_from_path(entries[index], index, len(entries), path) == tree.root()
        if path:
            assert root_from_path(entries[index], index, len(entries), [bytes(32), *path[1:]]) != tree.root()


def test_the_root_of_eight_known_entries() -> None:
    """The vectors that implementations of Certificate Transparency share."""
    tree = Tree()
    hexes = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    for text in hexes:
        tree.append(bytes.fromhex(text))
    assert tree.root().hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def test_the_checker_knows_ed25519() -> None:
    """RFC 8032, section 7.1, test 3; one bit more is no signature."""
    public = bytes.fromhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
    signature = bytes.fromhex(
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    )
    assert ed25519_holds(public, b"\xaf\x82", signature)
    assert not ed25519_holds(public, b"\xaf\x83", signature)
    assert not ed25519_holds(public, b"\xaf\x82", signature[:-1] + b"\x0b")
    assert not ed25519_holds(b"\xff" * 32, b"\xaf\x82", signature)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_run(tmp_path / "data")
    write_run(tmp_path / "data")
    return tmp_path / "data"


def warcs(folder: Path) -> list[Path]:
    """Return the files in the order in which they were entered."""
    entered = [line.decode().split(" ", 4)[4] for line in lines(folder) if line.startswith(b"warc ")]
    return [folder / "warc" / name for name in dict.fromkeys(entered)]


def problems(folder: Path, *kept: Checkpoint) -> list[str]:
    return verify(folder, since=kept).problems


def edit(path: Path, change: Callable[[bytearray], None]) -> None:
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    change(content)
    path.write_bytes(content)


def test_an_archive_as_written_has_no_problem_and_grows_from_every_checkpoint(folder: Path) -> None:
    kept = checkpoints(folder)
    assert len(kept) == 2
    verdict = verify(folder, since=[*kept, *(parse(one.line)[0] for one in kept)], workers=2)
    assert verdict.problems == []
    assert verdict.files == 2
    assert verdict.history.line == kept[-1].line
    every_group = [entry(path.name, one) for path in warcs(folder) for one in stretches(path, group_ends(path))]
    logged = [line.decode() for line in lines(folder) if line.startswith(b"warc ")]
    assert sorted(logged) == sorted(every_group), "the entries follow from the files alone"
    assert len(logged) == 2 * 8, "warcinfo, three pages, an unchanged one, a failure, a list, the end"


def test_checkpoints_are_notes_in_the_form_others_read(folder: Path) -> None:
    origin, size, root, time, empty, signature, _ = checkpoints(folder)[0].note().split("\n")
    assert (size, empty) == ("9", "")
    assert time.endswith("Z")
    assert len(base64.b64decode(root)) == 32
    dash, name, text = signature.split(" ")
    public = base64.b64decode(next(lines(folder)).split(b" ")[1])
    assert (dash, name) == ("—", origin)
    assert base64.b64decode(text)[:4] == key_id(origin, public)
    assert len(base64.b64decode(text)) == 4 + 64


def test_an_edited_byte_is_named_by_file_and_offset(folder: Path) -> None:
    path = warcs(folder)[0]
    third = list(stretches(path, group_ends(path)))[2]
    edit(path, lambda content: content.__setitem__(third.offset + 99, content[third.offset + 99] ^ 1))
    found = problems(folder)
    assert any(one.startswith(f"{path.name}, offset {third.offset}: ") and "no record" in one for one in found), found
    assert any(f"{third.length} bytes that the log holds an entry of are damaged" in one for one in found), found


def test_a_page_written_anew_with_right_digests_is_found(folder: Path, tmp_path: Path) -> None:
    """The forger makes valid records: only the log knows that they are others."""
    path = warcs(folder)[0]
    write_run(tmp_path / "forged")
    (forged,) = warcs(tmp_path / "forged")
    path.chmod(0o644)
    path.write_bytes(forged.read_bytes())
    assert any("altered or removed" in one for one in problems(folder))


def test_a_deleted_row_and_an_edited_one_are_found_and_made_again(folder: Path) -> None:
    with sqlite3.connect(folder / "reports.db") as database:
        (gone, offset) = database.execute("SELECT capture, offset FROM capture WHERE role = 'list' LIMIT 1").fetchone()
        database.execute("DELETE FROM fetch WHERE capture = ?", [gone])
        database.execute("UPDATE scan SET state = 'partial' WHERE rowid = 1")
        database.execute("UPDATE scan_row SET verdict = 'other' WHERE scan = (SELECT scan FROM scan WHERE rowid = 1)")
        database.execute("CREATE TEMP TABLE one AS SELECT * FROM fetch LIMIT 1")
        database.execute("UPDATE one SET capture = 'made up'")
        columns = "capture, captured_at, took, request, answer, snapshot, part_of, segment, offset, length"
        database.execute(f"INSERT INTO fetch SELECT {columns} FROM one")
    database.close()
    found = problems(folder)
    assert len(found) == 3, found
    assert any(f"offset {offset}: reports.db lacks the row of the capture {gone}" in one for one in found)
    assert any("(state, its rows)" in one for one in found)
    assert any("a row of made up, which is not there" in one for one in found)
    done = scrapy(folder, "reindex")
    assert done.returncode == 0, done.stderr
    assert problems(folder) == []


def test_swapped_files_are_found(folder: Path) -> None:
    one, two = warcs(folder)
    aside = one.with_name("aside")
    one.rename(aside)
    two.rename(one)
    aside.rename(two)
    assert {name for name in (one.name, two.name) if any(name in found for found in problems(folder))} == {
        one.name,
        two.name,
    }


def test_a_removed_file_is_found(folder: Path) -> None:
    path = warcs(folder)[1]
    path.unlink()
    assert f"{path.name}: is gone; the log holds entries of it." in problems(folder)


def test_a_line_taken_out_of_the_log_is_found(folder: Path) -> None:
    leaves = folder / "log" / "leaves"
    kept = leaves.read_bytes().splitlines(keepends=True)
    leaves.write_bytes(b"".join(kept[:3] + kept[4:]))
    assert any("is not what they were" in one or "was cut off" in one for one in problems(folder))
    with pytest.raises(ArchiveError, match="no longer what was signed"):
        write_run(folder)


def test_a_truncated_log_is_found_even_if_its_checkpoints_were_cut_too(folder: Path) -> None:
    kept = checkpoints(folder)[-1]
    leaves, notes = folder / "log" / "leaves", folder / "log" / "checkpoints"
    path = warcs(folder)[1]
    leaves.write_bytes(b"".join(leaves.read_bytes().splitlines(keepends=True)[:9]))
    notes.write_text(checkpoints(folder)[0].note(), "utf-8")
    (folder / "log" / "tree").unlink()
    path.unlink()
    with sqlite3.connect(folder / "reports.db") as database:
        gone = [path.name.rpartition("-")[0]]
        database.execute("DELETE FROM fetch WHERE capture IN (SELECT capture FROM capture WHERE run = ?)", gone)
        for table in ("scan", "run"):
            database.execute(f"DELETE FROM {table} WHERE run = ?", gone)
    database.close()
    assert problems(folder) == [], "nothing inside the archive tells"
    assert any("the end of the log was cut off" in one for one in problems(folder, kept))


def test_history_rewritten_with_fresh_hashes_and_the_right_key_is_found(folder: Path) -> None:
    """Everything inside agrees again; only who kept a checkpoint can tell."""
    kept = checkpoints(folder)
    first = next(lines(folder))
    for path in warcs(folder):
        path.unlink()
    for name in ("reports.db", "reports.db-wal", "reports.db-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "log")
    write_run(folder)
    write_run(folder)
    assert problems(folder) == []
    assert any("begun anew" in one for one in problems(folder, kept[0]))

    key = load_key(default_key_file(), archive=folder)
    entries = [entry(path.name, one) for path in warcs(folder) for one in stretches(path, group_ends(path))]
    shutil.rmtree(folder / "log")
    (folder / "log").mkdir()
    (folder / "log" / "leaves").write_bytes(first + b"\n" + "\n".join(entries).encode() + b"\n")
    Log(folder, key).append({})  # as clever as it gets: the same first line, hence the same name
    found = problems(folder, kept[0])
    assert any("history was rewritten" in one for one in found), found


def test_a_checkpoint_signed_by_another_key_is_none(folder: Path, tmp_path: Path) -> None:
    forged = load_key(tmp_path / "other.pem", archive=folder)
    last = checkpoints(folder)[-1]
    with (folder / "log" / "checkpoints").open("a", encoding="utf-8") as notes:
        notes.write("\n" + sign(last, forged).note())
    assert any("not signed with the key" in one for one in problems(folder))


def test_a_new_key_is_named_in_the_log(folder: Path, tmp_path: Path) -> None:
    archive = Archive.open(folder, tmp_path / "second.pem")
    archive.log.append({})
    archive.close()
    keys = [line for line in lines(folder) if line.startswith(b"key ")]
    assert len(keys) == 2
    assert any("another key signs" in note for note in verify(folder).notes)
    assert problems(folder, *checkpoints(folder)) == []


def test_the_key_is_the_owners_alone_and_lies_outside(tmp_path: Path) -> None:
    path = tmp_path / "config" / "key.pem"
    made = load_key(path, archive=tmp_path / "data")
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_key(path, archive=tmp_path / "data").private_bytes_raw() == made.private_bytes_raw()
    path.chmod(0o640)
    with pytest.raises(ArchiveError, match="open to others"):
        load_key(path, archive=tmp_path / "data")
    with pytest.raises(ArchiveError, match="inside the archive"):
        load_key(tmp_path / "data" / "key.pem", archive=tmp_path / "data")


def test_what_was_torn_off_the_log_is_written_again(folder: Path) -> None:
    """Killed while a file was entered: half of its lines, the last of them half written, a note without its end."""
    before = list(lines(folder))
    kept = checkpoints(folder)
    path = warcs(folder)[1]
    path.rename(path.with_name(path.name + ".open"))
    leaves, notes = folder / "log" / "leaves", folder / "log" / "checkpoints"
    leaves.write_bytes(b"\n".join(before[:12]) + b"\n" + before[12][:30])
    notes.write_text(kept[0].note() + "\n" + kept[1].note()[:60], "utf-8")
    Archive.open(folder).close()
    assert list(lines(folder)) == before
    assert problems(folder, *kept) == []


def test_crawls_that_end_at_once_enter_the_log_one_after_the_other(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(lambda _: write_run(folder), range(12)))
    assert len(written) == 12
    verdict = verify(folder, since=checkpoints(folder))
    assert verdict.problems == []
    assert verdict.history.size == 1 + 12 * 8
    assert len(checkpoints(folder)) == 12


def test_an_archive_without_a_log_and_a_file_from_elsewhere_are_entered(folder: Path, tmp_path: Path) -> None:
    """As archives from before the log are, and as a restored file is."""
    kept = checkpoints(folder)[-1]
    shutil.rmtree(folder / "log")
    assert any("is not in the log" in one for one in problems(folder))
    Archive.open(folder).close()
    assert problems(folder) == []
    assert any("begun anew" in one for one in problems(folder, kept))
    write_run(tmp_path / "other")
    (other,) = warcs(tmp_path / "other")
    shutil.copy(other, folder / "warc")
    assert f"{other.name}: is not in the log; it was added by other means." in problems(folder)
    Archive.open(folder).close()
    assert problems(folder) == []


def test_what_a_killed_crawl_left_is_no_problem_but_a_note(folder: Path) -> None:
    archive = Archive.open(folder)
    run = begin(archive)
    run.capture(exchange(), REPORT)
    assert "is being written" in verify(folder).notes[0]
    archive.close()
    run.abandon()
    (path,) = (folder / "warc").glob("*.open")
    with path.open("ab") as stream:
        stream.write(path.read_bytes()[:50])
    verdict = verify(folder)
    assert verdict.problems == []
    assert "left by a killed crawl" in verdict.notes[0]


# --- Proofs ---


def proven(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-I", "-S", str(folder / "check.py"), *arguments]
    return subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True, check=False)


@pytest.fixture
def proof(folder: Path, tmp_path: Path) -> Path:
    """The proof of an unchanged page: its own records, and those it refers to."""
    archive = Archive.read(folder)
    revisit = next(archive.captures("refers_to IS NOT NULL"))
    found = exhibits(archive, revisit.capture)
    archive.close()
    prove(folder, found, tmp_path / "proof")
    alone = tmp_path / "alone"
    shutil.move(tmp_path / "proof", alone)
    return alone


def test_a_proof_is_checked_by_python_alone(proof: Path, folder: Path) -> None:
    names = {path.name for path in proof.iterdir()}
    assert names == {"capture.warc.gz", "payload.warc.gz", "proof.json", "checkpoint.txt", "key.txt", "check.py"}
    done = proven(proof)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("PROVEN.\n")
    assert "revisit" in done.stdout
    assert "http://www.liyang.gov.cn/a.html" in done.stdout
    assert proven(proof, checkpoints(folder)[-1].line).returncode == 0
    assert "not the one you kept" in proven(proof, checkpoints(folder)[0].line).stderr


@pytest.mark.parametrize("file", ["capture.warc.gz", "payload.warc.gz", "proof.json", "checkpoint.txt", "key.txt"])
def test_a_proof_with_anything_changed_is_none(proof: Path, file: str) -> None:
    path = proof / file
    content = path.read_bytes()
    changed = {
        "proof.json": lambda: json.dumps([{**one, "index": one["index"] ^ 1} for one in json.loads(content)]).encode(),
        "key.txt": lambda: content.replace(content[-9:-5], b"AAAA"),
    }.get(file, lambda: content[:40] + bytes([content[40] ^ 1]) + content[41:])()
    path.write_bytes(changed)
    done = proven(proof)
    assert done.returncode == 1
    assert done.stderr.startswith("NOT PROVEN: ")
    assert "Traceback" not in done.stderr


def test_a_capture_is_proven_by_the_checkpoint_its_reader_keeps(folder: Path, tmp_path: Path) -> None:
    kept = parse(checkpoints(folder)[0].line)[0]
    archive = Archive.read(folder)
    first, *_, last = archive.captures("role = 'report'")
    archive.close()
    prove(folder, [Exhibit.of(first)], tmp_path / "first", at=kept)
    assert proven(tmp_path / "first", kept.line).returncode == 0
    with pytest.raises(ArchiveError, match="after the checkpoint"):
        prove(folder, [Exhibit.of(last)], tmp_path / "last", at=kept)
    with pytest.raises(ArchiveError, match="is there already"):
        prove(folder, [Exhibit.of(first)], tmp_path / "first")


@pytest.mark.parametrize("query", ["SELECT capture FROM capture WHERE outcome = 'failed'", "SELECT scan FROM scan"])
def test_what_was_not_there_can_be_proven(folder: Path, tmp_path: Path, query: str) -> None:
    """A server that did not answer; a list that did not show a report."""
    archive = Archive.read(folder)
    (name,) = archive.database.execute(query).fetchone()
    found = exhibits(archive, name)
    assert exhibits(archive, "<urn:uuid:nobody>") == []
    archive.close()
    prove(folder, found, tmp_path / "proof")
    done = proven(tmp_path / "proof")
    assert done.returncode == 0
    assert name in done.stdout


# --- The commands ---


def scrapy(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "scrapy", *arguments, "-s", f"ARCHIVE_DIR={folder}"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_verify_says_what_it_found_and_prove_writes_where_told(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    shutil.copy(folder / "log" / "checkpoints", kept)
    journal = tmp_path / "journal"
    done = scrapy(folder, "verify", "--since", str(kept), "--workers", "2", "--resume", str(journal))
    assert done.returncode == 0, done.stderr
    assert "nothing is wrong" in done.stdout
    assert "only grown" in done.stdout
    assert not journal.exists()
    done = scrapy(folder, "prove", "http://www.liyang.gov.cn/0.html", "--to", str(tmp_path / "proof"))
    assert done.returncode == 0, done.stderr
    assert proven(tmp_path / "proof").returncode == 0
    path = warcs(folder)[0]
    edit(path, lambda content: content.__delitem__(slice(500, 600)))
    done = scrapy(folder, "verify")
    assert done.returncode == 1
    assert f"{path.name}, offset " in done.stderr
    assert "Traceback" not in done.stderr
    done = scrapy(folder, "verify", "--since", "nonsense")
    assert done.returncode == 1
    assert "Cannot read a checkpoint" in done.stderr


def test_an_interrupted_verify_goes_on_where_it_was(folder: Path, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    sizes: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        sizes.append((done, total))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify(folder, journal=journal, progress=stop)
    assert len(journal.read_text().splitlines()) == 1
    seen: list[tuple[int, ...]] = []
    verdict = verify(folder, journal=journal, progress=lambda *both: seen.append(both))
    assert (len(seen), verdict.files, verdict.problems) == (1, 2, [])
    assert not journal.exists()


def test_a_page_is_what_was_served(folder: Path) -> None:
    archive = Archive.read(folder)
    captures: list[Capture] = list(archive.captures("url = 'http://www.liyang.gov.cn/a.html'"))
    assert [archive.entity(one) for one in captures] == [PAGE, PAGE]
    archive.close()
