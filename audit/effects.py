"""What a change of a figure does to the sums of the form.

The repair of an identity that failed is a correction, silent unless the publisher announced it; an identity that held and does not
hold any more is an inconsistency the change introduced. Both are facts about two readings; neither says why.
"""

from enum import StrEnum
from functools import lru_cache

from sqlite_utils import Database

from extraction.report import Verdict
from extraction.terms import Key, coefficients


class Effect(StrEnum):
    NONE = ""
    SILENT_CORRECTION = "silent_correction"
    """An identity with this figure failed and holds now; no notice of the publisher was found."""
    ANNOUNCED_CORRECTION = "announced_correction"
    """The same, and a notice was found."""
    INTRODUCED_INCONSISTENCY = "introduced_inconsistency"
    """An identity with this figure held and fails now."""
    MIXED = "mixed"
    """Some now hold that failed, others fail that held."""


_HOLDS = frozenset({Verdict.PASS, Verdict.PASS_BLANK_ZERO})
_CHECKS = """
SELECT identity, scope, verdict FROM check_result WHERE figure_set = ? AND severity IN ('strict', 'usual')
"""
Identity = tuple[str, str]
"""Name and scope."""


class Effects:
    """Compares the checks of two sets of figures; those of the last pair are kept, because its figures are asked for in a row."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turned = lru_cache(maxsize=1)(self._compare)

    def of(self, old_set: int, new_set: int, key: Key, *, announced: bool) -> tuple[Effect, list[str]]:
        """Return the effect of a change of one figure, and the identities with it that turned."""
        repaired, broken = (
            [name for name in names if key in coefficients(name[0], name[1] or None)]
            for names in self._turned(old_set, new_set)
        )
        told = [f"{identity}({scope})" if scope else identity for identity, scope in (*repaired, *broken)]
        if repaired and broken:
            return Effect.MIXED, told
        if broken:
            return Effect.INTRODUCED_INCONSISTENCY, told
        if repaired:
            return (Effect.ANNOUNCED_CORRECTION if announced else Effect.SILENT_CORRECTION), told
        return Effect.NONE, []

    def _compare(self, old_set: int, new_set: int) -> tuple[list[Identity], list[Identity]]:
        old, new = self._verdicts(old_set), self._verdicts(new_set)
        both = [name for name in old if name in new]
        repaired = [name for name in both if old[name] == Verdict.FAIL and new[name] in _HOLDS]
        broken = [name for name in both if old[name] in _HOLDS and new[name] == Verdict.FAIL]
        return repaired, broken

    def _verdicts(self, figure_set: int) -> dict[Identity, str]:
        rows = self._database.execute(_CHECKS, [figure_set]).fetchall()
        return {(identity, scope): verdict for identity, scope, verdict in rows}
