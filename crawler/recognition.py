"""Which CMS family a page is of, and why; and which of its links lead to the annual-report column."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from scrapy.http import JsonResponse, TextResponse

from crawler.cms import FAMILIES, Family
from crawler.cms.columns import REPORT_COLUMN, SLUG, hop, why_column
from crawler.cms.rows import json_answer
from extraction.folding import fold
from extraction.title import parse_title


class UnrecognisedError(Exception):
    """No family fits a page, or more than one: the message names the evidence."""


class Recognised(NamedTuple):
    family: Family
    evidence: list[str]


class Lead(NamedTuple):
    """A link that may lead to the column, the best first."""

    rank: int
    url: str
    text: str


_WAYS = (
    (0, REPORT_COLUMN),
    (1, re.compile(r"年度报告|年报")),
    (2, re.compile(r"(?:政府|政务)?信息公开(?:专栏|平台|目录)?|法定主动公开内容")),
    (3, re.compile(r"政务公开|信息公开(?:平台|专栏|目录)|公开")),
)
_BY_SLUG = 1
_SITE_NAME = re.compile("[-_|–—]")
_NEVER = re.compile(
    r"网站(?:工作|监管)|法治政府|统计|依申请|指南|制度|downfile|visitcount|hits\.php|\.(?:pdf|docx?|xlsx?|zip)$"
)


def recognise(page: TextResponse) -> Recognised:
    """Return the one family whose marks a page bears. Raises `UnrecognisedError` if none fits, or two."""
    if isinstance(page, JsonResponse) or json_answer(page) is not None:
        raise UnrecognisedError(f"{page.url} is an interface's answer, which bears no marks.")
    fitting = [Recognised(family, evidence) for family in FAMILIES if (evidence := family.evidence(page))]
    match fitting:
        case [one]:
            return one
        case []:
            known = ", ".join(family.name for family in FAMILIES)
            raise UnrecognisedError(f"{page.url} bears the marks of no known CMS family ({known}).")
        case _:
            several = "; ".join(f"{found.family.name}: {', '.join(found.evidence)}" for found in fitting)
            raise UnrecognisedError(f"{page.url} fits several CMS families, so none is believed: {several}.")


def is_report(page: TextResponse) -> bool:
    """Whether a page calls itself an annual report."""
    names = page.xpath("//title//text() | //meta[contains(@name, 'itle')]/@content").getall()
    if any(parse_title(name).is_report for name in names):
        return True
    # Many pages print the name of their site behind the title; so do columns, whose title names a year and no publisher.
    heads = [parse_title(_SITE_NAME.split(name)[0]) for name in names]
    return any(head.is_report and head.publisher is not None for head in heads)


def is_report_list(page: TextResponse, family: Family) -> str | None:
    """Return why a page is a list of annual reports; None if it is not, or is a report itself."""
    if is_report(page):
        return None
    if (why := why_column(page)) is not None:
        return why
    rows = list(family.rows(page))
    titled = sum(parse_title(row.title).is_report for row in rows)
    return f"{titled} of its {len(rows)} rows are titled as annual reports" if titled * 2 > len(rows) else None


def leads(page: TextResponse) -> Iterator[Lead]:
    """Yield the links of a page that may lead to the annual-report column, each address once, by rank.

    A page that only sends on, by script, has no others.
    """
    if (target := hop(page)) is not None:
        yield Lead(0, target, "")
    found: dict[str, Lead] = {}
    for anchor in page.css("a[href]"):
        text = fold(anchor.attrib.get("title") or "".join(anchor.xpath(".//text()").getall()))
        url = page.urljoin(anchor.attrib["href"].strip())
        if not url.startswith("http") or _NEVER.search(text) or _NEVER.search(url) or parse_title(text).is_report:
            continue
        ranks = [rank for rank, words in _WAYS if words.fullmatch(text)]
        ranks += [_BY_SLUG] if SLUG.search(url) else []
        if ranks and (url not in found or min(ranks) < found[url].rank):
            found[url] = Lead(min(ranks), url, text)
    yield from sorted(found.values(), key=lambda lead: lead.rank)
