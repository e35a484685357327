"""The figures of a report, cell by cell, and the identities they stand in."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from audit.site.site import Site
from extraction.report import Check, Verdict
from extraction.terms import Key, coefficients

_FIGURES = """
SELECT indicator.code, applicant.code AS who, figure.value, coalesce(figure.status, 'number') AS status,
  coalesce(figure.raw, figure.value, '') AS raw, coalesce(figure.unit, indicator.unit) AS unit,
  coalesce(figure.origin, 'table') AS origin, place.locator || coalesce('#' || figure.cell, '') AS locator
FROM figure JOIN indicator ON indicator.no = figure.indicator JOIN applicant ON applicant.no = figure.applicant
LEFT JOIN place ON place.figure_set = figure.figure_set AND place.no = figure.place
WHERE figure.figure_set = ? ORDER BY figure.indicator, figure.applicant
"""
_CHECKS = """
SELECT identity, nullif(scope, ''), severity, left_side, right_side, verdict FROM check_result WHERE figure_set = ? ORDER BY no
"""
_CLAIMS = (
    "SELECT indicators, value, pattern, unit, sentence, scope, locator FROM claim WHERE figure_set = ? ORDER BY no"
)
_TWINS = """
SELECT indicator.code, applicant.code, twin.value, twin.status, twin.raw, indicator.unit, twin.origin, twin.locator
FROM twin JOIN indicator ON indicator.no = twin.indicator JOIN applicant ON applicant.no = twin.applicant
WHERE figure_set = ? ORDER BY twin.no
"""
_FAILING = """
SELECT figure_set, count(*) AS n FROM check_result WHERE severity = 'strict' AND verdict = 'fail' GROUP BY figure_set
"""


class Figure(NamedTuple):
    """One figure as it is printed."""

    indicator: str
    applicant: str | None
    value: str | None
    status: str
    raw: str
    unit: str
    origin: str
    locator: str | None


class Claim(NamedTuple):
    """What a sentence says of figures."""

    indicators: Sequence[str]
    value: str | None
    pattern: str | None
    unit: str
    sentence: str
    scope: str
    locator: str


class FigureSet(NamedTuple):
    """All that one reading holds besides its words."""

    figures: dict[Key, Figure]
    checks: Sequence[Check]
    by_figure: dict[Key, list[Check]]
    """The checks that each figure stands in."""
    claims: Sequence[Claim]
    twins: Sequence[Figure]
    """What other carriers print for the same figures."""

    def worst(self, key: Key) -> Check | None:
        """The check a figure stands in that fails; None if none does."""
        return next((check for check in self.by_figure.get(key, ()) if check.verdict is Verdict.FAIL), None)


def figure_set(site: Site, number: int) -> FigureSet:
    """Read one set of figures."""
    run = site.database.execute
    figures = {(row[0], row[1]): Figure(*row) for row in run(_FIGURES, [number]).fetchall()}
    checks = [
        Check(row[0], row[1], row[2], row[3], row[4], Verdict(row[5])) for row in run(_CHECKS, [number]).fetchall()
    ]
    by_figure: dict[Key, list[Check]] = defaultdict(list)
    for check in checks:
        for key in coefficients(check.identity, check.scope):
            by_figure[key].append(check)
    claims = [Claim(tuple(row[0].split("+")), *row[1:]) for row in run(_CLAIMS, [number]).fetchall()]
    twins = [Figure(*row) for row in run(_TWINS, [number]).fetchall()]
    return FigureSet(figures, checks, by_figure, claims, twins)


def failing(site: Site) -> dict[int, int]:
    """Return how many strict identities fail in each set of figures; ask through `Site.ask`."""
    return dict(site.database.execute(_FAILING).fetchall())
