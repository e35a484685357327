"""The main job as a user lives it: crawl, crawl again, a figure is edited, put back, the database is lost."""

import contextlib
import random
import resource
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings
from warcio.archiveiterator import ArchiveIterator

from crawler.portal import PortalSpider
from tests.desk import Desk
from tests.killing import kill_and_resume
from tests.portals import ReplicaPortals

LOADER = SpiderLoader.from_settings(get_project_settings())
PORTALS = ("jiangsu_changzhou", "jiangsu_changzhou_zwfw", "zhejiang_jiaxing", "jiangsu_jingjiang", "jiangsu_liyang")


@pytest.fixture(scope="module")
def portals() -> Iterator[ReplicaPortals]:
    with ReplicaPortals() as running:
        yield running


@pytest.fixture(scope="module")
def crawled(portals: ReplicaPortals, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """All five portals crawled once."""
    desk = Desk(tmp_path_factory.mktemp("crawled") / "data", portals)
    for portal in PORTALS:
        desk.crawl(portal)
    return desk


def key(portal: str, url: str) -> str:
    """The document behind an address: portals link one article by http, https and other hosts of theirs."""
    spider = cast("type[PortalSpider]", LOADER.load(portal))
    return spider.family.document(url)


@pytest.mark.parametrize("portal", PORTALS)
def test_every_report_is_found_and_no_false_friend(crawled: Desk, portals: ReplicaPortals, portal: str) -> None:
    found = {document for (document,) in crawled.query("SELECT DISTINCT document FROM visit WHERE portal = ?", portal)}
    assert found == {key(portal, report.url) for report in portals.published(portal)}
    fetched = {url for (url,) in crawled.query("SELECT url FROM capture WHERE role = 'report'")}
    assert not fetched & set(portals.false_friends(portal))


@pytest.mark.parametrize("portal", PORTALS)
def test_every_list_is_accounted_for(crawled: Desk, portals: ReplicaPortals, portal: str) -> None:
    scans = crawled.query("SELECT state, reason, list_url FROM scan JOIN run USING (run) WHERE portal = ?", portal)
    assert scans
    assert all(state == "complete" for state, _, _ in scans), scans
    sql = "SELECT url, verdict FROM scan_row JOIN scan USING (scan) JOIN run USING (run) WHERE portal = ?"
    verdicts = {key(portal, url): verdict for url, verdict in crawled.query(sql, portal)}
    for url in portals.false_friends(portal):
        assert verdicts[key(portal, url)] not in {"report", ""}, url


@pytest.mark.parametrize("portal", PORTALS)
def test_every_printed_figure_is_read_exactly(crawled: Desk, portals: ReplicaPortals, portal: str) -> None:
    for report in portals.published(portal):
        ((publisher, year, layout, url),) = crawled.query(
            "SELECT DISTINCT publisher, report_year, format, url FROM visit WHERE document = ?", key(portal, report.url)
        )
        # A title may print 靖江市 where the publisher is 靖江市人民政府; the publisher is kept as printed.
        assert publisher in {report.publisher, report.publisher.removesuffix("人民政府")}
        assert (year, layout) == (report.report_year, report.format), report.url
        rows = crawled.query(
            "SELECT indicator, applicant, value FROM figures WHERE url = ? AND status = 'number' AND origin <> 'narrative'",
            url,
        )
        assert {(indicator, applicant): value for indicator, applicant, value in rows} == report.figures, report.url


def test_strict_identities_hold_and_counters_were_left_alone(crawled: Desk, portals: ReplicaPortals) -> None:
    failed = crawled.query(
        "SELECT publisher, report_year, identity FROM report JOIN check_result USING (figure_set) WHERE verdict = 'fail'"
    )
    assert failed == []
    assert portals.violations == []


def test_pictures_and_attachments_of_a_report_are_archived_with_it(crawled: Desk) -> None:
    parts = crawled.query(
        "SELECT part.content_type FROM capture part JOIN capture page ON part.part_of = page.capture"
        " WHERE page.url LIKE '%art_394c0cf8b2d340fb98d442289222befc.html' AND part.outcome = 'ok'"
    )
    assert len(parts) == 3
    assert all(content_type.startswith("image/") for (content_type,) in parts)
    assert crawled.query("SELECT 1 FROM capture WHERE role = 'part' AND url LIKE '%/attach/%.pdf' AND outcome = 'ok'")


def test_robots_and_redirects_are_archived(crawled: Desk) -> None:
    assert crawled.query("SELECT 1 FROM capture WHERE role = 'robots'")
    assert crawled.query("SELECT 1 FROM capture WHERE outcome = 'redirected'")


def test_two_foreign_readers_read_every_file(crawled: Desk) -> None:
    files = sorted((crawled.archive / "warc").glob("*.warc.gz"))
    assert len(files) == len(PORTALS)
    for path in files:
        with path.open("rb") as stream:
            kinds = [record.rec_type for record in ArchiveIterator(stream, no_record_parse=True)]
        with path.open("rb") as stream:
            verified = [record.verify_block_digest() for record in FastIterator(stream, parse_http=False)]
        assert len(kinds) == len(verified)
        assert all(verified)
        answers = kinds.count("response") + kinds.count("revisit")
        assert crawled.query("SELECT count(*) FROM capture WHERE file = ? AND status IS NOT NULL", path.name) == [
            (answers,)
        ]


def test_the_database_is_a_view_of_the_archive(crawled: Desk) -> None:
    before = crawled.query("SELECT * FROM figures ORDER BY url, indicator, applicant")
    dump = _dump(crawled.archive)
    (crawled.archive / "reports.db").unlink()
    done = crawled.scrapy("reparse")
    assert done.returncode == 0, done.stderr
    assert crawled.query("SELECT * FROM figures ORDER BY url, indicator, applicant") == before
    assert _dump(crawled.archive) == dump


def _dump(archive: Path) -> list[str]:
    connection = sqlite3.connect(archive / "reports.db")
    try:
        return sorted(connection.iterdump())
    finally:
        connection.close()


SEED_0 = "https://www.changzhou.gov.cn/gi_news/886167835328449"


def test_a_figure_that_changes_and_changes_back_is_two_changes(portals: ReplicaPortals, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", portals)
    desk.crawl("jiangsu_changzhou")
    reports = desk.rows("reports")
    figures = desk.query("SELECT count(*) FROM figure")

    desk.crawl("jiangsu_changzhou")
    assert desk.rows("changes") == [], "counters and timings moved, no figure did"
    assert desk.rows("reports") == reports
    assert desk.query("SELECT count(*) FROM figure") == figures, "no figure is stored twice"
    assert desk.query("SELECT count(*) > 0 FROM capture WHERE refers_to IS NOT NULL") == [(1,)]

    old = portals.set_figure(SEED_0, "requests.carried_out", "total", "129")
    assert old == "127"
    desk.crawl("jiangsu_changzhou")
    (change,) = desk.rows("changes")
    assert (change["indicator"], change["applicant"], change["old"], change["new"]) == (
        "requests.carried_out",
        "total",
        "127",
        "129",
    )
    assert change["url"] == SEED_0
    visits = desk.query("SELECT captured_at, answered_at FROM visit WHERE url = ? ORDER BY captured_at", SEED_0)
    assert (change["not_before"], change["not_after"]) == (visits[1][0], visits[2][1])

    portals.set_figure(SEED_0, "requests.carried_out", "total", "127")
    desk.crawl("jiangsu_changzhou")
    back = desk.rows("changes")
    assert [(row["old"], row["new"]) for row in back] == [("127", "129"), ("129", "127")]
    assert "129" in desk.scrapy("changes").stdout


def test_a_killed_crawl_loses_nothing_it_had_stored(portals: ReplicaPortals, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", portals)
    crawl = desk.start("crawl", "jiangsu_liyang", "-s", "DOWNLOAD_DELAY=0.05")
    desk.wait_for_captures(6)
    crawl.kill()
    crawl.communicate()
    stored = desk.query("SELECT capture FROM capture")

    desk.crawl("jiangsu_liyang")
    assert set(stored) <= set(desk.query("SELECT capture FROM capture"))
    assert desk.query("SELECT finish_reason FROM run ORDER BY started_at") == [(None,), ("finished",)]
    assert len(desk.rows("reports")) == len(portals.published("jiangsu_liyang"))
    assert not list((desk.archive / "warc").glob("*.open"))
    dump = _dump(desk.archive)
    (desk.archive / "reports.db").unlink()
    assert desk.scrapy("reparse").returncode == 0
    assert _dump(desk.archive) == dump


def test_a_full_disk_ends_the_crawl_with_a_sentence_and_loses_nothing(portals: ReplicaPortals, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", portals)

    asked = len(portals.requests)

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    command = desk.command("crawl", "zhejiang_jiaxing", "-s", "DOWNLOAD_DELAY=0")
    # Without the coverage tool, which would trip over the small disk too and say so.
    env = {name: value for name, value in desk.env.items() if not name.startswith("COVERAGE")}
    full = subprocess.run(command, env=env, preexec_fn=small_disk, capture_output=True, text=True, check=False)
    assert full.returncode == 3
    assert "Traceback" not in full.stderr
    assert len(full.stderr.strip().splitlines()) == 1
    assert "Cannot write" in full.stderr
    fetched = len(portals.requests) - asked

    desk.crawl("zhejiang_jiaxing")
    assert len(desk.rows("reports")) == len(portals.published("zhejiang_jiaxing"))
    ((stored,),) = desk.query(
        "SELECT count(status) FROM capture WHERE run = (SELECT run FROM run ORDER BY started_at LIMIT 1)"
    )
    assert fetched - stored <= 1, "after the page that could not be stored nothing was fetched"


def test_no_page_of_a_good_day_is_taken_for_a_block(crawled: Desk) -> None:
    odd = "SELECT url, outcome, error FROM capture WHERE outcome IN ('blocked', 'soft_gone', 'refused', 'truncated', 'failed')"
    assert crawled.query(odd) == []
    decided = crawled.query(
        "SELECT decision, crawl_delay FROM host_decision WHERE host = 'www.changzhou.gov.cn' LIMIT 1"
    )
    assert decided == [("rules", 0.0)]


def test_an_unchanged_portal_is_asked_whether_it_changed(portals: ReplicaPortals, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", portals)
    desk.crawl("jiangsu_liyang")
    reports, snapshots = desk.rows("reports"), desk.query("SELECT DISTINCT snapshot FROM visit ORDER BY snapshot")
    asked = len(portals.requests)
    titles = desk.query("SELECT title, snapshot FROM reading")
    with contextlib.closing(sqlite3.connect(desk.archive / "reports.db")) as database, database:
        database.execute("UPDATE reading SET title = 'as it was'")
    done = desk.scrapy("crawl", "jiangsu_liyang", "-s", "DOWNLOAD_DELAY=0")
    assert f"{len(portals.published('jiangsu_liyang'))} reports read" in done.stderr + done.stdout
    assert desk.query("SELECT DISTINCT title FROM reading") == [("as it was",)], "no page is read a second time"
    with contextlib.closing(sqlite3.connect(desk.archive / "reports.db")) as database, database:
        database.executemany("UPDATE reading SET title = ? WHERE snapshot = ?", titles)
    conditional = [seen for seen in portals.requests[asked:] if "if-none-match" in seen.headers]
    confirmed = desk.query("SELECT c.refers_to, h.refers_to FROM capture c JOIN capture h ON h.capture = c.refers_to"
                           " WHERE c.outcome = 'not_modified'")  # fmt: skip
    assert len(conditional) == len(confirmed) >= len(portals.published("jiangsu_liyang"))
    assert all(holder is None for _, holder in confirmed), "a revisit refers to the record that holds the page"
    desk.crawl("jiangsu_liyang")
    assert desk.rows("reports") == reports
    assert desk.rows("changes") == []
    assert desk.query("SELECT DISTINCT snapshot FROM visit ORDER BY snapshot") == snapshots, "no new version"
    assert desk.query("SELECT count(*) FROM visit") == [(3 * len(portals.published("jiangsu_liyang")),)]
    dump = _dump(desk.archive)
    (desk.archive / "reports.db").unlink()
    assert desk.scrapy("reparse").returncode == 0
    assert _dump(desk.archive) == dump
    for path in (desk.archive / "warc").glob("*.warc.gz"):
        with path.open("rb") as stream:
            assert all(record.verify_block_digest() for record in FastIterator(stream, parse_http=False))


def test_a_crawl_killed_again_and_again_loses_doubles_and_pretends_nothing(
    portals: ReplicaPortals, tmp_path: Path
) -> None:
    """`python -m benchmarks.kill` does it two hundred times."""
    desk, reference = (Desk(tmp_path / name / "data", portals) for name in ("killed", "reference"))
    done = kill_and_resume(desk, reference, "jiangsu_liyang", kills=5, chance=random.Random(2))
    assert done.kills == 5
    assert done.faults == []
