"""``scrapy extract FILE``: one file to a report on standard output; touches no archive."""

import argparse
import json
import logging
import sys
from pathlib import Path
from typing import Any

from scrapy.exceptions import UsageError

from crawler.command import SentenceCommand, SentenceError


class Command(SentenceCommand):
    def syntax(self) -> str:
        return "[options] FILE"

    def short_desc(self) -> str:
        return "Read the report in one file and print it"

    def long_desc(self) -> str:
        return (
            "Read the report in one file (HTML, text, PDF, Office, a picture; - for standard input) and print what it says. "
            "Examples: `scrapy extract page.html`, `scrapy extract page.html --json --url http://www.example.gov.cn/a.html`, "
            "`scrapy extract page.html --explain requests.new --applicant natural_person`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", help="address the file was fetched from")
        parser.add_argument("--content-type", help="Content-Type header it came with")
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="print everything as JSON")
        form.add_argument("--explain", metavar="INDICATOR", help="print the evidence for one figure, by its code")
        parser.add_argument("--applicant", metavar="CODE", help="column of the request table (default: total)")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from extraction import UnreadablePayload, extract  # noqa: PLC0415
        from extraction.explain import UnknownFigure, explain  # noqa: PLC0415

        if len(args) != 1:
            raise UsageError("name one file", print_help=False)
        if opts.applicant and not opts.explain:
            raise SentenceError("--applicant names a column for --explain INDICATOR; give both.")
        _tell_times()
        try:
            payload = sys.stdin.buffer.read() if args[0] == "-" else Path(args[0]).read_bytes()
            if opts.explain:
                lines = explain(payload, opts.explain, opts.applicant, url=opts.url, content_type=opts.content_type)
                print(*lines, sep="\n")
                return 0
            report = extract(payload, url=opts.url, content_type=opts.content_type)
        except OSError as error:
            raise SentenceError(f"Cannot read {args[0]}: {error.strerror}.") from error
        except UnknownFigure as error:
            raise SentenceError(str(error)) from error
        except UnreadablePayload as error:
            raise SentenceError(f"{args[0]}: {error}") from error
        if opts.json:
            json.dump(report.as_json(), sys.stdout, ensure_ascii=False, indent=1)
            print()
        else:
            self._print(report.as_json())
        return 0

    def _print(self, report: dict[str, Any]) -> None:
        for name in ("title", "publisher", "publisher_kind", "publisher_level", "report_year", "format"):
            print(f"{name:15} {report[name]}")
        for claimed in (*report["dates"], *report["codes"]):
            print(f"{claimed['kind']:15} {claimed.get('date') or claimed['raw']} ({claimed['name']})")
        for seen in report["observations"]:
            print(f"{seen['value'] or '<' + seen['status'] + '>':>12}  {seen['indicator']} {seen['applicant'] or ''}")
        for check in report["checks"]:
            if check["verdict"] != "pass":
                print(
                    f"{check['verdict']:15} {check['identity']} {check['scope'] or ''}: {check['left']} / {check['right']}"
                )
        for flag in report["flags"]:
            print(f"flag            {flag['code']}: {flag['detail']}")


def _tell_times() -> None:
    """Show on standard error how long each table of a picture took; the report holds nothing that differs from run to run."""
    times = logging.getLogger("extraction.ocr")
    times.addHandler(logging.StreamHandler())
    times.setLevel(logging.INFO)
