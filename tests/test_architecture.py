"""The house stands: nothing shadows our packages, every spider is named and placed right."""

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from crawler.any_portal import AnyPortalSpider
from crawler.portal import PortalSpider

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


def test_genspider_writes_a_portal_that_scrapy_can_load() -> None:
    generated = ROOT / "spiders" / "jiangsu_nowhere.py"
    scrapy = [sys.executable, "-m", "scrapy"]
    command = [*scrapy, "genspider", "-t", "portal", "jiangsu_nowhere", "https://www.nowhere.gov.cn/class/OPCKQFNA"]
    try:
        made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stderr
        listed = subprocess.run([*scrapy, "list"], cwd=ROOT, capture_output=True, text=True, check=True)
        assert "jiangsu_nowhere" in listed.stdout.split()
        lint = [sys.executable, "-m", "ruff", "check", "--quiet", str(generated)]
        assert subprocess.run(lint, cwd=ROOT, check=False).returncode == 0
        assert "https://www.nowhere.gov.cn/class/OPCKQFNA" in generated.read_text(encoding="utf-8")
    finally:
        generated.unlink(missing_ok=True)


def test_no_file_holds_two_ideas() -> None:
    """About 150 lines is an idea; past 220 a file holds several."""
    long = {
        str(path.relative_to(ROOT)): lines
        for package in OURS
        for path in (ROOT / package).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 220
    }
    assert not long
