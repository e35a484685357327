"""`scrapy due` on the replicas: what is due is visited and nothing else, whatever happened before; how it is started."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.due import LIST
from crawler.claims import TAKEN
from crawler.timers import cron_line, systemd_units
from tests.desk import Desk
from tests.portals import ReplicaPortals
from tests.portals.content import Report

ROOT = Path(__file__).parent.parent
PORTALS = ("jiangsu_liyang", "jiangsu_changzhou_zwfw")
QUICK = ("-s", "SPIDER_MODULES=twoportals")
STARTS = {
    "jiangsu_liyang": "https://www.liyang.gov.cn/class/OPCKQFNA",
    "jiangsu_changzhou_zwfw": "https://www.changzhou.gov.cn/gi_class/xzfwzx_all_list",
}


@pytest.fixture(scope="module")
def portals() -> Iterator[ReplicaPortals]:
    with ReplicaPortals() as running:
        yield running


@pytest.fixture(scope="module")
def later(portals: ReplicaPortals) -> Report:
    """A report that is not published yet."""
    report = next(one for one in portals.liyang.articles if isinstance(one, Report) and one.report_year == 2022)
    portals.liyang.articles.remove(report)
    return report


def desk_in(folder: Path, portals: ReplicaPortals, *names: str) -> Desk:
    """A desk that knows these spiders only."""
    spiders = folder / "twoportals"
    spiders.mkdir()
    (spiders / "__init__.py").touch()
    for portal in names:
        shutil.copy(ROOT / "spiders" / f"{portal}.py", spiders)
    desk = Desk(folder / "data", portals)
    desk.env |= {"PYTHONPATH": str(folder), "NIANBAO_DOWNLOAD_DELAY": "0"}
    return desk


@pytest.fixture
def desk(portals: ReplicaPortals, tmp_path: Path) -> Desk:
    return desk_in(tmp_path, portals, *PORTALS)


@pytest.fixture(scope="module")
def crawled(portals: ReplicaPortals, later: Report, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Both portals crawled once by a run; the tests that share it do not mind what the others visited."""
    assert later not in portals.liyang.articles
    desk = desk_in(tmp_path_factory.mktemp("due"), portals, *PORTALS)
    done = run(desk)
    assert done.returncode == 0, done.stdout + done.stderr
    return desk


def run(desk: Desk, *more: str) -> "subprocess.CompletedProcess[str]":
    return desk.scrapy("due", "--run", *QUICK, *more)


def due(desk: Desk, *more: str) -> set[str]:
    """What `scrapy due` says: addresses of lists, keys of documents."""
    done = desk.scrapy("due", "--json", *QUICK, *more)
    assert done.returncode == 0, done.stderr
    return {page["page"] for page in json.loads(done.stdout)}


def visited(desk: Desk, since: str = "") -> set[str]:
    """The lists and reports that were asked for after the run that began then."""
    sql = (
        "SELECT document FROM capture JOIN run USING (run) WHERE role = 'report' AND started_at > ?"
        " UNION SELECT list_url FROM scan JOIN run USING (run) WHERE run.started_at > ?"
    )
    return {url for (url,) in desk.query(sql, since, since)}


def newest_run(desk: Desk) -> str:
    return str(desk.query("SELECT max(started_at) FROM run")[0][0])


def test_a_run_crawls_what_was_never_visited_and_then_nothing_is_due(crawled: Desk, portals: ReplicaPortals) -> None:
    found = dict(crawled.query("SELECT portal, count(DISTINCT document) FROM visit GROUP BY portal"))
    assert found == {portal: len(portals.published(portal)) for portal in PORTALS}
    assert crawled.query("SELECT DISTINCT scope FROM run") == [("due",)]
    assert due(crawled) == set()
    assert due(crawled, "--all") >= set(STARTS.values())


def test_a_month_without_a_run_only_makes_more_pages_due(crawled: Desk) -> None:
    in_two_days, in_two_months = (
        {url for (url,) in crawled.query(f"SELECT url FROM due WHERE next_due <= date('now', '+{days}')")}
        for days in ("2 days", "60 days")
    )
    assert set() < in_two_days < in_two_months
    assert in_two_months == {url for (url,) in crawled.query("SELECT url FROM due")}


def test_exactly_what_is_due_is_visited(crawled: Desk) -> None:
    """In three days the newest reports are due, no list and no other report."""
    ((at,),) = crawled.query("SELECT date('now', '+3 days')")
    expected = due(crawled, "--at", at)
    before = newest_run(crawled)
    assert 0 < len(expected) < len(due(crawled, "--all"))
    done = run(crawled, "--at", at)
    assert done.returncode == 0, done.stdout + done.stderr
    assert visited(crawled, before) == expected
    lists = crawled.query(f"SELECT url FROM due WHERE kind = '{LIST}'")
    assert not expected & {url for (url,) in lists}


def test_a_due_list_shows_what_is_new_on_it(crawled: Desk, portals: ReplicaPortals, later: Report) -> None:
    """In two months all is due; a report that appears meanwhile is found on its list, and an edit is seen."""
    ((at,),) = crawled.query("SELECT date('now', '+60 days')")
    edited = next(report.url for report in portals.published("jiangsu_liyang") if report.format == "f2021")
    portals.set_figure(edited, "requests.new", "total", "77777")
    portals.liyang.articles.append(later)
    before = newest_run(crawled)
    expected = due(crawled, "--at", at)
    assert run(crawled, "--at", at).returncode == 0
    assert visited(crawled, before) == expected | {later.url.partition("://")[2]}
    assert [change["new"] for change in crawled.rows("changes")] == ["77777"]
    unlisted = "SELECT count(*) FROM capture WHERE role = 'report' AND listed_title IS NULL"
    assert crawled.query(unlisted) == [(0,)], "also of reports that were asked for without their list"


