"""Re-parse with any number of workers, here and elsewhere: killed, resumed, upgraded, always the same rows."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import Client

from archive import Archive, Exchange, Run, upgrade
from archive import reparse as reparsing
from archive.reading import read_source, source_of
from archive.readings import record_readings
from archive.reparse import reparse
from archive.workers import cluster, processes
from extraction import versions
from extraction.report import EXTRACTOR_VERSION
from tests import composing
from tests.truth import CHANGZHOU_2022

READINGS = "reading", "figure_set", "grid_cell", "place", "remark", "checklist", "doubt", "twin"
PAGES = 60


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of reports that nobody has read, one of them fetched twice."""
    folder = tmp_path_factory.mktemp("reparse") / "data"
    archive = Archive.open(folder)
    run = Run(archive, portal="shili", adcode="320499", software="test", user_agent="test")
    for number in [*range(PAGES), 0]:
        page = composing.page(composing.body(composing.tables(dict.fromkeys(CHANGZHOU_2022, str(number)))))
        visit = Exchange(f"https://www.shili.gov.cn/{number}.html", sent=bytearray(b"GET / HTTP/1.1\r\n\r\n"))
        visit.received += b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page) + page
        run.capture(visit, {"role": "report", "document": visit.url})
    run.finish("finished")
    archive.close()
    return folder


def opened(folder: Path) -> Archive:
    """The archive with databases in which nothing is read."""
    for view in ("reports.db", "texts.db"):
        for path in folder.glob(f"{view}*"):
            path.unlink()
    return Archive.open(folder)


@pytest.fixture
def archive(crawled: Path) -> Iterator[Archive]:
    archive = opened(crawled)
    yield archive
    archive.close()


@pytest.fixture(scope="module")
def alone(crawled: Path) -> list[str]:
    """The rows that one worker gives."""
    archive = opened(crawled)
    assert reparse(archive) == []
    archive.close()
    return dump(crawled)


