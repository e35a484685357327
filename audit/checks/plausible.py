"""What a look at the year before makes worth a second look; nothing here has to hold."""

from collections.abc import Iterator
from decimal import Decimal

from audit.checks.about import about
from audit.checks.cause import cause_of
from audit.checks.finding import Finding
from audit.checks.identities import difference
from audit.checks.rules import rule
from audit.checks.stored import Figures, Key
from audit.checks.subject import Subject
from extraction.labels import APPLICANTS
from extraction.report import Observation

_WHOLE = APPLICANTS[-1]
_MOST, _LEAST, _FEWEST_APART = 5, Decimal("0.2"), 30
"""Auditing, B.scale."""
_FEE: Key = ("disclosure.admin_fees.amount", None)
_SLIP = range(5000, 20001)
"""Ten thousand, and what a fee may have grown or shrunk by within a year: 元 for 万元."""
_HANDLED: Key = ("requests.result.total", _WHOLE)
_DISPUTES: tuple[Key, ...] = (
    ("review.total", None),
    ("litigation.direct.total", None),
    ("litigation.after_review.total", None),
)
_FEWEST_ALIKE = 12
"""One request fills six cells with ones, two of the same kind six with twos: with fewer figures likeness says nothing."""


def plausibility_findings(subject: Subject, this: Figures, last: Figures, url: str) -> Iterator[Finding]:
    """Yield what is unlikely beside the report on the year before, as it is shown now."""
    for (code, who), cell in this.items():
        before = last.get((code, who))
        if who == _WHOLE and before is not None and _is_out_of_scale(cell, before):
            yield _between(subject, "P-SCALE", cell, before, url)
    fee, before = this.get(_FEE), last.get(_FEE)
    if fee is not None and before is not None and _is_slip(fee.value, before.value):
        yield _between(subject, "P-FEE-UNIT", fee, before, url)
    yield from _disputes(subject, this, last, url)
    yield from _same_figures(subject, this, last, url)


def _is_out_of_scale(cell: Observation, before: Observation) -> bool:
    if cell.value is None or before.value is None:
        return False
    now, then = Decimal(cell.value), Decimal(before.value)
    return abs(now - then) >= _FEWEST_APART and (now > _MOST * then or now < _LEAST * then)


def _is_slip(now: str | None, then: str | None) -> bool:
    """Whether one is the other in another unit.

    >>> _is_slip("1813210.95", "181.32"), _is_slip("181.32", "1813210.95"), _is_slip("1813", "181"), _is_slip("0", "5")
    (True, True, False, False)
    """
    small, large = sorted((Decimal(now or 0), Decimal(then or 0)))
    return small > 0 and int(large / small) in _SLIP


def _between(subject: Subject, name: str, cell: Observation, before: Observation, url: str) -> Finding:
    apart, year = difference(cell.value, before.value), str(subject.report_year - 1)
    return about(subject, name, cell, before, scope=cell.indicator, delta=apart, other=year, other_url=url)


def _disputes(subject: Subject, this: Figures, last: Figures, url: str) -> Iterator[Finding]:
    cells = [cell for key in _DISPUTES if (cell := this.get(key)) and cell.value is not None]
    handled = [figures[_HANDLED].value if _HANDLED in figures else None for figures in (this, last)]
    disputes = sum((Decimal(cell.value or 0) for cell in cells), Decimal(0))
    if None in handled or not disputes or any(Decimal(value or 0) for value in handled):
        return
    attribution, reason = cause_of(subject, cells)
    yield subject.finding(
        rule="P-DISPUTES",
        severity=rule("P-DISPUTES").severity,
        left=f"{disputes:f}",
        right="0",
        delta=f"{disputes:f}",
        attribution=attribution,
        reason=reason,
        other=str(subject.report_year - 1),
        other_url=url,
    )


def _same_figures(subject: Subject, this: Figures, last: Figures, url: str) -> Iterator[Finding]:
    mine, theirs = (
        {key: cell.value for key, cell in figures.items() if cell.origin != "narrative"} for figures in (this, last)
    )
    if mine != theirs:
        return
    filled = [key for key, value in mine.items() if value is not None and Decimal(value)]
    if len(filled) >= _FEWEST_ALIKE:
        attribution, reason = cause_of(subject, [this[key] for key in filled])
        yield subject.finding(
            rule="SAME-FIGURES",
            severity=rule("SAME-FIGURES").severity,
            left=str(len(filled)),
            right=str(len(filled)),
            attribution=attribution,
            reason=reason,
            other=str(subject.report_year - 1),
            other_url=url,
        )
