"""A real Chromium draws a portal that exists only after JavaScript; everything it asks for goes through our own archive."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.chromium import find
from tests.desk import Desk
from tests.portals import ReplicaPortals
from tests.portals.drawn import LIST, ROOT
from tests.portals.exchange import Request

pytest.importorskip("scrapy_playwright", reason="the extra `browser` is not installed")
from playwright.sync_api import sync_playwright

CRAWL = ("runspider", "tests/drawn_spider.py", "-s", "DOWNLOAD_DELAY=0")


@pytest.fixture(scope="module", autouse=True)
def chromium() -> None:
    with sync_playwright() as playwright:
        try:
            find(os.environ.get("NIANBAO_BROWSER"), playwright.chromium.executable_path)
        except FileNotFoundError as error:
            pytest.skip(str(error))


@pytest.fixture
def portals() -> Iterator[ReplicaPortals]:
    with ReplicaPortals() as running:
        yield running


@pytest.fixture
def desk(portals: ReplicaPortals, tmp_path: Path) -> Desk:
    return Desk(tmp_path / "data", portals)


def processes(desk: Desk) -> list[str]:
    """What still runs of the crawls of this desk: they and their children carry its archive in their environment."""
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if str(desk.archive).encode() in environment.read_bytes():
                found.append(environment.with_name("cmdline").read_text().replace("\0", " "))
        except OSError:
            continue  # it has ended meanwhile, or is not ours
    return found


def assert_nothing_runs(desk: Desk) -> None:
    patience = time.monotonic() + 20
    while (left := processes(desk)) and time.monotonic() < patience:
        time.sleep(0.2)
    assert left == []


def records(desk: Desk) -> dict[tuple[str, str], bytes]:
    """What a foreign reader finds, by kind and address; of an answer the body without its content coding."""
    found = {}
    for path in (desk.archive / "warc").glob("*.warc.gz"):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                key = (record.rec_type, record.rec_headers.get_header("WARC-Target-URI") or "")
                found[key] = record.content_stream().read()
    return found


def test_list_and_reports_are_found_read_and_archived(portals: ReplicaPortals, desk: Desk) -> None:
    done = desk.scrapy(*CRAWL)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert portals.violations == []
    assert desk.query("SELECT state, seen, accepted FROM scan") == [("complete", 5, 4)]
    published = {report.url: report for report in portals.published("drawn")}
    assert {url for (url,) in desk.query("SELECT url FROM report")} == published.keys()
    for url, report in published.items():
        figures = {
            (indicator, applicant): value
            for indicator, applicant, value in desk.query(
                "SELECT indicator, nullif(applicant, ''), value FROM figures WHERE url = ? AND origin = 'table'", url
            )
        }
        assert {cell: value for cell, value in report.figures.items() if value} == figures
    roles = desk.query("SELECT DISTINCT role, fidelity FROM capture ORDER BY role")
    assert roles == [
        ("asset", "wire"),
        ("list", "browser"),
        ("report", "browser"),
        ("robots", "wire"),
        ("shell", "wire"),
    ]
    scripts = [seen for seen in portals.requests if seen.target == "/js/draw.js"]
    assert len(scripts) == 1, "a script is asked for once a crawl"
    assert {seen.headers["user-agent"] for seen in portals.requests} == {scripts[0].headers["user-agent"]}

    found = records(desk)
    for path in ("/xxgk/nb.html", "/js/draw.js", "/api/list"):
        served = portals.drawn.answer(
            Request("http", "www.huazhou.gov.cn", "GET", path, {"x-requested-with": "XMLHttpRequest"})
        )
        assert found["response", ROOT + path] == served.body
        assert "画出列表" in served.body.decode("gbk") or path != "/js/draw.js"
    dom = found["resource", f"urn:dom:{LIST}"].decode("utf-8")
    assert all(f'title="{report.title}"' in dom for report in published.values())
    assert found["resource", f"urn:fullPage:{LIST}"].startswith(b"\x89PNG\r\n")
    info = json.loads(found["resource", f"urn:pageinfo:{LIST}"])
    assert {entry["url"] for entry in info["exchanges"]} == {
        *(f"{ROOT}{path}" for path in ("/js/latest.js", "/private/style.css", "/api/list"))
    }
    assert {entry["reason"].partition(":")[0] for entry in info["not_asked"]} == {
        *("on another host", "a visit counter", "image", "ping")
    }


def test_the_rows_of_renderings_are_made_of_the_records_alone(portals: ReplicaPortals, desk: Desk) -> None:
    desk.scrapy(*CRAWL)
    tables = [f"SELECT * FROM {name} ORDER BY 1, 2" for name in ("capture", "scan_row", "reading", "figures")]
    before = [desk.query(table) for table in tables]
    (desk.archive / "reports.db").unlink()
    assert desk.scrapy("reparse").returncode == 0
    assert [desk.query(table) for table in tables] == before
    (seen, *_) = portals.published("drawn")
    portals.set_figure(seen.url, "requests.new", "natural_person", "4711")
    desk.scrapy(*CRAWL)
    (change,) = desk.rows("changes")
    assert (change["url"], change["new"]) == (seen.url, "4711"), "nothing else has changed, however it was drawn"


def test_pages_that_hang_cost_themselves_alone(portals: ReplicaPortals, desk: Desk) -> None:
    silent, endless, *others = sorted(report.url for report in portals.published("drawn"))
    portals.drawn.silent, portals.drawn.endless = silent, endless
    done = desk.scrapy(*CRAWL, "-s", "BROWSER_PAGE_TIMEOUT=20")
    assert done.returncode == 0, done.stderr
    assert {url for (url,) in desk.query("SELECT url FROM report")} == set(others)
    failed = dict(desk.query("SELECT url, error FROM capture WHERE role = 'report' AND outcome = 'failed'"))
    assert failed.keys() == {silent, endless}
    assert "/api/body?id=2021: " in failed[silent]
    assert failed[endless] == "the page did not come to rest within 20 seconds"
    assert failed[endless] in done.stderr
    assert_nothing_runs(desk)


@pytest.mark.parametrize("seconds", ["0.01", "0.5"])
def test_the_time_of_a_crawl_in_the_browser_ends(seconds: str, portals: ReplicaPortals, desk: Desk) -> None:
    desk.scrapy(*CRAWL, "-s", f"BROWSER_CRAWL_TIMEOUT={seconds}")
    assert portals.violations == []
    states = desk.query("SELECT state, reason FROM scan")
    assert states == [("partial", f"page 1: the page did not come to rest within {seconds} seconds")]
    assert_nothing_runs(desk)


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_no_process_outlives_a_crawl(ending: signal.Signals, portals: ReplicaPortals, desk: Desk) -> None:
    portals.drawn.endless = portals.published("drawn")[0].url
    crawl = desk.start(*CRAWL, "-s", "BROWSER_PAGE_TIMEOUT=12")
    desk.wait_for_captures(6)
    assert any("chromium" in command for command in processes(desk))
    crawl.send_signal(ending)
    crawl.communicate(timeout=60)
    assert_nothing_runs(desk)


def test_without_a_browser_the_list_is_partial_and_says_why(desk: Desk) -> None:
    desk.env["NIANBAO_BROWSER"] = "/nowhere/chromium"
    desk.scrapy(*CRAWL)
    reason = "page 1: there is no Chromium at /nowhere/chromium (NIANBAO_BROWSER)"
    assert desk.query("SELECT state, reason FROM scan") == [("partial", reason)]


def test_without_the_extra_the_list_is_partial_and_other_portals_are_not(desk: Desk) -> None:
    without = "import sys; sys.modules['playwright'] = None; from scrapy.cmdline import execute; execute()"

    def scrapy(*arguments: str) -> None:
        command = [sys.executable, "-c", without, *arguments]
        subprocess.run(command, env=desk.env, capture_output=True, timeout=120, check=True)

    scrapy(*CRAWL)
    scrapy("crawl", "jiangsu_liyang", "-s", "DOWNLOAD_DELAY=0", "-a", "year=2022")
    (drawn, other) = desk.query("SELECT state, reason FROM scan ORDER BY started_at")
    assert drawn[0] == "partial"
    assert "the extra `browser`" in drawn[1]
    assert other[0] == "complete"
