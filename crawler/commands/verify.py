"""``scrapy verify``: every byte of the archive against the log, the log against its checkpoints, the rows against the bytes."""

import argparse
import sys
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand, SentenceError


class Command(ArchiveCommand):
    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Prove that the archive is what was written, and has only grown"

    def long_desc(self) -> str:
        return (
            "Read every WARC file again and compare its bytes with the log, the log with the signed checkpoints, and reports.db "
            "with the records; every problem is a sentence with file and offset. Whoever can write the archive can begin it "
            "anew as a whole, so keep checkpoints elsewhere: the line a crawl prints at its end, or a copy of log/checkpoints. "
            "--since proves that nothing of what such a checkpoint covers was changed or removed. "
            "Exit code 0: nothing is wrong; 1: something is. "
            "Examples: `scrapy verify --workers 4`, `scrapy verify --since copy-of-checkpoints`, "
            "`scrapy verify --since 'nianbao/5f1c2e9a0b7d4418 1234 T0Vf…='`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--since", metavar="CHECKPOINT", help="a checkpoint kept elsewhere: a file, a note or the line from paper"
        )
        parser.add_argument("--workers", type=int, default=1, help="processes that read files side by side")
        parser.add_argument(
            "--resume",
            type=Path,
            metavar="FILE",
            help="remember in FILE what was read, and go on from there after an interruption",
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from archive.checkpoint import verifier_key  # noqa: PLC0415
        from archive.verify import verify  # noqa: PLC0415
        from crawler.progress import counting  # noqa: PLC0415

        if args or opts.workers < 1:
            raise UsageError("verify takes no arguments, and at least one worker", print_help=False)
        if not any((self.archive_dir / "warc").glob("*.warc.gz*")) and not (self.archive_dir / "log").exists():
            raise SentenceError(
                f"There is no archive in {self.archive_dir}: run `scrapy crawl` first, or set ARCHIVE_DIR."
            )
        since = self.checkpoints(opts.since) if opts.since else []
        with counting("verifying", in_bytes=True) as progress:
            verdict = verify(
                self.archive_dir, since=since, workers=opts.workers, journal=opts.resume, progress=progress
            )
        for note in verdict.notes:
            print(note)
        for problem in verdict.problems:
            print(problem, file=sys.stderr)
        outcome = f"{len(verdict.problems)} problems" if verdict.problems else "nothing is wrong"
        print(
            f"{verdict.records} records in {verdict.files} files, {verdict.history.size} entries in the log: {outcome}."
        )
        if since and not verdict.problems:
            print("Since the checkpoint you kept the archive has only grown.")
        print(f"Checkpoint {verdict.history.line}")
        if verdict.history.keys:
            print(f"Key {verifier_key(verdict.history.origin, verdict.history.keys[-1][1])}")
        return 1 if verdict.problems else 0
