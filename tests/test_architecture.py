"""The house stands: nothing shadows our packages, every spider is named and placed right."""

import importlib.metadata
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from crawler.any_portal import AnyPortalSpider
from crawler.portal import PortalSpider
from tests.desk import Desk
from tests.portals import ReplicaPortals

ROOT = Path(__file__).parent.parent
OURS = {"crawler", "spiders", "pipelines", "extraction", "archive", "audit"}
LOADER = SpiderLoader.from_settings(get_project_settings())


def test_nothing_installed_shadows_our_packages() -> None:
    """Scrapy appends the project to the path, so an installed ``extraction`` or ``archive`` would win over ours."""
    assert not OURS & importlib.metadata.packages_distributions().keys()


@pytest.mark.parametrize("name", sorted({*LOADER.list()} - {AnyPortalSpider.name}))
def test_spider_file_class_and_name_agree(name: str) -> None:
    spider = cast("type[PortalSpider]", LOADER.load(name))
    assert spider.__module__ == f"spiders.{name}"
    assert spider.__name__ == "".join(part.title() for part in name.split("_")) + "Spider"
    assert re.fullmatch(r"\d{6}", spider.adcode)
    assert spider.start_urls
    assert len((ROOT / "spiders" / f"{name}.py").read_text(encoding="utf-8").splitlines()) <= 15


@pytest.fixture
def portals() -> Iterator[ReplicaPortals]:
    with ReplicaPortals() as running:
        yield running


@pytest.fixture
def desk(portals: ReplicaPortals, tmp_path: Path) -> Desk:
    """A desk whose spiders are written to a folder of its own."""
    (tmp_path / "newspiders").mkdir()
    (tmp_path / "newspiders" / "__init__.py").touch()
    desk = Desk(tmp_path / "data", portals)
    desk.env["PYTHONPATH"] = str(tmp_path)
    return desk


HERE = ("-s", "NEWSPIDER_MODULE=newspiders", "-s", "SPIDER_MODULES=newspiders")
GENERATE = ("genspider", *HERE, "-t", "portal", "jiangsu_nowhere")


def test_genspider_writes_the_finished_spider_of_a_portal(desk: Desk, portals: ReplicaPortals, tmp_path: Path) -> None:
    made = desk.scrapy(*GENERATE, "https://www.liyang.gov.cn/")
    assert made.returncode == 0, made.stderr
    assert "family czfx_county (" in made.stdout
    assert made.stdout.count("/class/OPCKQFNA") == 1
    assert "jiangsu_nowhere" in desk.scrapy("list", *HERE, "--names").stdout.split()
    lint = [sys.executable, "-m", "ruff", "check", "--quiet", "--config", str(ROOT / "pyproject.toml")]
    assert subprocess.run([*lint, str(tmp_path / "newspiders" / "jiangsu_nowhere.py")], check=False).returncode == 0
    desk.crawl("jiangsu_nowhere", *HERE, "-a", "year=2022")
    found = len([report for report in portals.published("jiangsu_liyang") if report.report_year == 2022])
    assert desk.query("SELECT count(DISTINCT document) FROM visit") == [(found,)]
    assert desk.query("SELECT DISTINCT adcode FROM run WHERE portal = 'jiangsu_nowhere'") == [("320481",)]


def test_genspider_for_a_portal_that_does_not_answer_writes_what_is_known(desk: Desk, tmp_path: Path) -> None:
    address = "https://www.nowhere.gov.cn/class/OPCKQFNA"
    made = desk.scrapy(*GENERATE, address)
    assert made.returncode == 0, made.stderr
    assert "no list of annual reports was found" in made.stdout
    assert "jiangsu_nowhere" in desk.scrapy("list", *HERE, "--names").stdout.split()
    assert f'"{address}"' in (tmp_path / "newspiders" / "jiangsu_nowhere.py").read_text(encoding="utf-8")


def test_no_file_holds_two_ideas() -> None:
    """About 150 lines is an idea; past 220 a file holds several."""
    long = {
        str(path.relative_to(ROOT)): lines
        for package in OURS
        for path in (ROOT / package).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 220
    }
    assert not long


def test_no_query_has_the_captures_copied() -> None:
    """SQLite copies a view that is a join, whole and without an index, if it stands on the right of a LEFT JOIN."""
    sources = [path for house in sorted(OURS) for path in (ROOT / house).rglob("*") if path.suffix in {".py", ".sql"}]
    copied = re.compile(r"LEFT\s+JOIN\s+(capture|visit|rendition|report)\b", re.IGNORECASE)
    assert [str(path) for path in sources if copied.search(path.read_text("utf-8"))] == []
