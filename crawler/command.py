"""What our commands share: where the archive is, errors as sentences."""

import argparse
import os
import sys
from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

if TYPE_CHECKING:
    from archive import Archive
    from archive.checkpoint import Checkpoint
    from audit.health import Margins


class SentenceError(Exception):
    """A mistake of the user's, or a fact to face: the message is one sentence that names the next step."""


class SentenceCommand(ScrapyCommand):
    """A command without a crawl. `execute` returns the exit code; what it says in a sentence is printed and gives 1."""

    requires_project = True
    requires_crawler_process = False

    def sentences(self) -> tuple[type[Exception], ...]:
        """Return the errors whose message is a sentence for the user."""
        return (SentenceError,)

    @abstractmethod
    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        """Do the work and return the exit code."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            self.exitcode = self.execute(args, opts)
            sys.stdout.flush()
        except self.sentences() as error:
            print(error, file=sys.stderr)  # noqa: T201
            self.exitcode = 1
        except BrokenPipeError:
            # The reader (`head`) has seen enough; nothing more may be written, not even at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class ArchiveCommand(SentenceCommand):
    """A command on the archive."""

    @property
    def archive_dir(self) -> Path:
        assert self.settings is not None  # noqa: S101 - set by Scrapy before run
        return Path(self.settings["ARCHIVE_DIR"])

    def open_for_writing(self) -> "Archive":
        """Open the archive, which enters what a killed crawl left. Raises `ArchiveError` if there is none."""
        from archive import ArchiveError  # noqa: PLC0415
        from crawler.opening import open_archive  # noqa: PLC0415

        assert self.settings is not None  # noqa: S101 - set by Scrapy before run
        if not any((self.archive_dir / "warc").glob("*.warc.gz*")):
            raise ArchiveError(
                f"There is no archive in {self.archive_dir}: run `scrapy crawl` first, or set ARCHIVE_DIR."
            )
        return open_archive(self.settings)

    def require_crawl(self, archive: "Archive", portal: str | None) -> None:
        """Raise `SentenceError` if the archive holds no crawl, or none of the portal: nothing found there would mean nothing."""
        known = [row["portal"] for row in archive.database.query("SELECT DISTINCT portal FROM run ORDER BY portal")]
        if not known:
            raise SentenceError(
                f"There is no crawl in {self.archive_dir} yet: run `scrapy crawl` first, or set ARCHIVE_DIR."
            )
        if portal is not None and portal not in known:
            raise SentenceError(f"The archive holds no crawl of {portal!r}, only of {', '.join(known)}.")

    def checkpoints(self, text: str) -> "list[Checkpoint]":
        """Read checkpoints a user kept: the name of a file, a note, or the line from paper."""
        from archive.checkpoint import parse  # noqa: PLC0415

        path = Path(text)
        try:
            found = parse(path.read_text("utf-8") if len(text.split()) == 1 else text)
        except (OSError, ValueError) as error:
            raise SentenceError(f"Cannot read a checkpoint from {text!r}: {error}") from error
        if not found:
            raise SentenceError(f"{text} holds no checkpoint.")
        return found

    def sentences(self) -> tuple[type[Exception], ...]:
        from archive import ArchiveError  # noqa: PLC0415

        return (SentenceError, ArchiveError)

    def margins(self) -> "Margins":
        """Return how far things may go before `audit.health` says so."""
        from audit.health import Margins  # noqa: PLC0415

        assert self.settings is not None  # noqa: S101 - set by Scrapy before run
        number = self.settings.getfloat
        return Margins(
            self.settings.getint("OVERDUE_MARGIN"),
            number("SHRUNK_TO"),
            number("RISEN_BY"),
            self.settings.getint("DISK_MARGIN"),
        )
