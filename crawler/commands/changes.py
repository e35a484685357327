"""``scrapy changes``: which figure changed, from what to what, between which two moments."""

import argparse

from crawler.command import TableCommand


class Command(TableCommand):
    columns = (
        ("portal", "portal"),
        ("publisher", "publisher"),
        ("report_year", "year"),
        ("label", "figure"),
        ("applicant_label", "applicant"),
        ("old", "old"),
        ("new", "new"),
        ("not_before", "after (Beijing)"),
        ("not_after", "not later than"),
        ("unusable_visits", "no reading between"),
        ("url", "page"),
    )
    times = ("not_before", "not_after")
    nothing = "No figure changed between any two visits."

    def short_desc(self) -> str:
        return "List every figure that changed, old and new, and between which two moments"

    def long_desc(self) -> str:
        return (
            "List every figure that changed between two visits of the same page. The change happened after the first "
            "instant and no later than the second. A report published again under another address is another page. "
            "Times are Beijing time in the table, UTC in --json and --csv. "
            "Example: `scrapy changes --portal jiangsu_changzhou --csv`."
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from audit.changes import figure_changes  # noqa: PLC0415

        archive = self.open_archive(args, opts)
        self.print_rows(figure_changes(archive.database, opts.portal), opts)
        archive.close()
        return 0
