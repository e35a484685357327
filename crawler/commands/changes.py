"""``scrapy changes``: what changed, from what to what, between which two moments."""

import argparse
import gc
import sys

from crawler.table_command import TableCommand

CHANGED = 3
"""Exit code of ``--fail-on-change``."""


class Command(TableCommand):
    columns = (
        ("id", "id"),
        ("kind", "kind"),
        ("portal", "portal"),
        ("publisher", "publisher"),
        ("report_year", "year"),
        ("label", "what"),
        ("applicant_label", "applicant"),
        ("old", "old"),
        ("new", "new"),
        ("not_before", "after (Beijing)"),
        ("not_after", "not later than"),
        ("unusable", "no reading between"),
        ("effect", "effect"),
        ("detail", "evidence"),
        ("verdict", "verdict"),
        ("url", "page"),
    )
    times = ("not_before", "not_after", "judged_at")
    narrows = ("publisher", "report_year", "since")
    nothing = "Nothing changed between any two visits."

    def short_desc(self) -> str:
        return "List what changed, old and new, and between which two moments"

    def long_desc(self) -> str:
        return (
            "List every figure that changed between two usable visits of the same page, then reports that were withdrawn, moved, "
            "replaced or came back, then changes below the figures: tables, narrative, metadata, attachments, links. Noise "
            "such as counters is counted only. A change happened after the first instant and no later than the second; visits "
            "in between that could not tell are counted by how they ended. "
            "Times are Beijing time in the table, UTC in --json and --csv. "
            "Example: `scrapy changes --portal jiangsu_changzhou --since 2023-03 --csv`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        from audit.findings import KINDS  # noqa: PLC0415

        super().add_options(parser)
        parser.add_argument(
            "--layer",
            action="append",
            choices=KINDS,
            help="only changes whose highest differing layer is this one; may be given several times; default: all but noise",
        )
        parser.add_argument("--open", action="store_true", help="only what nobody has judged: see `scrapy triage`")
        parser.add_argument("--fail-on-change", action="store_true", help=f"exit with {CHANGED} if anything is listed")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from archive.triage import read_triage  # noqa: PLC0415
        from audit.findings import USUAL, findings  # noqa: PLC0415
        from audit.judged_changes import listed_changes  # noqa: PLC0415
        from audit.triage import Desk  # noqa: PLC0415

        gc.disable()  # a row for each of a hundred thousand visits, all wanted to the end: there is nothing to collect
        archive = self.open_archive(args, opts)
        found = findings(archive.database, self.selection(opts), opts.layer or USUAL)
        archive.close()
        triage = read_triage(archive.folder)
        listed = self.print_rows(listed_changes(found.changes, Desk(triage), only_open=opts.open), opts)
        if not opts.layer and (noise := found.left_out["noise"]):
            # Beside the rows, so that what a program reads stays rows.
            print(
                f"{noise} times a page differed in noise alone, such as counters; `--layer noise` lists them.",
                file=sys.stderr,
            )
        for damage in triage.damages:
            print(f"Damaged: {damage}", file=sys.stderr)
        return CHANGED if opts.fail_on_change and listed else 0
