"""Portals that misbehave, each on a host of its own: every case ends within bounds and in a row, and the others are crawled."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from scrapy.utils.test import get_crawler

from crawler.portal import MAX_LISTS
from tests.bad_server import Answers, BadServer, bomb, drip, endless_head, page, redirect
from tests.bad_spider import DOMAIN, BadSpider

REPORT = next((Path(__file__).parent / "fixtures").glob("czfx_grid/page.html")).read_bytes()
TITLE = "某市2022年政府信息公开工作年度报告"
ROW = f"<ul><li><a href='/report'>{TITLE}</a></li></ul>"
STUB = "<script>document.cookie='__jsl_clearance_s=1|-1|x;path=/';location.href=location.pathname</script>"


def crawl(archive: Path, server: BadServer, hosts: list[str], *settings: str) -> subprocess.CompletedProcess[str]:
    options = [f"-s{setting}" for setting in ("DOWNLOAD_DELAY=0", "DOWNLOAD_TIMEOUT=2", "RETRY_TIMES=1", *settings)]
    command = [
        sys.executable,
        "-m",
        "scrapy",
        "runspider",
        "tests/bad_spider.py",
        "-a",
        f"hosts={','.join(hosts)}",
        *options,
    ]
    env = os.environ | {"NIANBAO_ARCHIVE_DIR": str(archive), "NIANBAO_HOST_MAP": server.host_map}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done


def query(archive: Path, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(archive / "reports.db")
    try:
        return connection.execute(sql, parameters).fetchall()
    finally:
        connection.close()


def host(name: str) -> str:
    return f"{name}.{DOMAIN}"


Case: TypeAlias = tuple[str, dict[str, Any], str, str, set[str]]
# name, what /list answers (and further pages), state of the scan, words of its reason, outcomes of the captures but robots.txt
CASES: list[Case] = [
    ("drip", {"/list": drip}, "partial", "took longer", {"truncated"}),
    ("cut", {"/list": page(ROW)[:-20]}, "partial", "", {"truncated"}),
    ("silent", {"/list": b""}, "partial", "", {"failed"}),
    ("noise", {"/list": b"\x00\x01 this is no HTTP\r\n\r\n"}, "partial", "", {"failed"}),
    ("endlesshead", {"/list": endless_head}, "partial", "", {"failed", "truncated"}),
    (
        "circle",
        {"/list": page(ROW + "<a class=next href=/two></a>"), "/two": page(f"{ROW}<a class=next href=/list></a>")},
        "complete",
        "nothing new",
        {"ok"},
    ),
    (
        "lyingcircle",
        {
            "/list": page(f"<p data-rows=9></p>{ROW}<a class=next href=/two></a>"),
            "/two": page(f"<p data-rows=9></p>{ROW}<a class=next href=/list></a>"),
        },
        "partial",
        "was read before",
        {"ok"},
    ),
    ("liar", {"/list": page(f"<p data-rows=9></p>{ROW}")}, "partial", "declares 9 rows, 1 were seen", {"ok"}),
    ("fat", {"/list": page(ROW + " " * (50 << 20))}, "partial", "larger than download max size", {"truncated", "failed"}),
    ("bomb", {"/list": bomb(megabytes=300)}, "partial", "more than 64 MiB", {"truncated"}),
    ("bombinbomb", {"/list": bomb(megabytes=300, layers=2)}, "partial", "more than 64 MiB", {"truncated"}),
    ("badgzip", {"/list": page("no gzip at all", "Content-Encoding: gzip")}, "partial", "does not unpack", {"truncated"}),
    ("roundabout", {"/list": redirect("/there"), "/there": redirect("/list")}, "partial", "max redirections", {"redirected"}),
    ("inward", {"/list": redirect("http://127.0.0.1/secret")}, "partial", "private address", {"redirected", "refused"}),
    ("cloud", {"/list": redirect("http://169.254.169.254/latest")}, "partial", "private", {"redirected", "refused"}),
    ("local", {"/list": redirect("file:///etc/passwd")}, "partial", "answered 302", {"redirected"}),
    ("away", {"/list": redirect("http://elsewhere.example.com/x")}, "partial", "another host", {"redirected", "refused"}),
    ("home", {"/list": redirect("/")}, "partial", "redirected to the home page", {"soft_gone"}),
    ("soft", {"/list": page("<title>提示</title><p>您访问的页面不存在</p>")}, "partial", "您访问的页面不存在", {"soft_gone"}),
    ("forbidden", {"/list": page("no", status="403 Forbidden")}, "blocked", "answered 403", {"blocked"}),
    ("shield", {"/list": page(STUB, status="521 x")}, "blocked", "加速乐", {"blocked"}),
    ("rivers", {"/list": page("<script>$_ts=1;</script>", status="412 x")}, "blocked", "瑞数", {"blocked"}),
    ("calm", {"/robots.txt": [page(STUB, status="521 x"), page("", status="404 x")],
              "/list": [page(STUB, status="521 x"), page(ROW)]}, "complete", "last page", {"blocked", "ok"}),
    (
        "links",
        {"/list": page("<ul>" + "".join(f"<li><a href=/n/{n}>新闻{n}</a></li>" for n in range(100_000)) + f"</ul>{ROW}")},
        "partial",
        "more than 5000 rows",
        {"ok"},
    ),
    ("broken", {"/list": page(f"<div><table><ul><p></b>\0<li><a href='/report'>{TITLE}</i></a>{'<div>' * 9000}<![CDATA[")},
     "complete", "last page", {"ok"}),
    ("gbk", {"/list": page(f"<meta charset=gb2312>{ROW}镕".encode("gb18030"))}, "complete", "last page", {"ok"}),
    (
        "foreign",
        {"/list": page(f"<ul><li><a href='http://elsewhere.example.com/1'>{TITLE}</a></li></ul>"
                       "<a class=column href='http://elsewhere.example.com/column'></a>")},
        "complete", "last page", {"ok", "refused"},
    ),
    ("httpsdead", {"/list": page(ROW.replace("/report", f"https://httpsdead.{DOMAIN}/report"))}, "complete", "last", {"ok"}),
    ("healthy", {"/list": page(ROW)}, "complete", "last page", {"ok"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, BadServer, float]]:
    """All of them in one crawl."""
    answers: Answers = {(host(name), "/report"): page(REPORT) for name, *_ in CASES}
    answers |= {(host(name), path): answer for name, pages, *_ in CASES for path, answer in pages.items()}
    archive = tmp_path_factory.mktemp("bad") / "data"
    with BadServer(answers) as server:
        began = time.monotonic()
        crawl(archive, server, [name for name, *_ in CASES], "BACKOFF_PAUSE=0.2")
        yield archive, server, time.monotonic() - began


@pytest.mark.parametrize("case", CASES, ids=[name for name, *_ in CASES])
def test_a_bad_portal_ends_in_a_row(case: Case, crawled: tuple[Path, BadServer, float]) -> None:
    name, pages, state, reason, outcomes = case
    archive, server, _ = crawled
    scans = query(archive, "SELECT state, reason FROM scan WHERE list_url = ?", f"http://{host(name)}/list")
    assert [found for found, _ in scans] == [state], scans
    assert reason in scans[0][1]
    found = query(
        archive,
        "SELECT DISTINCT outcome FROM capture WHERE role = 'list' AND (url LIKE ? OR via LIKE ? OR outcome = 'refused' AND ?)",
        f"http://{host(name)}/%",
        f"http://{host(name)}/%",
        "refused" in outcomes,
    )
    shown = {outcome for (outcome,) in found}
    assert shown & outcomes
    assert shown - outcomes <= {"failed", "truncated"}, (
        "a busy machine may run into the short time limit, and tries again"
    )
    assert len(server.paths(host(name))) <= 2 + 2 * len(pages) + 8, (
        "bounded: robots.txt, the list, one retry, the report"
    )


def test_the_others_are_crawled_and_nobody_else_is_asked(crawled: tuple[Path, BadServer, float]) -> None:
    archive, server, seconds = crawled
    read = {url for (url,) in query(archive, "SELECT url FROM visit")}
    assert read == {
        f"http://{host(name)}/report"
        for name in ("circle", "lyingcircle", "liar", "calm", "broken", "gbk", "httpsdead", "healthy")
    }
    assert {asked.host for asked in server.asked} == {host(name) for name, *_ in CASES}
    assert query(archive, "SELECT verdict FROM scan_row WHERE url LIKE '%elsewhere%'") == [("on another host",)]
    assert seconds < 60


def test_a_rebuild_gives_the_same_rows(crawled: tuple[Path, BadServer, float]) -> None:
    archive, _, _ = crawled
    tables = ("capture", "scan", "host_decision", "visit")
    before = {name: sorted(map(repr, query(archive, f"SELECT * FROM {name}"))) for name in tables}
    (archive / "reports.db").unlink()
    env = os.environ | {"NIANBAO_ARCHIVE_DIR": str(archive)}
    subprocess.run([sys.executable, "-m", "scrapy", "reparse"], env=env, capture_output=True, check=True)
    assert {name: sorted(map(repr, query(archive, f"SELECT * FROM {name}"))) for name in tables} == before


def test_robots_txt_is_obeyed_and_the_decision_kept(tmp_path: Path) -> None:
    robots: dict[str, Any] = {
        "none": page("", status="404 Not Found"),
        "all": page("User-agent: *\nDisallow:\n", content_type="text/plain"),
        "nothing": page("User-agent: *\nDisallow: /\n", content_type="text/plain"),
        "slow": page("User-agent: *\nCrawl-delay: 1\n", content_type="text/plain"),
        "html": page("<html><p>首页</p></html>"),
        "closed": page("", status="403 Forbidden"),
        "down": page("", status="500 Oops"),
    }
    answers: Answers = {(host(name), "/robots.txt"): answer for name, answer in robots.items()}
    answers |= {(host(name), "/list"): page(ROW) for name in robots}
    answers |= {(host(name), "/report"): page(REPORT) for name in robots}
    with BadServer(answers) as server:
        crawl(tmp_path, server, list(robots), "BACKOFF_PAUSE=0.1")
        decided = dict(query(tmp_path, "SELECT host, decision FROM host_decision WHERE strike IS NULL"))
        assert decided == {
            host("none"): "allowed", host("all"): "rules", host("nothing"): "rules", host("slow"): "rules",
            host("html"): "allowed", host("closed"): "not_established", host("down"): "not_established",
        }  # fmt: skip
        asked = {name: [path for path in server.paths(host(name)) if path != "/robots.txt"] for name in robots}
    assert {name for name, paths in asked.items() if not paths} == {"nothing", "closed", "down"}
    refusals = query(tmp_path, "SELECT error FROM capture WHERE outcome = 'refused' ORDER BY url")
    assert [error for (error,) in refusals] == [
        "robots.txt is not established: answered 403: refuses us",
        "robots.txt is not established: answered 500",
        "robots.txt disallows it",
    ]
    assert {state for (state,) in query(tmp_path, "SELECT state FROM scan WHERE reason LIKE '%robots%'")} == {"blocked"}
    times = query(
        tmp_path, "SELECT captured_at FROM capture WHERE url LIKE ? ORDER BY captured_at", f"http://{host('slow')}/%"
    )
    moments = [datetime.fromisoformat(moment) for (moment,) in times]
    assert len(moments) == 3
    assert min(after - before for before, after in pairwise(moments)) >= timedelta(seconds=0.99)


@pytest.mark.parametrize(("status", "outcome"), [("503 Busy", "error"), ("429 Slow", "blocked")])
def test_a_host_that_asks_for_rest_gets_it_in_the_next_crawl_too(status: str, outcome: str, tmp_path: Path) -> None:
    answers: Answers = {(host("busy"), "/list"): page("", "Retry-After: 3600", status=status)}
    with BadServer(answers) as server:
        crawl(tmp_path, server, ["busy"], "LONGEST_WAIT=5")
        assert server.paths(host("busy")) == ["/robots.txt", "/list"], "an hour is not waited for"
        (tmp_path / "reports.db").unlink()
        crawl(tmp_path, server, ["busy"], "LONGEST_WAIT=5")
        assert len(server.asked) == 2, "the archive remembers, without its database too"
    outcomes = query(tmp_path, "SELECT role, outcome, error FROM capture ORDER BY captured_at")
    assert [(role, outcome) for role, outcome, _ in outcomes] == [
        ("robots", "gone"), ("list", outcome), ("list", "refused"), ("robots", "refused"), ("list", "refused"),
    ]  # fmt: skip
    assert "is left alone until" in outcomes[-1][2]
    assert query(tmp_path, "SELECT decision, strike FROM host_decision WHERE strike IS NOT NULL") == [("pause", 1)]
    assert {state for (state,) in query(tmp_path, "SELECT state FROM scan")} == {"blocked"}


def test_what_is_served_in_place_of_a_report_is_no_version_of_it(tmp_path: Path) -> None:
    home = f"<title>某市人民政府</title>{'<a href=/x>新闻</a>' * 40}"
    instead = {"stub": page(STUB), "soft": page("<p>页面不存在</p>"), "root": redirect("/"), "front": page(home)}
    answers: Answers = {(host(name), "/list"): page(ROW) for name in instead}
    answers |= {(host(name), "/report"): [page(REPORT), answer] for name, answer in instead.items()}
    with BadServer(answers) as server:
        crawl(tmp_path, server, list(instead), "RETRY_TIMES=0")
        visits = query(tmp_path, "SELECT url, capture FROM visit ORDER BY url")
        assert len(visits) == len(instead)
        crawl(tmp_path, server, list(instead), "RETRY_TIMES=0")
        assert server.paths(host("root")).count("/") == 0, "the home page is not fetched as a report"
    assert query(tmp_path, "SELECT url, capture FROM visit ORDER BY url") == visits
    second = query(tmp_path, "SELECT url, outcome FROM capture WHERE role = 'report' AND outcome <> 'ok' ORDER BY url")
    assert [outcome for _, outcome in second] == [
        "soft_gone",
        "soft_gone",
        "soft_gone",
        "blocked",
    ]  # front, root, soft, stub


@pytest.mark.parametrize("inside", ["localhost", "127.0.0.1", "127.1", "2130706433"])
def test_loopback_by_any_name_is_not_connected_to(inside: str, tmp_path: Path) -> None:
    with BadServer({}) as server:
        command = [sys.executable, "-m", "scrapy", "runspider", "tests/wire_spider.py", "-a", "shapes=x", "-a"]
        env = os.environ | {"NIANBAO_ARCHIVE_DIR": str(tmp_path)}
        subprocess.run([*command, f"base=http://{inside}:{server.port}"], env=env, capture_output=True, check=True)
        assert server.asked == []
    ((outcome, error),) = query(tmp_path, "SELECT outcome, error FROM capture")
    assert outcome == "failed"
    assert "private address" in error


def test_a_portal_that_names_new_lists_for_ever_comes_to_an_end() -> None:
    spider = BadSpider.from_crawler(get_crawler(BadSpider), hosts="x")
    begun = [request for n in range(MAX_LISTS + 9) for request in spider.new_list(f"http://{host('x')}/{n}", via=None)]
    assert len(begun) == MAX_LISTS
    assert [scan.reason for scan in spider.open_scans if "names more" in scan.reason] == [
        f"the portal names more than {MAX_LISTS} lists"
    ]


def test_a_crawl_without_contact_does_not_start(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("NIANBAO_")}
    for command in (["crawl", "jiangsu_liyang"], ["genspider", "-t", "portal", "x_y", "http://www.liyang.gov.cn/"]):
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", *command],
            env=env | {"NIANBAO_ARCHIVE_DIR": str(tmp_path)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode != 0
        assert "NIANBAO_CONTACT" in done.stdout + done.stderr
    assert json.dumps(list((tmp_path / "warc").glob("*"))) == "[]"


def test_nor_does_any_other_command_ask_without_contact(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("NIANBAO_")}
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", "fetch", address],
            env=env | {"NIANBAO_ARCHIVE_DIR": str(tmp_path)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        with pytest.raises(TimeoutError):
            server.accept()
    assert "NIANBAO_CONTACT" in done.stderr
