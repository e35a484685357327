"""Figures that changed, as alerts."""

from collections.abc import Iterator

from sqlite_utils import Database

from archive import Fidelity
from archive.beijing import beijing_time
from audit.alerts.alert import Alert, made_key, plain
from audit.changes import Change, figure_changes
from audit.effects import Effect

KIND = "figure_change"
_WORDS = {
    "blank": "空白 (blank)",
    "mark": "记号 (mark)",
    "text": "文字 (text)",
    "missing": "缺格 (missing)",
    "damaged": "无法读出 (damaged)",
}
_EFFECTS = {
    Effect.SILENT_CORRECTION: "此前不成立的勾稽关系由此成立，未见更正说明。Identities that failed hold now, no notice was found",
    Effect.ANNOUNCED_CORRECTION: "此前不成立的勾稽关系由此成立，有更正说明。Identities that failed hold now, with a notice",
    Effect.INTRODUCED_INCONSISTENCY: "此前成立的勾稽关系由此不成立。Identities that held fail now",
    Effect.MIXED: "勾稽关系有的由此成立，有的由此不成立。Some identities hold now, others fail now",
}


def key_of(change: Change) -> str:
    """Return the key of the alert of one change.

    It names the figure and the capture that showed it changed, not the values: an extractor that reads them otherwise does not
    tell of the same change again. A figure that goes from A to B and back changed twice.
    """
    return made_key(KIND, change.portal, change.new_capture or "", change.indicator or "", change.applicant or "")


def changed_figures(database: Database) -> Iterator[Alert]:
    """Yield an alert for every change of every figure."""
    for change in figure_changes(database):
        publisher, figure = plain(change.publisher), _figure(change)
        old, new = _value(change.old), _value(change.new)
        yield Alert(
            key=key_of(change),
            kind=KIND,
            portal=change.portal,
            publisher=change.publisher,
            report_year=change.report_year,
            at=change.not_after,
            title=f"{publisher} {change.report_year}：{figure} {old} → {new}",
            text="\n".join(_sentences(change, publisher, figure, old, new)),
            url=change.url,
        )


def _figure(change: Change) -> str:
    return plain(change.label) + (f"（{plain(change.applicant_label)}）" if change.applicant_label else "")


def _value(shown: str) -> str:
    return _WORDS.get(shown.strip("<>"), plain(shown))


def _sentences(change: Change, publisher: str, figure: str, old: str, new: str) -> Iterator[str]:
    first, last = beijing_time(change.not_before), beijing_time(change.not_after)
    year = change.report_year
    yield f"{publisher}{year}年度报告中，“{figure}”由 {old} 变为 {new}。"
    yield f"变化发生于北京时间 {first} 之后（此前最后一次见到旧值）、{last} 之前（首次见到新值）。"
    if change.unusable_visits:
        yield f"其间有 {change.unusable_visits} 次访问未能判断（{change.unusable}）。"
    if change.effect:
        yield f"{_EFFECTS[Effect(change.effect)]}: {change.detail}"
    if change.notice:
        yield f"更正说明 Notice: {plain(change.notice)}"
    if Fidelity.IMPORTED in {change.old_fidelity, change.new_fidelity}:
        yield "其中至少一端所据存档由他人制作。At least one end rests on somebody else's capture."
    yield (
        f"The figure {change.indicator}{f' × {change.applicant}' if change.applicant else ''} changed from {old} to {new} "
        f"after {first} and not later than {last} (Beijing time), with {change.unusable_visits} visits between that could not tell."
    )
    yield f"页面 Page: {change.url}"
    yield f"存档 Captures: {change.old_capture} → {change.new_capture}"
