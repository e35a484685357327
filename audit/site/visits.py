"""Every check of a report: what each visit to its documents could tell, unchanged ones and failures too."""

from collections.abc import Sequence
from typing import NamedTuple

from audit.figure_history import ReportHistory, report_histories
from audit.history import NO_REPORT, UNREAD, Check, History
from audit.layers import Comparison, Layer
from audit.selection import Selection
from audit.site.entries import Entry
from audit.site.site import Site

STATES = {
    "first": ("●", "首次读到", "first reading"),
    "same": ("·", "读到，无变化", "unchanged"),
    "noise": ("∙", "读到，只有计数器之类的差异", "noise"),
    "replaced": ("⇄", "读到，已是另一年度的报告", "another report"),
    "figures": ("◆", "读到，数字有变化", "figures changed"),
    "tables": ("◈", "读到，表格有变化", "tables changed"),
    "narrative": ("◇", "读到，正文有变化", "words changed"),
    "metadata": ("◌", "读到，标题、日期等有变化", "title or dates changed"),
    "attachments": ("◍", "读到，附件有变化", "attachments changed"),
    "links": ("◎", "读到，链接有变化", "links changed"),
    "unexplained": ("◐", "读到，有未能解释的差异", "unexplained difference"),
    "absent": ("○", "不存在", "absent"),
    "redirected": ("↷", "被引向他处", "redirected"),
    "blocked": ("▨", "被拒绝或拦截", "blocked"),
    "failed": ("×", "未读到", "failed"),
    "unread": ("?", "有应答，未读成年报", "not read as a report"),
}
"""State of a check: its sign, its name, its name in English."""
_OUTCOMES = {
    "gone": "absent",
    "soft_gone": "absent",
    "redirected": "redirected",
    "blocked": "blocked",
    "refused": "blocked",
    NO_REPORT: "unread",
    UNREAD: "unread",
}
USABLE = {"first", "same", "noise", *Layer}


class Visit(NamedTuple):
    """One check."""

    captured_at: str
    answered_at: str
    state: str
    outcome: str
    snapshot: int | None
    capture: str

    @property
    def is_usable(self) -> bool:
        """Whether it showed the report."""
        return self.state in USABLE


def stories(site: Site) -> dict[tuple[str, str | None, int | None], ReportHistory]:
    """Return the history of every report by portal, publisher and year; ask through `Site.ask`."""
    found = report_histories(site.database, Selection(portal=site.portal))
    return {(one.portal, one.publisher, one.report_year): one for one in found}


def _histories(site: Site) -> dict[tuple[str, str], History]:
    documents = (one.history for story in site.ask(stories).values() for one in story.documents)
    return {(history.portal, history.document): history for history in documents}


def _comparison(site: Site) -> Comparison:
    return Comparison(site.database)


def visits(site: Site, entry: Entry) -> list[Visit]:
    """Return every check of one document, oldest first."""
    history = site.ask(_histories).get((entry.portal, entry.document))
    if history is None:
        return []
    told = {check.capture: pair for check, pair in site.ask(_comparison).walk(history)}
    checks: list[Visit] = []
    is_first = True
    for check in history.checks:
        state = _state(check)
        if check.usable and check.capture in told:
            pair = told[check.capture]
            state = "first" if is_first else "same" if pair is None else str(pair.layer)
            is_first = False
        checks.append(Visit(check.captured_at, check.answered_at, state, check.name, check.snapshot, check.capture))
    return checks


def _state(check: Check) -> str:
    return "unread" if check.usable else _OUTCOMES.get(check.name, "failed")


def counted(checks: Sequence[Visit]) -> dict[str, int]:
    """Return how many checks ended in each state, in the order of `STATES`; states that did not occur are left out."""
    counts = {state: sum(check.state == state for check in checks) for state in STATES}
    return {state: count for state, count in counts.items() if count}
