"""One report in several documents, and copies that are not the publisher's own."""

import sqlite3
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from archive import Archive, Exchange, Run
from archive.reading import read_capture
from archive.reparse import reparse
from audit.changes import figure_changes
from audit.reports import copy_count, report_lines
from extraction import extract
from tests import composing
from tests.desk import Desk
from tests.portals import ReplicaPortals
from tests.portals.clone import HOST
from tests.portals.content import Report
from tests.portals.czfx import Changzhou
from tests.portals.exchange import Request
from tests.truth import CHANGZHOU_2022

FIGURES = dict.fromkeys(CHANGZHOU_2022, "7")
PAGE = composing.page(composing.body(composing.tables(FIGURES)))
PICTURES = composing.page(composing.body(['<p><img src="./t.png"></p>'] * 3))
OWN, OTHER = "www.shili.gov.cn", "www.shili.com"


@pytest.fixture(scope="module")
def portals() -> Iterator[ReplicaPortals]:
    with ReplicaPortals() as running:
        yield running


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive.open(tmp_path / "data")
    yield opened
    opened.close()


class Crawl:
    """A run whose visits are given, each a minute after the one before; several in one test stay in order."""

    minutes = 0

    def __init__(self, archive: Archive, portal: str = "shili", domains: tuple[str, ...] = ()) -> None:
        self.run = Run(archive, portal=portal, adcode="320499", software="test", user_agent="test", domains=domains)

    def visit(
        self,
        address: str,
        page: bytes = PAGE,
        *,
        title: str | None = None,
        date: str | None = None,
        document: str = "",
    ) -> None:
        Crawl.minutes += 1
        exchange = Exchange(f"https://{address}")
        exchange.started_at += timedelta(minutes=Crawl.minutes)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n"
        exchange.received += head.encode() + page
        facts = {"role": "report", "document": document or address, "listed_title": title, "listed_date": date}
        capture = self.run.capture(exchange, facts)
        read_capture(self.run.archive, capture)

    def end(self) -> None:
        self.run.finish("finished")


def shown(archive: Archive) -> list[tuple[str, int]]:
    """Addresses in the view ``report``, and how many renditions each has."""
    rows = archive.database.execute("SELECT url, renditions FROM report ORDER BY url").fetchall()
    return [(url.removeprefix("https://"), renditions) for url, renditions in rows]


def test_a_version_in_pictures_hides_no_figures_and_changes_none(archive: Archive) -> None:
    for _ in range(2):
        crawl = Crawl(archive)
        crawl.visit(f"{OWN}/1.html", title="示例市人民政府2022年政府信息公开工作年度报告", date="2023-03-09")
        crawl.visit(f"{OWN}/2.html", PICTURES, title="示例市…年度报告（图片版）", date="2023-03-08")
        crawl.end()
    assert shown(archive) == [(f"{OWN}/1.html", 2)]
    rows = archive.database.execute("SELECT url, choice FROM rendition ORDER BY choice").fetchall()
    assert rows == [(f"https://{OWN}/1.html", 1), (f"https://{OWN}/2.html", 2)]
    assert archive.database.execute("SELECT count(*) FROM figures WHERE status = 'number'").fetchone()[0] >= len(
        FIGURES
    )
    assert list(figure_changes(archive.database)) == []
    (line,) = report_lines(archive.database)
    assert (line.url, line.renditions) == (f"https://{OWN}/1.html", 2)


def test_an_export_and_another_host_are_no_reports_of_their_own(archive: Archive) -> None:
    city = Changzhou()
    article = next(article for article in city.city if isinstance(article, Report) and "/gi_news/" in article.url)
    number, host = article.url.rpartition("/")[2], "www.changzhou.gov.cn"
    targets = (f"/downxxgk.php?fid={number}", f"/gi_news/{number}")
    pages = {target: str(city.answer(Request("https", host, "GET", target, {})).body).encode() for target in targets}
    for alias in (host, "zwgk.changzhou.gov.cn"):
        crawl = Crawl(archive)
        for target, page in pages.items():
            # Of the two only the article is listed, with a date.
            crawl.visit(
                alias + target, page, document=host + target, date="2020-03-09" if "gi_news" in target else None
            )
        crawl.end()
    ((url, renditions),) = shown(archive)
    assert (url, renditions) == (f"zwgk.changzhou.gov.cn/gi_news/{number}", 2)
    assert list(figure_changes(archive.database)) == []


def test_a_corrected_reissue_comes_before_the_fuller_and_the_older_one(archive: Archive) -> None:
    crawl = Crawl(archive)
    crawl.visit(f"{OWN}/1.html", date="2023-01-20")
    crawl.visit(
        f"{OWN}/2.html", PICTURES, title="示例市人民政府2022年政府信息公开工作年度报告（更正）", date="2023-02-01"
    )
    crawl.end()
    assert shown(archive) == [(f"{OWN}/2.html", 2)]


