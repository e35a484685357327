"""Identities within one report: which fail, which cannot be applied, and the cell that explains it where the pattern allows one."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from audit.checks.cause import cause_of, doubt_of, named
from audit.checks.finding import CAPTURE, FAIL, NOT_ASSESSABLE, PARSER, PUBLISHER, UNKNOWN, Finding
from audit.checks.stored import Figures
from audit.checks.subject import Subject
from extraction.checks import expected, is_total, run_checks
from extraction.labels import DISCLOSURE, DISPUTES, REQUESTS
from extraction.locate import locate
from extraction.report import Check, Observation, Status, Verdict
from extraction.suspect import Suspect, Unlocated
from extraction.terms import Key, coefficients, sides

_LAYOUTS = ("f2021", "f2019")
_EMPTY = (Status.BLANK, Status.MARK)


def identity_findings(subject: Subject, checks: list[Check], figures: Figures) -> Iterator[Finding]:
    """Yield one finding for every identity of a table that fails or cannot be assessed."""
    equations = [check for check in checks if any(sides(check))]
    located = _Located(subject, figures) if any(_is_strict_failure(check) for check in equations) else None
    for check in equations:
        if check.verdict is Verdict.NOT_ASSESSABLE:
            attribution, reason = _why_not(subject, check, figures)
            yield subject.finding(
                rule=check.identity,
                severity=check.severity,
                scope=check.scope or "",
                result=NOT_ASSESSABLE,
                attribution=attribution,
                reason=reason,
            )
        else:
            yield subject.finding(
                rule=check.identity,
                severity=check.severity,
                scope=check.scope or "",
                result=FAIL,
                left=check.left,
                right=check.right,
                delta=difference(check.left, check.right),
                **(
                    located.of(check) if located and check.severity == "strict" else _unlocated(subject, check, figures)
                ),
            )


def difference(left: str | None, right: str | None) -> str | None:
    """Return left minus right.

    >>> difference("2753", "2752"), difference("1.50", "2"), difference(None, "2")
    ('1', '-0.50', None)
    """
    return None if left is None or right is None else f"{Decimal(left) - Decimal(right):f}"


def layouts_of(figures: Mapping[Key, object], layout: str | None) -> dict[str, str]:
    """Return the layout each table is printed in, the report's own where several would do; a reading has every figure of it."""
    found = {}
    for table in (DISCLOSURE, REQUESTS, DISPUTES):
        for candidate in dict.fromkeys((layout, *_LAYOUTS)):
            keys = expected(table, candidate) if candidate in _LAYOUTS and candidate else ()
            if keys and all(key in figures for key in keys):
                found[table] = candidate or ""
                break
    return found


def _is_strict_failure(check: Check) -> bool:
    return check.severity == "strict" and check.verdict is Verdict.FAIL


def _unlocated(subject: Subject, check: Check, figures: Figures) -> dict[str, Any]:
    cells = [figures[key] for key in coefficients(check.identity, check.scope) if key in figures]
    attribution, reason = cause_of(subject, cells)
    return {"attribution": attribution, "reason": reason}


class _Place(NamedTuple):
    """What the failing pattern says of one group of identities."""

    suspect: Suspect | None
    told: str
    names: tuple[str, ...]


class _Located:
    """The failing pattern of one report, read once."""

    def __init__(self, subject: Subject, figures: Figures) -> None:
        self._subject = subject
        self._figures = figures
        tables = {key: seen for key, seen in figures.items() if seen.origin != "narrative"}
        checks = run_checks(tables, layouts_of(tables, subject.format))
        self._places = [_place(found) for found in locate(tables.values(), checks)]

    def of(self, check: Check) -> dict[str, Any]:
        """Return the cell that explains a failing check, or why none does, as fields of its finding."""
        terms = coefficients(check.identity, check.scope)
        for suspect, told, names in self._places:
            if check.identity not in names:
                continue
            if suspect is None:
                attribution, reason = cause_of(self._subject, [self._figures[key] for key in terms])
                return {
                    "attribution": UNKNOWN if attribution == PUBLISHER else attribution,
                    "reason": _both(told, reason),
                }
            key = (suspect.indicator, suspect.applicant)
            if key in terms:
                return self._cell(self._figures[key], suspect)
        return _unlocated(self._subject, check, self._figures)

    def _cell(self, cell: Observation, suspect: Suspect) -> dict[str, Any]:
        attribution, reason = cause_of(self._subject, [cell])
        return {
            "indicator": cell.indicator,
            "applicant": cell.applicant,
            "cell": named(cell),
            "raw": cell.raw,
            "locator": cell.locator,
            "suggested": suspect.satisfying,
            "attribution": attribution,
            "reason": _both(reason, suspect.slip or ""),
        }


def _place(found: Suspect | Unlocated) -> _Place:
    if isinstance(found, Suspect):
        return _Place(found, "", found.identities)
    return _Place(None, found.reason, found.identities)


def _both(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _why_not(subject: Subject, check: Check, figures: Figures) -> tuple[str, str]:
    """Say which figure keeps the identity from being applied, and who left it so."""
    terms = coefficients(check.identity, check.scope)
    cells = {key: figures[key] for key in terms if key in figures}
    unread = [cell for cell in cells.values() if cell.status is Status.DAMAGED]
    worded = [cell for cell in cells.values() if cell.status is Status.TEXT]
    missing = [cell for cell in cells.values() if cell.status is Status.MISSING]
    blank = [cell for key, cell in cells.items() if cell.status in _EMPTY and is_total(key)]
    if unread:
        return cause_of(subject, unread)
    if missing or len(cells) < len(terms):
        table = check.identity.partition("-")[0].lower()
        pictured = next((detail for detail in subject.told("table_is_image") if detail.startswith(f"{table}: ")), "")
        told = f"the table is a picture: {pictured}" if pictured else "no cell was found for it"
        return (CAPTURE, doubt) if (doubt := doubt_of(subject)) else (PARSER if pictured else UNKNOWN, told)
    if worded:
        return PUBLISHER, f"{named(worded[0])} holds words: {worded[0].raw!r}"
    if blank:
        return cause_of(subject, blank)[0], f"the total is left blank: {named(blank[0])}"
    return cause_of(subject, cells.values())[0], "no number is printed in the table"
