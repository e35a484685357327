"""What says that a document was not there: the answers of its own address, with a control, and complete lists without it.

A server that is down for everybody may answer 404 as well. So an absent page counts only if the same crawl was shown another
page, or a list, of the same host. A list that was read to its end without a row it had before is evidence of its own.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlite_utils import Database

from archive import Fidelity
from audit.history import NO_REPORT, Check, History

PRESENT, ABSENT, UNKNOWN = "present", "absent", "unknown"
_GONE = frozenset({"gone", "soft_gone"})
_REDIRECTED = "redirected"
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
        runs = {check.run for one in histories for check in one.checks if check.outcome in _GONE | {_REDIRECTED}}
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
_LISTED = "SELECT scan, url FROM scan_row WHERE url IN (SELECT value FROM json_each(?))"


def unlisted(database: Database, documents: Mapping[tuple[str, str], str]) -> dict[str, list[Evidence]]:
    """Return, by document, the complete lists that did not show it although they had before.

    ``documents`` says which document (portal, address) is. A crawl that found it on any list does not count.
    """
    gaps = defaultdict(set)
    for portal, list_url, url in database.execute(_GAPS).fetchall():
        if (portal, url) in documents:
            gaps[portal, list_url].add(documents[portal, url])
    if not gaps:
        return {}
    missing = set().union(*gaps.values())
    addresses = [url for (_, url), document in documents.items() if document in missing]
    listed: dict[str, set[str]] = defaultdict(set)
    by_address = {url: document for (_, url), document in documents.items()}
    for scan, url in database.execute(_LISTED, [json.dumps(addresses)]).fetchall():
        listed[scan].add(by_address[url])
    walks = database.execute(_WALKS).fetchall()
    shown: dict[str, set[str]] = defaultdict(set)
    for _, _, run, scan, _, _ in walks:
        shown[run] |= listed[scan]
    found: dict[str, list[Evidence]] = defaultdict(list)
    before: dict[tuple[str, str], set[str]] = defaultdict(set)
    for portal, list_url, run, scan, at, is_complete in walks:
        known = before[portal, list_url]
        if is_complete:
            for document in sorted(known - shown[run]):
                found[document].append(Evidence(at, at, run, ABSENT, UNLISTED, None))
        known |= listed[scan]
    return dict(found)