def test_of_equals_the_one_published_first_is_shown_unless_it_has_gone(archive: Archive) -> None:
    crawl = Crawl(archive)
    crawl.visit(f"{OWN}/twin.html", date="2023-01-20")
    crawl.visit(f"{OWN}/first.html", PAGE.replace(b"2023-03-09 10:00", b"2023-03-08 17:00"), date="2023-01-21")
    crawl.end()
    assert shown(archive) == [(f"{OWN}/first.html", 2)]

    time.sleep(1.1)  # runs are told apart by the second
    crawl = Crawl(archive)
    crawl.visit(f"{OWN}/moved.html")
    crawl.end()
    assert shown(archive) == [(f"{OWN}/moved.html", 3)]


def test_a_host_outside_gov_cn_is_the_portals_own_only_if_its_spider_says_so(archive: Archive) -> None:
    for portal, domains in (("shili", (OTHER, "b.cn")), ("any_portal", ()), ("elsewhere", ("li.com", "www.shili.co"))):
        crawl = Crawl(archive, portal, domains)
        crawl.visit(f"{OTHER}/1.html")
        crawl.end()
    official = dict(archive.database.execute("SELECT portal, official FROM visit").fetchall())
    assert official == {"shili": 1, "any_portal": 0, "elsewhere": 0}
    assert [line.portal for line in report_lines(archive.database)] == ["shili"]
    assert copy_count(archive.database) == 2
    assert copy_count(archive.database, "shili") == 0

    before = archive.database.execute("SELECT portal, url, official FROM visit ORDER BY capture").fetchall()
    (archive.folder / "reports.db").rename(archive.folder / "lost.db")
    again = Archive.open(archive.folder)
    reparse(again)
    assert again.database.execute("SELECT portal, url, official FROM visit ORDER BY capture").fetchall() == before
    again.close()


NAMED = PAGE.replace("编制。".encode(), "编制。本报告可在门户网站（www.shilizhiben.com）下载。".encode(), 1)
PINYIN = PAGE.replace("信息".encode(), "信(xìn)息(xī)".encode())


@pytest.mark.parametrize(
    ("page", "url", "unofficial"),
    [
        (PAGE, None, False),
        (PAGE, "http://127.0.0.1:8000/1.html", False),
        (PAGE, "http://localhost/1.html", False),
        (PAGE, "file:///tmp/1.html", False),
        (PAGE, f"https://{OWN}/1.html", False),
        (PAGE, f"https://{OTHER}/1.html", True),
        (PAGE, "https://gov.cn.shili.com/1.html", True),
        (NAMED, f"https://{OWN}/1.html", False),
        (NAMED, None, True),
        (PINYIN, f"https://{OWN}/1.html", False),
        (PINYIN, "http://127.0.0.1/1.html", True),
        (NAMED.replace("信息".encode(), "信(xìn)息(xī)".encode()), f"https://{OWN}/1.html", True),
    ],
)
def test_what_makes_a_copy(page: bytes, url: str | None, *, unofficial: bool) -> None:
    codes = {flag.code for flag in extract(page, url=url).flags}
    assert ("unofficial_copy" in codes) is unofficial
    if page is PAGE:
        assert ("foreign_host" in codes) is unofficial


def test_a_clone_is_kept_when_asked_for_and_never_mixed_in(portals: ReplicaPortals, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", portals)
    for path, report in portals.clone.copied.items():
        url = f"http://{HOST}{path}"
        asked = ("crawl", "any_portal", "-a", f"url={url}", "-a", "adcode=320400", "-s", "DOWNLOAD_DELAY=0")
        done = desk.scrapy(*asked)
        assert done.returncode == 1
        assert f"no list of annual reports was found from {url}" in done.stderr
        assert "1 reports read" in done.stdout
        ((year, flags, figures),) = desk.query("SELECT report_year, flags, numbers_read FROM copy WHERE url = ?", url)
        assert (year, figures >= len(report.figures)) == (report.report_year, True)
        assert "unofficial_copy" in flags
    assert desk.query("SELECT count(*) FROM copy WHERE flags LIKE '%script_converted%'") == [(1,)]
    assert desk.query("SELECT count(*) FROM report") == desk.query("SELECT count(*) FROM figures") == [(0,)]

    desk.crawl("jiangsu_changzhou")
    done = desk.scrapy("reports")
    assert "2 unofficial copies are left out" in done.stderr
    assert len(desk.rows("reports")) == len(desk.query("SELECT DISTINCT publisher, report_year FROM report"))
    assert desk.query("SELECT 1 FROM figures WHERE url LIKE ?", f"%{HOST}%") == []
    assert desk.rows("changes") == []
    dump = _dump(desk.archive)
    (desk.archive / "reports.db").unlink()
    assert desk.scrapy("reparse").returncode == 0
    assert _dump(desk.archive) == dump
    assert portals.violations == []


def _dump(archive: Path) -> list[str]:
    with sqlite3.connect(archive / "reports.db") as connection:
        return sorted(connection.iterdump())
