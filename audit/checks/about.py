"""A finding on what stands in cells of a report."""

from typing import Any

from audit.checks.cause import cause_of, named
from audit.checks.finding import Finding
from audit.checks.rules import rule
from audit.checks.subject import Subject
from extraction import Observation


def about(subject: Subject, name: str, *cells: Observation, **more: Any) -> Finding:  # noqa: ANN401 - fields of a finding
    """Return a finding by this rule; the first cell is the one to look at, the second what it is held against."""
    attribution, reason = cause_of(subject, cells)
    first = cells[0]
    known: dict[str, Any] = {
        "rule": name,
        "severity": rule(name).severity,
        "scope": f"{first.indicator} {first.applicant or ''}".rstrip(),
        "left": first.value,
        "right": cells[1].value if len(cells) > 1 else None,
        "indicator": first.indicator,
        "applicant": first.applicant,
        "cell": named(first),
        "raw": first.raw,
        "locator": first.locator,
        "attribution": attribution,
        "reason": reason,
    }
    return subject.finding(**(known | more))
