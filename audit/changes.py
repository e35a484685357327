"""Which figure changed, and between which two moments.

A change lies between the last usable visit that saw the old figure and the first that saw the new one. Visits that failed, were
blocked or showed no report never close the interval; they are counted inside it. Order decides, not difference: a figure that
goes from A to B and back to A changed twice.

Compared is what one document showed at two times, never two documents: that a report is also published as a PDF or in pictures
(view ``rendition``) is no change of it. Copies that are not the publisher's own are left out.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive import Fidelity


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure of one report page that read differently in two consecutive usable visits."""

    portal: str
    publisher: str
    report_year: int
    indicator: str
    label: str
    """The indicator as the form prints it."""
    applicant: str | None
    applicant_label: str
    old: str
    """Value, or the status in angle brackets where there was no number."""
    new: str
    not_before: str
    """When the last usable visit that saw the old figure began, UTC."""
    not_after: str
    """When the first usable visit that saw the new figure had its answer, UTC."""
    unusable_visits: int
    """Crawls in between that asked for the page and could not tell."""
    url: str
    old_capture: str
    new_capture: str
    old_fidelity: str
    """`imported`: somebody else's capture says so, not ours."""
    new_fidelity: str


_VISITS = """
SELECT portal, document, publisher, report_year, url, run, captured_at, answered_at, capture, fidelity, figure_set FROM visit
WHERE official AND (:portal IS NULL OR portal = :portal)
ORDER BY portal, document, captured_at, capture
"""
_UNUSABLE = """
SELECT count(DISTINCT run) AS n FROM capture JOIN run USING (run)
WHERE role = 'report' AND portal = :portal AND document = :document
  AND captured_at > :not_before AND captured_at < :not_after AND run NOT IN (:old_run, :new_run)
"""
_FIGURES = """
SELECT indicator, applicant, coalesce(value, '<' || coalesce(status, 'number') || '>') AS shown
FROM figure WHERE figure_set = :figure_set
"""


def figure_changes(database: Database, portal: str | None = None) -> Iterator[FigureChange]:
    """Yield every change of every figure, page by page, oldest first; for one portal or for all."""
    labels = _labels(database)
    visits: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in database.query(_VISITS, {"portal": portal}):
        visits[row["portal"], row["document"]].append(row)
    for page in visits.values():
        for before, after in _comparable(database, page):
            if before["figure_set"] != after["figure_set"]:
                yield from _compare(database, labels, before, after)


def _comparable(database: Database, page: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield every two consecutive visits of a page that can be compared.

    What somebody else kept may lack the pictures and attachments that figures stood in. So an imported capture that does not give
    the very figures, changed or not, that its neighbour gives is passed over: it cannot tell.
    """
    before = page[0]
    for after in page[1:]:
        fidelities = (before["fidelity"], after["fidelity"])
        if Fidelity.IMPORTED in fidelities and before["figure_set"] != after["figure_set"]:
            old, new = (_figures(database, visit["figure_set"]) for visit in (before, after))
            if old.keys() == new.keys():
                yield before, after
            elif after["fidelity"] == Fidelity.IMPORTED:
                continue
        else:
            yield before, after
        before = after


_Labels = tuple[dict[int, tuple[str, str]], dict[int, tuple[str | None, str]]]


def _labels(database: Database) -> _Labels:
    indicators = {row["no"]: (row["code"], row["label"]) for row in database["indicator"].rows}
    applicants = {row["no"]: (row["code"], row["label"]) for row in database["applicant"].rows}
    return indicators, applicants


def _compare(
    database: Database, labels: _Labels, before: dict[str, Any], after: dict[str, Any]
) -> Iterator[FigureChange]:
    indicators, applicants = labels
    old, new = (_figures(database, visit["figure_set"]) for visit in (before, after))
    changed = [key for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)]
    if not changed:
        return
    interval = {"not_before": before["captured_at"], "not_after": after["answered_at"]}
    unusable = next(
        database.query(
            _UNUSABLE,
            {
                "portal": after["portal"],
                "document": after["document"],
                "old_run": before["run"],
                "new_run": after["run"],
                **interval,
            },
        )
    )["n"]
    for indicator, applicant in changed:
        code, label = indicators[indicator]
        applicant_code, applicant_label = applicants[applicant]
        yield FigureChange(
            portal=after["portal"],
            publisher=after["publisher"],
            report_year=after["report_year"],
            indicator=code,
            label=label,
            applicant=applicant_code,
            applicant_label=applicant_label,
            old=old.get((indicator, applicant), "<missing>"),
            new=new.get((indicator, applicant), "<missing>"),
            **interval,
            unusable_visits=unusable,
            url=after["url"],
            old_capture=before["capture"],
            new_capture=after["capture"],
            old_fidelity=before["fidelity"],
            new_fidelity=after["fidelity"],
        )


def _figures(database: Database, figure_set: int) -> dict[tuple[int, int], str]:
    rows = database.query(_FIGURES, {"figure_set": figure_set})
    return {(row["indicator"], row["applicant"]): row["shown"] for row in rows}
