"""变化页 and 证据包: both captures side by side, and the same to take away and check without us."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import html5lib
import pytest

from archive import Archive
from audit.changes import Change, pairs
from audit.layers import Layer
from audit.site import build
from tests import site_archive
from tests.site_archive import Visits, page
from tests.truth import CHANGZHOU_2022

TOTAL = ("requests.carried_out", "total")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """127 → 129 → 127, then words, a date and a hostile sentence."""
    opened = site_archive.write(tmp_path_factory.mktemp("archive") / "data")
    visits = Visits(opened)
    now = page(2022, CHANGZHOU_2022)
    evil = f"培训还不够{site_archive.RLO}&lt;script&gt;alert(1)&lt;/script&gt;".encode()
    visits.crawl(("2022.html", now.replace("培训不够".encode(), evil)), days=9)
    visits.crawl(("2022.html", now.replace(b"2023-03-09 10:00", b"2023-03-01 10:00")), days=2)
    visits.crawl(("2022.html", now.replace(b"2023-03-09 10:00", b"2023-03-01 10:00") + b"<!-- 1 -->"), days=2)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def site(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build(archive, folder)
    return folder


def text(path: Path) -> str:
    root = html5lib.parse(path.read_bytes(), treebuilder="lxml", transport_encoding="utf-8").getroot()
    return "".join(root.itertext())


def test_every_pair_that_is_not_noise_has_a_page_and_a_bundle_under_its_own_name(archive: Archive, site: Path) -> None:
    found = {pair.name: pair.layer for pair in pairs(archive.database)}
    shown = {name for name, layer in found.items() if layer is not Layer.NOISE}
    assert len(found) == len(shown) + 1
    assert {path.stem for path in (site / "changes").glob("*.html")} == {*shown, "index"}
    assert {path.stem for path in (site / "changes").glob("*.zip")} == shown


def test_the_page_says_what_changed_between_which_moments(archive: Archive, site: Path) -> None:
    first = next(pair for pair in pairs(archive.database) if pair.layer is Layer.FIGURES)
    said = text(site / "changes" / f"{first.name}.html")
    assert "2023-03-11 08:01:00 之后、2023-03-13 08:06:00 之前（含）" in said
    assert "其间 1 次检查无法判断：未能连接 1 次" in said
    assert "T3-FLOW(total)" in said
    assert "+2" in said
    root = html5lib.parse((site / "changes" / f"{first.name}.html").read_bytes(), treebuilder="lxml").getroot()
    cells = root.xpath("//*[contains(@class, 'is-changed')]")
    assert ["".join(cell.itertext()) for cell in cells] == ["127改前", "129改后"]


def test_words_and_dates_that_changed_are_shown_and_what_is_hostile_does_not_act(archive: Archive, site: Path) -> None:
    by_layer = {pair.layer: site / "changes" / f"{pair.name}.html" for pair in pairs(archive.database)}
    words = by_layer[Layer.NARRATIVE].read_text("utf-8")
    assert "<script" not in words
    assert site_archive.RLO not in words
    assert "培训还不够" in text(by_layer[Layer.NARRATIVE])
    assert "五、存在的主要问题及改进情况" in text(by_layer[Layer.NARRATIVE])


def test_a_bundle_is_checked_with_sha256sum_and_sqlite3_alone(archive: Archive, site: Path, tmp_path: Path) -> None:
    first = next(pair for pair in pairs(archive.database) if pair.layer is Layer.FIGURES)
    with zipfile.ZipFile(site / "changes" / f"{first.name}.zip") as taken:
        taken.extractall(tmp_path)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.count(": OK") == len([path for path in tmp_path.rglob("*") if path.is_file()]) - 1
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    for side, check in (("old", first.before), ("new", first.after)):
        entity = (tmp_path / side / "entity.bin").read_bytes()
        assert hashlib.sha256(entity).hexdigest() == manifest[side]["files"][f"{side}/entity.bin"]["sha256"]
        assert entity == archive.entity(archive.find(check.capture))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "changes.csv").read_text("utf-8-sig"))))
    assert [(row["old"], row["new"], row["effect"]) for row in rows] == [("127", "129", "introduced_inconsistency")]
    assert list(rows[0]) == list(Change.__slots__)
    readme = (tmp_path / "README.txt").read_text("utf-8")
    assert first.before.capture in readme
    html5lib.HTMLParser(strict=True).parse((tmp_path / "change.html").read_bytes(), transport_encoding="utf-8")
    if shutil.which("sqlite3"):  # its command line is a package of its own; what it is to read was read above
        command = readme[readme.index("sqlite3 :memory:") : readme.index("(.import")]
        asked = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True)
        assert "四、结转下年度继续办理|总计|127|129|" in asked.stdout


def test_the_same_archive_gives_the_same_bundles(archive: Archive, site: Path, tmp_path: Path) -> None:
    build(archive, tmp_path)
    for path in (site / "changes").iterdir():
        assert (tmp_path / "changes" / path.name).read_bytes() == path.read_bytes()
