"""The history of a figure: its values over time, each with the moments between which it came to be what it is.

The one door for whoever shows a figure. A value begins after the last usable check that saw the one before, and no later than the
first that saw it; the first value of a document was there when it was first seen, and nobody knows since when. From A to B and
back to A are three spans and two changes.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlite_utils import Database

from audit.figures import MISSING, Figures, Number, Printed
from audit.history import Check, History, histories
from audit.layers import Comparison, Layer, Pair
from audit.selection import EVERYTHING, Selection


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in which one document showed one value."""

    figure: Printed | None
    """None: the reading has no such figure at all."""
    not_before: str | None
    """The last usable check that saw another value began, UTC; None for the first value of a document."""
    not_after: str
    """The first usable check that saw this value had its answer, UTC."""
    unusable: dict[str, int]
    """Crawls between these two moments that could not tell, by how they ended."""
    first: Check
    """What it and the page claim about their time, `audit.claims.Claims.of` says."""
    last: Check
    """The last usable check that saw it."""
    checks: int
    """How many usable checks saw it."""

    @property
    def shown(self) -> str:
        return self.figure.shown if self.figure else MISSING


@dataclass(frozen=True, slots=True)
class FigureHistory:
    """One figure of one document through time."""

    document: str
    spans: list[Span]
    """Oldest first."""

    @property
    def changes(self) -> int:
        return len(self.spans) - 1


@dataclass(frozen=True, slots=True)
class DocumentHistory:
    """One document as long as it showed one report."""

    history: History
    usable: list[Check]
    """Never empty."""
    edits: list[Pair]
    """Where its figures changed."""


class ReportHistory:
    """All documents one report was published in, and the history of each of its figures."""

    def __init__(self, figures: Figures, documents: list[DocumentHistory]) -> None:
        self._figures = figures
        self.documents = documents
        newest = max((one.usable[-1] for one in documents), key=lambda check: check.captured_at)
        self.portal, self.publisher, self.report_year = newest.portal, newest.publisher, newest.report_year

    def figure(self, indicator: str, applicant: str | None) -> list[FigureHistory]:
        """Return the history of a figure in each document; raises KeyError if the codebook does not know it."""
        number = self._figures.number(indicator, applicant)
        return [FigureHistory(one.history.document, list(self._spans(one, number))) for one in self.documents]

    def changed(self) -> set[tuple[str, str | None]]:
        """Return the codes of all figures that ever changed."""
        numbers = {number for one in self.documents for pair in one.edits for number in self._figures.changed(pair)}
        return {(self._figures.indicators[one][0], self._figures.applicants[other][0]) for one, other in numbers}

    def _spans(self, document: DocumentHistory, number: Number) -> Iterator[Span]:
        first, edit = document.usable[0], None
        for pair in document.edits:
            if number in self._figures.changed(pair):
                yield self._span(document, number, edit, first, pair.before)
                first, edit = pair.after, pair
        yield self._span(document, number, edit, first, document.usable[-1])

    def _span(self, document: DocumentHistory, number: Number, edit: Pair | None, first: Check, last: Check) -> Span:
        return Span(
            figure=self._figures.of(first.figure_set).get(number),
            not_before=edit.not_before if edit else None,
            not_after=first.answered_at,
            unusable=edit.unusable if edit else {},
            first=first,
            last=last,
            checks=sum(first.captured_at <= check.captured_at <= last.captured_at for check in document.usable),
        )


def report_histories(database: Database, selection: Selection = EVERYTHING) -> Iterator[ReportHistory]:
    """Yield the history of every report; ``since`` is not asked, because a history is whole or none."""
    figures, comparison = Figures(database), Comparison(database)
    reports: dict[tuple[str, str | None, int | None], list[DocumentHistory]] = defaultdict(list)
    for history in histories(database, selection):
        for one in _documents(history, comparison):
            newest = one.usable[-1]
            reports[newest.portal, newest.publisher, newest.report_year].append(one)
    for (portal, publisher, year), documents in sorted(reports.items(), key=lambda item: tuple(map(str, item[0]))):
        if replace(selection, since=None).holds(portal=portal, publisher=publisher, report_year=year):
            yield ReportHistory(figures, documents)


def _documents(history: History, comparison: Comparison) -> Iterator[DocumentHistory]:
    """A document that begins to show another report is another one from then on."""
    usable: list[Check] = []
    edits: list[Pair] = []
    for check, pair in comparison.walk(history):
        if pair is None and not edits and usable and check.figures != usable[-1].figures:
            usable = []  # what was seen before lacked attachments, and no figure began there
        elif pair is not None and pair.layer is Layer.FIGURES:
            edits.append(pair)
        elif pair is not None and pair.layer is Layer.REPLACED:
            yield DocumentHistory(history, usable, edits)
            usable, edits = [], []
        usable.append(check)
    yield DocumentHistory(history, usable, edits)
