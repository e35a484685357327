"""``scrapy coverage``: publisher by year, what is there and what is missing."""

import argparse
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crawler.table_command import TableCommand

if TYPE_CHECKING:
    from audit.coverage import Cell


class Command(TableCommand):
    nothing = "The archive holds no such report, and no list that lets expect one."
    narrows = ("publisher", "report_year", "since")
    columns = tuple((name, name) for name in ("portal", "publisher", "report_year", "state", "why"))

    def short_desc(self) -> str:
        return "Show publisher by year: reports that are there and add up or not, withdrawn, overdue, not observed"

    def long_desc(self) -> str:
        return (
            "Show a matrix of publishers and years; --json and --csv print one row for each of its cells, with what the state "
            "rests on. 有且一致 consistent: figures are read, strict identities hold. 有·勾稽有误 inconsistent: one fails. "
            "有·表格不可读 unreadable: a table is a picture, blank or lacking. 已撤下 withdrawn: it was there and is gone. "
            "逾期未见 missing: lists read to their end after the day it was due lacked it. 未观察 not_observed: never seen, "
            "which is all that can be said. Years go from the first known of a body to the last that was due. "
            "Example: `scrapy coverage --portal jiangsu_changzhou`."
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from audit.coverage import coverage  # noqa: PLC0415

        archive = self.open_archive(args, opts)
        cells = list(coverage(archive.database, self.selection(opts)))
        archive.close()
        if opts.json or opts.csv or not cells:
            self.print_rows(cells, opts)
        else:
            self._print_matrix(cells)
        return 0

    def _print_matrix(self, cells: "Sequence[Cell]") -> None:
        from audit.coverage import WORDS  # noqa: PLC0415

        years = sorted({cell.report_year for cell in cells})
        rows: dict[tuple[str, str], dict[int, str]] = {}
        for cell in cells:
            rows.setdefault((cell.portal, cell.publisher), {})[cell.report_year] = WORDS[cell.state]
        headings = [(heading, False) for heading in ("portal", "publisher", *map(str, years))]
        self.print_grid(headings, ([*who, *(states.get(year, "") for year in years)] for who, states in rows.items()))
        counts = Counter(cell.state for cell in cells)
        print(*(f"{word} {counts[state]}" for state, word in WORDS.items()), sep="   ")