def dump(folder: Path) -> list[str]:
    """Every row of both databases but those of the index, which follows from the texts."""
    rows = []
    for view in ("reports.db", "texts.db"):
        with contextlib.closing(sqlite3.connect(folder / view)) as connection:
            tables = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%index%' ORDER BY name"
            ).fetchall()
            for (table,) in tables:
                rows += [f"{table} {row}" for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2")]
    return rows


def test_two_processes_give_the_rows_of_one(archive: Archive, alone: list[str]) -> None:
    seen: list[tuple[int, int]] = []
    with processes(2) as pool:
        assert reparse(archive, executor=pool, workers=2, progress=lambda *now: seen.append(now)) == []
    assert dump(archive.folder) == alone
    assert seen[-1] == (PAGES, PAGES)
    assert seen == sorted(seen)


def test_a_killed_reparse_goes_on_where_it_was(archive: Archive, alone: list[str]) -> None:
    code = (
        "import os, signal; from pathlib import Path; from archive import Archive; from archive.reparse import reparse\n"
        f"reparse(Archive.open(Path({str(archive.folder)!r})),"
        " progress=lambda done, total: done < total / 2 or os.kill(os.getpid(), signal.SIGKILL))"
    )
    killed = subprocess.run([sys.executable, "-c", code], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert archive.database.execute("SELECT value FROM setting WHERE name = 'extractor'").fetchall() == []
    seen: list[int] = []
    assert reparse(archive, progress=lambda done, _: seen.append(done)) == []
    assert min(seen) > PAGES / 2, "the first half is not read again"
    assert dump(archive.folder) == alone


def test_another_extractor_begins_anew(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reparse(archive, progress=stop)
    monkeypatch.setattr(reparsing, "EXTRACTOR_VERSION", "next")
    assert reparse(archive) == []
    assert archive.database.execute("SELECT count(*) FROM reading WHERE extractor = 'next'").fetchone() == (PAGES,)


def test_a_damaged_record_is_told_after_a_kill_as_well(archive: Archive) -> None:
    (path,) = (archive.folder / "warc").iterdir()
    whole = path.read_bytes()
    ((offset, length),) = archive.database.execute(
        "SELECT offset, length FROM capture WHERE url LIKE '%/1.html'"
    ).fetchall()
    try:
        path.chmod(0o644)
        path.write_bytes(whole[: offset + 40] + bytes(length - 40) + whole[offset + length :])
        with contextlib.suppress(KeyboardInterrupt):
            reparse(archive, progress=lambda done, _: os.kill(os.getpid(), signal.SIGINT) if done > 30 else None)
        with processes(2) as pool:
            (damage,) = reparse(archive, executor=pool, workers=2)
        assert f"offset {offset}" in str(damage)
    finally:
        path.write_bytes(whole)
    assert archive.database.execute("SELECT count(*) FROM reading").fetchone() == (PAGES - 1,)


def test_a_killed_dask_worker_costs_no_row(archive: Archive, alone: list[str]) -> None:
    dask = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
    ]
    with contextlib.ExitStack() as stack:
        scheduler = _start(stack, dask)
        address = next(line.split()[-1] for line in _lines(scheduler) if "Scheduler at:" in line)
        work = [
            sys.executable,
            "-m",
            "distributed.cli.dask_worker",
            address,
            "--nthreads",
            "1",
            "--no-nanny",
            "--no-dashboard",
        ]
        first, _ = _start(stack, work), _start(stack, work)
        with Client(address, timeout="30s", set_as_default=False) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(2, timeout=60)

        def kill_one(*_: int) -> None:
            if first.poll() is None:
                first.kill()

        with cluster(address) as (executor, workers):
            assert workers == 2
            assert reparse(archive, executor=executor, workers=workers, progress=kill_one) == []
    assert first.returncode == -signal.SIGKILL
    assert dump(archive.folder) == alone


def _start(stack: contextlib.ExitStack, command: list[str]) -> "subprocess.Popen[str]":
    process = stack.enter_context(
        subprocess.Popen(
            command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=os.environ | {"PYTHONPATH": "."}
        )
    )
    stack.callback(process.kill)
    return process


def _lines(process: "subprocess.Popen[str]") -> Iterator[str]:
    assert process.stderr is not None
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        yield process.stderr.readline()


def test_after_an_upgrade_only_what_it_touches_is_read(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    reparse(archive)
    newer = (*versions.VERSIONS, versions.Version("next", "reads PDF", frozenset({"pdf"})))
    for module in (upgrade, reparsing):
        monkeypatch.setattr(module, "EXTRACTOR_VERSION", "next")
    capture = next(archive.captures("role = 'report'"))
    assert capture.snapshot is not None
    report, layers = read_source(archive.folder, source_of(archive, capture))
    scanned = replace(report, observations=tuple(seen._replace(origin="pdf") for seen in report.observations))
    record_readings(archive.database, EXTRACTOR_VERSION, [(capture.snapshot, scanned, layers)])
    assert f"{PAGES - 1} readings of extractor {EXTRACTOR_VERSION} hold" in upgrade.carry_over(archive.database, newer)
    seen: list[tuple[int, int]] = []
    reparse(archive, unread_only=True, progress=lambda *now: seen.append(now))
    assert seen == [(1, 1)]


def test_an_upgrade_that_may_touch_anything_says_why(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    reparse(archive)
    newer = (*versions.VERSIONS, versions.Version("next", "finds more tables", None))
    monkeypatch.setattr(upgrade, "EXTRACTOR_VERSION", "next")
    said = upgrade.carry_over(archive.database, newer)
    assert said.startswith("Everything is read again")
    assert "finds more tables" in said
    assert archive.database.execute("SELECT count(*) FROM reading WHERE extractor = 'next'").fetchone() == (0,)


def test_every_version_is_listed() -> None:
    assert versions.VERSIONS[-1].name == EXTRACTOR_VERSION
