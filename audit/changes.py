"""Everything that changed, as rows: figures first, then the other layers; each between which two moments.

A change lies between the last usable check that saw the old state and the first that saw the new one (`audit.history`,
`audit.layers`). What happened to whole documents is in `audit.presence`.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from audit.claims import Claims
from audit.differences import difference
from audit.effects import Effects
from audit.figures import Figures
from audit.history import Check, History, histories, told
from audit.layers import Comparison, Layer, Pair, explained_by
from audit.selection import EVERYTHING, Selection

SHOWN = tuple(layer for layer in Layer if layer is not Layer.NOISE)
"""Layers that are worth an auditor's time; noise is counted."""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure, or one layer of a document, that was not the same in two consecutive usable checks."""

    kind: str
    """A layer, or what happened to the document as a whole: see `audit.layers.Layer` and `audit.presence.Kind`."""
    portal: str
    publisher: str
    report_year: int
    indicator: str | None
    """Code; None in the other layers."""
    label: str
    """The indicator as the form prints it; in the other layers what differs: headings, names of dates, addresses."""
    applicant: str | None
    applicant_label: str
    old: str
    """Value, or the status in angle brackets where there was no number."""
    new: str
    not_before: str
    """When the last usable visit that saw the old state began, UTC."""
    not_after: str
    """When the first usable visit that saw the new state had its answer, UTC."""
    unusable_visits: int
    """Crawls in between that asked for the page and could not tell."""
    unusable: str
    """How those ended: ``blocked × 2, failed × 1``."""
    effect: str
    """Of a figure: see `audit.effects.Effect`. Of a document that is gone: ``provisional`` until that is established."""
    detail: str
    """Identities that turned, rules that explain noise, evidence of an absence."""
    old_claims: str
    """Dates that the server and the page claimed for themselves then; claims, not evidence."""
    new_claims: str
    notice: str
    """Where the publisher announces a correction, its words."""
    url: str
    old_capture: str
    new_capture: str | None
    old_fidelity: str
    """`imported`: somebody else's capture says so, not ours."""
    new_fidelity: str | None
    pair: str | None
    """Name of the pair of captures, the same in every rebuilt database."""


class Changes:
    """Makes rows of pairs."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._figures, self._effects, self._claims = Figures(database), Effects(database), Claims(database)

    def of(self, pair: Pair) -> Iterator[Change]:
        """Yield a row for every figure that changed, or one for the layer."""
        before, after = pair.before, pair.after
        row = Change(
            kind=pair.layer,
            **_whose(after),
            indicator=None,
            label="",
            applicant=None,
            applicant_label="",
            old="",
            new="",
            not_before=pair.not_before,
            not_after=pair.not_after,
            unusable_visits=sum(pair.unusable.values()),
            unusable=told(pair.unusable),
            effect="",
            detail="",
            old_claims=self._claims.of(before),
            new_claims=self._claims.of(after),
            notice=self._claims.notice(after),
            url=after.url,
            old_capture=before.capture,
            new_capture=after.capture,
            old_fidelity=before.fidelity,
            new_fidelity=after.fidelity,
            pair=pair.name,
        )
        if pair.layer is Layer.FIGURES:
            yield from self._changed(pair, row)
        elif pair.layer is Layer.NOISE:
            yield replace(row, detail=", ".join(explained_by(self._database, pair)))
        else:
            yield replace(row, **difference(self._database, pair))

    def _changed(self, pair: Pair, row: Change) -> Iterator[Change]:
        sets = (pair.before.figure_set, pair.after.figure_set)
        for number, (old, new) in self._figures.changed(pair).items():
            code, label = self._figures.indicators[number[0]]
            applicant, applicant_label = self._figures.applicants[number[1]]
            effect, turned = self._effects.of(*sets, (code, applicant), announced=bool(row.notice))
            yield replace(
                row,
                indicator=code,
                label=label,
                applicant=applicant,
                applicant_label=applicant_label,
                old=old,
                new=new,
                effect=effect,
                detail=", ".join(turned),
            )


def layer_changes(
    database: Database, selection: Selection = EVERYTHING, layers: Collection[Layer] = SHOWN
) -> Iterator[Change]:
    """Yield a row for every change in these layers, document by document, oldest first."""
    changes = Changes(database)
    for pair in pairs(database, selection):
        if pair.layer in layers:
            yield from changes.of(pair)


def figure_changes(database: Database, selection: Selection = EVERYTHING) -> Iterator[Change]:
    """Yield every change of every figure."""
    return layer_changes(database, selection, (Layer.FIGURES,))


def pairs(
    database: Database, selection: Selection = EVERYTHING, known: Iterable[History] | None = None
) -> Iterator[Pair]:
    """Yield every two consecutive usable checks that differ, document by document, oldest first.

    ``known`` are histories somebody has read already.
    """
    comparison, everything = Comparison(database), selection == EVERYTHING
    for history in histories(database, selection) if known is None else known:
        for pair in comparison.pairs(history):
            if everything or selection.holds(**_whose(pair.after), at=pair.not_after):
                yield pair


def _whose(check: Check) -> dict[str, Any]:
    return {"portal": check.portal, "publisher": check.publisher, "report_year": check.report_year}