def test_a_second_run_says_that_there_is_a_first(crawled: Desk) -> None:
    with (crawled.archive / "due.lock").open("wb") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        second = run(crawled)
    assert second.returncode == TAKEN
    assert second.stderr.startswith("Another `scrapy due --run`, or a crawl it began, is at work in")
    assert len(second.stderr.splitlines()) == 1


def test_what_a_killed_run_did_not_come_to_the_next_one_visits(desk: Desk, portals: ReplicaPortals) -> None:
    killed = subprocess.Popen(
        desk.command("due", "--run", *QUICK, "-s", "DOWNLOAD_DELAY=0.1"),
        env=desk.env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    desk.wait_for_captures(12)
    os.killpg(killed.pid, signal.SIGKILL)  # the run and its crawls
    killed.wait()
    stored = desk.query("SELECT capture, url FROM capture WHERE role = 'report' AND outcome = 'ok'")
    assert stored
    done = run(desk)
    assert done.returncode == 0, done.stdout + done.stderr
    found = dict(desk.query("SELECT portal, count(DISTINCT document) FROM visit GROUP BY portal"))
    assert found == {portal: len(portals.published(portal)) for portal in PORTALS}
    again = (
        "SELECT url FROM capture JOIN reading USING (snapshot) WHERE role = 'report' AND flags NOT LIKE '%\"table_missing\"%'"
        " GROUP BY url HAVING count(*) > 1"
    )
    assert desk.query(again) == [], "what was stored whole is not asked for again"
    assert due(desk) == set()
    dump = desk.query("SELECT * FROM due ORDER BY portal, kind, page")
    (desk.archive / "reports.db").unlink()
    assert desk.scrapy("reparse").returncode == 0
    assert desk.query("SELECT * FROM due ORDER BY portal, kind, page") == dump


def test_a_crawl_that_dies_leaves_the_others_alone(portals: ReplicaPortals, tmp_path: Path) -> None:
    """A spider that kills its own process stands for whatever may do it."""
    desk = desk_in(tmp_path, portals, PORTALS[1])
    (Path(desk.env["PYTHONPATH"]) / "twoportals" / "jiangsu_shili.py").write_text(
        "import os, signal\n"
        "from crawler.cms.czfx import Czfx\nfrom crawler.portal import PortalSpider\n"
        "class Spider(PortalSpider):\n"
        "    name, adcode, family, start_urls = 'jiangsu_shili', '320499', Czfx(), ['https://www.shili.gov.cn/']\n"
        "    def new_list(self, url, via):\n        os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = run(desk, "-s", "PORTALS_AT_ONCE=1")
    assert done.returncode == 1
    assert "jiangsu_shili: its crawl was killed by signal 9" in done.stderr
    found = desk.query("SELECT portal, count(DISTINCT document) FROM visit GROUP BY portal")
    assert found == [(PORTALS[1], len(portals.published(PORTALS[1])))]
    assert due(desk) == {"https://www.shili.gov.cn/"}


COMMAND = [sys.executable, "-c", "import os; print(os.getcwd(), os.environ['NIANBAO_CONTACT'])"]


def test_units_are_written_once_and_never_over_others(desk: Desk, tmp_path: Path) -> None:
    units = tmp_path / "units"
    done = desk.scrapy("due", "--install", "systemd", "--to", str(units))
    assert done.returncode == 0, done.stderr
    names = ["nianbao-due.service", "nianbao-due.timer"]
    assert sorted(path.name for path in units.iterdir()) == names
    (units / names[0]).write_text("mine")
    again = desk.scrapy("due", "--install", "systemd", "--to", str(units))
    assert again.returncode == 1
    assert "holds nianbao-due.service and nianbao-due.timer already" in again.stderr
    assert (units / names[0]).read_text() == "mine"
    assert desk.scrapy("due", "--install", "systemd").returncode == 2


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for name, text in systemd_units(tmp_path, COMMAND, {"NIANBAO_CONTACT": 'a "b" 50% \\ $HOME'}).items():
        (tmp_path / name).write_text(text)
    files = [str(path) for path in tmp_path.iterdir()]
    done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    timer = (tmp_path / "nianbao-due.timer").read_text()
    assert "Persistent=true" in timer
    (calendar,) = (line.partition("=")[2] for line in timer.splitlines() if line.startswith("OnCalendar="))
    assert subprocess.run(["systemd-analyze", "calendar", calendar], capture_output=True, check=False).returncode == 0


def test_the_line_for_cron_means_what_it_should(tmp_path: Path) -> None:
    line = cron_line(tmp_path, COMMAND, {"NIANBAO_CONTACT": "it's 50%"})
    *when, command = line.split(" ", 5)
    assert when == ["0", "*/3", "*", "*", "*"]
    assert command.count("%") == command.count(r"\%")
    done = subprocess.run(["sh", "-c", command.replace(r"\%", "%")], capture_output=True, text=True, check=False)
    assert done.stdout == f"{tmp_path} it's 50%\n", done.stderr


def test_every_so_many_visits_a_page_is_asked_for_whole(portals: ReplicaPortals, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", portals)
    for _ in range(3):
        desk.crawl("jiangsu_liyang", "-a", "year=2023", "-s", "FULL_GET_EVERY=2")
    sql = (
        "SELECT url, group_concat(outcome) FROM (SELECT * FROM capture ORDER BY captured_at)"
        " WHERE role = 'report' AND outcome IN ('ok', 'not_modified') GROUP BY url"
    )
    assert {outcomes for _, outcomes in desk.query(sql)} == {"ok,not_modified,ok"}
    assert desk.query("SELECT DISTINCT scope FROM run") == [("year 2023",)]
