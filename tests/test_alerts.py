"""A finding is told once, as what it is, to everybody who subscribed; failures delay it, crashes repeat it, nothing loses it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from sqlite_utils import Database

from archive.database import open_database
from audit.alerts.alert import Alert
from audit.alerts.feeds import write_feeds
from audit.alerts.figures import changed_figures
from audit.alerts.operator import operator_alerts
from audit.alerts.outbox import Outbox, OutboxError
from audit.alerts.send import send_due, without_secrets
from audit.alerts.sources import alerts
from audit.alerts.subscription import Subscription, SubscriptionError, read_subscriptions
from audit.health import Margins
from extraction.report import Status
from tests.receivers import mail_server, webhook
from tests.shelving import figure as cell
from tests.shelving import read_again, shelve
from tests.test_bad_input import one_sentence, scrapy
from tests.test_release import CITY, fill, report
from tests.watch import Page, Watch

ATOM = "{http://www.w3.org/2005/Atom}"
EVERYTHING = 5
"""One figure that changed, two reports first seen, two rules that are not kept."""
NOW = datetime(2023, 4, 1, tzinfo=UTC)
SECRET = "s3cretpath"
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")  # apprise imports it, for signed mail


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive in which one figure changed and two reports were seen."""
    folder = tmp_path / "data"
    folder.mkdir()
    fill(folder)
    return folder


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    database = open_database(folder / "reports.db")
    yield database
    database.close()


def change(database: Database, value: str, day: int) -> None:
    rest = (cell("requests.carried_in", "", "total", Status.BLANK), cell("review.total", "0"))
    granted = cell("requests.result.granted", "-3", "total")
    shelve(database, report(cell("requests.new", value, "total"), *rest, granted), url=CITY, day=day)


def told(folder: Path, database: Database, now: datetime, *subscriptions: Subscription) -> list[tuple[int, int, bool]]:
    """Collect and send, as the command does; return (told, waiting, failed) for each."""
    with Outbox.opened(folder) as outbox:
        outbox.collect(alerts(database), subscriptions, now)
        return [
            (sent.told, sent.waiting, sent.error is not None) for sent in send_due(outbox, subscriptions, lambda: now)
        ]


def test_a_change_is_a_sentence_with_both_values_and_both_ends(database: Database) -> None:
    (found,) = changed_figures(database)
    assert found.title == "常州市人民政府 2022：一、本年新收政府信息公开申请数量（总计） 127 → 129"
    assert "由 127 变为 129" in found.text
    assert "2023-03-02 08:00:00 之后" in found.text
    assert "2023-03-04 08:00:01 之前" in found.text
    assert (
        "from 127 to 129 after 2023-03-02 08:00:00 and not later than 2023-03-04 08:00:01 (Beijing time)" in found.text
    )
    assert CITY in found.text
    assert found.at == "2023-03-04T00:00:01.000000Z"


def test_what_is_late_missing_contradicted_or_gone_is_told_once_however_often_it_is_seen_again() -> None:
    def page(year: int, printed: str | None = None) -> Page:
        return Page(f"https://www.changzhou.gov.cn/{year}", "常州市审计局", year, printed)

    def found() -> dict[str, Alert]:
        return {one.kind: one for one in alerts(watch.database) if one.kind != "new_report"}

    watch = Watch()
    lists = "https://www.changzhou.gov.cn/list"
    late = page(2023, "2024-01-20")
    watch.crawl("2024-02-03T01", {lists: [page(2022)]})
    missing = found()
    assert missing.keys() == {"missing"}
    assert "期限为北京时间 2024-01-31 23:59:59" in missing["missing"].text
    assert "2024-02-03 09:00:00 开始并读到末尾的列表中没有它" in missing["missing"].text
    watch.crawl("2024-02-05T01", {lists: [page(2022)]})
    assert found()["missing"].key == missing["missing"].key
    watch.crawl("2024-02-10T01", {lists: [page(2022), late]})
    there = found()
    assert there.keys() == {"late", "date_contradicted"}
    assert "晚于期限 5 至 10 天" in there["late"].text
    assert "2024-01-20" in there["date_contradicted"].text
    for day in (11, 12, 15):
        run = watch.crawl(f"2024-02-{day}T01", {lists: [page(2022), late]}, gone=[late])
        watch.finds_gone(run, late)
    gone = found()["withdrawn"]
    assert "发生于北京时间 2024-02-10 09:01:00 之后、2024-02-11 09:00:00 之前" in gone.text
    run = watch.crawl("2024-02-20T01", {lists: [page(2022), late]}, gone=[late])
    watch.finds_gone(run, late)
    assert found()["withdrawn"].key == gone.key
    assert {one.key for one in there.values()} <= {one.key for one in found().values()}


