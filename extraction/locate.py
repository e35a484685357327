"""From failing identities to the one cell that explains them, if there is one.

Every cell of the request table stands in identities no other cell has all of, so a single wrong cell is known by what
fails. A cell is named only if the identities that fail are exactly its own and all of them miss by the same amount; the
five outcomes of a dispute share one identity and cannot be told apart. Nothing is changed: what would satisfy the form is a
finding, the figure stays as printed. Blank and marked parts count as zero, as in the checks, and may be the fault themselves.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from extraction.misprints import likely_slip
from extraction.report import Check, Observation, Status, Verdict
from extraction.solve import solve
from extraction.suspect import Suspect, Unlocated, named
from extraction.terms import Key, coefficients, is_equation
from extraction.values import read

_HOLDS = frozenset((Verdict.PASS, Verdict.PASS_BLANK_ZERO))
_RECOGNISED = "ocr"
"""Origin whose raw text is a guess of ours."""


def locate(observations: Collection[Observation], checks: Sequence[Check]) -> tuple[Suspect | Unlocated, ...]:
    """One finding for each group of strict identities that share cells and do not hold, then the damaged cells solved."""
    fails = any(check.verdict is Verdict.FAIL and check.severity == "strict" for check in checks)
    if not fails and not any(one.status is Status.DAMAGED for one in observations):
        return ()
    seen = {(one.indicator, one.applicant): one for one in observations}
    return (*_failing(seen, checks), *solve(seen, checks))


def _failing(seen: Mapping[Key, Observation], checks: Iterable[Check]) -> tuple[Suspect | Unlocated, ...]:
    assessed = [
        check
        for check in checks
        if check.severity == "strict" and check.verdict is not Verdict.NOT_ASSESSABLE and is_equation(check)
    ]
    if all(check.verdict in _HOLDS for check in assessed):
        return ()
    return tuple(
        _explained(failing, group, seen)
        for group in _groups(assessed)
        if (failing := [check for check in group if check.verdict not in _HOLDS])
    )


def _groups(checks: Iterable[Check]) -> list[list[Check]]:
    """Checks that share cells, directly or through others."""
    groups: list[tuple[set[Key], list[Check]]] = []
    for check in checks:
        keys, members = set(_terms(check)), [check]
        apart = []
        for known, others in groups:
            if known.isdisjoint(keys):
                apart.append((known, others))
            else:
                keys |= known
                members = others + members
        groups = [*apart, (keys, members)]
    return [members for _, members in groups]


def _explained(
    failing: Sequence[Check], group: Sequence[Check], seen: Mapping[Key, Observation]
) -> Suspect | Unlocated:
    names = tuple(dict.fromkeys(check.identity for check in failing))
    standing = {key for check in group if check.verdict in _HOLDS for key in _terms(check)}
    common = set.intersection(*(set(_terms(check)) for check in failing)) - standing
    if not common:
        return Unlocated(names, f"no single cell stands in exactly the {len(failing)} identities that fail")
    candidates = [found for key in sorted(common, key=str) if (found := _suspect(key, failing, names, seen))]
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        each = "; ".join(
            f"{named((one.indicator, one.applicant))} {one.raw or 'blank'} for {one.satisfying}" for one in candidates
        )
        return Unlocated(names, f"the form cannot tell {len(candidates)} cells apart: {each}", tuple(candidates))
    where = named(next(iter(common))) if len(common) == 1 else f"{len(common)} cells"
    return Unlocated(names, f"no one value of {where} satisfies all that fails; more than one cell is wrong")


def _suspect(
    key: Key, failing: Sequence[Check], names: tuple[str, ...], seen: Mapping[Key, Observation]
) -> Suspect | None:
    """The cell, if one value of it that could have been printed satisfies all that fails."""
    wanted = {-_residual(check) * _terms(check)[key] for check in failing}
    if len(wanted) != 1:
        return None
    cell = seen[key]
    satisfying = Decimal(cell.value or 0) + wanted.pop()
    if satisfying < 0:
        return None
    neighbours = [
        other.value for code, other in seen.items() if code[0] == key[0] and code != key and other.value is not None
    ]
    slip = likely_slip(cell.value, f"{satisfying:f}", neighbours)
    return Suspect(key[0], key[1], cell.raw, f"{satisfying:f}", names, _fault(cell), slip)


def _fault(cell: Observation) -> str:
    """Whose mistake it is: a cell that says what we say it says is the publisher's."""
    if cell.origin == _RECOGNISED:
        return "reading"
    status, value, _ = read(cell.raw)
    return "publisher" if (status, value) == (cell.status, cell.value) else "reading"


def _residual(check: Check) -> Decimal:
    return Decimal(check.left or 0) - Decimal(check.right or 0)


def _terms(check: Check) -> Mapping[Key, int]:
    return coefficients(check.identity, check.scope)
