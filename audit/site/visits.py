"""Every check of a report: what each visit to its documents could tell, unchanged ones and failures too."""

from collections.abc import Sequence
from typing import NamedTuple

from audit.site.entries import Entry
from audit.site.site import Site

_VISITS = """
SELECT capture.captured_at, capture.answered_at, capture.outcome, capture.url, capture.error, capture.snapshot,
  capture.capture, reading.figure_set, reading.narrative,
  json_array(reading.title, reading.metadata, reading.dates, reading.codes) AS facts,
  reading.report_year IS NOT NULL AND reading.publisher IS NOT NULL AS is_report
FROM capture JOIN run USING (run)
LEFT JOIN reading ON reading.snapshot = capture.snapshot AND reading.extractor = :extractor
WHERE capture.role = 'report' AND capture.document = :document AND run.portal = :portal
ORDER BY capture.captured_at, capture.capture
"""
STATES = {
    "first": ("●", "首次读到", "first reading"),
    "same": ("·", "读到，无变化", "unchanged"),
    "figures": ("◆", "读到，数字有变化", "figures changed"),
    "words": ("◇", "读到，文字有变化", "words changed"),
    "facts": ("◌", "读到，标题、日期等有变化", "title or dates changed"),
    "absent": ("○", "不存在", "absent"),
    "redirected": ("↷", "被引向他处", "redirected"),
    "blocked": ("▨", "被拒绝或拦截", "blocked"),
    "failed": ("×", "未读到", "failed"),
    "unread": ("?", "读到，不成年报", "not read as a report"),
}
"""State of a check: its sign, its name, its name in English."""
USABLE = {"first", "same", "figures", "words", "facts"}
CHANGED = ("figures", "words", "facts")
_OUTCOMES = {
    "gone": "absent",
    "soft_gone": "absent",
    "redirected": "redirected",
    "blocked": "blocked",
    "refused": "blocked",
}


class Visit(NamedTuple):
    """One check."""

    captured_at: str
    answered_at: str
    state: str
    outcome: str
    url: str
    error: str | None
    snapshot: int | None
    capture: str

    @property
    def is_usable(self) -> bool:
        """Whether it showed the report."""
        return self.state in USABLE


def visits(site: Site, entry: Entry) -> list[Visit]:
    """Return every check of one document, oldest first, each judged by the last usable one before it."""
    rows = site.database.execute(
        _VISITS, {"document": entry.document, "portal": entry.portal, "extractor": site.extractor}
    ).fetchall()
    checks: list[Visit] = []
    last: tuple[object, ...] | None = None
    for captured_at, answered_at, outcome, url, error, snapshot, capture, *said, is_report in rows:
        if outcome not in {"ok", "not_modified"}:
            state = _OUTCOMES.get(outcome, "failed")
        elif not is_report:
            state = "unread"
        else:
            state = _compared(last, tuple(said))
            last = tuple(said)
        checks.append(Visit(captured_at, answered_at, state, outcome, url, error, snapshot, capture))
    return checks


def _compared(last: tuple[object, ...] | None, now: tuple[object, ...]) -> str:
    if last is None:
        return "first"
    differ = (name for name, old, new in zip(CHANGED, last, now, strict=True) if old != new)
    return next(differ, "same")


def counted(checks: Sequence[Visit]) -> dict[str, int]:
    """Return how many checks ended in each state, in the order of `STATES`; states that did not occur are left out."""
    counts = {state: sum(check.state == state for check in checks) for state in STATES}
    return {state: count for state, count in counts.items() if count}
