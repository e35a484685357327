"""What a new version of the extractor reads differently in the same bytes: restated, and never a change of the report.

Changes compare what two visits showed, both read by the one version that is chosen (view ``visit``). Two versions on one capture
are compared here and nowhere else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlite_utils import Database

from audit.selection import Selection


@dataclass(frozen=True, slots=True)
class Restated:
    """One figure of one capture that two versions of the extractor read differently."""

    portal: str
    publisher: str
    report_year: int | None
    indicator: str
    """``publisher`` or ``report_year`` where the versions do not agree on whose report it is."""
    label: str
    applicant: str | None
    applicant_label: str
    old: str
    """Value, or the status in angle brackets where there was no number."""
    new: str
    raw: str
    """What the newer version says is printed in the cell."""
    locator: str
    url: str
    capture: str
    """The newest that shows it."""
    captured_at: str
    snapshot: int
    snapshots: int = 1
    """Different states of the page in which it was read so: counters make one of every visit."""


class Agreement(NamedTuple):
    """How far two versions agree."""

    captures: int
    """Different snapshots that both have read."""
    figures: int
    """Figures that either read there."""
    restated: int

    @property
    def rate(self) -> str:
        """The fraction that reads the same, cut and not rounded: 100 % means all.

        >>> Agreement(1, 3000, 1).rate, Agreement(1, 3, 0).rate, Agreement(0, 0, 0).rate
        ('99.96 %', '100 %', '—')
        """
        if not self.figures:
            return "—"
        share = 10_000 * (self.figures - self.restated) // self.figures
        return "100 %" if self.restated == 0 else f"{share // 100}.{share % 100:02} %"


_VERSIONS = "SELECT extractor FROM reading GROUP BY extractor ORDER BY CAST(extractor AS INTEGER), extractor"
_PAIRS = """
SELECT run.portal, before.publisher AS old_publisher, after.publisher, before.report_year AS old_year, after.report_year,
  before.figure_set AS old_set, after.figure_set AS new_set, capture.url, capture.capture, max(capture.captured_at) AS captured_at,
  snapshot
FROM reading AS before
JOIN reading AS after USING (snapshot)
JOIN capture USING (snapshot)
JOIN run USING (run)
WHERE before.extractor = :old AND after.extractor = :new AND capture.role = 'report' AND (:portal IS NULL OR portal = :portal)
GROUP BY run.portal, snapshot
ORDER BY run.portal, after.publisher, after.report_year, snapshot
"""
_FIGURES = """
SELECT indicator.code, applicant.code AS who, indicator.label, applicant.label AS who_label,
  coalesce(value, '<' || coalesce(status, 'number') || '>') AS shown, coalesce(raw, value, '') AS raw,
  coalesce(place.locator, '') || coalesce('#' || cell, '') AS locator
FROM figure
JOIN indicator ON indicator.no = figure.indicator
JOIN applicant ON applicant.no = figure.applicant
LEFT JOIN place ON place.figure_set = figure.figure_set AND place.no = figure.place
WHERE figure.figure_set = :figure_set
ORDER BY figure.indicator, figure.applicant
"""
_MISSING = "<missing>"
_ALL = Selection()


def versions(database: Database) -> list[str]:
    """Return the versions of the extractor whose readings are kept, oldest first."""
    return [row[0] for row in database.execute(_VERSIONS).fetchall()]


def restated(database: Database, old: str, new: str, selection: Selection = _ALL) -> Iterator[Restated]:
    """Yield every figure that the version ``new`` reads differently than ``old``, once for each address and pair of readings."""
    found: dict[tuple[object, ...], Restated] = {}
    for pair in _pairs(database, old, new, selection):
        for one in _differing(database, pair):
            key = (one.portal, one.publisher, one.report_year, one.url, one.indicator, one.applicant, one.old, one.new)
            known = found.get(key)
            if known is not None:
                newer = max(known, one, key=lambda either: either.captured_at)
                one = replace(newer, snapshots=known.snapshots + 1)  # noqa: PLW2901 - the same figure, seen once more
            found[key] = one
    yield from found.values()


def agreement(database: Database, old: str, new: str, selection: Selection = _ALL) -> Agreement:
    """Count how far two versions agree in the captures that both have read."""
    captures = figures = differing = 0
    for pair in _pairs(database, old, new, selection):
        captures += 1
        differing += sum(1 for one in _differing(database, pair) if one.label)
        sets = {pair["old_set"], pair["new_set"]}
        figures += len({key for each in sets for key in _figures(database, each)})
    return Agreement(captures, figures, differing)


def _pairs(database: Database, old: str, new: str, selection: Selection) -> Iterator[dict[str, Any]]:
    for pair in database.query(_PAIRS, {"old": old, "new": new, "portal": selection.portal}):
        if selection.holds(portal=pair["portal"], publisher=pair["publisher"], report_year=pair["report_year"]):
            yield pair


def _figures(database: Database, figure_set: int) -> dict[tuple[str, str | None], dict[str, Any]]:
    return {(row["code"], row["who"]): row for row in database.query(_FIGURES, {"figure_set": figure_set})}


def _differing(database: Database, pair: dict[str, Any]) -> Iterator[Restated]:
    place = (pair["url"], pair["capture"], pair["captured_at"], pair["snapshot"])
    whose = (pair["portal"], pair["publisher"] or "", pair["report_year"])
    for name, before in (("publisher", pair["old_publisher"]), ("report_year", pair["old_year"])):
        if before != pair[name]:
            said = [_MISSING if value is None else str(value) for value in (before, pair[name])]
            yield Restated(*whose, name, "", None, "", said[0], said[1], "", "", *place)
    if pair["old_set"] == pair["new_set"]:
        return
    old, new = (_figures(database, pair[name]) for name in ("old_set", "new_set"))
    for key in (*old, *(key for key in new if key not in old)):
        before, after = old.get(key), new.get(key)
        shown = [_MISSING if one is None else one["shown"] for one in (before, after)]
        if shown[0] != shown[1]:
            known = after or before or {}
            labels = (known["label"], key[1], known["who_label"])
            yield Restated(*whose, key[0], *labels, shown[0], shown[1], known["raw"], known["locator"], *place)
