"""What the place of a figure shows in the tables of a report: its value and what hangs on it; and the figures no table has."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from audit.changes import Change
from audit.checks.finding import FAIL
from audit.site import links
from audit.site.entries import Entry
from audit.site.figures import Figure, FigureSet
from audit.site.findings import Shown
from audit.site.form import Cell, tables
from audit.site.numbers import evidence_of
from audit.site.rules import Rule, figure_label, rule
from extraction.suspect import named
from extraction.terms import Key


class Slot(NamedTuple):
    """What the place of a figure shows."""

    figure: Figure | None
    anchor: str
    page: str
    source: str | None
    changes: int
    rule: Rule | None
    finding: str
    suspect: str | None
    label: str


def anchors(told: Sequence[Shown]) -> dict[tuple[str, str], str]:
    """Where on the page a finding stands, by its rule and what that was applied to."""
    return {(one.one.rule, one.one.scope): f"finding-{one.one.id}" for one in told if one.one.result == FAIL}


def slot(
    entry: Entry,
    seen: FigureSet,
    changed: Mapping[Key, Sequence[Change]],
    anchors: Mapping[tuple[str, str], str],
    cell: Cell,
) -> Slot:
    """Return what stands in the place of one figure."""
    assert cell.key is not None  # noqa: S101 - the template asks for places of figures only
    figure = seen.figures.get(cell.key)
    failing = seen.worst(cell.key)
    anchor = links.figure_anchor(*cell.key)
    return Slot(
        figure=figure,
        anchor=anchor,
        page=f"{entry.figures_path}#{anchor}",
        source=evidence_of(entry, figure),
        changes=len(changed.get(cell.key, ())),
        rule=rule(failing) if failing else None,
        finding=anchors.get((failing.identity, failing.scope or ""), "findings") if failing else "",
        suspect=_suspected(entry).get(named(cell.key)),
        label=figure_label(cell.key),
    )


@lru_cache(maxsize=8)
def _suspected(entry: Entry) -> Mapping[str, str]:
    """What the extractor found of single cells that explain all that fails, by the name the flag gives the figure."""
    flags = (flag["detail"] for flag in entry.all_flags if flag["code"] == "figure_suspect")
    return {name: detail for name, _, detail in (flag.partition(": ") for flag in flags)}


def others(entry: Entry, seen: FigureSet) -> list[dict[str, Any]]:
    """Figures that stand in none of the tables: rows of local forms, sentences."""
    printed = {key for table in tables(entry.format) for key in table.keys}
    return [
        {
            "figure": figure,
            "label": figure_label(key),
            "anchor": links.figure_anchor(*key),
            "page": f"{entry.figures_path}#{links.figure_anchor(*key)}",
            "source": evidence_of(entry, figure),
        }
        for key, figure in seen.figures.items()
        if key not in printed
    ]
