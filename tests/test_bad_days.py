"""Days on which a portal does not behave: other paging, blocks, withdrawn pages, wrong certificates."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from warcio.archiveiterator import ArchiveIterator

from archive.digest import digest as sha256
from archive.groups import facts_of
from crawler.claims import TAKEN
from tests.desk import Desk
from tests.portals import ReplicaPortals


@pytest.fixture(scope="module")
def portals() -> Iterator[ReplicaPortals]:
    with ReplicaPortals() as running:
        yield running


def test_the_older_proxy_is_paged_by_windows(portals: ReplicaPortals, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", portals)
    portals.jiaxing.proxy_form = "A"
    try:
        desk.crawl("zhejiang_jiaxing")
    finally:
        portals.jiaxing.proxy_form = "B"
    assert desk.query("SELECT count(*) FROM report") == [(len(portals.published("zhejiang_jiaxing")),)]


def test_a_blocked_crawl_says_so_and_changes_nothing(portals: ReplicaPortals, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", portals)
    desk.crawl("jiangsu_liyang")
    reports = desk.rows("reports")
    portals.blocked.add("www.liyang.gov.cn")
    try:
        done = desk.scrapy("crawl", "jiangsu_liyang", "-s", "DOWNLOAD_DELAY=0", "-s", "RETRY_TIMES=0")
    finally:
        portals.blocked.clear()
    assert done.returncode == 1
    assert "blocked" in done.stderr
    assert "加速乐" in done.stderr
    assert "www.liyang.gov.cn is left alone until" in done.stderr
    assert desk.query("SELECT state, accepted FROM scan ORDER BY finished_at DESC LIMIT 1") == [("blocked", 0)]
    assert desk.rows("reports") == reports
    assert desk.rows("changes") == []


def test_a_visit_that_could_not_tell_is_counted_inside_the_interval(portals: ReplicaPortals, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", portals)
    (page, *_) = (report for report in portals.published("jiangsu_liyang") if report.format == "f2021")
    desk.crawl("jiangsu_liyang")
    portals.withdrawn.add(page.url)
    try:
        desk.crawl("jiangsu_liyang")
    finally:
        portals.withdrawn.clear()
    old = portals.set_figure(page.url, "requests.new", "natural_person", "4711")
    try:
        desk.crawl("jiangsu_liyang")
    finally:
        portals.set_figure(page.url, "requests.new", "natural_person", old)
    (change,) = desk.rows("changes")
    assert (change["old"], change["new"], change["unusable_visits"]) == (old, "4711", 1)
    outcomes = desk.query("SELECT outcome FROM capture WHERE url = ? ORDER BY captured_at", page.url)
    assert outcomes == [("ok",), ("gone",), ("ok",)]


def test_a_certificate_nobody_vouches_for_is_refused_and_recorded(portals: ReplicaPortals, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", portals)
    stranger = tmp_path / "stranger.pem"
    trustme.CA().cert_pem.write_to_path(stranger)
    desk.env["NIANBAO_EXTRA_CA_FILE"] = str(stranger)
    done = desk.scrapy("crawl", "jiangsu_liyang", "-s", "DOWNLOAD_DELAY=0", "-s", "RETRY_TIMES=0")
    assert done.returncode == 1
    assert "certificate verify failed" in done.stderr
    assert {outcome for (outcome,) in desk.query("SELECT outcome FROM capture")} == {"failed", "refused"}
    assert desk.query("SELECT decision FROM host_decision") == [("not_established",)]
    (tls,) = _tls_facts(desk)
    assert tls["verified"] == "no"
    assert "certificate verify failed" in tls["problem"]


def _tls_facts(desk: Desk) -> list[dict[str, str]]:
    """What the archive says of the TLS of every capture that used any."""
    found = []
    for path in (desk.archive / "warc").glob("*.warc.gz"):
        with path.open("rb") as stream:
            blocks = [record.raw_stream.read() for record in ArchiveIterator(stream) if record.rec_type == "metadata"]
        found += [tls for block in blocks if (tls := facts_of(block).get("tls"))]
    return found


def test_what_is_known_of_a_connection_is_archived(portals: ReplicaPortals, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", portals)
    desk.crawl("jiangsu_liyang", "-a", "year=2022")
    facts = _tls_facts(desk)
    assert facts
    assert {tls["verified"] for tls in facts} == {"yes"}
    assert all("legacy_renegotiation" not in tls for tls in facts)


def test_a_fixture_is_the_page_as_it_was_archived(portals: ReplicaPortals, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", portals)
    desk.crawl("jiangsu_liyang", "-a", "year=2022")
    ((url, digest),) = desk.query(
        "SELECT url, entity_digest FROM capture WHERE role = 'report' AND outcome = 'ok' LIMIT 1"
    )
    folder = Path("tests/fixtures/written_by_a_test")
    try:
        done = desk.scrapy("fixture", folder.name, url)
        assert done.returncode == 0, done.stderr
        facts = json.loads((folder / "capture.json").read_text(encoding="utf-8"))
        assert facts["url"] == url
        assert sha256((folder / "page.html").read_bytes()) == digest
    finally:
        for path in folder.glob("*"):
            path.unlink()
        folder.rmdir()


def test_an_interrupted_crawl_says_so_and_leaves_partial_scans(portals: ReplicaPortals, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", portals)
    crawl = desk.start("crawl", "jiangsu_jingjiang", "-s", "DOWNLOAD_DELAY=0.1")
    desk.wait_for_captures(5)
    crawl.send_signal(signal.SIGINT)
    _, errors = crawl.communicate(timeout=60)
    assert crawl.returncode == 1
    assert "interrupted" in errors
    assert desk.query("SELECT finish_reason FROM run") == [("shutdown",)]
    assert ("partial", "the crawl stopped before the list was read to its end") in desk.query(
        "SELECT state, reason FROM scan"
    )


def test_of_two_crawls_of_one_portal_at_once_one_asks(portals: ReplicaPortals, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", portals)
    both = [desk.start("crawl", "jiangsu_liyang", "-s", "DOWNLOAD_DELAY=0.2") for _ in range(2)]
    said = [crawl.communicate(timeout=120)[1] for crawl in both]
    assert {crawl.returncode for crawl in both} == {0, TAKEN}, said
    assert "another crawl is at the hosts of" in "".join(said)
    assert len(desk.rows("reports")) == len(portals.published("jiangsu_liyang"))


def test_a_damaged_record_costs_nothing_but_itself(portals: ReplicaPortals, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", portals)
    desk.crawl("jiangsu_liyang")
    ((file, offset, length),) = desk.query(
        "SELECT file, offset, length FROM capture WHERE role = 'report' AND outcome = 'ok' ORDER BY captured_at LIMIT 1"
    )
    path = desk.archive / "warc" / file
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    content[offset + length // 2] ^= 0xFF
    path.write_bytes(content)
    desk.crawl("jiangsu_liyang")
    assert len(desk.rows("reports")) == len(portals.published("jiangsu_liyang"))
    assert desk.rows("changes") == []
