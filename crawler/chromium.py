"""Chromium, headless, through scrapy-playwright: found, opened, kept off the network, closed or killed. Loaded only when needed."""

import asyncio
import logging
import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from archive import Rendering
from crawler.assets import Assets

PAGES_PER_BROWSER = 50
"""Browsers leak; a new one costs a second."""
_CLOSING = 10
"""Seconds a browser gets to close by itself."""
_WIDTH, _HEIGHT = 1280, 900
_FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Whatever slips past the route of a page (a redirect, a socket, a pop-up) finds no host.
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_ON_THE_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Chromium:
    """One browser, made anew after so many pages and after every page it did not survive."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._handler: ScrapyPlaywrightDownloadHandler | None = None
        self._process: int | None = None
        self._pages = 0
        self._kept: dict[str, Response] = {}
        # It logs a traceback for every page that fails; ours is a sentence.
        logging.getLogger("scrapy-playwright").setLevel(logging.CRITICAL)

    async def draw(self, rendering: Rendering, shell: Response, url: str) -> None:
        """Open a page in a context of its own and fill in what its scripts made of it, or the error that says why they did not.

        ``url`` is what was asked for: its fragment is part of the page's address, though no server sees it.
        """
        assets = Assets(self._crawler, shell, self._kept)
        failures: list[str] = []

        async def prepare(page: Page, request: Request) -> None:  # noqa: ARG001 - scrapy-playwright's signature
            await self._learn_process(page)
            page.on("pageerror", lambda error: failures.append(str(error)))
            # Routes set later come first: scrapy-playwright's own never sees a request.
            await page.route("**/*", assets.answer)

        async def collect(page: Page) -> None:
            await page.wait_for_load_state("networkidle", timeout=0)
            rendering.dom = (await page.content()).encode("utf-8", "replace")
            rendering.screenshot = await page.screenshot(full_page=True, timeout=0)
            rendering.info["browser"] = f"Chromium {page.context.browser.version if page.context.browser else ''}"

        rendering.info |= {
            "viewport": [_WIDTH, _HEIGHT],
            "user_agent": self._crawler.settings["USER_AGENT"],
            "exchanges": assets.exchanges,
            "not_asked": assets.not_asked,
            "script_errors": failures,
        }
        try:
            handler = await self._browser()
            self._pages += 1
            await handler.download_request(self._request(shell, url, prepare, collect))
            await handler.context_wrappers[_context(self._pages)].context.close()
        except (PlaywrightError, FileNotFoundError) as error:
            rendering.error = str(error).partition("\n")[0]
            await self.kill()
        else:
            rendering.error = self._defect(rendering, assets)

    def _defect(self, rendering: Rendering, assets: Assets) -> str | None:
        """Return why a page that came to rest is not the page; None if it is."""
        if len(rendering.dom or b"") > self._crawler.settings.getint("DOWNLOAD_MAXSIZE"):
            return "its scripts made more of it than DOWNLOAD_MAXSIZE allows"
        return f"drawn without what it asked for: {'; '.join(assets.missing)}" if assets.missing else None

    def _request(self, shell: Response, url: str, prepare: Any, collect: Any) -> Request:  # noqa: ANN401 - two callbacks
        fragment = url.partition("#")[2]
        return Request(
            f"{shell.url.partition('#')[0]}#{fragment}" if fragment else shell.url,
            meta={
                "playwright": True,
                "playwright_context": _context(self._pages),
                "playwright_context_kwargs": {
                    "user_agent": self._crawler.settings["USER_AGENT"],
                    "locale": "zh-CN",
                    "viewport": {"width": _WIDTH, "height": _HEIGHT},
                    "accept_downloads": False,
                    "service_workers": "block",
                },
                "playwright_page_goto_kwargs": {"timeout": 0},  # the deadline of the page is the caller's
                "playwright_page_init_callback": prepare,
                "playwright_page_methods": [PageMethod(collect)],
            },
        )

    async def _browser(self) -> ScrapyPlaywrightDownloadHandler:
        if self._handler is not None and self._pages % PAGES_PER_BROWSER == 0:
            await self.close()
        if self._handler is None:
            self._handler = ScrapyPlaywrightDownloadHandler.from_crawler(self._crawler)
            await self._handler._launch()  # its own start is a signal that was sent long ago
            self._handler.config.target_closed_max_retries = 0  # a browser that dies takes its page with it
            own = self._handler.browser_provider.browser_type.executable_path
            self._handler.config.launch_options = {
                "executable_path": find(self._crawler.settings.get("BROWSER"), own),
                "args": _FLAGS,
                "chromium_sandbox": os.geteuid() != 0,  # root cannot have one
            }
        return self._handler

    async def _learn_process(self, page: Page) -> None:
        """Ask a new browser for its process: what hangs is killed, not asked to close."""
        if self._process is None and page.context.browser is not None:
            session = await page.context.browser.new_browser_cdp_session()
            processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
            self._process = next(process["id"] for process in processes if process["type"] == "browser")

    async def kill(self) -> None:
        """End the browser at once, with all its processes."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)
        await self.close()

    async def close(self) -> None:
        """End the browser; the next page gets a new one."""
        handler, self._handler, process, self._process = self._handler, None, self._process, None
        if handler is None:
            return
        try:
            await asyncio.wait_for(handler.close(), _CLOSING)
        except (TimeoutError, PlaywrightError):
            if process is not None:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)


def find(named: str | None, own: str) -> str:
    """Return the Chromium to run: the one ``named``, Playwright's ``own``, or the one on the PATH. Raises FileNotFoundError."""
    candidates = [named] if named else [own, *(shutil.which(name) for name in _ON_THE_PATH)]
    for path in candidates:
        if path and Path(path).is_file():
            return path
    raise FileNotFoundError(
        f"there is no Chromium at {named} (NIANBAO_BROWSER)"
        if named
        else "there is no Chromium: run `playwright install chromium`, or install the package chromium, or set NIANBAO_BROWSER"
    )


def _context(number: int) -> str:
    return f"page {number}"