def test_there_and_back_is_told_twice_and_reading_otherwise_is_not_told(folder: Path, database: Database) -> None:
    change(database, "127", 5)
    first = [found.key for found in alerts(database) if found.kind != "check_failed"]
    assert [found.kind for found in alerts(database)].count("figure_change") == 2
    assert len(set(first)) == len(first) == 4
    for snapshot, figures in list(database.execute("SELECT snapshot, figure_set FROM reading").fetchall()):
        (value,) = database.execute(
            "SELECT value FROM figure WHERE figure_set = ? AND value IS NOT NULL ORDER BY indicator", [figures]
        ).fetchone()
        otherwise = report(cell("requests.new", f"1{value.lstrip('-')}", "total"), publisher="常州市政府")
        read_again(database, snapshot, otherwise, "2")
    again = [found.key for found in alerts(database) if found.kind != "check_failed"]
    assert "常州市政府 2022：一、本年新收政府信息公开申请数量（总计） 1127 → 1129" in {
        one.title for one in alerts(database)
    }
    assert set(again) <= set(first), "another version of the extractor makes no finding"
    assert folder


def test_the_outbox_tells_once_and_only_what_began_after_the_subscription(folder: Path, database: Database) -> None:
    with webhook() as hook:
        new = Subscription("new", f"json://127.0.0.1:{hook.port}/{SECRET}")
        old = Subscription(
            "old", f"json://127.0.0.1:{hook.port}/", kinds=frozenset({"figure_change"}), since="2023-01-01"
        )
        assert told(folder, database, NOW, new, old) == [(0, 0, False), (1, 0, False)]
        assert told(folder, database, NOW, new, old) == [(0, 0, False), (0, 0, False)]
        change(database, "127", 5)
        assert told(folder, database, NOW, new, old) == [(1, 0, False), (1, 0, False)]
        assert told(folder, database, NOW + timedelta(days=9), new, old) == [(0, 0, False), (0, 0, False)]
    bodies = [json.loads(body) for body in hook.bodies]
    assert ["127 → 129" in body["title"] for body in bodies] == [True, False, False]
    keys = {found.key for found in alerts(database)}
    assert all(body["message"].splitlines()[-1].removeprefix("编号 Ref: ") in keys for body in bodies)


def test_what_is_not_accepted_is_sent_again_after_a_pause(folder: Path, database: Database) -> None:
    with webhook() as hook:
        one = Subscription("hook", f"json://127.0.0.1:{hook.port}/{SECRET}", since="2023-01-01")
        hook.status = 503
        assert told(folder, database, NOW, one) == [(0, EVERYTHING, True)]
        assert len(hook.bodies) == 1, "a receiver that is down is asked once"
        assert told(folder, database, NOW + timedelta(seconds=59), one) == [(0, EVERYTHING, False)]
        assert told(folder, database, NOW + timedelta(seconds=61), one) == [(0, EVERYTHING, True)]
        assert told(folder, database, NOW + timedelta(seconds=179), one) == [(0, EVERYTHING, False)], (
            "the pause doubles"
        )
        assert len(hook.bodies) == 2
        hook.status = 200
        assert told(folder, database, NOW + timedelta(seconds=182), one) == [(EVERYTHING, 0, False)]
    assert len({json.loads(body)["title"] for body in hook.bodies[2:]}) == EVERYTHING
    with Outbox.rehearsed(folder) as outbox:
        assert not outbox.waiting(one)
    reasons = [row["error"] for row in Database(folder / "outbox.db")["attempt"].rows if row["error"]]
    assert len(reasons) == 2
    assert all("503" in reason and SECRET not in reason for reason in reasons)


def test_a_digest_is_one_mail_a_day(folder: Path, database: Database) -> None:
    with mail_server() as box:
        url = f"mailto://127.0.0.1:{box.port}?from=nianbao@example.org&to=desk@example.org"
        one = Subscription("desk", url, digest=timedelta(days=1), since="2023-01-01")
        box.refuses = True
        assert told(folder, database, NOW, one) == [(0, EVERYTHING, True)]
        box.refuses = False
        later = NOW + timedelta(hours=1)
        assert told(folder, database, later, one) == [(EVERYTHING, 0, False)]
        change(database, "127", 5)
        assert told(folder, database, later + timedelta(hours=23), one) == [(0, 1, False)]
        assert told(folder, database, later + timedelta(hours=24), one) == [(1, 0, False)]
    (subject, text), (second, _) = box.mails
    assert subject == "年报：5 项发现 findings"
    assert "由 127 变为 129" in text
    assert text.count("首次见于北京时间") == 2
    assert second.endswith("129 → 127")


