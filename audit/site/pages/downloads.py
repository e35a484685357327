"""下载与订阅: feeds, tables, frozen releases and what their codes mean; 数据字典."""

from collections.abc import Iterator, Mapping, Sequence

from audit.alerts.feeds import ALL, NEWEST, OPML, Gathered
from audit.release.table import STATUSES
from audit.site.changed import judged
from audit.site.dictionary import layouts, terms
from audit.site.feeds import FOLDER, feed_files, feeds, feeds_of
from audit.site.findings import shown
from audit.site.page import Menu, Page
from audit.site.pages import changes, checks, coverage, timeliness
from audit.site.published import places
from audit.site.releases import RELEASES, releases
from audit.site.site import Site
from extraction.codebook import CODEBOOK

MENU = Menu("下载与订阅", "Downloads and feeds", "downloads/index.html", order=95)
DICTIONARY = "downloads/dictionary.html"
_GROUPS = (
    ("按发现的类别", "by class", "kind-"),
    ("按网站", "by portal", "portal-"),
    ("按机关", "by publisher", "publisher-"),
)


def pages(site: Site) -> Iterator[Page]:
    values = {
        "sheets": _sheets(site),
        "releases": releases(site),
        "groups": _grouped(site.ask(feeds)),
        "whole": site.url is not None,
        "most": NEWEST,
        "opml": f"{FOLDER}/{OPML}",
        "dictionary": DICTIONARY,
        "shelf": RELEASES,
    }
    yield site.page(
        MENU.path,
        "downloads.html",
        title="下载与订阅",
        inputs=values,
        values=lambda: values,
        feeds=feeds_of(site, ALL),
    )
    meanings = {"terms": terms(), "layouts": layouts(), "applicants": CODEBOOK.applicants, "statuses": STATUSES}
    yield site.page(DICTIONARY, "dictionary.html", title="数据字典", inputs=(), values=lambda: meanings)
    yield from feed_files(site)


def _sheets(site: Site) -> list[tuple[str, str, str, str, int]]:
    """Path, name, English name, what a row is, and rows of each table."""
    found = site.ask(places)
    findings = sum(map(len, site.ask(shown).values()))
    return [
        (changes.SHEET, "变化", "changes", "一处变化：新旧两值、所在区间、影响、复核意见", len(site.ask(judged))),
        (
            coverage.SHEET,
            "覆盖矩阵",
            "coverage",
            "一个机关的一个年度：六种状态之一及其依据",
            sum(len(place.cells) for place in found),
        ),
        (
            timeliness.SHEET,
            "及时性",
            "timeliness",
            "一份报告：期限、最后未见、首次见到、所印日期、判断",
            sum(len(place.publications) for place in found),
        ),
        (checks.SHEET, "核验", "checks", "一处不符或不能判断：两边的数、所在格、归因、复核意见", findings),
    ]


def _grouped(found: Mapping[str, Gathered]) -> list[tuple[str, str, Sequence[tuple[str, str, int]]]]:
    return [
        (
            name,
            english,
            [
                (f"{FOLDER}/{file}", feed.title, len(feed.newest))
                for file, feed in found.items()
                if file.startswith(start)
            ],
        )
        for name, english, start in _GROUPS
    ]
