"""``scrapy crawl NAME``: one portal, from its lists to rows; in place of Scrapy's command of the same name."""

import argparse
import difflib
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import BaseRunSpiderCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.spiders import Spider

if TYPE_CHECKING:
    from crawler.recorder import Recorder


class Command(BaseRunSpiderCommand):
    requires_project = True
    _damages: Sequence[str] = ()

    def syntax(self) -> str:
        return "[options] NAME"

    def short_desc(self) -> str:
        return "Crawl one portal: discover, archive, extract"

    def long_desc(self) -> str:
        return (
            "Crawl one portal: walk its lists, archive every page byte for byte, read the reports into the database. "
            "Examples: `scrapy crawl jiangsu_changzhou`, `scrapy crawl jiangsu_changzhou -a year=2022`; "
            "`scrapy crawl jiangsu_changzhou -a due=now` keeps to what `scrapy due` says is due; for a portal "
            "without a spider `scrapy crawl any_portal -a url=https://www.changzhou.gov.cn/ -a adcode=320400`, where the "
            "address is a home page, a list or one known report. "
            "Exit code 0: every list was read to its end; 1: something was not, the sentence says what; 2: no such portal; "
            "3: the archive could not be written (a full disk, say), and nothing was fetched after that; 4: another crawl is at "
            "the same hosts, and nothing was asked."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one portal; `scrapy list` shows them", print_help=False)
        from archive import ArchiveError  # noqa: PLC0415

        assert self.crawler_process is not None  # noqa: S101 - set by Scrapy before run
        known = self.crawler_process.spider_loader.list()
        if args[0] not in known:
            self._refuse(_unknown(args[0], known), 2)
            return
        try:
            problem = self._obstacle(args[0], opts.spargs)
        except ArchiveError as error:
            self._refuse(str(error), 3)
            return
        if problem is not None:
            self._refuse(problem, 1)
        else:
            self._crawl(self._create_crawler(args[0]), args[0], opts.spargs)

    def _crawl(self, crawler: Crawler, name: str, spargs: dict[str, str]) -> None:
        from crawler.border import Border  # noqa: PLC0415
        from crawler.claims import TAKEN, TakenError, claim  # noqa: PLC0415

        assert self.crawler_process is not None  # noqa: S101
        authorities = Border.of(crawler.spidercls(**spargs)).authorities
        try:
            claims = claim(crawler.settings, authorities, partial(_stop, crawler))
        except TakenError as error:
            self._refuse(f"{name}: {error}", TAKEN)
            return
        self.crawler_process.crawl(crawler, **spargs)
        self.crawler_process.start()
        claims.close()
        self._conclude(name, crawler)

    def _refuse(self, sentence: str, exitcode: int) -> None:
        print(sentence, file=sys.stderr)
        self.exitcode = exitcode

    def _obstacle(self, name: str, spargs: dict[str, str]) -> str | None:
        """Return why a crawl could not start, None if it can. Raises `ArchiveError` if it could not keep what it fetches."""
        from crawler.any_portal import AnyPortalSpider  # noqa: PLC0415
        from crawler.arguments import wrong_arguments  # noqa: PLC0415
        from crawler.contact import missing_contact  # noqa: PLC0415
        from crawler.opening import open_archive  # noqa: PLC0415
        from crawler.pace import Hours  # noqa: PLC0415
        from crawler.schedule import policy_of  # noqa: PLC0415

        assert self.settings is not None  # noqa: S101
        if problem := wrong_arguments(spargs, any_portal=name == AnyPortalSpider.name):
            return f"{name}: {problem}"
        ca_file = self.settings.get("EXTRA_CA_FILE")
        if ca_file and not Path(ca_file).is_file():
            return f"EXTRA_CA_FILE names {ca_file}, which is no file."
        try:
            nobody_to_ask = missing_contact(self.settings)
            hours = Hours.parse(self.settings.get("CRAWL_HOURS"))
            policy_of(self.settings)
            archive = open_archive(self.settings)
            # A torn tail is what a killed crawl leaves, and is mended; a hole is news once, a loss until it is restored.
            self._damages = [str(damage) for damage in archive.damages if not damage.mended]
            archive.close()
        except ValueError as error:
            return str(error)
        if nobody_to_ask is not None:
            return nobody_to_ask
        if hours is not None and (closed := hours.objection(datetime.now(UTC))) is not None:
            return f"{name}: nothing is asked now, {closed}."
        return None

    def _conclude(self, name: str, crawler: Crawler) -> None:
        from crawler.pacer import Pacer  # noqa: PLC0415
        from crawler.recorder import Recorder  # noqa: PLC0415

        assert self.crawler_process is not None  # noqa: S101
        if self.crawler_process.bootstrap_failed or crawler.stats is None:
            self._refuse(f"{name}: the crawl could not start; the log above says why.", 1)
            return
        recorder = Recorder.of(crawler)
        count = crawler.stats.get_value
        lists = sum(count(f"scan/{state}", 0) for state in ("complete", "partial", "blocked"))
        problems = [
            *self._problems(recorder, count),
            *Pacer.of(crawler).left_alone(),
            *_unrecognised(crawler.spider, name),
        ]
        print(
            f"{name}: {count('extract/report', 0)} reports read, {count('report/unreachable', 0)} unreachable, "
            f"{count('scan/complete', 0)} of {lists} lists walked to their end."
        )
        if recorder.checkpoint is not None:
            print(f"{name}: checkpoint {recorder.checkpoint.line}")
        if problems:
            code = 1 if recorder.failure is None else 3
            self._refuse("\n".join(f"{name}: {problem}" for problem in problems), code)

    def _problems(self, recorder: "Recorder", count: Callable[..., Any]) -> list[str]:
        problems = [f"{scan.list_url}: {scan.state}, {scan.reason}" for scan in recorder.incomplete]
        if recorder.failure is not None:
            problems.append(str(recorder.failure))
        elif (reason := count("finish_reason")) != "finished":
            problems.append(f"interrupted ({reason}); what was fetched is stored, the same command goes on")
        problems += [f"damaged in the archive: {damage}" for damage in (*self._damages, *recorder.damages)]
        if recorder.extractor_is_behind:
            problems.append("the extractor is newer than the readings that are shown: run `scrapy reparse`")
        if broken := count("log_count/ERROR", 0) + count("log_count/CRITICAL", 0):
            problems.append(f"{broken} errors in the log above")
        return problems


def _stop(crawler: Crawler) -> None:
    """End a crawl from another thread."""
    from scrapy.utils.defer import deferred_from_coro  # noqa: PLC0415
    from twisted.internet import reactor  # noqa: PLC0415

    assert crawler.engine is not None  # noqa: S101 - it runs
    reactor.callFromThread(lambda: deferred_from_coro(crawler.engine.close_spider_async(reason="hosts_lost")))


def _unrecognised(spider: Spider | None, name: str) -> Iterator[str]:
    """Print what a crawl without a spider of its own recognised; yield what it did not."""
    from crawler.sought import SoughtPortalSpider  # noqa: PLC0415

    if isinstance(spider, SoughtPortalSpider):
        for search in spider.searches:
            if search.recognised is None:
                yield search.finding
            else:
                print(f"{name}: {search.finding}")


def _unknown(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"There is no portal {name!r}{f'; did you mean {close[0]}?' if close else ''} `scrapy list` shows all."
