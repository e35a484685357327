"""``scrapy due``: which lists and reports are due, and why; ``--run`` crawls them, ``--install`` has it run."""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from scrapy.exceptions import UsageError

from crawler.command import SentenceError
from crawler.table_command import TableCommand

if TYPE_CHECKING:
    from archive.due import DuePage
    from crawler.due_run import Ended
    from crawler.portal import PortalSpider


class Command(TableCommand):
    columns = (
        ("portal", "portal"),
        ("kind", "kind"),
        ("next_due", "due since (Beijing)"),
        ("interval", "days"),
        ("reason", "why"),
        ("last_visit", "last visit"),
        ("last_change", "last change"),
        ("url", "page"),
    )
    times = ("next_due", "last_visit", "last_change")
    nothing = "Nothing is due."

    def short_desc(self) -> str:
        return "Show which lists and reports are due, and why; --run crawls them"

    def long_desc(self) -> str:
        return (
            "Show which lists and reports of the portals that have a spider are due, since when and why. --run crawls exactly "
            "those, and the reports that are new on these lists: several portals at once (PORTALS_AT_ONCE), those of one authority "
            "one after the other. Nothing is queued: a month without a run only makes more pages due. The parameters are in "
            "crawler/settings.py. --install systemd --to FOLDER writes a service and a timer, --install cron prints a line; on "
            "Windows let the Task Scheduler start `scrapy due --run` in this folder inside WSL, every three hours. "
            "Exit code of --run 0: every crawl ended well; 1: one did not, a sentence says which; 3: the archive could not be "
            "written; 4: another run is at work, and nothing was started. "
            "Examples: `scrapy due --at 2027-01-25`, `scrapy due --all --portal jiangsu_changzhou`, `scrapy due --run`, "
            "`scrapy due --install systemd --to units`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        when = parser.add_mutually_exclusive_group()
        when.add_argument("--at", metavar="WHEN", help="what is due then, Beijing time: 2027-01-25, 2027-01-25T08:00")
        when.add_argument("--all", action="store_true", help="show every page and when it is due")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--run", action="store_true", help="crawl what is due")
        what.add_argument("--install", choices=("systemd", "cron"), help="have it run every three hours")
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="where the units for systemd are written")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if args:
            raise UsageError(f"unexpected {' '.join(args)}; did you mean --portal?", print_help=False)
        if opts.install:
            return _install(opts)
        until = _moment(opts.at)
        spiders = self._spiders(opts.portal)
        if opts.run:
            return self._run(opts, spiders, until)
        pages = self._pages(spiders, until)
        self.print_rows(pages if opts.all else _due(pages, until), opts)
        return 0

    def _spiders(self, portal: str | None) -> "dict[str, type[PortalSpider]]":
        from scrapy.spiderloader import get_spider_loader  # noqa: PLC0415

        from crawler.schedule import UNSCHEDULED  # noqa: PLC0415

        loader = get_spider_loader(self.settings)
        names = sorted({*loader.list()} - {UNSCHEDULED})
        if portal is not None and portal not in names:
            raise SentenceError(f"There is no portal {portal!r} with a spider; `scrapy list` shows all.")
        return {name: cast("type[PortalSpider]", loader.load(name)) for name in names if portal in {None, name}}

    def _pages(self, spiders: "dict[str, type[PortalSpider]]", until: datetime) -> "list[DuePage]":
        """Make the schedule again, of what a killed crawl left too, and return it."""
        from archive.reading import read_waiting  # noqa: PLC0415
        from crawler.agenda import agenda  # noqa: PLC0415
        from crawler.opening import open_archive  # noqa: PLC0415
        from crawler.progress import counting  # noqa: PLC0415
        from crawler.schedule import policy_of, reschedule  # noqa: PLC0415

        assert self.settings is not None  # noqa: S101 - set by Scrapy before run
        try:
            policy = policy_of(self.settings)
        except ValueError as error:
            raise SentenceError(str(error)) from error
        archive = open_archive(self.settings)
        with counting("reading") as progress:
            read_waiting(archive, progress)  # what cannot be read back is for `scrapy verify` to tell
        reschedule(archive.database, self.settings)
        pages = agenda(archive.database, spiders.values(), policy, until)
        archive.close()
        return pages

    def _run(self, opts: argparse.Namespace, spiders: "dict[str, type[PortalSpider]]", until: datetime) -> int:
        from archive.warc import warc_date  # noqa: PLC0415
        from crawler.border import Border  # noqa: PLC0415
        from crawler.claims import TAKEN  # noqa: PLC0415
        from crawler.due_run import DueRun, exit_code, only_one, queues  # noqa: PLC0415

        assert self.settings is not None  # noqa: S101 - set by Scrapy before run
        if (closed := self._closed()) is not None:
            print(f"Nothing is asked now, {closed}.")
            return 0
        lock = only_one(self.archive_dir)
        if lock is None:
            where = self.archive_dir
            print(
                f"Another `scrapy due --run`, or a crawl it began, is at work in {where}: nothing was started.",
                file=sys.stderr,
            )
            return TAKEN
        due = _due(self._pages(spiders, until), until)
        portals = list(dict.fromkeys(page.portal for page in due))
        crawls: list[Ended] = []

        def tell(crawl: "Ended") -> None:
            crawls.append(crawl)
            print(crawl.output, end="", flush=True)
            print(crawl.errors, end="", file=sys.stderr, flush=True)

        began = warc_date(datetime.now(UTC))
        run = DueRun(
            lock,
            until,
            options=[word for setting in opts.set for word in ("-s", setting)],
            timeout=self.settings.getint("PORTAL_TIMEOUT"),
            tell=tell,
        )
        run.crawl(
            queues({portal: Border.of(spiders[portal]()).authorities for portal in portals}),
            self.settings.getint("PORTALS_AT_ONCE"),
        )
        unvisited = {page.page for page in self._pages(spiders, until) if (page.last_visit or "") < began}
        rest = sum(page.page in unvisited for page in due)
        lock.close()
        print(
            f"{len(due)} pages of {len(portals)} portals were due{f'; {rest} of them were not visited' if rest else ''}."
        )
        return exit_code(crawls)

    def _closed(self) -> str | None:
        """Return why nobody is asked at this hour. Raises `SentenceError` if nobody may be asked at any."""
        from crawler.contact import missing_contact  # noqa: PLC0415
        from crawler.pace import Hours  # noqa: PLC0415

        assert self.settings is not None  # noqa: S101 - set by Scrapy before run
        try:
            problem = missing_contact(self.settings)
            hours = Hours.parse(self.settings.get("CRAWL_HOURS"))
        except ValueError as error:
            problem = str(error)
        if problem is not None:
            raise SentenceError(problem)
        return hours.objection(datetime.now(UTC)) if hours else None


