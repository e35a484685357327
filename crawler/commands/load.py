"""``scrapy load FILE…``: captures that somebody else made, into the archive."""

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand, SentenceError

if TYPE_CHECKING:
    from archive import Archive, Run
    from archive.load import Loader
    from crawler.portal import PortalSpider

PORTAL = "load"
"""Stands for the portal of captures that are not said to belong to one."""


class Command(ArchiveCommand):
    def syntax(self) -> str:
        return "[options] FILE..."

    def short_desc(self) -> str:
        return "Load captures that others made: WARC, WACZ, WET, saved pages"

    def long_desc(self) -> str:
        return (
            "Load captures that others made (WARC, WACZ, Common Crawl's WET) into the archive and read the reports among them. "
            "They keep their own dates, are marked as imported, and belong to a portal only if --portal says so: else they are "
            "compared with each other and not with what was crawled. Loading something again changes nothing. A saved page needs "
            "--url and --time. Exit code 1: something was left out, the sentences say what and why. "
            "Examples: `scrapy load 2022.wacz --portal jiangsu_changzhou`, "
            "`scrapy load page.html --url http://www.example.gov.cn/a.html --time '2022-03-01 10:30'`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--portal", help="portal the captures belong to, by its spider's name")
        parser.add_argument("--adcode", default="", help="GB/T 2260 code of the city, if no portal is named")
        parser.add_argument("--url", help="address a saved page was fetched from")
        parser.add_argument("--time", help="when, such as 2022-03-01 or '2022-03-01 10:30' (Beijing) or with +00:00")
        parser.add_argument("--content-type", help="Content-Type header a saved page came with")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from archive import ArchiveError  # noqa: PLC0415
        from archive.load import Loader  # noqa: PLC0415
        from archive.reading import read_waiting  # noqa: PLC0415
        from crawler.opening import open_archive  # noqa: PLC0415
        from crawler.progress import counting  # noqa: PLC0415

        self._check(args, opts)
        begin, document = self._belonging(opts)
        assert self.settings is not None  # noqa: S101 - set by Scrapy before run
        archive = open_archive(self.settings)
        loader = Loader(archive, lambda: begin(archive), document)
        try:
            faults = [fault for name in args if (fault := _load(loader, Path(name), opts))]
            loader.finish()
        except ArchiveError:
            loader.abandon()
            raise
        with counting("reading") as progress:
            damages = read_waiting(archive, progress)
        archive.close()
        print(f"{loader.loaded} captures loaded, {loader.known} were there already.")
        for sentence in (*faults, *loader.sentences, *(f"Damaged: {damage}" for damage in damages)):
            print(sentence, file=sys.stderr)
        if loader.faults > len(loader.sentences):
            print(f"… and {loader.faults - len(loader.sentences)} more.", file=sys.stderr)
        return 1 if faults or loader.faults or damages else 0

    def _check(self, args: list[str], opts: argparse.Namespace) -> None:
        from archive.beijing import BEIJING  # noqa: PLC0415
        from archive.moments import stretch  # noqa: PLC0415

        if not args:
            raise UsageError("name the files to load", print_help=False)
        if (opts.url is None) != (opts.time is None) or (opts.url is not None and len(args) != 1):
            raise SentenceError("A saved page is loaded alone, with both --url and --time.")
        if opts.content_type and opts.url is None:
            raise SentenceError("--content-type belongs to a saved page, with --url and --time.")
        if not re.fullmatch(r"(\d{6})?", opts.adcode):
            raise SentenceError(f"{opts.adcode} is not a GB/T 2260 code of six digits, such as 320400 of 常州.")
        if opts.time is not None:
            try:
                stretch(opts.time, BEIJING)
            except ValueError as error:
                raise SentenceError(f"--time: {error}.") from error

    def _belonging(self, opts: argparse.Namespace) -> "tuple[Callable[[Archive], Run], Callable[[str], str]]":
        """Return what begins the run, and what names documents as the portal's own crawl does."""
        from scrapy.spiderloader import get_spider_loader  # noqa: PLC0415

        from archive import Run  # noqa: PLC0415
        from crawler.any_portal import AnyPortalSpider  # noqa: PLC0415
        from crawler.cms.family import Family  # noqa: PLC0415
        from crawler.recorder import SOFTWARE  # noqa: PLC0415

        adcode, family = opts.adcode, Family()
        if opts.portal is not None:
            loader = get_spider_loader(self.settings)
            if opts.portal not in loader.list() or opts.portal == AnyPortalSpider.name:
                raise SentenceError(f"There is no portal {opts.portal!r}; `scrapy list` shows all.")
            spider = cast("type[PortalSpider]", loader.load(opts.portal))
            adcode, family = spider.adcode, spider.family

        def begin(archive: "Archive") -> Run:
            return Run(archive, portal=opts.portal or PORTAL, adcode=adcode, software=SOFTWARE, user_agent="")

        return begin, family.document


def _load(loader: "Loader", path: Path, opts: argparse.Namespace) -> str | None:
    """Load one file; return why it could not be loaded at all."""
    from archive.foreign import NoArchiveError  # noqa: PLC0415

    try:
        if opts.url is not None:
            loader.load_page(path, opts.url, opts.time, opts.content_type)
        else:
            loader.load(path)
    except NoArchiveError as error:
        return str(error)
    except OSError as error:
        return f"Cannot read {path}: {error.strerror or error}."
    return None
