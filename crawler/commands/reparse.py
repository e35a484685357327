"""``scrapy reparse``: every archived capture through the present extractor."""

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand, SentenceError

if TYPE_CHECKING:
    from archive import Archive

_WORTH_A_PROCESS = 50
"""Reports that take as long to read as a process to start."""


class Command(ArchiveCommand):
    def short_desc(self) -> str:
        return "Read every archived report again with the present extractor"

    def long_desc(self) -> str:
        return (
            "Read every archived report again with the present extractor and make its readings the ones that count. Makes "
            "reports.db again from the WARC files if it is missing. Killed, it goes on where it was. Exit code 1 if part of a WARC "
            "file could not be read; the rest is there all the same. Examples: `scrapy reparse --workers 8`; after an upgrade "
            "`scrapy reparse --changed-only`; on other machines, each with this folder and the archive under the same path, "
            "`dask scheduler` once, `PYTHONPATH=. dask worker tcp://10.0.0.5:8786` on each, and here "
            "`scrapy reparse --scheduler tcp://10.0.0.5:8786`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        who = parser.add_mutually_exclusive_group()
        who.add_argument("--workers", type=int, metavar="N", help="processes that read (default: one per core)")
        who.add_argument("--scheduler", metavar="ADDRESS", help="let the workers of this Dask scheduler read")
        parser.add_argument(
            "--changed-only",
            action="store_true",
            help="after an upgrade, only what the new extractor can read differently",
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from archive.readings import chosen_extractor  # noqa: PLC0415
        from archive.rebuild import known_damages  # noqa: PLC0415
        from archive.reparse import reparse  # noqa: PLC0415
        from archive.upgrade import carry_over  # noqa: PLC0415
        from crawler.progress import counting  # noqa: PLC0415
        from crawler.schedule import reschedule  # noqa: PLC0415

        if args:
            raise UsageError("reparse takes no arguments", print_help=False)
        if opts.workers is not None and opts.workers < 1:
            raise UsageError("--workers takes a number from 1", print_help=False)
        archive = self.open_for_writing()
        before = chosen_extractor(archive.database)
        if opts.changed_only:
            print(carry_over(archive.database))
        reports = archive.database.execute(
            "SELECT count(DISTINCT snapshot) FROM capture WHERE role = 'report'"
        ).fetchone()[0]
        try:
            with _workers(opts, reports) as (executor, workers), counting("re-parsing") as progress:
                unreadable = reparse(
                    archive, executor=executor, workers=workers, unread_only=opts.changed_only, progress=progress
                )
        except BrokenProcessPool as error:
            raise SentenceError(
                "A worker was killed, perhaps for want of memory. What was read is kept: `scrapy reparse` goes on there."
            ) from error
        reschedule(archive.database, self.settings)
        reports = archive.database.execute("SELECT count(*) FROM report").fetchone()[0]
        cut_off = [damage for damage in archive.damages if damage not in known_damages(archive.database)]
        damages = [*cut_off, *known_damages(archive.database), *unreadable]
        told = _restated(archive, before)
        archive.close()
        print(f"{reports} reports in {self.archive_dir / 'reports.db'}.")
        if told:
            print(told)
        for damage in damages:
            print(f"Damaged: {damage}", file=sys.stderr)
        return 1 if damages else 0


def _restated(archive: "Archive", before: str | None) -> str:
    """Say how many figures read differently than under the version that counted before; nothing after the same version."""
    from archive.readings import chosen_extractor  # noqa: PLC0415
    from audit.restated import restated  # noqa: PLC0415

    now = chosen_extractor(archive.database)
    if before is None or now is None or before == now:
        return ""
    count = sum(1 for _ in restated(archive.database, before, now))
    return (
        f"{count} figures are restated: extractor {now} reads them differently than {before}, and no report changed. "
        f"`scrapy restated --from {before} --to {now}` lists them."
    )


@contextmanager
def _workers(opts: argparse.Namespace, reports: int) -> Iterator[tuple[Executor | None, int]]:
    from archive.workers import cluster, cores, processes  # noqa: PLC0415

    if opts.scheduler:
        with cluster(opts.scheduler) as found:
            yield found
        return
    workers = opts.workers or min(cores(), 1 + reports // _WORTH_A_PROCESS)
    with processes(workers) as pool:
        yield pool, workers
