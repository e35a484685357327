"""核验页: every rule with what it gave, every finding with its cell, cause and verdict; copied texts side by side."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from audit.alerts.checks import KIND as FAILED_CHECK
from audit.alerts.feeds import kind_file
from audit.checks import ListedFinding
from audit.checks.rules import rule, rules
from audit.release.sheet import sheet_of
from audit.site import words
from audit.site.copies import sides
from audit.site.feeds import feeds_of
from audit.site.findings import ATTRIBUTIONS, VERDICTS, Shown, gathered, pair_path, rule_path, shown
from audit.site.page import Menu, Page
from audit.site.rules import SEVERITIES
from audit.site.site import Site
from extraction.report import Verdict

MENU = Menu("核验", "Checks", "checks/index.html", order=50)
SHEET = "checks/findings.csv"
"""The sheet that `scrapy triage --csv` reads back."""
_MOST = 500
"""More findings of one rule than a page can hold; the sheet has them all."""
_GROUPS = (
    ("表内勾稽", "within tables", ("T2", "T3", "T4", "S", "L", "TOTALS", "TWINS")),
    ("跨年度", "between years", ("X", "P", "SAME")),
    ("正文与表格", "prose", ("N",)),
    ("文字雷同与外地地名", "texts", ("COPY", "PLACE")),
)
_Counts = Counter[tuple[int, str, str]]
"""Year, layout, verdict."""


def pages(site: Site) -> Iterator[Page]:
    found, counts = site.ask(shown), site.ask(_counts)
    names = [name for name in dict.fromkeys((*rules(), *counts, *found)) if name in counts or name in found]
    lines = {name: _line(name, counts.get(name, Counter()), found.get(name, [])) for name in names}
    summary = {"reports": site.ask(gathered).reports, "without": site.ask(gathered).without_year_before}
    yield site.page(
        MENU.path,
        "checks.html",
        title="核验",
        inputs=(lines, summary),
        values=lambda: {"groups": _grouped(lines), "sheet": SHEET, **summary},
        feeds=feeds_of(site, kind_file(FAILED_CHECK)),
    )
    for name in names:
        failures = [one for one in found.get(name, []) if one.one.result == "fail"]
        unassessed = [one.one for one in found.get(name, []) if one.one.result != "fail"]
        yield site.page(
            rule_path(name),
            "rule.html",
            title=f"核验：{rule(name).label}",
            inputs=(counts.get(name), found.get(name)),
            values=partial(_rule, name, counts.get(name, Counter()), failures, unassessed),
        )
    for one in (one for name in names for one in found.get(name, []) if one.pair):
        assert one.entry is not None  # noqa: S101 - or it would have no pair
        assert one.other is not None  # noqa: S101
        narratives = (one.entry.narrative, one.other.narrative)
        yield site.page(
            pair_path(one.one.id),
            "copy.html",
            title=f"文字对照：{one.one.publisher} {one.one.report_year}",
            inputs=(one, narratives),
            values=partial(_pair, site, one, narratives),
        )
    everything = [one.one for name in names for one in found.get(name, [])]
    yield site.data(SHEET, inputs=everything, make=partial(sheet_of, ListedFinding, everything))


def _counts(site: Site) -> dict[str, _Counts]:
    """How often each rule gave what."""
    found: dict[str, _Counts] = defaultdict(Counter)
    for (layout, name, year, verdict), count in site.ask(gathered).verdicts.items():
        found[name][year, layout, verdict] += count
    return dict(found)


def _line(name: str, counts: _Counts, found: Sequence[Shown]) -> dict[str, object]:
    failures = [one.one for one in found if one.one.result == "fail"]
    by_verdict: Counter[str] = Counter()
    for (_, _, verdict), count in counts.items():
        by_verdict[verdict] += count
    return {
        "rule": rule(name),
        "path": rule_path(name),
        "counted": {verdict.value: by_verdict[verdict] for verdict in Verdict} if counts else None,
        "failures": len(failures),
        "open": sum(not one.verdict for one in failures),
        "severity": SEVERITIES.get(rule(name).severity, ""),
    }


def _grouped(lines: Mapping[str, dict[str, object]]) -> list[tuple[str, str, list[dict[str, object]]]]:
    return [
        (label, english, [line for name, line in lines.items() if name.partition("-")[0] in beginnings])
        for label, english, beginnings in _GROUPS
    ]


def _rule(
    name: str, counts: _Counts, failures: Sequence[Shown], unassessed: Sequence[ListedFinding]
) -> Mapping[str, object]:
    rows = sorted({(year, layout) for year, layout, _ in counts})
    reasons = Counter((one.attribution, one.reason) for one in unassessed)
    return {
        "rule": rule(name),
        "severity": SEVERITIES.get(rule(name).severity, ""),
        "rows": [
            (year, words.FORMATS.get(layout, "不明"), [counts[year, layout, verdict] for verdict in Verdict])
            for year, layout in rows
        ],
        "failures": failures[:_MOST],
        "failing": len(failures),
        "unassessed": len(unassessed),
        "reasons": reasons.most_common(30),
        "attributions": ATTRIBUTIONS,
        "verdicts": VERDICTS,
        "sheet": SHEET,
    }


def _pair(site: Site, shown: Shown, narratives: tuple[int, int]) -> Mapping[str, object]:
    return {"shown": shown, "sides": sides(site.database, narratives), "verdicts": VERDICTS}
