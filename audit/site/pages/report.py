"""报告页 and 数字页: one report with all it prints, and every figure of it with its history, neighbours and evidence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from audit.changes import Change
from audit.site import links, words
from audit.site.changed import changes_by_report
from audit.site.entries import Entry, bodies, renditions
from audit.site.figures import Figure, FigureSet, figure_set
from audit.site.form import Cell, tables
from audit.site.narrative import sections
from audit.site.page import Page
from audit.site.places import place_name
from audit.site.rules import Rule, applicant_label, figure_label, label, rule
from audit.site.site import Site
from audit.site.visits import STATES, Visit, counted, visits
from extraction.codebook import CODEBOOK
from extraction.report import Verdict
from extraction.suspect import named
from extraction.terms import Key

Read = Callable[[int], FigureSet]


def pages(site: Site) -> Iterator[Page]:
    documents, changed = site.ask(renditions), site.ask(changes_by_report)
    # The years of one publisher are read one after the other, and each is a neighbour of the others.
    read = lru_cache(maxsize=32)(partial(figure_set, site))
    for body, years in site.ask(bodies).items():
        for entry in years:
            others = documents[body, entry.report_year]
            changes = changed.get((entry.portal, entry.publisher, entry.report_year), [])
            checks = [visits(site, document) for document in others]
            as_of = max(check.answered_at for each in checks for check in each)
            facts = (others, checks, changes)
            yield site.page(
                entry.path,
                "report.html",
                title=f"{entry.publisher} {entry.report_year} 年度报告",
                inputs=facts,
                values=partial(_report, site, read, others, checks, changes),
                as_of=as_of,
            )
            yield site.page(
                entry.figures_path,
                "figures.html",
                title=f"{entry.publisher} {entry.report_year} 年度各项数字",
                inputs=(entry, changes, years, counted(checks[0])),
                values=partial(_figures, read, entry, years, changes, checks[0]),
                as_of=as_of,
            )


def _report(
    site: Site,
    read: Read,
    documents: Sequence[Entry],
    checks: Sequence[Sequence[Visit]],
    changes: Sequence[Change],
) -> Mapping[str, object]:
    entry = documents[0]
    seen = read(entry.figure_set)
    return {
        "entry": entry,
        "place": place_name(entry.adcode),
        "words": words,
        "states": STATES,
        "documents": list(zip(documents, checks, map(counted, checks), strict=True)),
        "changes": changes,
        "failing": [rule(check) for check in seen.failing],
        "verdicts": _verdicts(seen),
        "tables": [table for table in tables(entry.format) if any(key in seen.figures for key in table.keys)],
        "slot": partial(_slot, entry, seen, _by_key(changes)),
        "others": _others(entry, seen),
        "sections": sections(site, entry.narrative, seen),
        "figure_label": figure_label,
    }


def _verdicts(seen: FigureSet) -> dict[str, int]:
    strict = [check.verdict for check in seen.checks if check.severity == "strict"]
    return {verdict.value: strict.count(verdict) for verdict in Verdict}


def _by_key(changes: Sequence[Change]) -> dict[Key, list[Change]]:
    found: dict[Key, list[Change]] = {}
    for change in changes:
        found.setdefault((change.indicator or "", change.applicant), []).append(change)
    return found


def _slot(entry: Entry, seen: FigureSet, changed: dict[Key, list[Change]], cell: Cell) -> dict[str, Any]:
    """What the place of a figure shows."""
    assert cell.key is not None  # noqa: S101 - the template asks for places of figures only
    figure = seen.figures.get(cell.key)
    failing = seen.worst(cell.key)
    anchor = links.figure_anchor(*cell.key)
    return {
        "figure": figure,
        "anchor": anchor,
        "page": f"{entry.figures_path}#{anchor}",
        "source": evidence_of(entry, figure),
        "changes": len(changed.get(cell.key, ())),
        "rule": rule(failing) if failing else None,
        "suspect": _suspected(entry).get(named(cell.key)),
        "label": figure_label(cell.key),
    }


@lru_cache(maxsize=8)
def _suspected(entry: Entry) -> Mapping[str, str]:
    """What the extractor found of single cells that explain all that fails, by the name the flag gives the figure."""
    flags = (flag["detail"] for flag in entry.all_flags if flag["code"] == "figure_suspect")
    return {name: detail for name, _, detail in (flag.partition(": ") for flag in flags)}


def evidence_of(entry: Entry, figure: Figure | None) -> str | None:
    """Return where the archived text of a figure stands; None if the report has no place for it."""
    if figure is None or figure.locator is None:
        return None
    return f"{entry.evidence_path}#{links.evidence_anchor(figure.locator)}"


def _others(entry: Entry, seen: FigureSet) -> list[dict[str, Any]]:
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


def _figures(
    read: Read, entry: Entry, years: Sequence[Entry], changes: Sequence[Change], checks: Sequence[Visit]
) -> Mapping[str, object]:
    seen = read(entry.figure_set)
    by_year = [read(other.figure_set) for other in years]
    changed = _by_key(changes)
    usable = [check for check in checks if check.is_usable]
    return {
        "entry": entry,
        "words": words,
        "captured": {check.capture: check.snapshot for check in checks},
        "rows": [_row(entry, seen, by_year, changed, code) for code in _codes(entry, seen)],
        "years": years,
        "usable": usable,
        "unusable": len(checks) - len(usable),
    }


def _codes(entry: Entry, seen: FigureSet) -> list[str]:
    """Indicators in the order of the form, then those that stand elsewhere."""
    ordered = [key[0] for table in tables(entry.format) for key in table.keys if key in seen.figures]
    return list(dict.fromkeys([*ordered, *(key[0] for key in seen.figures)]))


def _row(
    entry: Entry,
    seen: FigureSet,
    by_year: Sequence[FigureSet],
    changed: Mapping[Key, Sequence[Change]],
    code: str,
) -> dict[str, Any]:
    """One row of the form with all its columns."""
    columns = [who.code for who in CODEBOOK.applicants if (code, who.code) in seen.figures]
    keys: list[Key] = [(code, who) for who in columns] + ([(code, None)] if (code, None) in seen.figures else [])
    return {
        "label": label(code),
        "code": code,
        "figures": [
            {
                "figure": seen.figures[key],
                "name": applicant_label(key[1]) or "数值",
                "anchor": links.figure_anchor(*key),
                "source": evidence_of(entry, seen.figures[key]),
                "rules": _rules(seen, key),
                "years": [other.figures.get(key) for other in by_year],
            }
            for key in keys
        ],
        "printed": [any(key in other.figures for key in keys) for other in by_year],
        "changes": [change for key in keys for change in changed.get(key, ())],
        "rules": _grouped(rule(check) for key in keys for check in seen.by_figure.get(key, ())),
        "claims": [claim for claim in seen.claims if code in claim.indicators],
        "twins": [twin for twin in seen.twins if twin["code"] == code],
    }


def _rules(seen: FigureSet, key: Key) -> dict[str, int]:
    verdicts = [check.verdict for check in seen.by_figure.get(key, ())]
    return {verdict.value: verdicts.count(verdict) for verdict in Verdict}


def _grouped(rules: Iterator[Rule]) -> list[list[Rule]]:
    """Applications of the same identity together, each once."""
    found: dict[str, dict[Rule, None]] = {}
    for one in rules:
        found.setdefault(one.identity, {})[one] = None
    return [list(group) for group in found.values()]
