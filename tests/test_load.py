"""Captures that others made: loaded, marked, read, compared at their own time; hostile files end in a sentence."""

import json
import os
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from archive import Archive, Exchange, Fidelity, Outcome, Run
from tests.foreign import HOSTILE, PAGE, TEXT, URL, package, page, warc, write
from tests.test_bad_input import scrapy

EDITED = PAGE.replace(b">534<", b">535<", 1)


def load(archive: Path, *arguments: str) -> str:
    done = scrapy(archive, "load", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def query(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(archive / "reports.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def changes(archive: Path) -> list[dict[str, Any]]:
    done = scrapy(archive, "changes", "--json")
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def test_others_captures_become_observations_at_their_own_time(tmp_path: Path) -> None:
    data = tmp_path / "data"
    visits = (page("2021-06-01T00:00:00Z"), page("2021-06-03T00:00:00Z", EDITED))
    again = ("revisit", URL, "2021-06-02T00:00:00Z", "text/html", b"2021-06-01T00:00:00Z")
    picture = ("response", URL + ".png", "2021-06-01T00:00:01Z", "image/png", b"\x89PNG")
    look_up = ("resource", "dns:www.jiaxing.gov.cn", "2021-06-01T00:00:00Z", "text/dns", b"1.2.3.4")
    (path,) = write(tmp_path, {"a.warc.gz": warc(again, *visits, picture, look_up)})
    assert load(data, path) == "4 captures loaded, 0 were there already.\n"

    assert query(data, "SELECT DISTINCT fidelity, portal, adcode FROM capture JOIN run USING (run)") == [
        ("imported", "load", "")
    ]
    assert query(data, "SELECT captured_at FROM capture WHERE role = 'report' ORDER BY 1") == [
        (f"2021-06-0{day}T00:00:00.000000Z",) for day in (1, 2, 3)
    ]
    (change,) = changes(data)
    assert (change["not_before"], change["not_after"]) == ("2021-06-02T00:00:00.000000Z", "2021-06-03T00:00:00.999000Z")
    assert (change["old"], change["new"], change["old_fidelity"]) == ("534", "535", "imported")
    assert query(data, "SELECT count(*) > 100, count(DISTINCT captured_at) FROM figures") == [(1, 1)]

    archive = Archive.read(data)
    kept = {capture.captured_at[8:10]: archive.entity(capture) for capture in archive.captures("role = 'report'")}
    archive.close()
    assert kept == {"01": PAGE, "02": PAGE, "03": EDITED}


def test_loading_again_changes_nothing_whatever_file_it_comes_in(tmp_path: Path) -> None:
    data = tmp_path / "data"
    inside = warc(page("2021-06-01T00:00:00Z"), page("2021-06-01T00:00:00Z"), packed=False)
    files = write(tmp_path, {"a.warc": inside, "b.wacz": package({"archive/x.warc": inside})})
    assert load(data, files[0]) == "1 captures loaded, 1 were there already.\n"
    before = query(data, "SELECT * FROM capture"), sorted((data / "warc").iterdir())
    assert load(data, *files) == "0 captures loaded, 4 were there already.\n"
    assert (query(data, "SELECT * FROM capture"), sorted((data / "warc").iterdir())) == before


def test_the_rows_come_back_from_the_files_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    text = ("conversion", URL, "2021-06-05T00:00:00Z", "text/plain", TEXT)
    again = ("revisit", URL, "2021-06-02T00:00:00Z", "text/html", b"2021-06-01T00:00:00Z")
    (path,) = write(tmp_path, {"a.warc.gz": warc(page("2021-06-01T00:00:00Z"), again, text)})
    load(data, path)

    def dump() -> list[str]:
        connection = sqlite3.connect(data / "reports.db")
        try:
            return sorted(connection.iterdump())
        finally:
            connection.close()

    before = dump()
    (data / "reports.db").unlink()
    assert scrapy(data, "reparse").returncode == 0
    assert dump() == before


def test_common_crawls_text_is_read_and_never_taken_for_the_page(tmp_path: Path) -> None:
    """A text lacks what its maker dropped: it is compared with other texts, and shown only where there is no page."""
    data = tmp_path / "data"
    text = ("conversion", URL, "2021-06-05T00:00:00Z", "text/plain", TEXT)
    files = write(tmp_path, {"a.warc.wet.gz": warc(text), "b.warc.gz": warc(page("2021-06-01T00:00:00Z"))})
    load(data, files[0])
    ((publisher,),) = query(data, "SELECT DISTINCT publisher FROM figures")
    load(data, files[1])
    assert changes(data) == []
    assert query(data, "SELECT count(DISTINCT document) FROM visit") == [(2,)]
    assert query(data, "SELECT count(DISTINCT publisher) FROM figures") == [(2,)], publisher


def test_a_saved_page_is_as_exact_as_its_time_is_written(tmp_path: Path) -> None:
    data = tmp_path / "data"
    files = write(tmp_path, {"page.html": PAGE})
    load(data, *files, "--url", URL, "--time", "2021-06-01")
    visit = query(data, "SELECT captured_at, answered_at, bare, fidelity FROM visit")
    assert visit == [("2021-05-31T16:00:00.000000Z", "2021-06-01T15:59:59.999000Z", 1, "imported")]
    assert scrapy(data, "load", *files, "--url", URL).returncode == 1
    assert "no date" in scrapy(data, "load", *files, "--url", URL, "--time", "yesterday").stderr


def test_a_load_into_a_portal_stands_beside_its_crawls(tmp_path: Path) -> None:
    """A change between somebody's capture and our visit is one; what we fetch is kept whole, not as "like what was loaded"."""
    data = tmp_path / "data"
    (path,) = write(tmp_path, {"a.warc.gz": warc(page("2021-06-01T00:00:00Z", EDITED))})
    load(data, path, "--portal", "zhejiang_jiaxing")
    archive = Archive.open(data)
    run = Run(archive, portal="zhejiang_jiaxing", adcode="330400", software="test", user_agent="test")
    ((document,),) = query(data, "SELECT document FROM capture")
    received = bytearray(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + EDITED)
    same = run.capture(Exchange(URL, received=received), {"role": "report", "document": document})
    other = received.replace(EDITED, PAGE)
    run.capture(Exchange(URL, received=other), {"role": "report", "document": document})
    run.finish("finished")
    archive.close()
    assert (same.fidelity, same.refers_to) == (Fidelity.WIRE, None)
    assert scrapy(data, "reparse").returncode == 0
    (change,) = changes(data)
    assert (change["old"], change["new"]) == ("535", "534")
    assert (change["old_fidelity"], change["new_fidelity"]) == ("wire", "wire")
    assert scrapy(data, "load", path, "--portal", "zhejiang_jiaxin").returncode == 1


def test_a_capture_that_lacks_what_the_page_has_does_not_change_it(tmp_path: Path) -> None:
    """Nobody removed a table because somebody's copy of the page is without it; a change across that copy is found all the same."""
    data = tmp_path / "data"
    lacking = PAGE[: PAGE.rindex(b"<table")] + b"</body></html>"
    visits = (page("2021-06-01T00:00:00Z"), page("2021-06-02T00:00:00Z", lacking), page("2021-06-03T00:00:00Z", EDITED))
    (path,) = write(tmp_path, {"a.warc.gz": warc(*visits)})
    load(data, path)
    assert query(data, "SELECT count(DISTINCT figure_set) FROM visit") == [(3,)]
    (change,) = changes(data)
    assert (change["old"], change["new"], change["unusable_visits"]) == ("534", "535", 0)
    assert (change["not_before"][:10], change["not_after"][:10]) == ("2021-06-01", "2021-06-03")


def test_hostile_files_end_in_sentences_with_bounded_memory_and_lose_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    before, after = warc(page("2021-05-01T00:00:00Z")), warc(page("2021-07-01T00:00:00Z"))
    files = {"before.warc.gz": before} | {name: content for name, (content, _) in HOSTILE.items()}
    paths = write(tmp_path / "files", files | {"after.warc.gz": after})

    def little_memory() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))

    command = [sys.executable, "-m", "scrapy", "load", *paths, str(tmp_path / "nowhere")]
    env = os.environ | {"NIANBAO_ARCHIVE_DIR": str(data)}
    done = subprocess.run(command, env=env, preexec_fn=little_memory, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for name, (_, says) in HOSTILE.items():
        told = [line for line in done.stderr.splitlines() if line.startswith(f"{name}")]
        assert says == "" or any(says in line for line in told), (name, done.stderr)
    assert "Cannot read" in done.stderr
    reports = query(data, "SELECT captured_at FROM capture WHERE outcome = 'ok' ORDER BY 1")
    assert {("2021-05-01T00:00:00.000000Z",), ("2021-07-01T00:00:00.000000Z",)} <= set(reports)
    archive = Archive.read(data)
    assert {archive.entity(capture) for capture in archive.captures("outcome = 'ok'")} == {PAGE}
    (bombed,) = archive.captures("url LIKE '%?bomb'")
    archive.close()
    assert (bombed.outcome, bombed.snapshot) == (Outcome.TRUNCATED, None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "files"], "nothing was unpacked anywhere"
