"""``scrapy list``: the portals that have a spider, and whether each has met its portal; in place of Scrapy's command."""

import argparse
from typing import TYPE_CHECKING, cast

from crawler.table_command import TableCommand

if TYPE_CHECKING:
    from crawler.portal import PortalSpider


class Command(TableCommand):
    columns = (
        ("spider", "spider"),
        ("portal", "portal"),
        ("division", "division"),
        ("family", "family"),
        ("state", "tried live"),
    )

    division_columns = (
        ("adcode", "adcode"),
        ("division", "division"),
        ("level", "level"),
        ("portal", "portal"),
        ("spiders", "spiders"),
    )

    def short_desc(self) -> str:
        return "List the portals that have a spider, with their state"

    def long_desc(self) -> str:
        return (
            "List the portals that have a spider: the unit it belongs to, its CMS family, and the day it first ran against the "
            "live portal (`untried`: it has met replicas only). With --divisions every unit of the register from province "
            "to county, with its portal where that is known. Any portal without a spider: `scrapy crawl any_portal -h`. "
            "Examples: `scrapy list`, `scrapy list --names`, `scrapy list --divisions --csv`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--names", action="store_true", help="print names only, one a line, as Scrapy's own command does"
        )
        parser.add_argument("--divisions", action="store_true", help="print every unit of the register instead")
        parser.add_argument("--markdown", action="store_true", help="print the table of the README")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:  # noqa: ARG002
        from scrapy.spiderloader import get_spider_loader  # noqa: PLC0415

        from crawler.any_portal import AnyPortalSpider  # noqa: PLC0415
        from crawler.coverage import by_division, coverage, markdown  # noqa: PLC0415

        loader = get_spider_loader(self.settings)
        names = [name for name in loader.list() if name != AnyPortalSpider.name and opts.portal in {None, name}]
        rows = coverage(cast("type[PortalSpider]", loader.load(name)) for name in names)
        if opts.names:
            print("\n".join(sorted(names)))
        elif opts.markdown:
            print(markdown(rows), end="")
        elif opts.divisions:
            self.columns = self.division_columns
            self.print_rows(by_division(rows), opts)
        else:
            self.print_rows(rows, opts)
        return 0
