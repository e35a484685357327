"""``scrapy reparse``: every archived capture through the present extractor."""

import argparse
import sys

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand


class Command(ArchiveCommand):
    def short_desc(self) -> str:
        return "Read every archived report again with the present extractor"

    def long_desc(self) -> str:
        return (
            "Read every archived report again with the present extractor and make its readings the ones that count. Makes "
            "reports.db again from the WARC files if it is missing. Exit code 1 if part of a WARC file could not be read; the rest "
            "is there all the same."
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:  # noqa: ARG002 - Scrapy's form
        from archive.rebuild import known_damages  # noqa: PLC0415
        from archive.reparse import reparse  # noqa: PLC0415
        from crawler.progress import counting  # noqa: PLC0415

        if args:
            raise UsageError("reparse takes no arguments", print_help=False)
        archive = self.open_for_writing()
        with counting("re-parsing") as progress:
            unreadable = reparse(archive, progress=progress)
        reports = archive.database.execute("SELECT count(*) FROM report").fetchone()[0]
        cut_off = [damage for damage in archive.damages if damage not in known_damages(archive.database)]
        damages = [*cut_off, *known_damages(archive.database), *unreadable]
        archive.close()
        print(f"{reports} reports in {self.archive_dir / 'reports.db'}.")
        for damage in damages:
            print(f"Damaged: {damage}", file=sys.stderr)
        return 1 if damages else 0
