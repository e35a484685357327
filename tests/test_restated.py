"""A new version of the extractor: its own rows, a list of what it restates, and never a change of a report."""

from dataclasses import replace
from pathlib import Path

import pytest

from archive import Archive, Exchange, Run
from archive import reparse as reparsing
from archive.readings import choose_extractor, chosen_extractor
from archive.reparse import reparse
from audit.changes import figure_changes
from audit.restated import agreement, restated, versions
from audit.selection import Selection
from extraction.report import EXTRACTOR_VERSION
from tests import composing
from tests.shelf import Shelf, changed, composed
from tests.truth import CHANGZHOU_2022

NEW = ("requests.new", "total")


@pytest.fixture
def upgraded() -> Shelf:
    """Two visits of an unchanged page and one of another, read by two versions that differ in two figures of the first."""
    shelf = Shelf()
    old = composed(CHANGZHOU_2022)
    new = composed(changed(CHANGZHOU_2022, {NEW: "12752", ("review.other", None): ""}))
    other = composed(CHANGZHOU_2022, publisher="常州市教育局")
    for at in ("2023-03-10T00:00:00Z", "2023-03-11T00:00:00Z"):
        shelf.read(shelf.put(old, at), new, "2")
    shelf.read(shelf.put(other), replace(other, flags=()), "2")
    return shelf


def test_every_restated_figure_is_listed_with_its_capture(upgraded: Shelf) -> None:
    told = list(restated(upgraded.database, "1", "2"))
    assert [(one.indicator, one.applicant, one.old, one.new, one.capture, one.snapshots) for one in told] == [
        ("requests.new", "total", "2752", "12752", "<urn:2>", 2),
        ("review.other", None, "14", "<blank>", "<urn:2>", 2),
    ], "once, in the newest capture, however often a counter made another page of it"
    assert {(one.portal, one.publisher, one.report_year) for one in told} == {
        ("jiangsu_changzhou", "常州市人民政府", 2022)
    }
    assert told[0].label == "一、本年新收政府信息公开申请数量"
    assert told[0].applicant_label == "总计"
    assert list(restated(upgraded.database, "1", "2", Selection(publisher="常州市教育局"))) == []
    assert versions(upgraded.database) == ["1", "2"]


def test_how_far_two_versions_agree_is_counted(upgraded: Shelf) -> None:
    counted = agreement(upgraded.database, "1", "2")
    assert (counted.captures, counted.figures, counted.restated) == (3, 3 * len(CHANGZHOU_2022), 4)


def test_whose_report_it_is_can_be_restated_too() -> None:
    shelf = Shelf()
    snapshot = shelf.put(composed(CHANGZHOU_2022))
    shelf.read(snapshot, composed(CHANGZHOU_2022, year=2021, publisher="常州市"), "2")
    assert [(one.indicator, one.old, one.new) for one in restated(shelf.database, "1", "2")] == [
        ("publisher", "常州市人民政府", "常州市"),
        ("report_year", "2022", "2021"),
    ]


@pytest.mark.parametrize("chosen", ["1", "2"])
def test_an_upgrade_creates_no_change_whichever_version_counts(upgraded: Shelf, chosen: str) -> None:
    choose_extractor(upgraded.database, chosen)
    assert list(figure_changes(upgraded.database)) == []


def test_a_version_that_has_read_only_the_later_visit_creates_no_change_either() -> None:
    shelf = Shelf()
    shelf.put(composed(CHANGZHOU_2022), "2023-03-10T00:00:00Z")
    later = shelf.put(composed(CHANGZHOU_2022), "2023-03-11T00:00:00Z")
    shelf.read(later, composed(changed(CHANGZHOU_2022, {NEW: "12752"})), "2")
    for chosen in ("1", "2"):
        choose_extractor(shelf.database, chosen)
        assert list(figure_changes(shelf.database)) == []


def visit(archive: Archive, number: int, figures: str = "1") -> None:
    run = Run(archive, portal="shili", adcode="320499", software="test", user_agent="test")
    page = composing.page(composing.body(composing.tables(dict.fromkeys(CHANGZHOU_2022, figures))))
    exchange = Exchange(f"https://www.shili.gov.cn/{number}.html", sent=bytearray(b"GET / HTTP/1.1\r\n\r\n"))
    exchange.received += b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page) + page
    run.capture(exchange, {"role": "report", "document": exchange.url})
    run.finish("finished")


def test_a_version_counts_only_when_it_has_read_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crawl stores one more page while the re-parse runs: it is read before the new version is chosen."""
    archive = Archive.open(tmp_path)
    visit(archive, 1)
    assert reparse(archive) == []
    monkeypatch.setattr(reparsing, "EXTRACTOR_VERSION", "next")

    def meanwhile(_done: int, _total: int) -> None:
        assert chosen_extractor(archive.database) == EXTRACTOR_VERSION
        visit(archive, 2)

    assert reparse(archive, progress=meanwhile) == []
    assert chosen_extractor(archive.database) == "next"
    read = archive.database.execute("SELECT count(*) FROM reading WHERE extractor = 'next'").fetchone()
    assert read == (2,)
    archive.close()


def test_what_cannot_be_read_is_named_and_holds_nothing_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive.open(tmp_path)
    visit(archive, 1)
    assert reparse(archive) == []
    monkeypatch.setattr(reparsing, "EXTRACTOR_VERSION", "next")

    def meanwhile(_done: int, _total: int) -> None:
        visit(archive, 2, "2")
        ((file, offset),) = archive.database.execute(
            "SELECT file, offset FROM capture WHERE url LIKE '%/2.html'"
        ).fetchall()
        path = tmp_path / "warc" / file
        whole = path.read_bytes()
        path.chmod(0o644)
        path.write_bytes(whole[: offset + 40] + bytes(len(whole) - offset - 40))

    (damage,) = reparse(archive, progress=meanwhile)
    assert "offset" in str(damage)
    assert chosen_extractor(archive.database) == "next"
    archive.close()
