"""The annual-report column by its words: what portals call it in menus, breadcrumbs, metas and addresses."""

import re
from collections.abc import Iterator

from scrapy.http import HtmlResponse, TextResponse
from w3lib.url import canonicalize_url

from crawler.cms.rows import json_answer, links_named
from extraction.folding import fold

REPORT_COLUMN = re.compile(
    r"(?:法定)?(?:政府|政务)?信息公开(?:工作)?(?:年度)?(?:工作)?(?:年报|年度报告|报告)(?:专栏|列表)?|公开年报|(?:工作|公开)年报"
)
"""As seen in menus; 年度报告 alone is left to `any_portal`, because beside 法治政府建设 it means something else."""
YEAR_COLUMN = re.compile(r"20\d\d(?:年度?)?(?:政府信息公开(?:工作)?(?:年度报告|年报)|年报)?")
GROUP_COLUMN = re.compile(
    r"(?:市|县|区|省)?(?:人民)?(?:政府)?(?:办公室?|(?:工作)?部门|各?直(?:属)?(?:部门|单位|机关)|直各(?:部门|单位))(?:单位)?"
    r"|(?:各)?(?:乡镇|镇街?|街道|乡镇街道|镇(?:\(街道\))?|县\(?市?、?区\)?|区县|园区|开发区)(?:政府)?|市政府|县政府|区政府|本级|市本级"
)
SLUG = re.compile(r"[/=](?:(?:[a-z]{2})?(?:xx)?gk(?:gz)?n(?:d)?(?:b|bg)\d*|ndbg|nb_20\d\dn?)(?=[/._&]|$)")
"""Folders such as zfxxgknb, zfxxgknb82, gknb, bmxxgknb, gknb2017, ndbg, nb_2022n."""
_HOP = re.compile(
    r"""\blocation(?:\.href)?\s*=\s*['"]([^'"]+)['"]|\blocation\.(?:replace|assign)\(\s*['"]([^'"]+)['"]"""
)
_TRAIL = "//*[starts-with(normalize-space(), '{0}') and not(*[starts-with(normalize-space(), '{0}')])]"
_LONGEST_TRAIL = 300
_LONGEST_HOP = 2000
_HERE = ("当前位置", "您的位置", "您所在的位置", "您当前的位置", "现在的位置", "位置", "首页")


def columns_named(page: TextResponse) -> Iterator[str]:
    """Yield the report column where the page names it, and, if the page is one, its years and groups."""
    if json_answer(page) is not None:
        return
    yield from links_named(page, REPORT_COLUMN)
    if why_column(page):
        yield from links_named(page, YEAR_COLUMN)
        yield from links_named(page, GROUP_COLUMN)


def hop(page: TextResponse) -> str | None:
    """Return where a short page without a single link sends a browser by script: columns that stand for another one do.

    A page that sends a browser to itself is no such column: challenges of firewalls look so.
    """
    if not isinstance(page, HtmlResponse) or len(page.text) > _LONGEST_HOP or page.xpath("//a[@href]"):
        return None
    found = _HOP.search(page.text)
    target = page.urljoin(found[1] or found[2]) if found else page.url
    return target if canonicalize_url(target) != canonicalize_url(page.url) else None


def why_column(page: TextResponse) -> str | None:
    """Return what says that this page is the annual-report column or lies below it; None if nothing does."""
    name = fold(page.xpath("//meta[translate(@name, 'COLUMNAE', 'columnae') = 'columnname']/@content").get(""))
    if REPORT_COLUMN.fullmatch(name):
        return f"its ColumnName is {name}"
    title = re.split(r"[-_|–—]", fold(page.xpath("//title//text()").get("")))[0]
    if REPORT_COLUMN.fullmatch(title):
        return f"its title is {title}"
    named = next((text for text in trail(page) if REPORT_COLUMN.fullmatch(text)), None)
    if named:
        return f"its breadcrumb leads through {named}"
    slug = SLUG.search(page.url)
    if slug:
        return f"its address says {slug[0][1:]}"
    called = asked_address(page) in links_named(page, REPORT_COLUMN)
    return "its own menu calls it the column" if called else None


def asked_address(page: TextResponse) -> str:
    """Return the address of a page with the part after ``#``, which its script may read and the server never sees."""
    return page.request.url if page.request else page.url


def trail(page: TextResponse) -> list[str]:
    """Return the steps of the breadcrumb, folded; empty if the page has none that is recognised.

    It is the innermost element that begins with 当前位置 or a like word, or with 首页 and holds links.
    """
    for word in _HERE:
        for element in page.xpath(_TRAIL.format(word)):
            whole = element if element.xpath(".//a") else element.xpath("..")
            text = "".join(whole.xpath(".//text()").getall())
            if len(text) < _LONGEST_TRAIL and (steps := re.split(r"[>＞»›→/]+", text)) and len(steps) > 1:
                return [fold(step.rpartition("：")[2]) for step in steps]
    return []
