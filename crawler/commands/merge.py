"""``scrapy merge``: the archives of several machines into one."""

import argparse
import sys
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand, SentenceError


class Command(ArchiveCommand):
    def syntax(self) -> str:
        return "FOLDER ..."

    def short_desc(self) -> str:
        return "Take over what other archives of ours hold: those of crawls on several machines"

    def long_desc(self) -> str:
        return (
            "Copy every sealed WARC file of other archives into this one, each checked against the signed log it stands in, and "
            "enter it; what was read there comes along, and so do verdicts of auditors. What is here already is passed over, so "
            "merging again changes nothing. "
            "Example: `rsync -a crawler2:nianbao/data/ crawler2/`, then `scrapy merge crawler2`."
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:  # noqa: ARG002 - Scrapy's form
        from archive.merge import take_files, take_readings  # noqa: PLC0415
        from archive.reading import hidden, read_waiting  # noqa: PLC0415
        from archive.triage import take_judgements  # noqa: PLC0415
        from crawler.opening import open_archive  # noqa: PLC0415
        from crawler.progress import counting  # noqa: PLC0415
        from crawler.schedule import reschedule  # noqa: PLC0415

        if not args:
            raise UsageError("name the folder of another archive or more", print_help=False)
        others = [Path(name) for name in args]
        for other in others:
            if not (other / "warc").is_dir():
                raise SentenceError(f"{other} is no archive: it has no folder warc/.")
            if other.resolve() == self.archive_dir.resolve():
                raise SentenceError(f"{other} is the archive to merge into.")
        assert self.settings is not None  # noqa: S101 - set by Scrapy before run
        for other in others:
            merged = take_files(self.archive_dir, other)
            print(f"{other}: {len(merged.taken)} files taken, {merged.known} known.")
            for name in merged.waiting:
                print(f"{other}: {name} is not sealed yet, and waits for the next merge.")
        archive = open_archive(self.settings)
        taken = sum(take_readings(archive, other) for other in others)
        with counting("reading") as progress:
            damages = read_waiting(archive, progress)
        unseen = hidden(archive)
        reschedule(archive.database, self.settings)
        archive.close()
        said = sum(take_judgements(self.archive_dir, other) for other in others)
        print(f"{taken} readings taken over.{f' {said} verdicts of auditors came along.' if said else ''}")
        for damage in damages:
            print(f"Damaged: {damage}", file=sys.stderr)
        if unseen:
            print(
                f"{unseen} pages were read by another extractor and are not shown: run `scrapy reparse`.",
                file=sys.stderr,
            )
        return 1 if damages or unseen else 0
