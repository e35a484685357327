"""下载与订阅: the feeds, the tables as sheets, the frozen releases and the dictionary of the auditors' site."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from archive import Archive
from audit.release.freeze import write_release
from audit.site import build
from audit.site.dictionary import terms
from tests import site_archive

ATOM = "{http://www.w3.org/2005/Atom}"
HERE = "https://audit.example.org/nianbao"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    opened = site_archive.write(tmp_path_factory.mktemp("archive") / "data")
    write_release(opened, opened.folder / "releases", previous=None, software="test")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def site(archive: Archive) -> Path:
    """Return the site where `scrapy site` puts it."""
    build(archive, archive.folder / "site")
    return archive.folder / "site"


@pytest.fixture(scope="module")
def served(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("www")
    build(archive, folder, url=f"{HERE}/")
    return folder


def page(site: Path, path: str = "downloads/index.html") -> str:
    return (site / path).read_text()


def links(feed: Path) -> list[str]:
    return [link.get("href") or "" for link in ET.fromstring(feed.read_bytes()).findall(f"{ATOM}entry/{ATOM}link")]


def rows(sheet: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sheet.read_bytes().decode("utf-8-sig"), newline="")))


def test_feeds_lie_in_the_site_and_are_named_where_they_fit(site: Path) -> None:
    files = {path.name for path in (site / "feeds").iterdir()}
    assert {"all.xml", "feeds.opml", "kind-figure_change.xml", "portal-shili.xml"} <= files
    named = "".join(path.read_text() for path in site.rglob("*.html"))
    alternates = set(
        re.findall(r'<link rel="alternate" type="application/atom\+xml" .*?href="[./]*feeds/([^"]+)"', named)
    )
    assert {"all.xml", "kind-figure_change.xml", "portal-shili.xml"} <= alternates
    assert alternates | {"feeds.opml"} <= files
    for file in files:
        assert f'href="../feeds/{file}"' in page(site)
    reports = [path.read_text() for path in (site / "reports").rglob("*.html")]
    assert all('href="../../feeds/publisher-shili-' in report for report in reports)


def test_entries_link_to_the_site_where_it_says_where_it_is(site: Path, served: Path) -> None:
    at_home = links(site / "feeds" / "kind-figure_change.xml")
    assert set(at_home) == {f"https://{site_archive.OWN}/2022.html"}
    assert "SITE_URL" in page(site)
    changes = links(served / "feeds" / "kind-figure_change.xml")
    assert len(changes) == 2
    for link in changes:
        path = link.removeprefix(f"{HERE}/")
        assert re.fullmatch(r"changes/[0-9a-f-]+\.html", path)
        assert (served / path).exists()
    for link in links(served / "feeds" / "all.xml"):
        assert (served / link.removeprefix(f"{HERE}/")).exists(), link
    assert f'xmlUrl="{HERE}/feeds/all.xml"' in (served / "feeds" / "feeds.opml").read_text()
    assert "SITE_URL" not in page(served)


def test_the_tables_hold_what_the_pages_show(site: Path) -> None:
    changed = [row for row in rows(site / "changes/changes.csv") if row["indicator"]]
    assert [(row["old"], row["new"]) for row in changed] == [("127", "129"), ("129", "127")]
    assert all(row["id"] for row in changed)
    for sheet in ("coverage/coverage.csv", "timeliness/timeliness.csv"):
        found = {(row["publisher"], row["report_year"]) for row in rows(site / sheet)}
        assert {("示例市人民政府", year) for year in ("2021", "2022", "2023")} <= found
    told = dict(re.findall(r'href="\.\./([a-z/]+\.csv)">.*?<td class="n">(\d+)</td></tr>', page(site)))
    assert told == {path: str(len(rows(site / path))) for path in told}
    assert len(told) == 4


def test_a_release_is_listed_with_its_hashes_and_linked_if_it_can_be_reached(site: Path, served: Path) -> None:
    (release,) = (site.parent / "releases").iterdir()
    sums = (release / "SHA256SUMS").read_text().splitlines()
    for text in (page(site), page(served)):
        assert release.name in text
        assert all(line.split("  ")[0] in text for line in sums)
    assert f'href="../../releases/{release.name}/reports.db"' in page(site)
    assert "reports.db</a>" not in page(served)
    assert "scrapy export --format release" in page(served)


def test_a_release_that_is_not_whole_is_said_to_be_so(tmp_path: Path) -> None:
    archive = site_archive.write(tmp_path / "data")
    release = write_release(archive, archive.folder / "releases", previous=None, software="test")
    facts = release / "release.json"
    facts.write_text(facts.read_text().replace('"schema"', '"scheme"'))
    build(archive, tmp_path / "site")
    archive.close()
    text = page(tmp_path / "site")
    assert release.name in text
    assert "不完整" in text


def test_the_dictionary_names_formats_and_breaks(site: Path) -> None:
    known = {term.code: term for term in terms()}
    assert (known["requests.new"].unit, known["requests.new"].layouts) == ("件", ["f2008", "f2014", "f2019", "f2021"])
    assert known["requests.new"].notes == [f"{year} 年度起换用新格式，与此前不宜相减" for year in (2014, 2019, 2021)]
    assert known["disclosure.rules.in_force"].notes == ["始于 2021 年度"]
    assert known["disclosure.rules.newly_made"].notes == ["始于 2019 年度", "止于 2020 年度"]
    text = page(site, "downloads/dictionary.html")
    assert all(f'<tr id="{code}">' in text for code in known)
