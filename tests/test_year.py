"""A year of a city, crawl by crawl: all that happened in it is found, and nothing else is reported.

What must be found stands in year/expected.json, which was written by reading year/script.py before anything was compared. Days
are those of the crawls; the product says instants.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desk import Desk
from tests.portals import ReplicaPortals
from tests.year.city import City
from tests.year.script import CIVIL_AFFAIRS, FINANCE, TRANSPORT, story

Rows = list[dict[str, Any]]
EXPECTED: dict[str, Rows] = json.loads(Path(__file__).with_name("year").joinpath("expected.json").read_text("utf-8"))
HASTY = ("DOWNLOAD_DELAY=0", "RETRY_TIMES=0", "LONGEST_WAIT=0")
"""Nobody waits in a test; a host that asks to be left alone is left alone until the next day of the script."""
DAYS = frozenset({"not_before", "not_after", "last_absent", "first_seen"})


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The archive at the end of the year."""
    city = City()
    with ReplicaPortals(city) as portals:
        desk = Desk(tmp_path_factory.mktemp("year") / "data", portals)
        options = [word for setting in ("SPIDER_MODULES=tests.year.spider", *HASTY) for word in ("-s", setting)]
        for day in story(city):
            done = run(desk, "tests.year.clock", f"{day}T01:00:00+00:00", "crawl", "guangdong_lanwan", *options)
            assert done.returncode in {0, 1}, done.stdout + done.stderr  # 1: a list or a host was in a bad way that day
            assert "Traceback" not in done.stderr, done.stderr
        assert portals.violations == []
        yield desk


def run(desk: Desk, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, env=desk.env, capture_output=True, text=True, timeout=300, check=False)


def shortened(rows: Rows, *fields: str) -> Rows:
    """Return these fields of the rows, instants cut to their day, nothing as None, in an order of their own.

    >>> shortened([{"first_seen": "2023-01-05T01:00:02.000000Z", "verdict": "late"}], "first_seen")
    [{'first_seen': '2023-01-05'}]
    """
    cut = [{name: row[name][:10] if name in DAYS and row[name] else row[name] for name in fields} for row in rows]
    cut = [{name: None if value == "" else value for name, value in row.items()} for row in cut]
    return sorted(cut, key=lambda row: json.dumps(row, sort_keys=True))


def compare(rows: Rows, expected: Rows) -> None:
    fields = tuple(expected[0])
    assert shortened(rows, *fields) == shortened(expected, *fields)


def test_there_was_a_year_to_watch(year: Desk) -> None:
    ((visits, bodies),) = year.query(
        "SELECT (SELECT count(*) FROM capture WHERE role = 'report'), count(DISTINCT publisher) FROM visit"
    )
    assert visits >= 400
    assert bodies == 12
    ((states,),) = year.query("SELECT count(DISTINCT outcome) FROM capture WHERE role = 'report'")
    assert states >= 5, "ok, gone, blocked, error, refused"


def test_what_changed(year: Desk) -> None:
    rows = year.rows("changes")
    fields = (
        "publisher",
        "report_year",
        "kind",
        "indicator",
        "applicant",
        "not_before",
        "not_after",
        "unusable_visits",
        "effect",
    )
    assert shortened(rows, *fields) == shortened(EXPECTED["changes"], *fields)
    said = {(row["publisher"], row["not_after"][:10]): (row["old"], row["new"]) for row in rows}
    for expected in EXPECTED["changes"]:
        if "old" in expected:
            old, new = said[expected["publisher"], expected["not_after"]]
            exact = expected["kind"] == "figures"
            assert expected["old"] == old if exact else expected["old"] in old
            assert expected["new"] == new if exact else expected["new"] in new


def test_when_reports_were_public(year: Desk) -> None:
    compare(year.rows("timeliness"), EXPECTED["timeliness"])


def test_publisher_by_year(year: Desk) -> None:
    compare(year.rows("coverage"), EXPECTED["coverage"])


def test_what_does_not_add_up(year: Desk) -> None:
    compare(year.rows("checks"), EXPECTED["checks"])


def test_the_site_shows_who_was_late_and_what_is_missing(year: Desk, tmp_path: Path) -> None:
    done = year.scrapy("site", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr

    def line(page: str, name: str) -> str:
        rows = tmp_path.joinpath(page, "guangdong_lanwan.html").read_text("utf-8").split("<tr>")
        (found,) = (row for row in rows if name in row)
        return found

    assert "逾期未见" in line("coverage", CIVIL_AFFAIRS)
    assert ("已撤下" in line("coverage", TRANSPORT), "有且一致" in line("coverage", TRANSPORT)) == (True, True)
    late = line("timeliness", f"{FINANCE} 2022")
    assert ("逾期" in late, "3–8 天" in late, "与列表不符" in late) == (True, True, True)
    assert "至少 309 天" in line("timeliness", f"{CIVIL_AFFAIRS} 2022")
    index = tmp_path.joinpath("timeliness/index.html").read_text("utf-8")
    assert "国务院令第711号）第四十九条" in index
    assert "<svg" in index
    table = tmp_path.joinpath("coverage/coverage.csv").read_text("utf-8-sig").splitlines()
    assert len(table) == 1 + len(EXPECTED["coverage"])


def test_a_new_extractor_restates_and_changes_nothing(year: Desk) -> None:
    before = {command: year.rows(command) for command in ("changes", "timeliness", "coverage")}
    done = run(year, "tests.year.upgraded", "reparse", "--workers", "1")
    assert done.returncode == 0, done.stderr
    assert {command: year.rows(command) for command in before} == before
    # Each day's capture differs in its counters, so each is read, and restated, by itself.
    restated = [dict(row) for row in {tuple(sorted(row.items(), key=str)) for row in _restated(year)}]
    compare(restated, EXPECTED["restated"])


def _restated(year: Desk) -> Rows:
    return [{name: row[name] for name in EXPECTED["restated"][0]} for row in year.rows("restated")]
