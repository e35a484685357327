"""``scrapy checks``: what does not add up in the reports, and whose mistake it is."""

import argparse
import sys
from typing import TYPE_CHECKING

from crawler.table_command import TableCommand

if TYPE_CHECKING:
    from audit.checks import Findings


class Command(TableCommand):
    columns = (
        ("id", "id"),
        ("publisher", "publisher"),
        ("report_year", "year"),
        ("rule", "rule"),
        ("scope", "of"),
        ("left", "left"),
        ("right", "right"),
        ("delta", "delta"),
        ("cell", "cell"),
        ("suggested", "would fit"),
        ("attribution", "whose"),
        ("verdict", "verdict"),
    )
    times = ("captured_at", "first_seen", "judged_at")
    narrows = ("publisher", "report_year", "since")
    nothing = "Nothing that was checked contradicts itself."

    def short_desc(self) -> str:
        return "List what does not add up: both sides, the cell, whose mistake, what auditors said"

    def long_desc(self) -> str:
        return (
            "List every identity that fails in a report as it is published now: within its tables, against the year before in "
            "every version of it, against its own prose and other carriers, and texts that others have too. A value that would "
            "fit is a hint and is written nowhere else. The last line says how much was checked. --since asks for reports whose "
            "figures were first seen then or later. Examples: `scrapy checks --severity strict --open`; "
            "`scrapy checks --csv > sheet.csv`, fill in the columns verdict, who and note, then `scrapy triage --csv sheet.csv`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--severity", choices=("strict", "usual", "hint"), help="only identities of this weight")
        parser.add_argument("--rule", help="only this rule, as the column says: T3-FLOW, X-CARRY, COPY-PEER")
        parser.add_argument("--open", action="store_true", help="only what nobody has judged as it stands now")
        parser.add_argument("--all", action="store_true", help="also what could not be assessed, and why")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from archive.triage import read_triage  # noqa: PLC0415
        from audit.checks import Wanted, findings, listed  # noqa: PLC0415
        from audit.triage import Desk  # noqa: PLC0415

        archive = self.open_archive(args, opts)
        triage = read_triage(archive.folder)
        gathered = findings(archive.database, self.selection(opts))
        archive.close()
        wanted = Wanted(opts.severity, opts.rule, opts.open, opts.all)
        rows = self.print_rows(listed(gathered, Desk(triage), wanted), opts)
        sys.stdout.flush()
        print(_totals(gathered, rows), file=sys.stderr)
        for damage in triage.damages:
            print(f"Damaged: {damage}", file=sys.stderr)
        return 0


def _totals(gathered: "Findings", rows: int) -> str:
    from audit.checks import counted  # noqa: PLC0415
    from extraction.report import Verdict  # noqa: PLC0415

    counts = counted(gathered)
    return (
        f"{rows} findings on {gathered.reports} reports. Of {counts.total()} identities applied {counts[Verdict.PASS]} hold, "
        f"{counts[Verdict.PASS_BLANK_ZERO]} hold if blanks count as zero, {counts[Verdict.FAIL]} fail and "
        f"{counts[Verdict.NOT_ASSESSABLE]} could not be assessed (--all lists them). {gathered.without_year_before} reports "
        "have no report on the year before to be compared with."
    )
