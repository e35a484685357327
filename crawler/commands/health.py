"""``scrapy health``: whether a person is needed, and why."""

import argparse
import os
import shutil
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from crawler.command import SentenceError
from crawler.table_command import TableCommand


class Command(TableCommand):
    columns: Sequence[tuple[str, str]] = (
        ("portal", "portal"),
        ("alarm", "alarm"),
        ("needs_person", "person"),
        ("what", "what"),
    )
    run_columns = (
        ("portal", "portal"),
        ("scope", "asked for"),
        ("crawl", "crawl"),
        ("started_at", "began (Beijing)"),
        ("found", "found"),
        ("fetched", "fetched"),
        ("blocked", "blocked"),
        ("failed", "failed"),
        ("unread", "unread"),
        ("bytes", "bytes"),
        ("seconds", "seconds"),
    )
    times = ("started_at",)
    nothing = "Nobody is needed."

    def short_desc(self) -> str:
        return "Say whether a person is needed, and why"

    def long_desc(self) -> str:
        return (
            "Compare the newest crawl of each portal with the medians of earlier ones of its kind, and say what is out of the "
            "ordinary: a portal that fell silent, a list that shrank or is no longer read to its end, a rising share of "
            "blocked, failed or unread pages, pages that nobody visits, another certificate, little room on the disk. "
            "--runs prints the newest crawls, each number beside what is usual. --prometheus writes all of it for the textfile "
            "collector of Prometheus' node exporter. Whether the spiders still read what their portals served, `pytest "
            "tests/test_spiders.py` checks on stored pages. The margins are in crawler/settings.py. "
            "Exit code 0: nobody is needed; 1: somebody is. "
            "Example: `scrapy health --prometheus /var/lib/prometheus/node-exporter/nianbao.prom`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--runs", action="store_true", help="print the newest crawls instead of the alarms")
        parser.add_argument(
            "--prometheus", type=Path, metavar="FILE", help="also write everything to FILE, in one step"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from archive.due import scheduled  # noqa: PLC0415
        from audit import health  # noqa: PLC0415
        from audit.exposition import exposition  # noqa: PLC0415
        from audit.runs import baselines, crawl_rows  # noqa: PLC0415

        archive = self.open_archive(args, opts)
        database, margins, now = archive.database, self.margins(), datetime.now(UTC)
        free = shutil.disk_usage(archive.folder).free
        known = baselines(database, opts.portal)
        alarms = [
            *health.disk_alarms(free, margins),
            *health.overdue_alarms(database, margins, now, opts.portal),
            *(alarm for baseline in known for alarm in health.run_alarms(baseline, margins)),
            *health.list_alarms(database, margins, opts.portal),
            *(() if opts.portal else health.certificate_alarms(database, now)),
        ]
        due = Counter({baseline.newest.portal: 0 for baseline in known})
        due.update(page.portal for page in scheduled(database, opts.portal, now))
        archive.close()
        if opts.prometheus:
            _write(opts.prometheus, exposition(known, alarms, due, free=free, now=now.timestamp()))
        if opts.runs:
            self.columns = self.run_columns
            self.print_rows(crawl_rows(known), opts)
        else:
            self.print_rows(alarms, opts)
        return int(any(alarm.needs_person for alarm in alarms))


def _write(path: Path, text: str) -> None:
    """Put a text in place of a file in one step: a collector reads the old one or the new one, and passes the unfinished over."""
    unborn = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with unborn.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unborn.replace(path)
    except OSError as error:
        unborn.unlink(missing_ok=True)
        raise SentenceError(f"Cannot write {path}: {error.strerror}.") from error
