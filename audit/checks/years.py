"""One year against the year before, held against every version of the other report.

The identities are those of the codebook with a term ``@-1``. Table 2 was defined anew in 2021 (国办公开办函〔2021〕30号): its
figures are compared only where both reports print it in the same layout, never across the break. Tables 3 and 4 go on.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from audit.checks.cause import cause_of
from audit.checks.finding import FAIL, NOT_ASSESSABLE, PUBLISHER, Finding
from audit.checks.identities import difference, layouts_of
from audit.checks.stored import Figures, Key
from audit.checks.subject import Subject, Version
from extraction.checks import is_total
from extraction.codebook import CODEBOOK
from extraction.labels import APPLICANTS, DISCLOSURE, DISPUTES, REQUESTS
from extraction.report import Observation, Status, Verdict

_LAST_YEAR = "@-1"
_EMPTY = (Status.BLANK, Status.MARK)
_HOLDS = (Verdict.PASS, Verdict.PASS_BLANK_ZERO)


class _Term(NamedTuple):
    sign: int
    key: Key
    is_last_years: bool


class Equation(NamedTuple):
    """An identity between two years, written out for one column or once."""

    identity: str
    scope: str
    severity: str
    layouts: tuple[str, ...]
    left: tuple[_Term, ...]
    is_equal: bool
    right: tuple[_Term, ...]

    @property
    def table(self) -> str:
        """The table it is about."""
        return _table(self.left[0].key[0])


class Outcome(NamedTuple):
    """An equation applied to two sets of figures."""

    verdict: Verdict
    left: str | None = None
    right: str | None = None


class Year(NamedTuple):
    """One set of figures, and what it is a version of."""

    version: Version
    figures: Figures
    layouts: dict[str, str]
    printed: frozenset[str]
    """Tables with at least one number; the blanks of any other say nothing."""


@cache
def equations() -> tuple[Equation, ...]:
    """Return every identity of the codebook that speaks of two years."""
    return tuple(
        Equation(
            identity.id,
            scope or "",
            identity.severity,
            identity.layouts,
            tuple(_term(term, scope) for term in identity.left),
            identity.op == "==",
            tuple(_term(term, scope) for term in identity.right),
        )
        for identity in CODEBOOK.identities
        if any(_LAST_YEAR in term for term in (*identity.left, *identity.right))
        for scope in (APPLICANTS if identity.scope == "each_applicant" else (None,))
    )


def year_of(version: Version, figures: Figures, layout: str | None) -> Year:
    printed = frozenset(_table(code) for (code, _), cell in figures.items() if cell.value is not None)
    return Year(version, figures, layouts_of(figures, layout), printed)


def compare_years(
    subject: Subject, this: Year, shown: int, last: Iterable[Year]
) -> Iterator[tuple[Equation, Outcome, list[Finding]]]:
    """Yield for every identity what it gives against the version that is shown, and what is to be told.

    ``shown`` is the set of figures in which the report on the year before is shown now; ``last`` holds every set it ever showed.
    """
    years = sorted(last, key=lambda year: (year.version.figure_set != shown, year.version.first_seen))
    for equation in equations():
        if this.layouts.get(equation.table) not in equation.layouts:
            continue
        found = [(year, apply(equation, this, year)) for year in years]
        yield equation, found[0][1], list(_told(subject, equation, this, found))


def apply(equation: Equation, this: Year, last: Year) -> Outcome:
    """Apply one identity to two years; what is blank or missing counts as in `extraction.checks`."""
    if equation.table == DISCLOSURE and this.layouts.get(DISCLOSURE) != last.layouts.get(DISCLOSURE):
        return Outcome(Verdict.NOT_ASSESSABLE)
    if equation.table not in this.printed & last.printed:
        return Outcome(Verdict.NOT_ASSESSABLE)
    blank = False
    sums = []
    for side in (equation.left, equation.right):
        total = Decimal(0)
        for term in side:
            cell = (last if term.is_last_years else this).figures.get(term.key)
            if cell is not None and cell.value is not None:
                total += term.sign * Decimal(cell.value)
            elif cell is not None and cell.status in _EMPTY and not is_total(term.key):
                blank = True
            else:
                return Outcome(Verdict.NOT_ASSESSABLE)
        sums.append(total)
    left, right = sums
    holds = left == right if equation.is_equal else left <= right
    verdict = Verdict.FAIL if not holds else Verdict.PASS_BLANK_ZERO if blank else Verdict.PASS
    return Outcome(verdict, f"{left:f}", f"{right:f}")


def _term(term: str, scope: str | None) -> _Term:
    code = term.removeprefix("-").removesuffix(_LAST_YEAR)
    return _Term(-1 if term.startswith("-") else 1, (code, scope), term.endswith(_LAST_YEAR))


def _table(code: str) -> str:
    return DISCLOSURE if code.startswith("disclosure.") else REQUESTS if code.startswith("requests.") else DISPUTES


def _cells(equation: Equation, this: Year, last: Year) -> list[Observation]:
    found = [(last if term.is_last_years else this).figures.get(term.key) for term in (*equation.left, *equation.right)]
    return [cell for cell in found if cell is not None]


def _told(subject: Subject, equation: Equation, this: Year, found: list[tuple[Year, Outcome]]) -> Iterator[Finding]:
    """Yield a finding for each version that differs from this year in its own way; the shown one first."""
    agreeing = [year.version for year, outcome in found if outcome.verdict in _HOLDS]
    told: set[Outcome] = set()
    for nth, (year, outcome) in enumerate(found):
        if outcome in told or outcome.verdict in _HOLDS or (nth and outcome.verdict is Verdict.NOT_ASSESSABLE):
            continue
        told.add(outcome)
        version = year.version
        other = f"{subject.report_year - 1}: {version.first_seen} – {version.last_seen}"
        if outcome.verdict is Verdict.NOT_ASSESSABLE:
            yield subject.finding(
                rule=equation.identity,
                severity=equation.severity,
                scope=equation.scope,
                result=NOT_ASSESSABLE,
                reason="a figure of one of the two years is blank, not read or of another layout",
                other=other,
                other_url=version.url,
            )
            continue
        attribution, reason = cause_of(subject, _cells(equation, this, year))
        if attribution == PUBLISHER:
            reason = "both reports print exactly these figures"
        if agreeing:
            which = "the version shown now agrees" if nth else "another version agrees"
            reason = f"{reason}; {which}, first seen {agreeing[0].first_seen}"
        yield subject.finding(
            rule=equation.identity,
            severity="hint" if nth and found[0][1].verdict in _HOLDS else equation.severity,
            scope=equation.scope,
            result=FAIL,
            left=outcome.left,
            right=outcome.right,
            delta=difference(outcome.left, outcome.right),
            attribution=attribution,
            reason=reason,
            other=other,
            other_url=version.url,
        )
