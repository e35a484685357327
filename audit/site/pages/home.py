"""首页：what changed lately, what is new, what does not add up, and how far the archive can be trusted today."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from archive.warc import warc_date
from audit.alerts.feeds import ALL
from audit.body import body
from audit.changes import Change
from audit.effects import Effect
from audit.layers import Layer
from audit.presence import Kind
from audit.site.changed import everything, figures_changed
from audit.site.entries import Entry, reports
from audit.site.feeds import feeds_of
from audit.site.figures import failing
from audit.site.page import Menu, Page
from audit.site.pages.about import unread
from audit.site.published import publication_of, published
from audit.site.site import Site
from audit.timeliness import LATE, MISSING_AFTER_DEADLINE

MENU = Menu("首页", "Today", "index.html", order=0)
DAYS = 7
"""“Lately” is this many days before the newest check."""
_MOST = 50
_BELOW = {layer for layer in Layer if layer not in {Layer.REPLACED, Layer.FIGURES, Layer.NOISE}}
_HEALTH = """
SELECT run.portal, max(capture.captured_at) AS last,
  sum(capture.outcome IN ('failed', 'error', 'truncated')) AS failed,
  sum(capture.outcome IN ('blocked', 'refused')) AS blocked,
  sum(capture.outcome IN ('gone', 'soft_gone') AND capture.role = 'report') AS gone, count(*) AS visits
FROM capture JOIN run USING (run)
WHERE capture.role IN ('report', 'list') AND capture.captured_at >= :since AND (:portal IS NULL OR run.portal = :portal)
GROUP BY run.portal ORDER BY run.portal
"""
_SCANS = """
SELECT portal, list_url, state, reason, accepted, before FROM (
  SELECT run.portal, scan.*, lag(scan.accepted) OVER list AS before, lead(scan.scan) OVER list AS later
  FROM scan JOIN run USING (run) WHERE :portal IS NULL OR run.portal = :portal
  WINDOW list AS (PARTITION BY run.portal, scan.list_url ORDER BY scan.finished_at, scan.scan))
WHERE later IS NULL AND (state <> 'complete' OR accepted < before) ORDER BY portal, list_url
"""
_SECTIONS: Sequence[tuple[str, str, Callable[[Change], bool]]] = (
    ("数字变化", "figures changed", lambda one: one.kind == Layer.FIGURES),
    ("撤下、移动、重新出现", "withdrawn, moved, back", lambda one: one.kind in set(Kind) | {Layer.REPLACED}),
    ("改后出现勾稽不符", "inconsistencies introduced", lambda one: one.effect == Effect.INTRODUCED_INCONSISTENCY),
    ("改后勾稽相符，未见更正说明", "corrected silently", lambda one: one.effect == Effect.SILENT_CORRECTION),
    ("表格、正文、日期、附件等变化", "below the figures", lambda one: one.kind in _BELOW),
)


def pages(site: Site) -> Iterator[Page]:
    values = _values(site)
    yield site.page(
        MENU.path, "home.html", title="首页", inputs=values, values=lambda: values, feeds=feeds_of(site, ALL)
    )


def _values(site: Site) -> Mapping[str, object]:
    since = days_before(site.as_of, DAYS)
    selected = {"portal": site.portal, "since": since}
    found, failed = site.ask(reports), site.ask(failing)
    by_key = {_key(entry): entry for entry in found}
    new = sorted((one for one in found if one.first_seen >= since), key=lambda entry: entry.first_seen, reverse=True)
    unequal = _unequal(found, failed)
    late = [(one, known) for one in new if (known := publication_of(site, one)) is not None and known.verdict == LATE]
    all_changes = site.ask(everything)
    lately = sorted((one for one in all_changes.changes if one.not_after >= since), key=lambda one: one.not_after)
    sections = [
        (
            label,
            english,
            [(one, by_key.get((one.portal, one.publisher, one.report_year))) for one in lately if fits(one)],
        )
        for label, english, fits in _SECTIONS
    ]
    return {
        "since": since,
        "days": DAYS,
        "most": _MOST,
        "counts": {
            "reports": len(found),
            "publishers": len({body(entry.publisher, entry.adcode, entry.portal) for entry in found}),
            "changes": len(site.ask(figures_changed)),
            "unequal": len(unequal),
        },
        "sections": [(label, english, ones[: -_MOST - 1 : -1], len(ones)) for label, english, ones in sections],
        "noise": sum(all_changes.left_out.values()),
        "late": late[:_MOST],
        "late_lately": len(late),
        "overdue": sum(one.verdict == MISSING_AFTER_DEADLINE for one in site.ask(published).values()),
        "new": new[:_MOST],
        "new_lately": len(new),
        "unequal": [(entry, failed[entry.figure_set]) for entry in unequal[:_MOST]],
        "portals": sorted({entry.portal for entry in found}),
        "unread": unread(site),
        "health": list(site.database.query(_HEALTH, selected)),
        "scans": list(site.database.query(_SCANS, selected)),
    }


def _key(entry: Entry) -> tuple[str, str, int]:
    return entry.portal, entry.publisher, entry.report_year


def _unequal(found: Sequence[Entry], failed: Mapping[int, int]) -> list[Entry]:
    bad = [entry for entry in found if failed.get(entry.figure_set)]
    return sorted(bad, key=lambda entry: (-entry.report_year, entry.portal, entry.publisher))


def days_before(utc: str, days: int) -> str:
    """Return the instant so many days earlier, in the form of the data; empty for none.

    >>> days_before("2023-03-10T23:59:59.500000Z", 7)
    '2023-03-03T23:59:59.500000Z'
    """
    return warc_date(datetime.fromisoformat(utc) - timedelta(days=days)) if utc else ""
