"""``scrapy search TERM…``: which sections of the reports say something."""

import argparse
import sys

from scrapy.exceptions import UsageError

from crawler.command import SentenceError
from crawler.table_command import TableCommand


class Command(TableCommand):
    columns = (
        ("portal", "portal"),
        ("publisher", "publisher"),
        ("report_year", "year"),
        ("heading", "section"),
        ("snippet", "text"),
        ("url", "page"),
    )
    times = ("captured_at",)
    nothing = "No section says so."
    narrows = ("publisher", "report_year")

    def syntax(self) -> str:
        return "[options] TERM…"

    def short_desc(self) -> str:
        return "Search the texts of the reports; one and two Chinese characters are found too"

    def long_desc(self) -> str:
        return (
            "List the sections of the reports, in their newest usable capture, that hold every term, with the place marked. A term "
            "is found as it is written, also across a line break; quote one that holds blanks. Numbers count whole: 27 is not "
            "found in 127. "
            "Example: `scrapy search 纠正 行政复议 --year 2022`."
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from audit.search import NothingToSearchForError, search  # noqa: PLC0415

        if not args:
            raise UsageError("name what to search for", print_help=False)
        archive = self.open_archive([], opts)
        try:
            found = self.print_rows(search(archive.database, args, self.selection(opts)), opts)
            if not found and not archive.database.execute("SELECT 1 FROM texts.section LIMIT 1").fetchone():
                print("texts.db holds no text: run `scrapy reparse`.", file=sys.stderr)
        except NothingToSearchForError as error:
            raise SentenceError(str(error)) from error
        finally:
            archive.close()
        return 0
