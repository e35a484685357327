"""What the database keeps of figures, checks, claims and twins, as records again. No other module of this room reads them."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from sqlite_utils import Database

from extraction.report import Check, Observation, Status, Verdict

Key = tuple[str, str | None]
"""Indicator and applicant."""
Figures = dict[Key, Observation]
_KEPT_AT_ONCE = 256


class Claim(NamedTuple):
    """One figure of one sentence."""

    indicators: tuple[str, ...]
    value: str | None
    pattern: str | None
    sentence: str
    scope: str
    locator: str


class Stored:
    """Reads sets of figures; the last ones stay at hand, for a report is compared with its neighbours."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._indicators = {row["no"]: (row["code"], row["unit"]) for row in database["indicator"].rows}
        self._applicants = {row["no"]: row["code"] for row in database["applicant"].rows}
        self.figures = lru_cache(maxsize=_KEPT_AT_ONCE)(self._figures)

    def _figures(self, figure_set: int) -> Figures:
        """Return every figure of a set."""
        places = dict(
            self._database.execute("SELECT no, locator FROM place WHERE figure_set = ?", [figure_set]).fetchall()
        )
        rows = self._database.execute(
            "SELECT indicator, applicant, value, status, raw, unit, origin, place, cell FROM figure WHERE figure_set = ?",
            [figure_set],
        )
        found: Figures = {}
        for indicator, applicant, value, status, raw, unit, origin, place, cell in rows:
            code, own_unit = self._indicators[indicator]
            key = (code, self._applicants[applicant])
            locator = None if place is None else f"{places[place]}#{cell}" if cell else places[place]
            shown = (value or "") if raw is None else raw
            kind = Status(status) if status else Status.NUMBER
            found[key] = Observation(*key, value, kind, shown, unit or own_unit, origin or "table", locator)
        return found

    def unpassed(self, figure_set: int) -> list[Check]:
        """Return the checks of a set that fail or cannot be assessed."""
        rows = self._database.execute(
            "SELECT identity, scope, severity, left_side, right_side, verdict FROM check_result "
            "WHERE figure_set = ? AND verdict IN ('fail', 'not_assessable') ORDER BY no",
            [figure_set],
        )
        return [
            Check(identity, scope or None, severity, left, right, Verdict(verdict))
            for identity, scope, severity, left, right, verdict in rows
        ]

    def verdicts(self, figure_sets: Iterable[int]) -> dict[int, Counter[tuple[str, str]]]:
        """Count the checks of these sets by identity and verdict, those that hold as well."""
        wanted = set(figure_sets)
        counted: dict[int, Counter[tuple[str, str]]] = {}
        rows = self._database.execute(
            "SELECT figure_set, identity, verdict, count(*) FROM check_result GROUP BY figure_set, identity, verdict"
        )
        for figure_set, identity, verdict, count in rows:
            if figure_set in wanted:
                counted.setdefault(figure_set, Counter())[identity, verdict] = count
        return counted

    def claims(self, figure_set: int) -> list[Claim]:
        """Return what the prose of a set says, in the order of the text."""
        rows = self._database.execute(
            "SELECT indicators, value, pattern, sentence, scope, locator FROM claim WHERE figure_set = ? ORDER BY no",
            [figure_set],
        )
        return [Claim(tuple(indicators.split("+")), *rest) for indicators, *rest in rows]

    def twins(self, figure_set: int) -> list[Observation]:
        """Return what other carriers of the same report print for the same figures."""
        rows = self._database.execute(
            "SELECT indicator, applicant, value, status, raw, origin, locator FROM twin WHERE figure_set = ? ORDER BY no",
            [figure_set],
        )
        found = []
        for indicator, applicant, value, status, raw, origin, locator in rows:
            code, unit = self._indicators[indicator]
            key = (code, self._applicants[applicant])
            found.append(Observation(*key, value, Status(status), raw, unit, origin, locator))
        return found

    def sections(self, narrative: int) -> list[tuple[str, str]]:
        """Return heading and words of every section of a report."""
        rows = self._database.execute(
            "SELECT heading, body FROM texts.section WHERE narrative = ? ORDER BY no", [narrative]
        )
        return list(rows.fetchall())
