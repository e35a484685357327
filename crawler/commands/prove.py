"""``scrapy prove CAPTURE``: a folder that shows what was captured and can be checked with Python alone."""

import argparse
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand, SentenceError


class Command(ArchiveCommand):
    def syntax(self) -> str:
        return "[options] CAPTURE"

    def short_desc(self) -> str:
        return "Write a capture with its proof, to be checked without this program"

    def long_desc(self) -> str:
        return (
            "Write a folder with the records of a capture, the proof that they stand in the log, the signed checkpoint, the public "
            "key and a small checker that needs Python and nothing else: `python3 check.py` in that folder. CAPTURE is an id of "
            "the columns `capture` or `scan` in reports.db (a scan proves what a list showed, and what it did not), or an address, "
            "which stands for its newest whole capture. "
            "Example: `scrapy prove https://www.changzhou.gov.cn/gi_news/886167835328449 --to proof`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--to", type=Path, default=Path("proof"), metavar="FOLDER", help="default: proof")
        parser.add_argument(
            "--at",
            metavar="CHECKPOINT",
            help="prove it by this checkpoint, which its reader keeps; default: the newest",
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from archive import Archive  # noqa: PLC0415
        from archive.exhibit import exhibits  # noqa: PLC0415
        from archive.proof import prove  # noqa: PLC0415

        if len(args) != 1:
            raise UsageError("name one capture", print_help=False)
        at = self.checkpoints(opts.at)[-1] if opts.at else None
        archive = Archive.read(self.archive_dir)
        found = exhibits(archive, args[0])
        archive.close()
        if not found:
            raise SentenceError(f"The archive holds no {args[0]}; `scrapy reports --csv` lists the addresses it holds.")
        checkpoint = prove(self.archive_dir, found, opts.to, at=at)
        print(f"{opts.to}: {found[0].what}.")
        print(f"Proven by the checkpoint {checkpoint.line}")
        print(f"Check it with `python3 {opts.to / 'check.py'}`.")
        return 0
