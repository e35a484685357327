"""``scrapy fixture NAME URL``: a capture out of the archive into the tests, without a second visit to the portal."""

import argparse
import json
import re
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand, SentenceError

FIXTURES = Path(__file__).resolve().parents[2] / "tests" / "fixtures"


class Command(ArchiveCommand):
    def syntax(self) -> str:
        return "[options] NAME URL"

    def short_desc(self) -> str:
        return "Copy an archived page into tests/fixtures/"

    def long_desc(self) -> str:
        return (
            "Copy the newest capture of URL out of the archive into tests/fixtures/, byte for byte. If NAME is a spider, the page "
            "is its list fixture (NAME/list) or its report fixture (NAME/report), as the capture says; any other name is a "
            "case of its own. Then `pytest --update-golden` writes what is read in it, and `git diff` is the review. "
            "Example: `scrapy fixture jiangsu_changzhou https://www.changzhou.gov.cn/gi_news/886167835328449`."
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:  # noqa: ARG002
        from scrapy.spiderloader import get_spider_loader  # noqa: PLC0415

        from archive import Archive, Fidelity  # noqa: PLC0415

        if len(args) != 2:
            raise UsageError("name the fixture and the address", print_help=False)
        name, url = args
        if not re.fullmatch(r"\w+", name):
            raise SentenceError(f"{name!r} is no name for a fixture: letters, digits and _ only.")
        archive = Archive.read(self.archive_dir)
        as_read = [capture for fidelity in Fidelity if (capture := archive.latest(url, fidelity)) is not None]
        capture = max(as_read, key=lambda capture: capture.captured_at, default=None)  # a drawn page follows its shell
        if capture is None:
            raise SentenceError(
                f"The archive holds no page {url}; `scrapy reports --csv` lists the addresses it holds."
            )
        page = archive.entity(capture)
        folder = FIXTURES / name / capture.role if name in get_spider_loader(self.settings).list() else FIXTURES / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "page.html").write_bytes(page)
        facts = {"url": capture.url, "content_type": capture.content_type, "captured_at": capture.captured_at}
        text = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / "capture.json").write_text(text + "\n", encoding="utf-8")
        archive.close()
        print(f"{folder}: now run `.venv/bin/pytest tests --update-golden -k golden` and read expected.json.")
        return 0