def write_config(folder: Path, port: int) -> None:
    text = (
        f'[[subscription]]\nname = "hook"\nurl = "json://bob:{SECRET}@127.0.0.1:{port}/{SECRET}"\nsince = 2023-01-01\n'
    )
    (folder / "alerts.toml").write_text(text, "utf-8")


def test_a_kill_between_sending_and_noting_repeats_one_message_and_loses_none(folder: Path) -> None:
    environment = os.environ | {"NIANBAO_ARCHIVE_DIR": str(folder)}
    with webhook() as hook:
        write_config(folder, hook.port)
        sender = subprocess.Popen([sys.executable, "-m", "scrapy", "alert"], env=environment, stdout=subprocess.DEVNULL)

        def kill_at_the_second() -> None:
            if len(hook.bodies) == 2:
                sender.send_signal(signal.SIGKILL)
                sender.wait(30)

        hook.before_answering = kill_at_the_second
        assert sender.wait(60) == -signal.SIGKILL
        done = scrapy(folder, "alert")
        assert (done.stdout, done.returncode) == (f"0 new findings.\nhook: {EVERYTHING - 1} told, 0 waiting\n", 0)
        assert scrapy(folder, "alert").stdout == "0 new findings.\nhook: 0 told, 0 waiting\n"
    titles = [json.loads(body)["title"] for body in hook.bodies]
    assert len(titles) == EVERYTHING + 1
    assert len(set(titles)) == EVERYTHING
    assert titles[1] == titles[2], "the one whose answer never came is sent again"


def test_nothing_is_entered_by_half(folder: Path, database: Database) -> None:
    one = Subscription("hook", "json://127.0.0.1/", since="2023-01-01")

    def broken() -> Iterator[Alert]:
        yield from changed_figures(database)
        raise KeyboardInterrupt

    with Outbox.opened(folder) as outbox:
        with pytest.raises(KeyboardInterrupt):
            outbox.collect(broken(), [one], NOW)
        assert not outbox.waiting(one)
        assert outbox.collect(alerts(database), [one], NOW) == EVERYTHING
        assert len(outbox.waiting(one)) == EVERYTHING
        with pytest.raises(OutboxError, match="Another process"), Outbox.opened(folder):
            pass


def test_the_command_rehearses_and_keeps_secrets(folder: Path) -> None:
    with webhook() as hook:
        write_config(folder, hook.port)
        done = scrapy(folder, "alert", "--dry-run")
        assert "hook: 5 due of 5 waiting" in done.stdout
        assert "127 → 129" in done.stdout
        assert not hook.bodies
        assert not (folder / "outbox.db").exists()
        hook.status = 500
        failed = scrapy(folder, "alert")
        assert failed.returncode == 1
        assert "not accepted, and sent again later" in one_sentence(failed)
    assert SECRET not in failed.stdout + failed.stderr
    assert SECRET.encode() not in (folder / "outbox.db").read_bytes()
    assert SECRET not in without_secrets(f"no route to json://h/{SECRET} for {SECRET}", f"json://h/{SECRET}")


@pytest.mark.parametrize(("text", "said"), [
    ("", "no [[subscription]]"),
    ("x", "no TOML"),
    ("[[subscription]]\nurl = 'json://u:pw1234@h'", "has no name"),
    ("[[subscription]]\nname = 'a'\nurl = 'json://u:pw1234@h'\nurls = 'x'", "urls"),
    ("[[subscription]]\nname = 'a'\nurl = 'json://u:pw1234@h'\nkinds = ['weather']", "there is no weather"),
    ("[[subscription]]\nname = 'a'\nurl = 'json://u:pw1234@h'\nyears = ['2022']", "no list of numbers"),
    ("[[subscription]]\nname = 'a'\nurl_from = 'NOWHERE'", "NOWHERE is not set"),
    ("[[subscription]]\nname = 'a'\nurl = 'json://u:pw1234@h'\nsince = 'then'", "no date"),
    ("[[subscription]]\nname = 'a'\nurl = 'json://u:pw1234@h'\ndigest = 'hourly'", "daily or weekly"),
    ("[[subscription]]\nname = 'a'\nurl = 'b'\n" * 2, "one name"),
])  # fmt: skip
def test_a_wrong_file_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "alerts.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SubscriptionError) as error:
        read_subscriptions(path, {})
    assert said in str(error.value)
    assert "pw1234" not in str(error.value)


