"""``scrapy genspider -t portal NAME URL``: the finished spider of a portal, from what its pages show; other templates as ever."""

import textwrap
from typing import TYPE_CHECKING, Any

from scrapy.commands import genspider
from scrapy.exceptions import UsageError

if TYPE_CHECKING:
    from crawler.sought import Search

PORTAL = "portal"


class Command(genspider.Command):
    """Scrapy's command; for the template ``portal`` it visits the portal first."""

    requires_crawler_process = True

    def long_desc(self) -> str:
        return (
            "Write a spider. With `-t portal` the portal is visited: its CMS family and its list of annual reports are found from "
            "the home page, the list or one report, as `scrapy crawl any_portal` does, and the spider is written from that. "
            "Read it, and complete what it says is not known. "
            "Example: `scrapy genspider -t portal jiangsu_nanjing https://www.nanjing.gov.cn/`."
        )

    def _generate_template_variables(self, module: str, name: str, url: str, template_name: str) -> dict[str, Any]:
        variables = super()._generate_template_variables(module, name, url, template_name)
        if template_name != PORTAL:
            return variables
        from crawler.contact import missing_contact  # noqa: PLC0415

        assert self.settings is not None  # noqa: S101 - set by Scrapy before run
        if (problem := missing_contact(self.settings)) is not None:
            raise UsageError(problem, print_help=False)
        search = self._visit(url)
        print(search.finding)
        return variables | _found(search)

    def _visit(self, url: str) -> "Search":
        from crawler.any_portal import AnyPortalSpider  # noqa: PLC0415
        from crawler.sought import Search  # noqa: PLC0415

        assert self.crawler_process is not None  # noqa: S101 - set by Scrapy before run
        crawler = self.crawler_process.create_crawler(AnyPortalSpider)
        self.crawler_process.crawl(crawler, url=url, adcode="000000", walks=False)
        self.crawler_process.start()
        spider = crawler.spider
        return spider.searches[0] if isinstance(spider, AnyPortalSpider) and spider.searches else Search(url)


def _found(search: "Search") -> dict[str, str]:
    """Return what the template needs; where nothing was recognised, a base that seeks at every crawl."""
    from audit.divisions import division_named  # noqa: PLC0415

    unit = division_named(search.place)
    known = {
        "adcode": unit.adcode if unit else "000000",
        "portal": unit.name if unit else "名称",
        "finding": "\n".join(textwrap.wrap(search.finding, 128, initial_indent=" " * 27)).strip(),
    }
    if search.recognised is None:
        return known | {
            "imports": "from crawler.sought import SoughtPortalSpider",
            "base": "SoughtPortalSpider",
            "family": "",
        }
    family = type(search.recognised.family)
    return known | {
        "imports": f"from {family.__module__} import {family.__name__}\nfrom crawler.portal import PortalSpider",
        "base": "PortalSpider",
        "family": f"    family = {family.__name__}()\n",
        "url": search.column,
    }
