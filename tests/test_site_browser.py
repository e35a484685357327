"""The auditors' site in a real Chromium, opened from the disk: by keyboard, on a telephone, on paper, in the dark, read aloud."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audit.site import build
from crawler.chromium import find
from tests import site_archive

pytest.importorskip("scrapy_playwright", reason="the extra `browser` is not installed")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, Request, sync_playwright

_FOCUSABLE = "a[href], summary, [tabindex='0']"
_STOPS = """selector => [...document.querySelectorAll(selector)].filter(one => one.checkVisibility()).length"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            path = find(os.environ.get("NIANBAO_BROWSER"), playwright.chromium.executable_path)
        except FileNotFoundError as error:
            pytest.skip(str(error))
        launched = playwright.chromium.launch(
            executable_path=path, args=["--disable-gpu"], chromium_sandbox=os.geteuid() != 0
        )
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    archive = site_archive.write(tmp_path_factory.mktemp("archive") / "data")
    build(archive, folder)
    archive.close()
    return folder


class Watch:
    """A page, and what it did that no page of ours does."""

    def __init__(self, browser: Browser, **context: Any) -> None:  # noqa: ANN401 - as Playwright takes them
        self.page: Page = browser.new_context(locale="zh-CN", **context).new_page()
        self.page.set_default_timeout(30_000)
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", self._request)
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("dialog", self._dialog)
        self.page.on("popup", lambda popup: self.said.append(popup.url))

    def _dialog(self, dialog: Dialog) -> None:
        self.said.append(dialog.message)
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)

    def open(self, path: Path) -> Page:
        self.page.goto(path.as_uri())
        return self.page


def kinds(site: Path) -> list[Path]:
    """Return one page of every kind."""
    found: dict[str, Path] = {}
    for page in sorted(site.rglob("*.html")):
        place = page.relative_to(site)
        found.setdefault(page.name if len(place.parts) == 1 or page.stem == "index" else str(place.parts[:-1]), page)
    return list(found.values())


def hostile(site: Path) -> list[Path]:
    """Return the pages that show what a hostile report says."""
    return [page for page in sorted(site.rglob("*.html")) if "U+202E" in page.read_text()]


def test_nothing_archived_runs_loads_or_pops_up(browser: Browser, site: Path) -> None:
    watch = Watch(browser)
    pages = sorted(site.rglob("*.html"))
    for path in pages:
        page = watch.open(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)", (
            "the style applies"
        )
    (raw,) = [path for path in (site / "evidence" / "raw").iterdir() if b"alert(" in path.read_bytes()]
    assert '<script>alert("body")' in watch.open(raw).locator("body").inner_text()
    assert watch.said == []
    assert {url for url in watch.asked if not url.startswith(site.as_uri())} == set()


def test_a_page_is_as_wide_as_a_telephone(browser: Browser, site: Path) -> None:
    watch = Watch(browser, viewport={"width": 360, "height": 740}, device_scale_factor=2)
    for path in {*kinds(site), *hostile(site)}:
        page = watch.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        boxes = page.evaluate(
            "[...document.querySelectorAll('table')].filter(one => !one.closest('.scroll[tabindex]')).length"
        )
        assert boxes == 0, path


def test_the_keyboard_reaches_everything_and_shows_where_it_is(browser: Browser, site: Path) -> None:
    watch = Watch(browser)
    for path in kinds(site):
        page = watch.open(path)
        page.evaluate("document.addEventListener('focusin', event => event.target.dataset.reached = 1)")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip", "the first stop leads past the menu"
        stops = page.evaluate(_STOPS, _FOCUSABLE)
        for _ in range(stops - 1):
            page.keyboard.press("Tab")
        assert page.evaluate("document.querySelectorAll('[data-reached]').length") == stops, path
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", path


def test_paper_shows_the_tables_whole_and_no_menu(browser: Browser, site: Path) -> None:
    watch = Watch(browser, viewport={"width": 703, "height": 1000})  # A4 between its margins
    for path in kinds(site):
        page = watch.open(path)
        page.emulate_media(media="print")
        assert not page.locator("nav").is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("document.documentElement.scrollWidth") <= 703, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_screen_reader_finds_nothing_serious(browser: Browser, site: Path, scheme: str) -> None:
    watch = Watch(browser, color_scheme=scheme, bypass_csp=True)  # axe is a script
    options = {"runOnly": ["color-contrast"]} if scheme == "dark" else None
    for path in {*kinds(site), *(hostile(site) if scheme == "light" else ())}:
        found = Axe().run(watch.open(path), options=options).response["violations"]
        grave = [
            (one["id"], one["help"], [node["html"][:200] for node in one["nodes"][:3]])
            for one in found
            if one["impact"] in {"serious", "critical"}
        ]
        assert grave == [], path


def test_one_figure_of_many_stands_alone(browser: Browser, site: Path) -> None:
    watch = Watch(browser)
    path = next(iter((site / "figures").rglob("*.html")))
    page = watch.open(path)
    everything = page.locator("section.figure:visible").count()
    page.goto(f"{path.as_uri()}#requests.new.total")
    assert (page.locator("section.figure:visible").count(), everything) == (1, 52)
    assert "一、本年新收" in page.locator("section.figure:visible h2").inner_text()
    page.locator(".only a").click()
    assert page.locator("section.figure:visible").count() == everything
