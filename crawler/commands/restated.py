"""``scrapy restated``: which figures one version of the extractor reads differently than another, in the same bytes."""

import argparse

from crawler.command import SentenceError
from crawler.table_command import TableCommand


class Command(TableCommand):
    columns = (
        ("portal", "portal"),
        ("publisher", "publisher"),
        ("report_year", "year"),
        ("label", "figure"),
        ("applicant_label", "applicant"),
        ("old", "old reading"),
        ("new", "new reading"),
        ("snapshots", "states"),
        ("captured_at", "captured (Beijing)"),
        ("url", "page"),
    )
    times = ("captured_at",)
    narrows = ("publisher", "report_year")
    nothing = "No figure reads differently."

    def short_desc(self) -> str:
        return "List every figure that two versions of the extractor read differently in the same capture"

    def long_desc(self) -> str:
        return (
            "List every figure that one version of the extractor read differently than another in the same archived bytes: what an "
            "upgrade restated. The reports did not change, so none of it is ever listed by `scrapy changes`. Without options the "
            "version whose readings count is compared with the one before it. Example: `scrapy restated --from 3 --to 4 --csv`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--from", dest="old", metavar="VERSION", help="the earlier version of the extractor")
        parser.add_argument("--to", dest="new", metavar="VERSION", help="the later one")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from archive.readings import chosen_extractor  # noqa: PLC0415
        from audit.restated import restated, versions  # noqa: PLC0415

        archive = self.open_archive(args, opts)
        known = versions(archive.database)
        new = opts.new or chosen_extractor(archive.database)
        earlier = known[: known.index(new)] if new in known else []
        old = opts.old or (earlier[-1] if earlier else None)
        unknown = [version for version in (old, new) if version is not None and version not in known]
        if unknown or old is None or new is None:
            archive.close()
            told = f"no readings of extractor {unknown[0]}" if unknown else "no readings of an earlier extractor"
            raise SentenceError(f"The database holds {told}; it holds those of {', '.join(known) or 'none'}.")
        self.print_rows(restated(archive.database, old, new, self.selection(opts)), opts)
        archive.close()
        return 0
