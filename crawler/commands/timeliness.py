"""``scrapy timeliness``: which reports were public in time, and what proves it."""

import argparse

from crawler.table_command import TableCommand


class Command(TableCommand):
    columns = (
        ("portal", "portal"),
        ("publisher", "publisher"),
        ("report_year", "year"),
        ("due", "due (Beijing)"),
        ("verdict", "verdict"),
        ("days_late_min", "days late"),
        ("days_late_max", "at most"),
        ("last_absent", "last absent"),
        ("first_seen", "first seen"),
        ("claimed_dates", "printed dates"),
        ("claimed_date_contradicted", "contradicted"),
    )
    times = ("due", "last_absent", "first_seen")
    nothing = "The archive holds no such report, and no list that lets expect one."
    narrows = ("publisher", "report_year", "since")

    def short_desc(self) -> str:
        return "List for every publisher and year when the report was first seen, last absent, and whether that was in time"

    def long_desc(self) -> str:
        return (
            "List for every publisher and year when the report was first seen, when the lists that name it last lacked it, and "
            "when it was due by article 49 of the regulation. A report was published between the two instants. "
            "on_time: seen before the day was over. late: absent after it, seen later. undetermined: first seen after it, and no "
            "list tells since when it was there. missing_after_deadline: absent after it, never seen. not_observed: never seen, "
            "and no such list was read to its end. Bodies the law names no day for have no verdict. "
            "Times are Beijing time in the table, UTC in --json and --csv. Example: `scrapy timeliness --year 2023 --csv`."
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from audit.timeliness import publications  # noqa: PLC0415

        archive = self.open_archive(args, opts)
        self.print_rows(publications(archive.database, self.selection(opts)), opts)
        archive.close()
        return 0
