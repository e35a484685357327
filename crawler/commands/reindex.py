"""``scrapy reindex``: the ledger (runs, captures, scans) once more from the WARC files, without reading the reports again."""

import argparse
import sys

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand


class Command(ArchiveCommand):
    def short_desc(self) -> str:
        return "Make the rows of runs, captures and lists again from the WARC files"

    def long_desc(self) -> str:
        return (
            "Make the rows of runs, captures and walked lists again from the WARC files alone; what was read in the reports stays. "
            "For a reports.db that `scrapy verify` finds wrong. `scrapy reparse` also reads the reports again. "
            "Exit code 1 if part of a WARC file could not be read."
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:  # noqa: ARG002 - Scrapy's form
        from archive.rebuild import known_damages, reindex  # noqa: PLC0415
        from crawler.schedule import reschedule  # noqa: PLC0415

        if args:
            raise UsageError("reindex takes no arguments", print_help=False)
        archive = self.open_for_writing()
        reindex(archive.folder, archive.database)
        reschedule(archive.database, self.settings)
        captures = archive.database["capture"].count
        damages = [*(damage for damage in archive.damages if damage.mended), *known_damages(archive.database)]
        archive.close()
        print(f"{captures} captures in {self.archive_dir / 'reports.db'}.")
        for damage in damages:
            print(f"Damaged: {damage}", file=sys.stderr)
        return 1 if damages else 0