def _moment(when: str | None) -> datetime:
    from archive.beijing import BEIJING  # noqa: PLC0415
    from archive.moments import stretch  # noqa: PLC0415

    try:
        return stretch(when, BEIJING)[0] if when else datetime.now(UTC)
    except ValueError as error:
        raise SentenceError(f"--at: {error}.") from error


def _due(pages: "list[DuePage]", until: datetime) -> "list[DuePage]":
    from archive.warc import warc_date  # noqa: PLC0415

    return [page for page in pages if page.next_due <= warc_date(until)]


def _install(opts: argparse.Namespace) -> int:
    from crawler.timers import cron_line, systemd_units  # noqa: PLC0415

    if (opts.install == "systemd") != (opts.to is not None):
        raise UsageError("--install systemd needs --to FOLDER, cron has no use for it", print_help=False)
    command = [sys.executable, "-m", "scrapy", "due", "--run"]
    environment = {name: value for name, value in os.environ.items() if name.startswith("NIANBAO_")}
    if opts.install == "cron":
        print(cron_line(Path.cwd(), command, environment))
        return 0
    units = systemd_units(Path.cwd(), command, environment)
    if there := [name for name in units if (opts.to / name).exists()]:
        raise SentenceError(f"{opts.to} holds {' and '.join(there)} already: nothing was written, remove them first.")
    opts.to.mkdir(parents=True, exist_ok=True)
    for name, text in units.items():
        with (opts.to / name).open("x", encoding="utf-8") as file:
            file.write(text)
    print(
        f"Wrote {' and '.join(units)} to {opts.to}. To have them run for your own user: `systemctl --user link` and both files, "
        "`systemctl --user enable --now nianbao-due.timer`, and `loginctl enable-linger` so that they run without a login."
    )
    return 0
