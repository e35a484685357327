"""What the commands share that print rows: a table for people, JSON or CSV for machines, narrowed to what was asked for."""

import argparse
import csv
import dataclasses
import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand, SentenceError

if TYPE_CHECKING:
    from archive import Archive
    from audit.selection import Selection


class TableCommand(ArchiveCommand):
    """A command that prints rows: a table for people, ``--json`` or ``--csv`` for programs."""

    columns: Sequence[tuple[str, str]]
    """(field of the row, heading of the table for people)"""
    times: Sequence[str] = ()
    """Fields that hold an instant: UTC for programs, Beijing time in the table for people."""
    nothing = "Nothing found."
    narrows: Sequence[str] = ()
    """Fields of `audit.selection.Selection` a user may narrow the answer by, besides the portal."""
    _unheard: str | None = None
    """What to say instead of an empty answer, because no report prints the publisher asked for."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--portal", help="only this portal, by its spider's name")
        if "publisher" in self.narrows:
            parser.add_argument("--publisher", help="only this publisher, as its reports print it: 常州市人民政府")
        if "report_year" in self.narrows:
            parser.add_argument("--year", type=int, help="only reports on this year")
        if "since" in self.narrows:
            parser.add_argument(
                "--since",
                metavar="WHEN",
                help="only what is newer, Beijing time: 2023-03, 2023-03-01, 2023-03-01T08:00",
            )
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="print one JSON array with every field")
        form.add_argument("--csv", action="store_true", help="print CSV with every field")

    def open_archive(self, args: list[str], opts: argparse.Namespace) -> "Archive":
        """Open the archive for reading; a portal it holds nothing of is a mistake, not an empty answer."""
        from archive import Archive  # noqa: PLC0415
        from audit.reports import unheard  # noqa: PLC0415

        if args:
            raise UsageError(f"unexpected {' '.join(args)}; did you mean --portal?", print_help=False)
        archive = Archive.read(self.archive_dir)
        try:
            self.require_crawl(archive, opts.portal)
        except SentenceError:
            archive.close()
            raise
        publisher = vars(opts).get("publisher")
        self._unheard = unheard(archive.database, publisher) if publisher else None
        return archive

    def selection(self, opts: argparse.Namespace) -> "Selection":
        """Return what the user narrowed the answer to. Raises `SentenceError` for a date that is none."""
        from archive.beijing import BEIJING  # noqa: PLC0415
        from archive.moments import stretch  # noqa: PLC0415
        from archive.warc import warc_date  # noqa: PLC0415
        from audit.selection import Selection  # noqa: PLC0415

        given = vars(opts)
        since = given.get("since")
        try:
            first = warc_date(stretch(since, BEIJING)[0]) if since else None
        except ValueError as error:
            raise SentenceError(f"--since: {error}.") from error
        return Selection(given["portal"], given.get("publisher"), given.get("year"), first)

    def print_rows(self, rows: Iterable[Any], opts: argparse.Namespace) -> int:
        """Print dataclass rows in the form asked for; return how many. A misspelt publisher is no empty answer."""
        dicts = [dataclasses.asdict(row) for row in rows]
        if not dicts and self._unheard:
            raise SentenceError(self._unheard)
        if opts.json:
            # A row a line: with more than that json takes ten times as long, half a second for a thousand changes.
            print("[" + ",\n ".join(json.dumps(row, ensure_ascii=False) for row in dicts) + "]")  # noqa: T201
        elif opts.csv:
            writer = csv.DictWriter(sys.stdout, list(dicts[0]) if dicts else [name for name, _ in self.columns])
            writer.writeheader()
            writer.writerows(_for_spreadsheets(row) for row in dicts)
        elif dicts:
            self._print_table(dicts)
        else:
            print(self.nothing)  # noqa: T201
        return len(dicts)

    def _print_table(self, dicts: list[dict[str, Any]]) -> None:
        headings = [(heading, isinstance(dicts[0][name], int)) for name, heading in self.columns]
        self.print_grid(headings, ([self._shown(name, row[name]) for name, _ in self.columns] for row in dicts))

    def print_grid(self, headings: Iterable[tuple[str, bool]], rows: Iterable[Sequence[str]]) -> None:
        """Print a table for people; a heading says whether its column is flush right."""
        from rich import box  # noqa: PLC0415
        from rich.console import Console  # noqa: PLC0415
        from rich.table import Table  # noqa: PLC0415

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
        for heading, is_right in headings:
            table.add_column(heading, justify="right" if is_right else "left", overflow="fold")
        for row in rows:
            table.add_row(*row)
        # Into a pipe or file a table is printed as wide as it needs to be, not folded to a terminal nobody has.
        Console(width=None if sys.stdout.isatty() else 240, highlight=False, markup=False).print(table)

    def _shown(self, name: str, value: object) -> str:
        if value is None:
            return ""
        if name not in self.times:
            return str(value)
        from archive.beijing import beijing_time  # noqa: PLC0415

        return beijing_time(str(value))


def _for_spreadsheets(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row with every text that a spreadsheet would run made harmless: what a page said is nobody's formula."""
    from audit.release.sheet import harmless  # noqa: PLC0415

    return {name: harmless(value) if isinstance(value, str) else value for name, value in row.items()}
