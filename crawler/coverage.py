"""Which portals have a spider, and how far each can be trusted: the table of `scrapy list` and of the README."""

import inspect
from collections.abc import Iterable
from dataclasses import dataclass

from audit.divisions import divisions, full_name
from crawler.portal import PortalSpider

UNTRIED = "untried"


@dataclass(frozen=True, slots=True)
class Covered:
    """One spider."""

    spider: str
    portal: str
    """Whose portal, in Chinese: the first words of the spider's module."""
    division: str
    """The unit it belongs to, with those above it; empty if its code is not in the register."""
    adcode: str
    family: str
    """Its CMS family; empty where the first contact will tell."""
    state: str
    """The day it first ran against the live portal, or ``untried``: then only replicas speak for it."""


def coverage(spiders: Iterable[type[PortalSpider]]) -> list[Covered]:
    """Return a row for each spider, in the order of the register."""
    rows = []
    for spider in spiders:
        portal = (inspect.getdoc(inspect.getmodule(spider)) or "").split()[0]
        family = getattr(spider, "family", None)
        division = full_name(spider.adcode) if spider.adcode in divisions() else ""
        rows.append(
            Covered(
                spider.name, portal, division, spider.adcode, family.name if family else "", spider.tried or UNTRIED
            )
        )
    return sorted(rows, key=lambda row: (row.adcode, row.spider))


@dataclass(frozen=True, slots=True)
class DivisionCovered:
    """One unit of the register and who reads it."""

    adcode: str
    division: str
    level: str
    portal: str | None
    spiders: str
    """Names of the spiders registered for it, separated by spaces."""


def by_division(rows: Iterable[Covered]) -> list[DivisionCovered]:
    """Return every unit of the register, covered or not."""
    spiders: dict[str, list[str]] = {}
    for row in rows:
        spiders.setdefault(row.adcode, []).append(row.spider)
    return [
        DivisionCovered(adcode, full_name(adcode), unit.level, unit.portal, " ".join(spiders.get(adcode, ())))
        for adcode, unit in divisions().items()
    ]


def markdown(rows: Iterable[Covered]) -> str:
    """Return the rows as the table of the README."""
    lines = ["| adcode | 门户 portal | spider | CMS family | tried live |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {r.adcode} | {r.portal} | `{r.spider}` | {r.family or '?'} | {r.state} |" for r in rows]
    return "\n".join(lines) + "\n"
