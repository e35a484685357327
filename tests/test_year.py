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
from tests.year.script import story

EXPECTED: dict[str, list[dict[str, Any]]] = json.loads(
    Path(__file__).parent.joinpath("year/expected.json").read_text("utf-8")
)
HASTY = ("DOWNLOAD_DELAY=0", "RETRY_TIMES=0", "LONGEST_WAIT=0")
"""Nobody waits in a test; a host that asks to be left alone is left alone until the next day of the script."""


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


def shortened(rows: list[dict[str, Any]], like: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with the fields that are expected, instants cut to their day, in an order of their own."""
    days = {"last_absent", "first_seen", "after", "by"}
    names = [name for name in like[0] if name not in {"after", "by"}]
    instants = {"not_before": "after", "not_after": "by"} if "after" in like[0] else {}
    kept = [{name: row[name] for name in names} | {new: row[old] for old, new in instants.items()} for row in rows]
    return ordered([{name: at[:10] if at and name in days else at for name, at in row.items()} for row in kept])


def ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: json.dumps(row, ensure_ascii=False, sort_keys=True))


def test_there_was_a_year_to_watch(year: Desk) -> None:
    ((visits, bodies),) = year.query(
        "SELECT (SELECT count(*) FROM capture WHERE role = 'report'), count(DISTINCT publisher) FROM visit"
    )
    assert visits >= 400
    assert bodies == 12
    ((states,),) = year.query("SELECT count(DISTINCT outcome) FROM capture WHERE role = 'report'")
    assert states >= 5, "ok, gone, blocked, error, refused"


def test_when_reports_were_public(year: Desk) -> None:
    expected = EXPECTED["timeliness"]
    assert shortened(year.rows("timeliness"), expected) == ordered(expected)


def test_publisher_by_year(year: Desk) -> None:
    expected = EXPECTED["coverage"]
    assert shortened(year.rows("coverage"), expected) == ordered(expected)
