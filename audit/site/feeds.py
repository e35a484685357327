"""The feeds as files of the site: which there are, which belong to a page, and what an entry of them links to."""

from collections.abc import Iterator
from functools import partial

from audit.alerts.alert import Alert
from audit.alerts.checks import alerts_on, failed_checks
from audit.alerts.feeds import OPML, Gathered, atom, gather, opml
from audit.alerts.figures import key_of
from audit.alerts.sources import SOURCES
from audit.site import links
from audit.site.changed import figures_changed
from audit.site.entries import reports
from audit.site.findings import gathered
from audit.site.page import Page
from audit.site.site import Site

FOLDER = "feeds"


def feeds(site: Site) -> dict[str, Gathered]:
    """Return every feed that has an entry, by its file; ask through `Site.ask`."""
    return gather(alert for alert in _alerts(site) if site.portal in {None, alert.portal})


def _alerts(site: Site) -> Iterator[Alert]:
    """What `audit.alerts.sources.alerts` yields; the findings, which take longest, are those of the other pages."""
    for source in SOURCES:
        yield from alerts_on(site.ask(gathered)) if source is failed_checks else source(site.database)


def feeds_of(site: Site, *files: str) -> list[tuple[str, str]]:
    """Return path and title of those feeds that are there: what stands on a page for readers of feeds."""
    found = site.ask(feeds)
    return [(f"{FOLDER}/{file}", found[file].title) for file in files if file in found]


def feed_files(site: Site) -> Iterator[Page]:
    """Yield the files. Addresses in a feed must be whole: without the site's own, entries link to the portals."""
    found, page_of = site.ask(feeds), partial(_page_of, site)
    base = f"{site.url}/{FOLDER}/" if site.url else ""
    home = f"{site.url}/index.html" if site.url else "../index.html"
    for file, feed in found.items():
        told = [(alert, page_of(alert)) for _, _, alert in sorted(feed.newest)]
        make = partial(atom, file, feed, home, base + file, page_of)
        yield site.data(f"{FOLDER}/{file}", inputs=(home, feed.title, told), make=make)
    titles = [(file, feed.title) for file, feed in found.items()]
    yield site.data(f"{FOLDER}/{OPML}", inputs=(site.url, titles), make=lambda: opml(found, base))


def _page_of(site: Site, alert: Alert) -> str | None:
    """Return the address of the page that shows a finding: both captures side by side, or the report."""
    if not site.url:
        return None
    path = site.ask(_pairs).get(alert.key) or site.ask(_reports).get((alert.portal, alert.publisher, alert.report_year))
    return f"{site.url}/{path}" if path else None


def _pairs(site: Site) -> dict[str, str]:
    return {key_of(change): links.named_pair(change.pair) for change in site.ask(figures_changed) if change.pair}


def _reports(site: Site) -> dict[tuple[str, str, int | None], str]:
    return {(entry.portal, entry.publisher, entry.report_year): entry.path for entry in site.ask(reports)}
