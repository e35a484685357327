"""The auditors' site: written whole and only where it changed, every link leads somewhere, nothing archived acts."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import html5lib
import pytest

from archive import Archive
from archive.digest import hex_digits
from audit.site import build
from audit.site.chart import SERIES, chart
from audit.site.text import plain, said
from tests import site_archive
from tests.truth import CHANGZHOU_2022

XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    opened = site_archive.write(tmp_path_factory.mktemp("archive") / "data")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def site(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build(archive, folder)
    return folder


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def parsed(page: Path) -> Any:  # noqa: ANN401 - a tree of lxml, whose stubs know no answer of XPath
    return html5lib.parse(page.read_bytes(), treebuilder="lxml", transport_encoding="utf-8").getroot()


def kind(site: Path, folder: str) -> list[Path]:
    return [page for page in pages(site) if page.parent.parent == site / folder or page.parent == site / folder]


def test_every_page_is_valid_html_with_a_policy_against_scripts(site: Path) -> None:
    for page in pages(site):
        html5lib.HTMLParser(strict=True).parse(page.read_bytes(), transport_encoding="utf-8")
        root = parsed(page)
        policy = root.find(f".//{XHTML}meta[@http-equiv]")
        assert policy is not None
        assert "default-src 'none'" in (policy.get("content") or "")
        assert root.find(f".//{XHTML}script") is None, page
        assert root.xpath("//@*[starts-with(name(), 'on') or name() = 'style' or name() = 'srcdoc']") == [], page
        assert len(root.xpath("//*[local-name() = 'h1']")) == 1, page
        ids = root.xpath("//@id")
        assert len(ids) == len(set(ids)), (page, [one for one in ids if ids.count(one) > 1])


def test_every_link_leads_to_a_file_and_an_anchor_that_are_there(site: Path) -> None:
    anchors = {page: set(parsed(page).xpath("//@id")) for page in pages(site)}
    seen = 0
    for page in pages(site):
        for address in parsed(page).xpath("//@href | //@src"):
            if address.startswith(("http://", "https://")):
                continue
            assert not re.match(r"[a-z]+:|/", address), (page, address)
            path, _, anchor = unquote(address).partition("#")
            target = (page.parent / path).resolve() if path else page
            assert target.exists(), (page, address)
            assert not anchor or anchor == "main" or anchor in anchors[target], (page, address)
            seen += 1
    assert seen > 1000


def test_every_printed_figure_leads_to_the_cell_it_was_read_from(site: Path) -> None:
    (page,) = [page for page in kind(site, "reports") if "2022" in page.name and "示例市人民政府" in page.read_text()]
    root = parsed(page)
    checked = 0
    for (indicator, applicant), value in CHANGZHOU_2022.items():
        anchor = f"{indicator}.{applicant}" if applicant else indicator
        (cell,) = root.xpath(f"//*[@id='{anchor}']")
        number, source = (link.get("href") for link in cell.iter(f"{XHTML}a") if link.get("class") in {"v", "src"})
        assert "".join(cell.find(f"{XHTML}a").itertext()) == value
        evidence, _, place = source.partition("#")
        (found,) = parsed(page.parent / evidence).xpath(f"//*[@id='{place}']")
        assert "".join(found.itertext()) == value
        assert number.endswith(f"#{anchor}")
        checked += 1
    assert checked == len(CHANGZHOU_2022)


def test_the_raw_bytes_lie_beside_their_digest(site: Path, archive: Archive) -> None:
    digests = {hex_digits(row[0]) for row in archive.database.execute("SELECT digest FROM report").fetchall()}
    files = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (site / "evidence" / "raw").iterdir()}
    assert digests <= files
    assert {path.suffix for path in (site / "evidence" / "raw").iterdir()} == {".txt"}
    shown = "".join(page.read_text() for page in kind(site, "evidence"))
    assert all(digest in shown for digest in files)


def test_a_figure_that_changed_and_came_back_changed_twice(site: Path) -> None:
    (page,) = [page for page in kind(site, "reports") if "2022" in page.name and "示例市人民政府" in page.read_text()]
    text = page.read_text()
    sentences = re.findall(r"由 <b class=\"number\">(\d+)</b> 改为 <b class=\"number\">(\d+)</b>", text)
    assert sentences == [("127", "129"), ("129", "127")]
    assert text.count("其间 1 次检查无法读取") == 2
    states = re.findall(r'<li class="mark (\w+)"', text)
    assert states == ["first", "failed", "figures", "absent", "figures"]


def test_a_second_run_writes_nothing_and_one_elsewhere_the_same_bytes(
    archive: Archive, site: Path, tmp_path: Path
) -> None:
    again = build(archive, site)
    assert (again.written, again.removed) == (0, 0)
    other = build(archive, tmp_path)
    assert other.written == other.pages == again.pages
    for page in pages(site):
        assert page.read_bytes() == (tmp_path / page.relative_to(site)).read_bytes(), page


def test_a_new_visit_writes_only_what_it_concerns(tmp_path: Path) -> None:
    archive, folder = site_archive.write(tmp_path / "data"), tmp_path / "site"
    build(archive, folder)
    before = {page: page.stat().st_mtime_ns for page in pages(folder)}
    site_archive.visit_again(archive)
    build(archive, folder)
    archive.close()
    written = {
        page.relative_to(folder).as_posix() for page in pages(folder) if before.get(page) != page.stat().st_mtime_ns
    }
    about_reports = {path for path in written if path.startswith(("reports/", "figures/", "evidence/"))}
    assert {path.split("/")[-1][:5] for path in about_reports if not path.startswith("evidence/")} == {"2023-"}
    assert len([path for path in about_reports if path.startswith("evidence/")]) == 1
    assert "index.html" in written


def test_what_is_no_page_any_more_is_removed_and_other_files_are_left_alone(archive: Archive, tmp_path: Path) -> None:
    build(archive, tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    keys = tmp_path / ".keys"
    (tmp_path / "reports" / "old.html").write_text("old")
    keys.write_text(keys.read_text() + "0 reports/old.html\n0 ../outside.html\n")
    outside = tmp_path.parent / "outside.html"
    outside.write_text("not ours")
    built = build(archive, tmp_path)
    assert (built.written, built.removed) == (0, 1)
    assert outside.exists()
    assert (tmp_path / "notes.txt").exists()


def test_hostile_text_is_shown_and_marked() -> None:
    assert said("<b>") == "<bdi>&lt;b&gt;</bdi>"
    assert "U+202E RIGHT-TO-LEFT OVERRIDE" in said("\u202e1")
    assert "\u202e" not in said("\u202e1" * 200, None)
    assert plain("a\u2066b\x00") == "a⟨U+2066⟩b⟨U+0000⟩"
    assert len(said("x" * 100_000)) < 400
    assert "另有 99760 字" in said("x" * 100_000)


def test_hostile_archived_text_stays_text(site: Path) -> None:
    for page in pages(site):
        text = page.read_text()
        assert "\u202e" not in text, page
        assert "<img src=x" not in text, page
        for link in parsed(page).iter(f"{XHTML}a"):
            assert not (link.get("href") or "").lower().startswith(("javascript:", "data:")), page
    hostile = [page for page in kind(site, "reports") if "示例市公安局" in page.read_text()]
    assert len(hostile) == 1
    assert len(hostile[0].read_bytes()) < 400_000
    evidence = [page for page in kind(site, "evidence") if site_archive.LONG in page.read_text()]
    assert len(evidence) == 1, "the whole of a long word is on the page of evidence"


def test_a_chart_is_the_same_every_time_and_says_what_it_shows() -> None:
    drawn = [
        chart(lambda axes: axes.bar([1, 2], [3, 4], color=SERIES[0]), title="标题", description="一 3，二 4")
        for _ in range(2)
    ]
    assert drawn[0] == drawn[1]
    assert "style=" not in drawn[0]
    assert "<title" in drawn[0]
    assert "一 3，二 4" in drawn[0]
    html5lib.HTMLParser(strict=True).parseFragment(drawn[0])


def test_the_command_says_where_to_open_it_and_what_it_wrote(tmp_path: Path) -> None:
    site_archive.write(tmp_path / "data").close()
    environment = os.environ | {"NIANBAO_ARCHIVE_DIR": str(tmp_path / "data")}

    def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "scrapy", "site", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)

    first, second = scrapy(), scrapy()
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.rstrip().endswith(str(tmp_path / "data" / "site" / "index.html"))
    assert ", 0 written." in second.stdout
    unknown = scrapy("--portal", "nowhere")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert unknown.stderr == "The archive holds no crawl of 'nowhere', only of shili.\n"
    (tmp_path / "taken").write_text("a file")
    refused = scrapy("--out", str(tmp_path / "taken"))
    assert refused.returncode == 1
    assert refused.stderr == f"Cannot write the site to {tmp_path / 'taken'}: File exists.\n"
