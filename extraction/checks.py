"""Applies the identities of the codebook to one report. A check never changes a value.

Blank policy: a blank or marked part counts as zero and the verdict says so; a total that is blank, and any figure that is
missing, damaged or text, leaves the identity unassessable, as does a table without one printed number.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from extraction.codebook import CODEBOOK, Identity
from extraction.form import FORM
from extraction.labels import APPLICANTS, DISCLOSURE, REQUESTS
from extraction.report import Check, Observation, Status, Verdict

_TOTAL = "total"
_EMPTY = (Status.BLANK, Status.MARK)


_Key = tuple[str, str | None]
"""Indicator and applicant."""
_Terms = tuple[tuple[int, _Key], ...]
"""Signs and figures."""


class Equation(NamedTuple):
    """An identity written out for one column, row or table."""

    identity: str
    scope: str | None
    severity: str
    left: _Terms
    is_equal: bool
    right: _Terms


def run_checks(observations: dict[_Key, Observation], layouts: dict[str, str]) -> tuple[Check, ...]:
    """Every identity within the report, for the layout each table is printed in."""
    numbers = {
        key: Decimal(seen.value) if "." in seen.value else int(seen.value)
        for key, seen in observations.items()
        if seen.value is not None
    }
    empty = {key for key, seen in observations.items() if seen.value is None and seen.status in _EMPTY}
    printed = {table for table, layout in layouts.items() if any(key in numbers for key in printable(table, layout))}
    return tuple(
        _check(equation, numbers, empty, assessable=table in printed, wholes=_wholes(equation) if table == FORM else ())
        for table, layout in layouts.items()
        for equation in equations(table, layout)
    )


def _check(
    equation: Equation,
    numbers: dict[_Key, int | Decimal],
    empty: set[_Key],
    *,
    assessable: bool,
    wholes: Iterable[_Key],
) -> Check:
    sums: list[int | Decimal] = []
    blank = False
    for side in (equation.left, equation.right):
        total: int | Decimal = 0
        for sign, key in side:
            value = numbers.get(key)
            if value is not None:
                total += sign * value
            elif key in empty and not is_total(key) and key not in wholes:
                blank = True
            else:
                assessable = False
        sums.append(total)
    if not assessable:
        return Check(equation.identity, equation.scope, equation.severity, None, None, Verdict.NOT_ASSESSABLE)
    left, right = sums
    holds = left == right if equation.is_equal else left <= right
    verdict = Verdict.FAIL if not holds else Verdict.PASS_BLANK_ZERO if blank else Verdict.PASS
    return Check(equation.identity, equation.scope, equation.severity, str(left), str(right), verdict)


def _wholes(equation: Equation) -> set[_Key]:
    """Figures that stand for a sum. Those of the form do not end in total: 收到申请数 is the sum of its channels."""
    sides = (equation.left, equation.right) if equation.is_equal else (equation.right,)
    return {side[0][1] for side in sides if len(side) == 1}


def is_total(key: _Key) -> bool:
    """Whether the figure is a sum of others, which may not be taken as zero where it is blank."""
    return key[1] == _TOTAL or key[0].endswith(f".{_TOTAL}")


@cache
def expected(table: str, layout: str) -> tuple[_Key, ...]:
    """Every figure (indicator, applicant) the layout prints in the table, in printed order; local rows left out."""
    form = CODEBOOK.layouts[layout]
    if table == DISCLOSURE:
        return tuple((code, None) for b in form.blocks for row in b.rows if not row.local for code in row.codes)
    if table == REQUESTS:
        return tuple((code, applicant) for code in form.requests for applicant in APPLICANTS)
    if table == FORM:
        return printable(table, layout) if form.form and not form.form.local else ()
    return tuple((code, None) for code in form.disputes)


@cache
def printable(table: str, layout: str) -> tuple[_Key, ...]:
    """Every figure the layout may print in the table: of a local form, whose rows vary, any it is known to have."""
    form = CODEBOOK.layouts[layout].form if table == FORM else None
    return tuple((row.code, None) for row in form.rows if row.code) if form else expected(table, layout)


@cache
def equations(table: str, layout: str) -> tuple[Equation, ...]:
    """Every identity between the figures of one table, for a layout."""
    figures = set(printable(table, layout))
    return tuple(
        equation
        for identity in CODEBOOK.identities
        if layout in identity.layouts
        and identity.severity != "definition"
        and "@" not in "".join((*identity.left, *identity.right))
        for equation in _instances(identity, layout)
        if all(key in figures for _, key in (*equation.left, *equation.right))
    )


def _instances(identity: Identity, layout: str) -> Iterable[Equation]:
    """The identity written out for every column, row, or once."""
    equal = identity.op == "=="
    if identity.scope == "each_row":
        for code in CODEBOOK.layouts[layout].requests:
            parts: _Terms = tuple((1, (code, applicant)) for applicant in identity.left)
            whole: _Terms = tuple((1, (code, applicant)) for applicant in identity.right)
            yield Equation(identity.id, code, identity.severity, parts, equal, whole)
        return
    for scope in APPLICANTS if identity.scope == "each_applicant" else (None,):
        left, right = _terms(identity.left, scope), _terms(identity.right, scope)
        yield Equation(identity.id, scope, identity.severity, left, equal, right)


def _terms(terms: tuple[str, ...], scope: str | None) -> _Terms:
    return tuple((-1 if term.startswith("-") else 1, (term.removeprefix("-"), scope)) for term in terms)
