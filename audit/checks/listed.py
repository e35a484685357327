"""Findings as auditors list them: with what was said of each, and how much was checked."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields

from audit.checks.finding import FAIL, FINDING, Finding
from audit.checks.gather import Findings
from audit.triage import Desk
from extraction.report import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFinding(Finding):
    """A finding and how it stands. The columns an auditor fills in stand last."""

    judged_at: str | None
    history: str
    """What else was said of the same report, rule and scope, on these values or others."""
    verdict: str
    """``confirmed``, ``dismissed``, ``question``; empty: open."""
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings are asked for."""

    severity: str | None = None
    rule: str | None = None
    only_open: bool = False
    """Leave out what was judged as it stands."""
    unassessed: bool = False
    """Also what could not be assessed."""


def listed(gathered: Findings, desk: Desk, wanted: Wanted) -> Iterator[ListedFinding]:
    """Yield the findings that are asked for, in their order."""
    for one in gathered.found:
        if one.result != FAIL and not wanted.unassessed:
            continue
        if wanted.severity not in {None, one.severity} or wanted.rule not in {None, one.rule}:
            continue
        standing = desk.standing(FINDING, one)
        if standing.judgement is None or not wanted.only_open:
            yield ListedFinding(
                **{each.name: getattr(one, each.name) for each in fields(one) if each.init},
                **standing.as_columns(),
            )


def counted(gathered: Findings) -> Counter[Verdict]:
    """Count the identities that were applied, by what they gave."""
    counts: Counter[Verdict] = Counter()
    for (_, _, _, verdict), number in gathered.verdicts.items():
        counts[Verdict(verdict)] += number
    return counts
