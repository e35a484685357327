"""What single figures of one report say about themselves: kinds of numbers, blank totals, the year, other carriers."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from audit.checks.about import about
from audit.checks.cause import cause_of, doubt_of
from audit.checks.finding import CAPTURE, PUBLISHER, Finding
from audit.checks.identities import difference
from audit.checks.rules import rule
from audit.checks.stored import Figures
from audit.checks.subject import Subject
from extraction.codebook import CODEBOOK
from extraction.report import Observation

_SIGNED = "items_change"
"""本年增/减 may be negative."""
_MONEY = ("万元", "元", "")
_MAKES_RULES = ("province", "prefecture")
_MOST = 10**9
"""What counts more of anything is a reading error."""
_LONG = len(str(_MOST))


def figure_findings(subject: Subject, figures: Figures) -> Iterator[Finding]:
    """Yield what one report's own figures and flags tell, without a sum."""
    for cell in figures.values():
        if _is_no_count(cell):
            yield about(subject, "P-COUNT", cell)
    yield from _rules_level(subject, figures)
    yield from _procurement(subject, figures)
    for detail in subject.told("totals_blank"):
        table, _, totals = detail.partition(": ")
        cells = [figures[key] for one in totals.split(", ") if (key := _key(one)) in figures]
        attribution, reason = cause_of(subject, cells)
        told = f"{len(cells)} totals are left blank beside printed parts"
        why = told if attribution == PUBLISHER else f"{told}; {reason}"
        yield subject.finding(
            rule="TOTALS-BLANK",
            severity=rule("TOTALS-BLANK").severity,
            scope=table,
            left=totals,
            attribution=attribution,
            reason=why,
        )
    for detail in subject.told("year_conflict"):
        doubt = doubt_of(subject)
        yield subject.finding(
            rule="P-PERIOD",
            severity=rule("P-PERIOD").severity,
            left=detail,
            right=str(subject.report_year),
            attribution=CAPTURE if doubt else PUBLISHER,
            reason=doubt or "the report names more than one year",
        )


def carrier_findings(
    subject: Subject, figures: Figures, twins: Iterable[Observation], others: Iterable[tuple[Subject, Figures]]
) -> Iterator[Finding]:
    """Yield one finding for every number that another carrier of the same report prints differently."""
    for twin in twins:
        yield from _differing(subject, figures, twin, f"{twin.origin}: {twin.locator or 'no known place'}", "")
    for other, theirs in others:
        for twin in theirs.values():
            if twin.origin != "narrative":
                yield from _differing(subject, figures, twin, "another document of the same report", other.url)


def _differing(subject: Subject, figures: Figures, twin: Observation, place: str, url: str) -> Iterator[Finding]:
    cell = figures.get((twin.indicator, twin.applicant))
    if cell is None or cell.value is None or twin.value is None or Decimal(cell.value) == Decimal(twin.value):
        return
    apart = difference(cell.value, twin.value)
    yield about(subject, "TWINS", cell, twin, delta=apart, other=place, other_url=url)


def _key(text: str) -> tuple[str, str | None]:
    """The figure that a flag names: indicator and, where there is one, applicant."""
    indicator, _, applicant = text.partition(" ")
    return indicator, applicant or None


def _unit(cell: Observation) -> str:
    return cell.unit or CODEBOOK.indicators[cell.indicator].unit


def _is_no_count(cell: Observation) -> bool:
    if cell.value is None or (cell.value.isdecimal() and len(cell.value) < _LONG):
        return False
    value = Decimal(cell.value)
    if _unit(cell) in _MONEY:
        return value < 0
    is_negative = value < 0 and not cell.indicator.endswith(_SIGNED)
    return is_negative or value != value.to_integral_value() or value > _MOST


def _rules_level(subject: Subject, figures: Figures) -> Iterator[Finding]:
    """Rules are made by provinces, by cities with districts and autonomous prefectures, and reported by them or their office."""
    if subject.publisher_kind in {"government", "office", None} and subject.publisher_level in {*_MAKES_RULES, None}:
        return
    for (code, _), cell in figures.items():
        if code.startswith("disclosure.rules.") and cell.value is not None and Decimal(cell.value) > 0:
            yield about(subject, "P-RULES-LEVEL", cell)
            return


def _procurement(subject: Subject, figures: Figures) -> Iterator[Finding]:
    cells = [figures.get((f"disclosure.procurement.{name}", None)) for name in ("projects", "amount")]
    projects, amount = cells
    if projects is None or amount is None or projects.value is None or amount.value is None:
        return
    if (Decimal(projects.value) == 0) != (Decimal(amount.value) == 0):
        yield about(subject, "P-PROCUREMENT", projects, amount)
