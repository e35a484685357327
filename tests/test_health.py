"""`scrapy health` on ledgers written by hand: what is out of the ordinary is told, what is usual is not."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.due import replace_due
from archive.warc import warc_date
from audit.exposition import exposition
from audit.health import (
    Alarm,
    Margins,
    certificate_alarms,
    disk_alarms,
    list_alarms,
    overdue_alarms,
    run_alarms,
)
from audit.revisit import Policy
from audit.runs import baselines, crawl_rows
from audit.schedule import schedule
from tests.exchanges import LIST, REPORT, begin, exchange
from tests.ledgers import PORTAL, Ledger, moment

MARGINS = Margins()
NOW = datetime.fromisoformat(moment("2026-08-01T00"))


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def crawl(
    ledger: Ledger, day: int, *, scope: str = "", found: int = 20, outcomes: dict[str, int] | None = None
) -> None:
    """One crawl in July: a list, and report pages that ended so."""
    at = f"2026-07-{day:02}T00"
    run = ledger.run(at, scope=scope)
    for outcome, count in (outcomes or {"ok": 20}).items():
        for n in range(count):
            ledger.visit(run, f"{outcome}{n}", at, outcome, shows=1 if outcome == "ok" else None)
    ledger.scan(run, at, found)


def alarms(ledger: Ledger) -> list[Alarm]:
    found = [alarm for baseline in baselines(ledger.database) for alarm in run_alarms(baseline, MARGINS)]
    return [*found, *list_alarms(ledger.database, MARGINS), *certificate_alarms(ledger.database, NOW)]


def told(ledger: Ledger) -> list[tuple[str, bool]]:
    return [(alarm.alarm, alarm.needs_person) for alarm in alarms(ledger)]


def test_a_usual_month_needs_nobody(ledger: Ledger) -> None:
    for day in range(1, 9):
        crawl(ledger, day, outcomes={"ok": 19, "blocked": day % 2})
    assert told(ledger) == []


def test_a_first_crawl_is_compared_with_nothing(ledger: Ledger) -> None:
    crawl(ledger, 1, found=0, outcomes={"failed": 20})
    assert told(ledger) == []


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        ({"found": 0, "outcomes": {"failed": 20}}, ["silent", "failed", "shrank"]),
        ({"found": 15}, ["shrank"]),
        ({"found": 16}, []),
        ({"found": 40}, []),
        ({"outcomes": {"ok": 15, "blocked": 5}}, ["blocked"]),
        ({"outcomes": {"ok": 16, "blocked": 4}}, []),
        ({"outcomes": {"ok": 10, "error": 5, "truncated": 5}}, ["failed"]),
        ({"outcomes": {"ok": 10, "not_modified": 10}}, ["unread"]),  # confirmed is a page nobody could read
        ({"outcomes": {"ok": 10, "gone": 10}}, []),
    ],
)
def test_what_falls_behind_the_median_is_told(ledger: Ledger, newest: dict[str, object], expected: list[str]) -> None:
    for day in (1, 2, 3):
        crawl(ledger, day)
    crawl(ledger, 4, **newest)  # type: ignore[arg-type]
    assert told(ledger) == [(name, True) for name in expected]


def test_crawls_of_what_is_due_are_compared_among_themselves(ledger: Ledger) -> None:
    for day in (1, 2, 3):
        crawl(ledger, day)
        crawl(ledger, day + 10, scope="due", outcomes={"ok": 3})
    assert told(ledger) == []
    assert {(row.scope, row.crawl): row.fetched for row in crawl_rows(baselines(ledger.database))} == {
        ("", "newest"): 20, ("", "usual"): 20, ("due", "newest"): 3, ("due", "usual"): 3,
    }  # fmt: skip


def test_one_bad_page_of_a_small_crawl_is_no_alarm_and_one_after_the_other_is(ledger: Ledger) -> None:
    for day in range(1, 15):
        crawl(ledger, day, scope="due", outcomes={"ok": 3})
    crawl(ledger, 15, scope="due", outcomes={"ok": 2, "failed": 1})
    assert told(ledger) == []
    for day in range(16, 20):
        crawl(ledger, day, scope="due", outcomes={"ok": 2, "failed": 1})
    assert told(ledger) == [("failed", True)]


def test_a_crawl_that_was_killed_is_no_measure(ledger: Ledger) -> None:
    for day in (1, 2, 3):
        crawl(ledger, day)
    ledger.visit(ledger.run("2026-07-04T00", ended=None), "a", "2026-07-04T00", "failed")
    assert told(ledger) == []
    assert baselines(ledger.database)[0].newest.started_at == moment("2026-07-03T00")


def test_a_list_that_is_never_read_to_its_end_is_told_the_third_time(ledger: Ledger) -> None:
    crawl(ledger, 1)
    for day in (2, 3, 4):
        assert told(ledger) == []
        ledger.scan(ledger.run(f"2026-07-{day:02}T00"), f"2026-07-{day:02}T00", 20, "partial")
    assert told(ledger) == [("unread_list", True)]


def certificate(ledger: Ledger, sha256: str, first: str, last: str) -> None:
    row = {"host": "www.shili.gov.cn", "sha256": sha256, "first_seen": moment(first), "last_seen": moment(last)}
    ledger.database.table("certificate").insert(row)


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("2026-07-20T00", "2026-07-30T00", 1),
        ("2026-06-20T00", "2026-07-30T00", 0),
        ("2026-07-05T00", "2026-07-30T00", 0),
    ],
    ids=["new", "known for long", "one of two that take turns"],
)
def test_a_new_certificate_is_told_and_needs_nobody(ledger: Ledger, first: str, last: str, count: int) -> None:
    certificate(ledger, "a" * 64, "2026-01-01T00", "2026-07-10T00")
    certificate(ledger, "b" * 64, first, last)
    assert told(ledger) == [("certificate", False)] * count


def test_pages_nobody_visits_are_told_after_the_margin(ledger: Ledger) -> None:
    ledger.scan(ledger.run("2026-06-01T00"), "2026-06-01T00")
    replace_due(ledger.database, PORTAL, schedule(ledger.database, PORTAL, Policy()))
    late = datetime.fromisoformat(moment("2026-06-29T00")) + timedelta(7)
    assert list(overdue_alarms(ledger.database, MARGINS, late)) == []
    (alarm,) = overdue_alarms(ledger.database, MARGINS, late + timedelta(hours=1))
    assert (alarm.portal, alarm.alarm, alarm.needs_person) == (PORTAL, "overdue", True)


def test_little_room_is_told() -> None:
    assert [len(list(disk_alarms(free, Margins(disk=100)))) for free in (99, 100)] == [1, 0]


SAMPLE = re.compile(
    r'nianbao_[a-z_]+(\{[a-z]+="(?:[^"\\\n]|\\["\\n])*"(,[a-z]+="(?:[^"\\\n]|\\["\\n])*")*\})? -?[0-9.e+-]+'
)


def test_prometheus_is_told_the_same(ledger: Ledger) -> None:
    for day in (1, 2, 3):
        crawl(ledger, day)
    crawl(ledger, 4, found=3)
    odd = 'a"b\\c\nd'
    text = exposition(
        baselines(ledger.database), [*alarms(ledger), Alarm(odd, "silent", True, "")], {PORTAL: 7}, free=10, now=1.5
    )
    lines = text.splitlines()
    samples = [line for line in lines if not line.startswith("#")]
    assert all(SAMPLE.fullmatch(line) for line in samples)
    assert len(samples) == len({line.rpartition(" ")[0] for line in samples}), "no series twice"
    typed = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(typed) == len(set(typed))
    assert f'nianbao_crawl_found{{portal="{PORTAL}",scope=""}} 3' in lines
    assert f'nianbao_crawl_found_usual{{portal="{PORTAL}",scope=""}} 20' in lines
    assert f'nianbao_alarm{{portal="{PORTAL}",alarm="shrank",person="yes"}} 1' in lines
    assert r'nianbao_alarm{portal="a\"b\\c\nd",alarm="silent",person="yes"} 1' in lines
    assert f'nianbao_pages_due{{portal="{PORTAL}"}} 7' in lines


@pytest.fixture
def health(tmp_path: Path) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """The command on an archive of two crawls, of which the second saw another certificate."""
    archive = Archive.open(tmp_path / "data")
    for certificate_of_the_day in ("a" * 64, "b" * 64):
        run = begin(archive)
        visit = exchange("https://www.liyang.gov.cn/a.html")
        visit.tls = {"verified": "yes", "certificate_sha256": certificate_of_the_day}
        run.capture(visit, REPORT)
        run.scan(LIST, {"started_at": warc_date(datetime.now(UTC)), "state": "complete", "reason": "", "pages": 1}, [])
        run.finish("finished")
    archive.close()

    def command(*more: str) -> "subprocess.CompletedProcess[str]":
        settings = ("-s", f"ARCHIVE_DIR={tmp_path / 'data'}")
        return subprocess.run(
            [sys.executable, "-m", "scrapy", "health", *settings, *more], capture_output=True, text=True, check=False
        )

    return command


def test_the_command_exits_with_1_only_if_somebody_is_needed(
    health: Callable[..., "subprocess.CompletedProcess[str]"], tmp_path: Path
) -> None:
    file = tmp_path / "nianbao.prom"
    file.write_text("old")
    fine = health("--prometheus", str(file), "-s", "DISK_MARGIN=0")
    assert fine.returncode == 0, fine.stdout + fine.stderr
    assert "www.liyang.gov.cn shows the certificate bbbb" in fine.stdout
    assert 'nianbao_alarm{portal="",alarm="certificate",person="no"} 1' in file.read_text()
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["nianbao.prom"]
    full = health("--csv", "-s", f"DISK_MARGIN={1 << 60}")
    assert full.returncode == 1
    assert full.stdout.splitlines()[1].startswith(",disk,True,")
    assert "usual" in health("--runs", "-s", "DISK_MARGIN=0").stdout
    nowhere = health("--prometheus", str(tmp_path / "none" / "x.prom"), "-s", "DISK_MARGIN=0")
    assert nowhere.returncode == 1
    assert "Cannot write" in nowhere.stderr
