"""The changes of figures, by report: what every page shows of them is asked once."""

from collections import defaultdict

from audit.changes import Change, figure_changes
from audit.selection import Selection
from audit.site.site import Site


def changes(site: Site) -> list[Change]:
    """Return every change of every figure; ask through `Site.ask`."""
    return list(figure_changes(site.database, Selection(portal=site.portal)))


def changes_by_report(site: Site) -> dict[tuple[str, str, int], list[Change]]:
    """Return the same by portal, publisher and year; ask through `Site.ask`."""
    found: dict[tuple[str, str, int], list[Change]] = defaultdict(list)
    for change in site.ask(changes):
        found[change.portal, change.publisher, change.report_year].append(change)
    return dict(found)
