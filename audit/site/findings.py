"""The findings as pages show them: asked once, with what auditors said of them and the way to the figure."""

from collections.abc import Mapping
from typing import NamedTuple

from archive.triage import read_triage
from audit.checks import Findings, ListedFinding, Wanted, findings, listed
from audit.selection import Selection
from audit.site import links
from audit.site.entries import Entry, reports
from audit.site.rules import SEVERITIES, applicant_label, label
from audit.site.site import Site
from audit.triage import Desk
from extraction.codebook import CODEBOOK

ATTRIBUTIONS: Mapping[str, str] = {
    "publisher": "原文如此（发布机关）",
    "parser": "读取所致（解析器）",
    "capture": "副本所致（存档）",
    "unknown": "不能判断",
}
VERDICTS: Mapping[str, str] = {"confirmed": "已确认", "dismissed": "已排除", "question": "存疑", "": "未复核"}
_COPIES = ("COPY-SELF", "COPY-PEER")
_APPLICANTS = frozenset(entry.code for entry in CODEBOOK.applicants)


class Shown(NamedTuple):
    """One finding on a page."""

    one: ListedFinding
    entry: Entry | None
    """The report it is on."""
    other: Entry | None
    """The other report, of a text that both have."""

    @property
    def cell(self) -> str | None:
        """Where the figure stands that it is about."""
        if self.entry is None or self.one.indicator is None:
            return None
        return f"{self.entry.figures_path}#{links.figure_anchor(self.one.indicator, self.one.applicant)}"

    @property
    def pair(self) -> str | None:
        """Page with both texts side by side."""
        return pair_path(self.one.id) if self.other is not None and self.entry is not None else None

    @property
    def where(self) -> str:
        """What the rule was applied to, in the words of the form."""
        return in_words(self.one.scope)

    @property
    def severity(self) -> str:
        return SEVERITIES.get(self.one.severity, self.one.severity)


def gathered(site: Site) -> Findings:
    """Return every finding and how much was checked; ask through `Site.ask`."""
    return findings(site.database, Selection(portal=site.portal))


def shown(site: Site) -> dict[str, list[Shown]]:
    """Return the findings by rule, those that could not be assessed among them; ask through `Site.ask`."""
    entries = {(*entry.body, entry.report_year): entry for entry in site.ask(reports)}
    named = {(entry.portal, f"{entry.publisher} {entry.report_year}"): entry for entry in entries.values()}
    desk = Desk(read_triage(site.archive.folder))
    found: dict[str, list[Shown]] = {}
    for one in listed(site.ask(gathered), desk, Wanted(unassessed=True)):
        entry = entries.get((one.portal, one.adcode, one.publisher, one.report_year))
        other = named.get((one.portal, one.scope)) if one.rule in _COPIES else None
        found.setdefault(one.rule, []).append(Shown(one, entry, other))
    return found


def rule_path(rule: str) -> str:
    return f"checks/{links.portal_code(rule.lower().replace('-', '_'))}.html"


def pair_path(finding: str) -> str:
    return f"checks/copies/{links.portal_code(finding)}.html"


def in_words(scope: str) -> str:
    """Return a scope with labels in the place of codes.

    >>> in_words("requests.new total"), in_words("natural_person"), in_words("常州市教育局 2021")
    ('一、本年新收政府信息公开申请数量 总计', '自然人', '常州市教育局 2021')
    """
    return " ".join(applicant_label(word) if word in _APPLICANTS else label(word) for word in scope.split(" "))
