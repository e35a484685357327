"""报告页 and 数字页: one report with all it prints, and every figure of it with its history, neighbours and evidence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from audit.alerts.feeds import publisher_file
from audit.changes import Change
from audit.checks.finding import FAIL
from audit.checks.rules import rule as rule_named
from audit.site.changed import figures_by_report, others_by_report
from audit.site.entries import Body, Entry, bodies, renditions
from audit.site.feeds import feeds_of
from audit.site.figures import FigureSet, figure_set
from audit.site.findings import ATTRIBUTIONS, VERDICTS, Shown, rule_path, shown
from audit.site.form import tables
from audit.site.narrative import sections
from audit.site.numbers import Read, by_key, spans_of, values
from audit.site.page import Page
from audit.site.places import place_name
from audit.site.published import publication_of
from audit.site.rules import figure_label
from audit.site.site import Site
from audit.site.slots import anchors, others, slot
from audit.site.visits import STATES, Visit, counted, visits
from audit.timeliness import Publication
from extraction.report import Verdict

Findings = Mapping[tuple[Body, int], Sequence[Shown]]
_SEVERITIES = {"strict": 0, "usual": 1, "hint": 2}
_ERRORS = "SELECT capture, error FROM capture WHERE document = ? AND role = 'report' AND error IS NOT NULL"


class _Known(NamedTuple):
    """What is known of a report besides what stands in it."""

    documents: Sequence[tuple[Entry, Sequence[Visit]]]
    """Its documents, the one that is shown first, and every check of each."""
    changes: Sequence[Change]
    others: Sequence[Change]
    """Changes below the figures, and of whole documents."""
    told: Sequence[Shown]
    """What does not add up."""
    timing: Publication | None


def findings_by_report(site: Site) -> Findings:
    """Return what does not add up by report; ask through `Site.ask`."""
    found: dict[tuple[Body, int], list[Shown]] = {}
    for one in (one for of_rule in site.ask(shown).values() for one in of_rule):
        if one.entry is not None:
            found.setdefault((one.entry.body, one.entry.report_year), []).append(one)
    return found


def pages(site: Site) -> Iterator[Page]:
    findings = site.ask(findings_by_report)
    documents, changed, others_changed = site.ask(renditions), site.ask(figures_by_report), site.ask(others_by_report)
    # The years of one publisher are read one after the other, and each is a neighbour of the others.
    read = lru_cache(maxsize=32)(partial(figure_set, site))
    for body, years in site.ask(bodies).items():
        for entry in years:
            key = (entry.portal, entry.publisher, entry.report_year)
            changes = changed.get(key, [])
            documented = [(document, visits(site, document)) for document in documents[body, entry.report_year]]
            told = findings.get((body, entry.report_year), [])
            known = _Known(documented, changes, others_changed.get(key, []), told, publication_of(site, entry))
            as_of = max((check.answered_at for _, checks in documented for check in checks), default=entry.captured_at)
            yield site.page(
                entry.path,
                "report.html",
                title=f"{entry.publisher} {entry.report_year} 年度报告",
                inputs=known,
                values=partial(_report, site, read, known),
                as_of=as_of,
                feeds=feeds_of(site, publisher_file(entry.portal, entry.publisher)),
            )
            spans = spans_of(site, entry, changes)
            yield site.page(
                entry.figures_path,
                "figures.html",
                title=f"{entry.publisher} {entry.report_year} 年度各项数字",
                inputs=(entry, spans, years, counted(documented[0][1])),
                values=partial(values, read, entry, years, spans, documented[0][1]),
                as_of=as_of,
            )


def _report(site: Site, read: Read, known: _Known) -> Mapping[str, object]:
    entry, told = known.documents[0][0], known.told
    seen = read(entry.figure_set)
    return {
        "entry": entry,
        "place": place_name(entry.adcode),
        "timing": known.timing,
        "states": STATES,
        "documents": [
            (document, checks, counted(checks), _errors(site, document)) for document, checks in known.documents
        ],
        "changes": known.changes,
        "others_changed": known.others,
        "findings": _ranked(one for one in told if one.one.result == FAIL),
        "unassessed": sum(one.one.result != FAIL for one in told),
        "labels": {one.one.rule: rule_named(one.one.rule) for one in told},
        "rule_path": rule_path,
        "attributions": ATTRIBUTIONS,
        "opinions": VERDICTS,
        "verdicts": _verdicts(seen),
        "tables": [table for table in tables(entry.format) if any(key in seen.figures for key in table.keys)],
        "slot": partial(slot, entry, seen, by_key(known.changes), anchors(told)),
        "others": others(entry, seen),
        "sections": sections(site, entry.narrative, seen),
        "figure_label": figure_label,
    }


def _errors(site: Site, document: Entry) -> dict[str, str]:
    """Why checks could not tell, by capture."""
    return dict(site.database.execute(_ERRORS, [document.document]).fetchall())


def _verdicts(seen: FigureSet) -> dict[str, int]:
    strict = [check.verdict for check in seen.checks if check.severity == "strict"]
    return {verdict.value: strict.count(verdict) for verdict in Verdict}


def _ranked(told: Iterable[Shown]) -> list[Shown]:
    return sorted(told, key=lambda one: _SEVERITIES.get(one.one.severity, len(_SEVERITIES)))
