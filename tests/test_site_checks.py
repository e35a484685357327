"""The pages 核验 and 解析器对照: what was checked, what does not add up, what others wrote too, what an upgrade restated."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import html5lib
import pytest
from lxml import etree

from archive import Archive
from archive.triage import Opinion, append_judgements
from audit.checks import FINDING, findings
from audit.site import build
from audit.triage import judged
from tests import site_archive
from tests.test_prose_findings import STORY
from tests.truth import CHANGZHOU_2022

GRANTED = ("requests.result.granted", "natural_person")


def page(publisher: str, year: int, figures: dict[tuple[str, str | None], str], words: str) -> bytes:
    return site_archive.page(year, figures, publisher).replace(
        "<p>一是政策解读质量有待提升;二是培训不够。</p>".encode(), f"<p>{words}</p>".encode()
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Two publishers with one text, one of them with a slip of the pen, and the same publisher a year before."""
    opened = Archive.open(tmp_path_factory.mktemp("archive") / "data")
    slip = CHANGZHOU_2022 | {GRANTED: "783", ("requests.result.partial", "total"): ""}
    evil = f"{STORY.format(who='', n=1, m=2)}<b onclick=alert(1)>=HYPERLINK()</b>苏州市政府信息公开。"
    site_archive.Visits(opened).crawl(
        ("a2021.html", page("示例市人民政府", 2021, CHANGZHOU_2022, STORY.format(who="", n=3, m=4))),
        ("a2022.html", page("示例市人民政府", 2022, slip, STORY.format(who="", n=5, m=6))),
        ("b2022.html", page("示例市水利局", 2022, dict.fromkeys(CHANGZHOU_2022, "0"), evil)),
    )
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def site(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = [one for one in findings(archive.database).found if one.rule == "T3-APPLICANTS" and one.result == "fail"]
    append_judgements(archive.folder, [judged(FINDING, one, Opinion.CONFIRMED, "王芳<i>", "原表如此") for one in found])
    folder = tmp_path_factory.mktemp("site")
    build(archive, folder)
    return folder


def main_of(page: Path) -> etree._Element:
    root = html5lib.parse(page.read_bytes(), treebuilder="lxml", transport_encoding="utf-8").getroot()
    (main,) = root.iter("{http://www.w3.org/1999/xhtml}main")
    assert isinstance(main, etree._Element)
    return main


def text(page: Path) -> str:
    return " ".join(" ".join(map(str, main_of(page).itertext())).split())


def links(page: Path) -> list[str]:
    return [str(address) for one in main_of(page).iter() if (address := one.get("href"))]


def test_every_page_is_valid_and_every_link_leads_somewhere(site: Path) -> None:
    pages = [*sorted((site / "checks").rglob("*.html")), *sorted((site / "parsers").rglob("*.html"))]
    assert len(pages) > 20
    for one in pages:
        html5lib.HTMLParser(strict=True).parse(one.read_bytes(), transport_encoding="utf-8")
        assert b"<script" not in one.read_bytes()
        assert b"onclick=" not in one.read_bytes()
        for address in links(one):
            if not address.startswith("https://"):
                path, _, anchor = unquote(address).partition("#")
                target = (one.parent / path).resolve() if path else one
                assert target.exists(), (one, address)
                assert not anchor or f'id="{anchor}"' in target.read_text("utf-8"), (one, address)


def test_the_overview_counts_what_held_what_failed_and_what_nobody_can_say(site: Path) -> None:
    said = text(site / "checks" / "index.html")
    assert "对存档中 3 份报告逐条核对" in said
    assert "有 2 份报告在存档中没有上一年度的报告" in said
    # 25 rows in each of three reports: one fails, one has no total.
    assert re.search(r"T3-APPLICANTS 应恒等 73 0 1 1 1 0 ", said), said
    assert "COPY-PEER 供参考 只列提示，不逐项计数 1 1" in said


def test_a_rule_shows_its_findings_with_cell_cause_and_verdict(site: Path) -> None:
    page = site / "checks" / "t3_applicants.html"
    said = text(page)
    assert "所印 783 ，可使相符 738" in said
    assert "原文如此（发布机关）" in said
    assert "已确认" in said
    assert "王芳<i>" in said
    assert "the total is left blank" in said
    assert any(
        "/figures/" in address and address.endswith("#requests.result.granted.natural_person")
        for address in links(page)
    )


def test_copied_texts_stand_side_by_side(site: Path) -> None:
    pages = sorted((site / "checks" / "copies").iterdir())
    assert len(pages) == 2, "one with the year before, one with the other publisher"
    peer = next(page for page in pages if "水利局" in text(page))
    alone = ["".join(map(str, one.itertext())) for one in main_of(peer).iter() if one.get("class") == "alone"]
    assert alone == ["=HYPERLINK()苏州市政府信息公开。"]
    assert "一是加强组织领导" in text(peer)
    assert text(peer).count("五是抓好业务培训") == 2


def test_the_sheet_holds_every_finding_and_runs_no_formula(site: Path) -> None:
    payload = (site / "checks" / "findings.csv").read_bytes()
    assert payload.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(payload.decode("utf-8-sig"))))
    assert {row["result"] for row in rows} == {"fail", "not_assessable"}
    assert {row["who"] for row in rows if row["verdict"]} == {"王芳<i>"}
    assert not any(cell.startswith(("=", "@")) for row in rows for cell in row.values())


def test_two_versions_of_the_extractor_are_compared(archive: Archive, site: Path, tmp_path: Path) -> None:
    assert "只有一个版本的读数" in text(site / "parsers" / "index.html")
    with archive.database.conn:
        columns = [column.name for column in archive.database["reading"].columns]
        copied = ", ".join("'1'" if name == "extractor" else name for name in columns)
        copied = copied.replace("report_year", "report_year - (publisher = '示例市水利局')")
        archive.database.execute(f"INSERT INTO reading SELECT {copied} FROM reading WHERE extractor <> '1'")
    build(archive, tmp_path)
    (pair,) = (tmp_path / "parsers").glob("1-*.html")
    said = text(tmp_path / "parsers" / "index.html")
    assert "采用" in said
    assert re.search(r" 3 60\d 0 100 %", said), "some figures stand in sentences only"
    assert "报告年度 2021 2022" in text(pair)
    assert any("evidence/" in address for address in links(pair))


def test_what_auditors_say_changes_the_pages_that_show_it(archive: Archive, site: Path) -> None:
    built = build(archive, site)
    assert build(archive, site).written == 0
    one = next(one for one in findings(archive.database).found if one.rule == "PLACE-FOREIGN")
    append_judgements(archive.folder, [judged(FINDING, one, Opinion.DISMISSED, "李强", "引用上级文件")])
    again = build(archive, site)
    assert built.pages == again.pages
    assert 0 < again.written <= 5
    assert "已排除" in text(site / "checks" / "place_foreign.html")
