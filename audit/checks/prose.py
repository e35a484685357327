"""Prose against tables, sentence by sentence as extraction compared them; every finding quotes its sentence."""

from collections.abc import Iterator, Sequence

from audit.checks.cause import cause_of
from audit.checks.finding import CAPTURE, NOT_ASSESSABLE, UNKNOWN, Finding
from audit.checks.identities import difference
from audit.checks.stored import Claim, Figures
from audit.checks.subject import Subject
from extraction.labels import APPLICANTS
from extraction.report import Check, Observation, Verdict
from extraction.terms import sides

_SHARE, _CHANNELS = "P-PERCENT", "P-CHANNELS"
_WHOLE = APPLICANTS[-1]


def prose_findings(
    subject: Subject, checks: Sequence[Check], claims: Sequence[Claim], figures: Figures
) -> Iterator[Finding]:
    """Yield one finding for every sentence that the tables contradict, or cannot be held against."""
    for check in checks:
        if not any(sides(check)):
            yield _compared(subject, check, claims, figures)


def _compared(subject: Subject, check: Check, claims: Sequence[Claim], figures: Figures) -> Finding:
    said = _claim_of(check, claims)
    cells = [cell for code in _codes(check) if (cell := _whole(figures, code))]
    attribution, reason = _cause(subject, said, cells)
    if check.verdict is Verdict.NOT_ASSESSABLE:
        is_damaged = check.identity == _CHANNELS
        return subject.finding(
            rule=check.identity,
            severity=check.severity,
            scope=check.scope or "",
            result=NOT_ASSESSABLE,
            left=check.left,
            attribution=attribution if cells else UNKNOWN,
            reason="digits of the sentence are lost" if is_damaged else "no table prints a number to compare with",
            quote=said.sentence if said else "",
            locator=said.locator if said else None,
        )
    return subject.finding(
        rule=check.identity,
        severity=check.severity,
        scope=check.scope or "",
        left=check.left,
        right=check.right,
        delta=None if "?" in (check.left or "") else difference(check.left, check.right),
        attribution=attribution,
        reason=reason,
        quote=said.sentence if said else "",
        locator=said.locator if said else None,
    )


def _claim_of(check: Check, claims: Sequence[Claim]) -> Claim | None:
    """The sentence a check was made of: its scope names first the figures that the sentence claims."""
    named = tuple((check.scope or "").split(" or ")[0].split(" + "))
    if check.identity == _CHANNELS:
        return next((claim for claim in claims if claim.indicators[0] in named), None)
    same = [claim for claim in claims if claim.indicators == named]
    if check.identity == _SHARE:
        return next((claim for claim in same if (check.left or "") in claim.sentence), None)
    return next((claim for claim in same if check.left in {claim.value, claim.pattern}), None)


def _codes(check: Check) -> list[str]:
    return [code for target in (check.scope or "").split(" or ") for code in target.split(" + ")]


def _whole(figures: Figures, code: str) -> Observation | None:
    """The printed figure that a sentence without an applicant speaks of."""
    cell = figures.get((code, _WHOLE)) or figures.get((code, None))
    return None if cell is None or cell.origin == "narrative" else cell


def _cause(subject: Subject, said: Claim | None, cells: Sequence[Observation]) -> tuple[str, str]:
    if said is not None and said.value is None:
        return CAPTURE, f"digits of the sentence are lost: {said.pattern}"
    attribution, reason = cause_of(subject, cells)
    if attribution == UNKNOWN:
        return attribution, "the table sums up figures that are not printed in one cell"
    return attribution, f"{reason}, and the sentence prints the other" if attribution == "publisher" else reason