def test_a_file_says_who_wants_what(tmp_path: Path) -> None:
    path = tmp_path / "alerts.toml"
    text = "[[subscription]]\nname = 'a'\nurl_from = 'HOOK'\nyears = [2022]\nsince = 2023-01-01\ndigest = 'weekly'\n"
    path.write_text(text, "utf-8")
    (one,) = read_subscriptions(path, {"HOOK": "json://h"})
    assert (one.url, one.since, one.digest) == ("json://h", "2022-12-31T16:00:00.000000Z", timedelta(days=7))
    assert "json" not in repr(one)


def new_folder(folder: Path) -> Path:
    (folder / "feeds").mkdir()
    return folder / "feeds"


def test_the_operator_hears_of_the_crawls_and_nobody_else_does(folder: Path, database: Database) -> None:
    def found(now: datetime) -> Iterator[Alert]:
        yield from operator_alerts(database, Margins(disk=5 << 30), 1 << 30, now)
        yield from alerts(database)

    operator = Subscription("operations", "json://127.0.0.1/", operator=True)
    reader = Subscription("desk", "json://127.0.0.1/")
    with Outbox.opened(folder) as outbox:
        outbox.collect((), [operator, reader], NOW)
        for day in range(2):
            outbox.collect(found(NOW + timedelta(days=day)), [operator, reader], NOW)
        (told,) = outbox.waiting(operator)
        assert "1.1 GB are free" in told.alert.text
        assert len(outbox.waiting(reader)) == EVERYTHING
        outbox.collect(found(NOW + timedelta(days=7)), [operator, reader], NOW)
        assert len(outbox.waiting(operator)) == 2, "while it lasts it is told again once a week"


def entries(path: Path) -> Sequence[ET.Element]:
    return ET.fromstring(path.read_bytes()).findall(f"{ATOM}entry")


def test_feeds_are_by_portal_publisher_and_class_and_only_change_with_findings(
    folder: Path, database: Database
) -> None:
    feeds_folder = new_folder(folder)
    feeds = write_feeds(database, feeds_folder)
    assert {path.name for path in feeds_folder.glob("*.xml")} == {feed.file for feed in feeds}
    counts = {feed.file: feed.entries for feed in feeds}
    assert counts["all.xml"] == counts["portal-jiangsu_changzhou.xml"] == EVERYTHING
    assert (counts["kind-figure_change.xml"], counts["kind-new_report.xml"]) == (1, 2)
    assert sorted(count for file, count in counts.items() if file.startswith("publisher-")) == [1, 4]
    (entry,) = entries(feeds_folder / "kind-figure_change.xml")
    assert "由 127 变为 129" in (entry.findtext(f"{ATOM}summary") or "")
    assert entry.findtext(f"{ATOM}updated") == "2023-03-04T00:00:01+00:00"
    ids = [one.findtext(f"{ATOM}id") for one in entries(feeds_folder / "all.xml")]
    assert len(set(ids)) == EVERYTHING
    before = {path: path.stat().st_mtime_ns for path in feeds_folder.glob("*.xml")}
    write_feeds(database, feeds_folder)
    assert before == {path: path.stat().st_mtime_ns for path in feeds_folder.glob("*.xml")}
    outline = ET.fromstring((feeds_folder / "feeds.opml").read_bytes()).findall("body/outline")
    assert {one.get("xmlUrl") for one in outline} == counts.keys()


def test_a_hostile_report_does_a_feed_no_harm(folder: Path, database: Database) -> None:
    name = "<script>alert(1)</script>\u202e\x00\x0b]]>" + "长" * 100_000
    shelve(database, report(cell("review.total", "1"), publisher=name), url="javascript:alert(1)", day=9, portal="../x")
    feeds_folder = new_folder(folder)
    feeds = write_feeds(database, feeds_folder)
    assert all(path.parent == feeds_folder for path in feeds_folder.rglob("*"))
    assert all((feeds_folder / feed.file).stat().st_size < 20_000 for feed in feeds)
    (found,) = (one for one in entries(feeds_folder / "all.xml") if "script" in (one.findtext(f"{ATOM}title") or ""))
    assert found.find(f"{ATOM}link").attrib["href"] == "../index.html"  # type: ignore[union-attr]
    assert "<script" not in (found.findtext(f"{ATOM}summary") or "")
