"""Every spider has a list fixture and a report fixture, or says that it is untried; what is read in them is golden.

A fixture whose `capture.json` says ``"from": "replica"`` comes from a replica: it guards the code and proves nothing of a portal.
"""

import json
from pathlib import Path
from typing import Any, cast

import pytest
from scrapy.http import Headers, TextResponse
from scrapy.responsetypes import responsetypes
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from crawler.any_portal import AnyPortalSpider
from crawler.items import ListScan
from crawler.portal import PortalSpider
from extraction import extract
from extraction.title import parse_title
from tests.conftest import Golden

FIXTURES = Path(__file__).parent / "fixtures"
LOADER = SpiderLoader.from_settings(get_project_settings())
NAMES = sorted({*LOADER.list()} - {AnyPortalSpider.name})
ROLES = ("list", "report")


def facts_of(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "capture.json").read_text(encoding="utf-8")))


def live(folder: Path) -> bool:
    return (folder / "capture.json").exists() and facts_of(folder).get("from") != "replica"


def read_list(spider: type[PortalSpider], folder: Path) -> dict[str, Any]:
    facts = facts_of(folder)
    body = (folder / "page.html").read_bytes()
    headers = Headers({"Content-Type": facts["content_type"]})
    kind = responsetypes.from_args(headers=headers, url=facts["url"], body=body)
    page = cast("TextResponse", kind(facts["url"], headers=headers, body=body))
    following = spider.family.next_page(page, ListScan(facts["url"], pages=1))
    return {
        "rows": [[row.title, row.url, row.date, parse_title(row.title).reason] for row in spider.family.rows(page)],
        "columns": sorted(set(spider.family.columns(page))),
        "declared": spider.family.declared(page)._asdict(),
        "next_page": following and [following.method, following.url],
    }


def read_report(_: type[PortalSpider], folder: Path) -> dict[str, Any]:
    facts = facts_of(folder)
    report = extract((folder / "page.html").read_bytes(), url=facts["url"], content_type=facts["content_type"])
    return report.as_json()


@pytest.mark.parametrize("name", NAMES)
def test_golden_fixtures_or_untried(name: str, golden: Golden) -> None:
    spider = cast("type[PortalSpider]", LOADER.load(name))
    folders = {role: FIXTURES / name / role for role in ROLES}
    assert spider.tried is None or all(live(folder) for folder in folders.values()), (
        f"{name} was tried: add its fixtures"
    )
    for role, read in zip(ROLES, (read_list, read_report), strict=True):
        if folders[role].exists():
            golden(folders[role] / "expected.json", read(spider, folders[role]))
