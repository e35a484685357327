"""Strict rules that a report, as it is published now, does not keep, as alerts."""

from collections.abc import Iterator

from sqlite_utils import Database

from archive.beijing import beijing_time
from audit.alerts.alert import Alert, made_key, plain
from audit.checks import Findings, findings
from audit.checks.finding import FAIL, PUBLISHER, UNKNOWN, Finding
from audit.checks.rules import rule

KIND = "check_failed"
_WHOSE = {PUBLISHER: "原文如此 (as printed)", UNKNOWN: "未能断定 (not established)"}


def failed_checks(database: Database) -> Iterator[Alert]:
    """Yield an alert for every strict rule that fails, unless the reading or the capture is thought to be at fault.

    The key is that of the finding: the same wrong numbers are told once, other numbers are another finding.
    """
    return alerts_on(findings(database))


def alerts_on(gathered: Findings) -> Iterator[Alert]:
    """Yield the same of findings that were gathered already."""
    for found in gathered.found:
        if found.severity == "strict" and found.result == FAIL and found.attribution in _WHOSE:
            yield _alert(found)


def _alert(found: Finding) -> Alert:
    publisher, broken = plain(found.publisher), rule(found.rule)
    scope = f"（{plain(found.scope)}）" if found.scope else ""
    sides, english = f"所见 {found.left}", f"found is {found.left}"
    if found.right is not None:
        sides = f"左边 {found.left}，右边 {found.right}，差 {found.delta}"
        english = f"left side {found.left}, right side {found.right}, difference {found.delta}"
    lines = [
        f"{publisher}{found.report_year}年度报告：“{broken.formula}”{scope}不成立：{sides}。",
        f"{found.rule} does not hold: {english}.",
        f"首次见于 First seen: {beijing_time(found.first_seen)}（北京时间 Beijing time）",
        f"出处 Where the mistake is: {_WHOSE[found.attribution]} {plain(found.reason)}",
        f"格 Cell: {plain(found.cell)}，原文 printed “{plain(found.raw or '')}”" if found.cell else "",
        f"页面 Page: {found.url}",
        f"存档 Capture: {found.capture}",
    ]
    return Alert(
        key=made_key(KIND, found.id),
        kind=KIND,
        portal=found.portal,
        publisher=publisher,
        report_year=found.report_year,
        at=found.first_seen,
        title=f"{publisher} {found.report_year}：校验 {found.rule} 不成立，{sides}",
        text="\n".join(filter(None, lines)),
        url=found.url,
    )
