"""``scrapy reports``: every report in the database, counted."""

import argparse
import sys

from crawler.table_command import TableCommand


class Command(TableCommand):
    columns = (
        ("portal", "portal"),
        ("publisher", "publisher"),
        ("report_year", "year"),
        ("format", "layout"),
        ("figures_read", "figures"),
        ("figures_due", "of"),
        ("claims", "in prose"),
        ("checks_passed", "passed"),
        ("checks_failed", "failed"),
        ("flags", "flags"),
    )
    nothing = "The archive holds no such report."
    narrows = ("publisher", "report_year")

    def short_desc(self) -> str:
        return "List every report: layout, figures read, checks passed and failed, flags"

    def long_desc(self) -> str:
        return (
            "List every report in its newest usable capture, the fullest of its renditions, with what was read in it. Figures "
            "count only if they are numbers; checks are the strict identities. "
            "Example: `scrapy reports --publisher 常州市人民政府`."
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from audit.reports import copy_count, report_lines  # noqa: PLC0415

        archive = self.open_archive(args, opts)
        self.print_rows(report_lines(archive.database, self.selection(opts)), opts)
        copies = copy_count(archive.database, opts.portal)
        archive.close()
        if copies:
            left = "1 unofficial copy is" if copies == 1 else f"{copies} unofficial copies are"
            print(f"{left} left out; reports.db holds what they say in the view `copy`.", file=sys.stderr)
        return 0
