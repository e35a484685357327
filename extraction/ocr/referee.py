"""Decides which figures read in pictures are confirmed. Nothing is repaired: an unconfirmed figure has no value.

A figure stays a number only if its readings do not contradict each other and every strict equation it takes part in is
complete and holds: its column and its row of table 3, its run of table 4 (国办公开办函〔2021〕30号 prints the rule in the
head of the table). Where an unread neighbour leaves only some of them complete, where none guards it (table 2, a total that
the publisher left blank) or they only compare it with an equal number, two sure readings must agree, the digits be high
enough to be told apart, and be as many as the ink has room for. The rest is damaged; what was read, and what the sums
would make of it, is named in a flag for people.
"""

from collections.abc import Mapping
from decimal import Decimal

from extraction.checks import run_checks
from extraction.ocr.evidence import ORIGIN, Evidence, Reading
from extraction.report import Check, Flag, Observation, Status, Verdict
from extraction.solve import asked_of
from extraction.suspect import named
from extraction.tables import Key
from extraction.terms import coefficients, is_equation

_AGREED = 0.5
"""Sureness of two equal readings that equations guard."""
_ALONE, _FAINT = 0.9, 0.7
"""Sureness of the only reading of such a cell, or of one that only a fainter reading than this contradicts."""
_UNGUARDED = 0.9
"""Sureness of both readings where no equation guards. With digits of 8 pixels and more, none of 22,000 pairs of readings
that agreed so surely was wrong."""
_PAIR = 2
_LEGIBLE = 8
"""Pixels; digits lower than that are mistaken for each other with confidence."""
_HOLDS = (Verdict.PASS, Verdict.PASS_BLANK_ZERO)
_EMPTY = (Status.BLANK, Status.MARK)
_PLAIN = (Status.NUMBER, *_EMPTY)


def referee(
    observations: dict[Key, Observation], layouts: dict[str, str], evidence: Mapping[str, Evidence]
) -> tuple[dict[Key, Observation], list[Flag]]:
    """The observations with every figure read in a picture confirmed or damaged, and flags for the damaged ones."""
    pictured = {key: evidence.get(seen.locator or "") for key, seen in observations.items() if seen.origin == ORIGIN}
    heard = observations | {
        key: _damaged(observations[key])
        for key, proof in pictured.items()
        if not _credible(key, observations[key], proof)
    }
    equations = _strict_equations(heard, layouts)
    judged = dict(heard)
    for key, proof in pictured.items():
        seen, sums = heard[key], equations.get(key, [])
        if seen.status == Status.NUMBER and not _confirmed(key, proof, sums, heard):
            judged[key] = _damaged(seen)
        if seen.status in _EMPTY and any(check.verdict == Verdict.FAIL for check in sums):
            judged[key] = _damaged(seen)
    return judged, _flags(judged, pictured, equations, heard)


def _damaged(seen: Observation) -> Observation:
    return seen._replace(value=None, status=Status.DAMAGED)


def _credible(key: Key, seen: Observation, proof: Evidence | None) -> bool:
    """Whether the readings alone leave no doubt about what kind of thing the cell says."""
    if seen.status in {Status.DAMAGED, Status.MISSING}:
        return True
    if proof is None or (proof.figure is not None and proof.figure != key):
        return False
    if seen.status == Status.BLANK:
        return proof.blank
    if proof.agreed:
        return proof.confidence >= _AGREED
    first, *others = proof.readings or (Reading("", 0.0),)
    faint = all(other.confidence < _FAINT for other in others)
    return seen.status == Status.NUMBER and first.confidence >= _ALONE and faint and not proof.crossing


def _confirmed(key: Key, proof: Evidence | None, equations: list[Check], heard: Mapping[Key, Observation]) -> bool:
    if proof is None or any(check.verdict == Verdict.FAIL for check in equations):
        return False
    holding = [check for check in equations if check.verdict in _HOLDS]
    sure_nought = heard[key].value == "0" and proof.agreed and proof.confidence >= _UNGUARDED
    summed = any(sure_nought or not _is_echo(check, heard) for check in holding)
    if summed and len(holding) == len(equations):
        return True
    return _sure(proof) and (summed or _only_blanks_lack(equations, heard))


def _only_blanks_lack(equations: list[Check], heard: Mapping[Key, Observation]) -> bool:
    """Whether no equation is incomplete for any other reason than a total that the publisher left blank."""
    lacking = [key for check in equations if check.verdict not in _HOLDS for key in _terms(check)]
    return all(key in heard and heard[key].status in _PLAIN for key in lacking)


def _sure(proof: Evidence) -> bool:
    return proof.agreed and proof.confidence >= _UNGUARDED and proof.height >= _LEGIBLE and proof.clear_cut


def _strict_equations(observations: dict[Key, Observation], layouts: dict[str, str]) -> dict[Key, list[Check]]:
    """For each figure the strict equations it takes part in, as they turn out."""
    taking_part: dict[Key, list[Check]] = {}
    for check in run_checks(observations, layouts):
        if check.severity == "strict" and is_equation(check):
            for key in _terms(check):
                taking_part.setdefault(key, []).append(check)
    return taking_part


def _terms(check: Check) -> Mapping[Key, int]:
    return coefficients(check.identity, check.scope)


def _is_echo(check: Check, observations: Mapping[Key, Observation]) -> bool:
    """Whether the equation only says that one number equals another, everything else being nought.

    Then it cannot see a misreading that both share, as it would see it in a sum.
    """
    return sum(1 for key in _terms(check) if Decimal(observations[key].value or 0)) <= _PAIR


def _flags(
    judged: dict[Key, Observation],
    pictured: Mapping[Key, Evidence | None],
    equations: Mapping[Key, list[Check]],
    heard: Mapping[Key, Observation],
) -> list[Flag]:
    flags = []
    for key, proof in pictured.items():
        if judged[key].status == Status.DAMAGED:
            readings = "|".join(proof.candidates) if proof else judged[key].raw
            asked = {sum_ for check in equations.get(key, ()) if (sum_ := asked_of(key, check, heard)) is not None}
            sums = f"; sums: {asked.pop():f}" if len(asked) == 1 else ""
            flags.append(Flag("ocr_candidates", f"{named(key)}: {readings or '?'}{sums}"))
    if flags:
        flags.insert(0, Flag("ocr_unconfirmed", f"{len(flags)} of {len(pictured)} figures"))
    return flags
