"""Figures of sets as the database keeps them, with the names they have in the codebook and on the form."""

from functools import cached_property, lru_cache
from typing import NamedTuple

from sqlite_utils import Database

from audit.layers import Pair

MISSING = "<missing>"
_FIGURES = """
SELECT indicator, applicant, value, coalesce(status, 'number') AS status, coalesce(raw, value, '') AS raw, unit
FROM figure WHERE figure_set = ?
"""


class Printed(NamedTuple):
    """One figure as it was read."""

    value: str | None
    status: str
    raw: str
    unit: str | None
    """None: the indicator's own."""

    @property
    def shown(self) -> str:
        """The value, or the status in angle brackets where there is no number."""
        return self.value if self.value is not None else f"<{self.status}>"


Number = tuple[int, int]
"""Indicator and applicant, as the tables of the database number them."""


class Figures:
    """Looks up sets of figures."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.of = lru_cache(maxsize=256)(self._read)
        """The figures of a set, by number."""

    def _read(self, figure_set: int) -> dict[Number, Printed]:
        rows = self._database.execute(_FIGURES, [figure_set]).fetchall()
        return {(indicator, applicant): Printed(*rest) for indicator, applicant, *rest in rows}

    def changed(self, pair: Pair) -> dict[Number, tuple[str, str]]:
        """Return what both sides of a pair show, old and new, for every figure that is not the same."""
        old, new = self.of(pair.before.figure_set), self.of(pair.after.figure_set)
        shown = {
            number: tuple(side[number].shown if number in side else MISSING for side in (old, new))
            for number in sorted(old.keys() | new.keys())
        }
        return {
            number: (was, became)
            for number, (was, became) in shown.items()
            if was != became and not (pair.partial and MISSING in {was, became})
        }

    @cached_property
    def indicators(self) -> dict[int, tuple[str, str]]:
        """Code and label by number."""
        return {row["no"]: (row["code"], row["label"]) for row in self._database["indicator"].rows}

    @cached_property
    def applicants(self) -> dict[int, tuple[str | None, str]]:
        """Code and label by number; 0 has no code."""
        return {row["no"]: (row["code"], row["label"]) for row in self._database["applicant"].rows}

    def number(self, indicator: str, applicant: str | None) -> Number:
        """Return the number of a figure by its codes; raises KeyError for one that is not in the codebook."""
        indicators = {code: no for no, (code, _) in self.indicators.items()}
        applicants = {code: no for no, (code, _) in self.applicants.items()}
        return indicators[indicator], applicants[applicant]
