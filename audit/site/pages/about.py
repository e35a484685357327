"""方法与范围: what was looked at and how, and above all what was not."""

from collections.abc import Iterator

from audit.site.page import Menu, Page
from audit.site.site import Site

MENU = Menu("方法与范围", "Method", "about.html", order=100)

_PORTALS = """
SELECT portal, count(*) AS runs, min(started_at) AS first_run, max(coalesce(finished_at, started_at)) AS last_run
FROM run WHERE :portal IS NULL OR portal = :portal GROUP BY portal ORDER BY portal
"""
_VISITS = """
SELECT outcome, count(*) AS n FROM capture JOIN run USING (run)
WHERE role = 'report' AND (:portal IS NULL OR portal = :portal) GROUP BY outcome ORDER BY n DESC, outcome
"""
_UNREAD = """
SELECT count(DISTINCT capture.snapshot) AS n FROM capture JOIN run USING (run)
WHERE role = 'report' AND outcome IN ('ok', 'not_modified') AND (:portal IS NULL OR portal = :portal)
  AND NOT EXISTS (SELECT 1 FROM reading JOIN setting ON name = 'extractor' AND setting.value = reading.extractor
                  WHERE reading.snapshot = capture.snapshot)
"""


def pages(site: Site) -> Iterator[Page]:
    selected = {"portal": site.portal}
    values = {
        "portals": list(site.database.query(_PORTALS, selected)),
        "visits": list(site.database.query(_VISITS, selected)),
        "unread": unread(site),
    }
    yield site.page(MENU.path, "about.html", title="方法、范围与未核查的内容", inputs=values, values=lambda: values)


def unread(site: Site) -> int:
    """Return how many archived states of reports the chosen extractor has not read."""
    return int(next(site.database.query(_UNREAD, {"portal": site.portal}))["n"])
