"""What says that a document was not there: the answers of its own address, with a control, and complete lists without it.

A server that is down for everybody may answer 404 as well. So an absent page counts only if the same crawl was shown another
page, or a list, of the same host. A list that was read to its end without a row it had before is evidence of its own.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlite_utils import Database

from archive import Fidelity
from audit.history import NO_REPORT, Check, History

PRESENT, ABSENT, UNKNOWN = "present", "absent", "unknown"
_GONE = frozenset({"gone", "soft_gone"})
_REDIRECTED = "redirected"
MAY_BE_ABSENT = _GONE | {_REDIRECTED}
"""Outcomes of checks without which no address is found to have nothing."""
AWAY = "redirected_away"
"""The address led to a page that is no report."""
NO_CONTROL = "gone_without_control"
"""Nothing else of the host was seen in that crawl either."""
UNLISTED = "complete_list_without_it"


class Evidence(NamedTuple):
    """What one crawl says about the presence of a document."""

    at: str
    """When the request began, or the list was walked to its end."""
    seen_at: str
    """When the answer was whole."""
    run: str
    state: str
    """present, absent or unknown"""
    name: str
    """How the check ended."""
    check: Check | None
    """None for lists."""


_CONTROLS = """
SELECT run, document, url FROM capture
WHERE run IN (SELECT value FROM json_each(?)) AND role IN ('report', 'list') AND outcome IN ('ok', 'not_modified')
"""


class Controls:
    """Which documents and lists of which host a crawl was shown; asked only for crawls that found something gone."""

    def __init__(self, database: Database, histories: Iterable[History]) -> None:
        runs = {check.run for one in histories for check in one.checks if check.outcome in MAY_BE_ABSENT}
        self._shown: dict[tuple[str, str], set[str | None]] = defaultdict(set)
        for run, document, url in database.execute(_CONTROLS, [json.dumps(sorted(runs))]).fetchall():
            self._shown[run, urlsplit(url).netloc].add(document)

    def is_shown(self, check: Check) -> bool:
        """Whether the crawl of a check saw something else of the same host."""
        return bool(self._shown.get((check.run, urlsplit(check.url).netloc), set()) - {check.document})


def checked(history: History, controls: Controls) -> Iterator[Evidence]:
    """Yield what each crawl found at the address itself, oldest first; imported captures one by one."""
    for _, group in groupby(
        history.checks, lambda check: (check.run, check.fidelity == Fidelity.IMPORTED and check.capture)
    ):
        yield _verdict(list(group), controls)


def _verdict(checks: list[Check], controls: Controls) -> Evidence:
    shown = next((check for check in reversed(checks) if check.usable), None)
    if shown is not None:
        return _evidence(shown, PRESENT, shown.outcome)
    last = checks[-1]
    gone = next((check for check in reversed(checks) if check.outcome in _GONE), None)
    if gone is None and last.name == NO_REPORT and any(check.outcome == _REDIRECTED for check in checks):
        gone = last
    if gone is None:
        return _evidence(last, UNKNOWN, last.name)
    if not controls.is_shown(gone):
        return _evidence(gone, UNKNOWN, NO_CONTROL)
    return _evidence(gone, ABSENT, AWAY if gone.outcome not in _GONE else gone.outcome)


def _evidence(check: Check, state: str, name: str) -> Evidence:
    return Evidence(check.captured_at, check.answered_at, check.run, state, name, check)


_GAPS = """
WITH walked AS (
  SELECT scan, portal, list_url,
    row_number() OVER (PARTITION BY portal, list_url ORDER BY scan.finished_at, scan) AS no,
    count(*) OVER (PARTITION BY portal, list_url) AS n
  FROM scan JOIN run USING (run) WHERE scan.state = 'complete')
SELECT portal, list_url, url FROM walked JOIN scan_row USING (scan)
GROUP BY portal, list_url, url HAVING count(DISTINCT scan) < max(n) - min(no) + 1
"""
_WALKS = """
SELECT run.portal, scan.list_url, scan.run, scan.scan, scan.finished_at, scan.state = 'complete' FROM scan JOIN run USING (run)
ORDER BY scan.finished_at, scan.scan
"""
_LISTED = """
SELECT run.portal, scan, scan_row.url FROM scan_row JOIN scan USING (scan) JOIN run USING (run)
WHERE scan_row.url IN (SELECT value FROM json_each(?))
"""


Document = tuple[str, str]
"""Portal and key."""


def _addresses(database: Database, histories: Iterable[History]) -> dict[tuple[str, str], str]:
    """Return (portal, address) of every document that a list has shown and did not show some other time, with its key."""
    gaps = {(portal, url) for portal, _, url in database.execute(_GAPS).fetchall()}
    addresses: dict[tuple[str, str], str] = {}
    if gaps:
        for one in histories:
            urls = {check.url for check in one.checks}
            if any((one.portal, url) in gaps for url in urls):
                addresses |= {(one.portal, url): one.document for url in urls}
    return addresses


def unlisted(database: Database, histories: Iterable[History]) -> dict[Document, list[Evidence]]:
    """Return, by document, the complete lists that did not show it although they had before.

    A crawl that found it on any list of its portal, under any of its addresses, does not count.
    """
    addresses = _addresses(database, histories)
    if not addresses:
        return {}
    listed: dict[str, set[Document]] = defaultdict(set)
    sought = json.dumps(sorted({url for _, url in addresses}))
    for portal, scan, url in database.execute(_LISTED, [sought]).fetchall():
        if (portal, url) in addresses:
            listed[scan].add((portal, addresses[portal, url]))
    walks = database.execute(_WALKS).fetchall()
    shown: dict[str, set[Document]] = defaultdict(set)
    for _, _, run, scan, _, _ in walks:
        shown[run] |= listed[scan]
    found: dict[Document, list[Evidence]] = defaultdict(list)
    before: dict[tuple[str, str], set[Document]] = defaultdict(set)
    for portal, list_url, run, scan, at, is_complete in walks:
        known = before[portal, list_url]
        if is_complete:
            for document in sorted(known - shown[run]):
                found[document].append(Evidence(at, at, run, ABSENT, UNLISTED, None))
        known |= listed[scan]
    return dict(found)
