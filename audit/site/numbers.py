"""What 数字页 shows: every figure of a report with its reading, its place, its history, its other years, and its identities."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from audit.changes import Change
from audit.figure_history import Span
from audit.site import links
from audit.site.entries import Entry
from audit.site.figures import Claim, Figure, FigureSet
from audit.site.form import tables
from audit.site.rules import Rule, applicant_label, label, rule
from audit.site.site import Site
from audit.site.text import value
from audit.site.visits import Visit, stories
from extraction.codebook import CODEBOOK
from extraction.report import Verdict
from extraction.terms import Key

Read = Callable[[int], FigureSet]
Spans = Mapping[Key, Sequence[Span]]
_NONE = '<span class="status">—</span>'


def by_key(changes: Iterable[Change]) -> dict[Key, list[Change]]:
    """Return changes of figures by what changed."""
    found: dict[Key, list[Change]] = {}
    for change in changes:
        if change.indicator is not None:
            found.setdefault((change.indicator, change.applicant), []).append(change)
    return found


def spans_of(site: Site, entry: Entry, changes: Sequence[Change]) -> Spans:
    """Return the values over time of every figure that changed, in the document that is shown."""
    story = site.ask(stories).get((entry.portal, entry.publisher, entry.report_year)) if changes else None
    if story is None:
        return {}
    found = {
        key: [span for one in story.figure(*key) if one.document == entry.document for span in one.spans]
        for key in by_key(changes)
    }
    return {key: spans for key, spans in found.items() if len(spans) > 1}


def evidence_of(entry: Entry, figure: Figure | None) -> str | None:
    """Return where the archived text of a figure stands; None if the report has no place for it."""
    if figure is None or figure.locator is None:
        return None
    return f"{entry.evidence_path}#{links.evidence_anchor(figure.locator)}"


def values(
    read: Read, entry: Entry, years: Sequence[Entry], spans: Spans, checks: Sequence[Visit]
) -> Mapping[str, object]:
    """Return what the template names."""
    seen = read(entry.figure_set)
    by_year = [(other.report_year, read(other.figure_set)) for other in years]
    usable = [check for check in checks if check.is_usable]
    return {
        "entry": entry,
        "rows": [_row(entry, seen, by_year, spans, code) for code in _codes(entry, seen)],
        "years": years,
        "usable": usable,
        "unusable": len(checks) - len(usable),
    }


def _codes(entry: Entry, seen: FigureSet) -> list[str]:
    """Indicators in the order of the form, then those that stand elsewhere."""
    ordered = [key[0] for table in tables(entry.format) for key in table.keys if key in seen.figures]
    return list(dict.fromkeys([*ordered, *(key[0] for key in seen.figures)]))


class Line(NamedTuple):
    """One figure of a row of the form; templates find names of these in a tenth of the time they need with a dict."""

    figure: Figure
    name: str
    anchor: str
    source: str | None
    failing: int
    passing: int
    unassessed: int
    years: Markup
    """Its cells in the table of all years."""


class Row(NamedTuple):
    """One row of the form with all its columns."""

    label: str
    code: str
    figures: Sequence[Line]
    printed: Sequence[bool]
    """Whether each year's report has it."""
    history: Sequence[tuple[str, Sequence[Span]]]
    rules: Sequence[Sequence[Rule]]
    claims: Sequence[Claim]
    twins: Sequence[Figure]


def _row(entry: Entry, seen: FigureSet, by_year: Sequence[tuple[int, FigureSet]], spans: Spans, code: str) -> Row:
    columns = [who.code for who in CODEBOOK.applicants if (code, who.code) in seen.figures]
    keys: list[Key] = [(code, who) for who in columns] + ([(code, None)] if (code, None) in seen.figures else [])
    return Row(
        label=label(code),
        code=code,
        figures=[_line(entry, seen, by_year, key) for key in keys],
        printed=[any(key in other.figures for key in keys) for _, other in by_year],
        history=[(applicant_label(key[1]), spans[key]) for key in keys if key in spans],
        rules=_grouped(rule(check) for key in keys for check in seen.by_figure.get(key, ())),
        claims=[claim for claim in seen.claims if code in claim.indicators],
        twins=[twin for twin in seen.twins if twin.indicator == code],
    )


def _line(entry: Entry, seen: FigureSet, by_year: Sequence[tuple[int, FigureSet]], key: Key) -> Line:
    figure = seen.figures[key]
    verdicts = [check.verdict for check in seen.by_figure.get(key, ())]
    failing, unassessed = verdicts.count(Verdict.FAIL), verdicts.count(Verdict.NOT_ASSESSABLE)
    return Line(
        figure=figure,
        name=applicant_label(key[1]) or "数值",
        anchor=links.figure_anchor(*key),
        source=evidence_of(entry, figure),
        failing=failing,
        passing=len(verdicts) - failing - unassessed,
        unassessed=unassessed,
        years=_cells((year == entry.report_year, other.figures.get(key)) for year, other in by_year),
    )


def _cells(figures: Iterable[tuple[bool, Figure | None]]) -> Markup:
    """Made here and not in a template: there are seventy in each of fifty tables of each report."""
    cells = (
        f'<td class="n{" this" if this else ""}">{_NONE if figure is None else value(figure)}</td>'
        for this, figure in figures
    )
    return Markup("".join(cells))  # noqa: S704 - of markup


def _grouped(rules: Iterable[Rule]) -> list[list[Rule]]:
    """Applications of the same identity together, each once."""
    found: dict[str, dict[Rule, None]] = {}
    for one in rules:
        found.setdefault(one.identity, {})[one] = None
    return [list(group) for group in found.values()]
