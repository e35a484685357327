"""What changed, by report: asked once for all pages."""

from collections import defaultdict

from archive.triage import read_triage
from audit.changes import Change
from audit.findings import Findings, findings
from audit.judged_changes import ListedChange, listed_changes
from audit.layers import Layer
from audit.selection import Selection
from audit.site.site import Site
from audit.triage import Desk

ByReport = dict[tuple[str, str, int], list[Change]]
"""By portal, publisher and year."""


def everything(site: Site) -> Findings:
    """Return every change worth an auditor's time, and how much noise was left out; ask through `Site.ask`."""
    return findings(site.database, Selection(portal=site.portal))


def judged(site: Site) -> list[ListedChange]:
    """Return the same with what auditors said of each; ask through `Site.ask`."""
    return list(listed_changes(site.ask(everything).changes, Desk(read_triage(site.archive.folder))))


def figures_changed(site: Site) -> list[Change]:
    """Return every change of every figure; ask through `Site.ask`."""
    return [change for change in site.ask(everything).changes if change.kind == Layer.FIGURES]


def figures_by_report(site: Site) -> ByReport:
    """Return the same by report, oldest first; ask through `Site.ask`."""
    return _by_report(site.ask(figures_changed))


def others_by_report(site: Site) -> ByReport:
    """Return every other change by report, oldest first: what differs below the figures, and whole documents; ask as above."""
    return _by_report([change for change in site.ask(everything).changes if change.kind != Layer.FIGURES])


def _by_report(changes: list[Change]) -> ByReport:
    found: ByReport = defaultdict(list)
    for change in sorted(changes, key=lambda one: one.not_after):
        found[change.portal, change.publisher, change.report_year].append(change)
    return dict(found)
