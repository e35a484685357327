"""What the portals publish: articles, and among them reports with their figures.

content/<spider name>.json says who published what; bodies come from the seed reports' texts beside it or are composed
(narrative.py, figures.py). Nothing here knows a CMS: a family gives each article its address.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.portals.codes import COLUMNS, TABLE2, TABLE3, TABLE4
from tests.portals.figures import Cell, Figures, series
from tests.portals.narrative import prose

CONTENT = Path(__file__).with_name("content")


@dataclass(frozen=True)
class Published:
    """One report as the portal publishes it, the ground truth of a crawl."""

    url: str
    title: str
    publisher: str
    report_year: int
    format: str
    figures: dict[Cell, str]
    aliases: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Article:
    title: str
    at: datetime
    source: str
    paragraphs: tuple[str, ...]
    role: str = "notice"
    """report, false friend, notice, gone (listed, but its page is not there)"""
    place: str = ""
    """Column, year or group that lists it, in the family's words."""
    facts: dict[str, str] = field(default_factory=dict)
    """What is known of the real page: id in its address, index number, …"""
    attached: bool = False
    url: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def key(self) -> random.Random:
        """A dice of its own, so that what one article draws changes no other."""
        return random.Random(f"{self.source}/{self.title}/{self.at}")


@dataclass(kw_only=True)
class Report(Article):
    publisher: str
    report_year: int
    form: str
    figures: Figures = field(default_factory=dict)

    def published(self) -> Published:
        figures = dict(self.figures)
        return Published(self.url, self.title, self.publisher, self.report_year, self.form, figures, self.aliases)


def articles(portal: str, address: Callable[[Article], str]) -> list[Article]:
    """Everything one portal lists, newest first, at the addresses its family gives."""
    told = json.loads((CONTENT / f"{portal}.json").read_text("utf-8"))
    found = [report for block in told["reports"] for name in block["publishers"] for report in _reports(block, name)]
    found += [_other(told["office"], "false friend", friend) for friend in told["false_friends"]]
    found += [_other(told["office"], "gone", gone) for gone in told.get("gone", [])]
    found += [
        _other(told["office"], "notice", _dated(title.format(year=year), year, told.get("notice_place", "")))
        for year in told.get("notice_years", [])
        for title in told["notices"]
    ]
    for article in found:
        article.url = address(article)
    return sorted(found, key=lambda article: (article.at, article.title), reverse=True)


def _reports(block: dict[str, Any], publisher: str) -> Iterator[Article]:
    kind, known = block["kind"], block.get("known", {})
    first, last = block["years"]
    forms = {year: block.get("forms", {}).get(str(year), _form_of(year)) for year in range(first, last + 1)}
    seeds = {int(year): seed(facts["seed"]) for year, facts in known.items() if "seed" in facts}
    figures = series(
        publisher,
        kind,
        {year: form for year, form in forms.items() if form != "f2014" and not (year in seeds and not seeds[year][1])},
        {year: numbers for year, (_, numbers) in seeds.items() if numbers},
        {int(year): new for year, new in block.get("new_requests", {}).items()},
    )
    for year, form in forms.items():
        facts = known.get(str(year), {})
        printed = figures.get(year, {})
        yield Report(
            title=facts.get("title", block["title"].format(publisher=publisher, year=year)),
            at=datetime.fromisoformat(facts["at"]) if "at" in facts else _publication(publisher, kind, year, form),
            source=facts.get("source", publisher),
            paragraphs=seeds[year][0] if year in seeds else prose(publisher, kind, year, form, printed),
            role="report",
            place=facts.get("place", block.get("place", "").format(year=year)),
            facts=facts,
            attached=year in block.get("attached", []),
            publisher=publisher,
            report_year=year,
            form=form,
            figures=printed,
        )


def _form_of(year: int) -> str:
    return "f2021" if year >= 2021 else "f2019" if year >= 2019 else "f2014"


def seed(name: str) -> tuple[tuple[str, ...], Figures]:
    """Text and figures of a seed report; without tables no figures. Those of 靖江 are drawn by `tests.pictures`."""
    text = tuple((CONTENT / f"{name}.txt").read_text("utf-8").splitlines())
    numbers = CONTENT / f"{name}.json"
    if not numbers.exists():
        return text, {}
    tables = json.loads(numbers.read_text("utf-8"))
    figures: Figures = {(code, None): n for code, n in zip(TABLE2["f2021"], tables["table2"], strict=True)}
    for code, row in zip(TABLE3["f2021"], tables["table3"], strict=True):
        figures |= {(code, column): n for column, n in zip(COLUMNS, row, strict=True)}
    return text, figures | {(code, None): n for code, n in zip(TABLE4, tables["table4"], strict=True)}


def _publication(publisher: str, kind: str, year: int, form: str) -> datetime:
    """Governments publish in March, everybody else in January; before the form of 2019, all by March."""
    rng = random.Random(f"date/{publisher}/{year}")
    month = 3 if kind in {"city", "county"} else 2 if form == "f2014" else 1
    return datetime(year + 1, month, rng.randint(9, 27), rng.randint(9, 17), rng.randint(0, 59))  # noqa: DTZ001


def _dated(title: str, year: int, place: str) -> dict[str, str]:
    rng = random.Random(title)
    at = datetime(year, 1, 5, 9) + timedelta(days=rng.randint(0, 350), minutes=rng.randint(0, 500))  # noqa: DTZ001
    return {"title": title, "at": at.isoformat(), "place": place}


def _other(office: str, role: str, facts: dict[str, str]) -> Article:
    text = f"{facts['title']}。具体内容以正式文件为准，由{office}负责解释。"
    return Article(
        title=facts["title"],
        at=datetime.fromisoformat(facts["at"]),
        source=facts.get("source", office),
        paragraphs=(text, "各有关单位：", "请结合实际认真贯彻执行。"),
        role=role,
        place=facts.get("place", ""),
        facts=facts,
    )
