"""What is due of the portals that have a spider: the rows of the table ``due``, and lists that were never walked."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlite_utils import Database

from archive.due import LIST, DuePage, scheduled
from archive.warc import warc_date
from audit.revisit import Awaited, Policy, Visited, next_list_visit
from crawler.plan import list_key
from crawler.portal import PortalSpider
from crawler.sought import SoughtPortalSpider

_RUNS = "SELECT started_at, finish_reason FROM run WHERE portal = ? AND scope = '' ORDER BY started_at"


def agenda(database: Database, spiders: Iterable[type[PortalSpider]], policy: Policy, now: datetime) -> list[DuePage]:
    """Return every scheduled page of these portals, those due first come first."""
    portals = {spider.name: spider for spider in spiders}
    pages = [page for page in scheduled(database) if page.portal in portals]
    walked: dict[str, set[str]] = {}
    for page in pages:
        if page.kind == LIST:
            walked.setdefault(page.portal, set()).add(list_key(page.url))
    for name, spider in portals.items():
        pages += _unwalked(database, spider, walked.get(name, set()), policy, now)
    return sorted(pages, key=lambda page: (page.next_due, page.portal, page.kind, page.page))


def _unwalked(
    database: Database, spider: type[PortalSpider], walked: set[str], policy: Policy, now: datetime
) -> Iterator[DuePage]:
    """Yield the starts of a portal of which no walk has an account."""
    at, interval, reason, last = warc_date(now), 0, "never visited", None
    if issubclass(spider, SoughtPortalSpider):
        if walked:
            return  # its starts are no lists but lead to them
        if runs := list(database.query(_RUNS, [spider.name])):
            last = runs[-1]["started_at"]
            cut_off = runs[-1]["finish_reason"] != "finished"
            sought = Visited(datetime.fromisoformat(last), failures=len(runs), cut_off=cut_off)
            due = next_list_visit(sought, Awaited(), policy)
            at, interval, reason = warc_date(due.at), due.interval, f"no list was found; {due.reason}"
    for url in spider.start_urls:
        if list_key(url) not in walked:
            yield DuePage(spider.name, LIST, url, url, at, interval, reason, last, None)
