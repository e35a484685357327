"""``scrapy triage``: what an auditor makes of a finding or a change, kept for good."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand, SentenceError

if TYPE_CHECKING:
    from archive import Archive
    from archive.triage import Judgement
    from audit.triage import Desk, Judgeable

_VERDICTS = ("confirmed", "dismissed", "question")


class Command(ArchiveCommand):
    def syntax(self) -> str:
        return "ID confirmed|dismissed|question --who NAME [--note TEXT] | --csv FILE"

    def short_desc(self) -> str:
        return "Record what you make of a finding or a change: confirmed, dismissed or question"

    def long_desc(self) -> str:
        return (
            "Record a verdict on a finding or a change: its id as `scrapy checks` or `scrapy changes` prints it, or the beginning "
            "of it. Verdicts are appended to triage.jsonl in the archive folder and never rewritten; a later one counts before an "
            "earlier one. A verdict holds for the values it was given on and survives every re-parse; when the values change, it "
            "is open again and the old verdict is shown as its history. --csv reads the sheet that either command printed so, "
            "its columns verdict, who and note filled in; all rows are checked before any is recorded. "
            "Example: `scrapy triage f3a5ed68 confirmed --who 王芳 --note 已致电核实`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--who", metavar="NAME", help="who says so")
        parser.add_argument("--note", metavar="TEXT", default="", help="why")
        parser.add_argument("--csv", type=Path, metavar="FILE", help="read verdicts from a sheet")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from archive import Archive  # noqa: PLC0415
        from archive.triage import append_judgements, read_triage  # noqa: PLC0415
        from audit.triage import Desk  # noqa: PLC0415

        if opts.csv is not None and (args or opts.who or opts.note):
            raise UsageError("--csv FILE takes verdict, who and note from the sheet", print_help=False)
        if opts.csv is None and (len(args) != 2 or args[1] not in _VERDICTS or not opts.who):
            raise UsageError(f"give an id, one of {', '.join(_VERDICTS)}, and --who NAME", print_help=False)
        archive = Archive.read(self.archive_dir)
        triage = read_triage(archive.folder)
        desk = Desk(triage)
        judgements = _sheet(archive, opts.csv, desk) if opts.csv else [_single(archive, args, opts)]
        archive.close()
        if judgements:
            append_judgements(archive.folder, judgements)
        for judgement in judgements:
            print(f"{judgement.id} {judgement.verdict}: {' '.join(filter(None, judgement.subject))}")
        print(f"{len(judgements)} verdicts recorded in {archive.folder / 'triage.jsonl'}.")
        for damage in triage.damages:
            print(f"Damaged: {damage}", file=sys.stderr)
        return 0


def _things(archive: "Archive") -> "Iterator[tuple[str, Judgeable]]":
    """Yield all that can be judged, with its kind."""
    from audit import findings as history  # noqa: PLC0415
    from audit.checks import FINDING, findings  # noqa: PLC0415
    from audit.judged_changes import CHANGE, thing_of  # noqa: PLC0415

    for one in findings(archive.database).found:
        yield FINDING, one
    for change in history.findings(archive.database, kinds=history.KINDS).changes:
        yield CHANGE, thing_of(change)


def _single(archive: "Archive", args: list[str], opts: argparse.Namespace) -> "Judgement":
    from archive.triage import Opinion  # noqa: PLC0415
    from audit.triage import UnknownIdError, judged, pick  # noqa: PLC0415

    try:
        kind, one = pick(args[0], _things(archive))
    except UnknownIdError as error:
        raise SentenceError(f"{error} `scrapy checks --all` and `scrapy changes` list what there is.") from error
    return judged(kind, one, Opinion(args[1]), opts.who, opts.note)


def _sheet(archive: "Archive", path: Path, desk: "Desk") -> "list[Judgement]":
    from audit.triage_sheet import SheetError, read_sheet  # noqa: PLC0415

    try:
        return read_sheet(path.read_bytes(), _things(archive), desk)
    except OSError as error:
        raise SentenceError(f"Cannot read {path}: {error.strerror}.") from error
    except SheetError as error:
        raise SentenceError(f"{path}: nothing was recorded.\n{error}") from error
