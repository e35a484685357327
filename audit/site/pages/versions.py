"""解析器对照: how far two versions of the extractor agree, and every figure that an upgrade restated."""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import pairwise

from audit.restated import Restated, agreement, restated, versions
from audit.selection import Selection
from audit.site import links
from audit.site.entries import renditions
from audit.site.page import Menu, Page
from audit.site.site import Site
from extraction.versions import VERSIONS

MENU = Menu("解析器对照", "Parser versions", "parsers/index.html", order=90)
_MOST = 1000
_READ = """
SELECT extractor, count(DISTINCT snapshot) AS n FROM reading
WHERE EXISTS (SELECT 1 FROM capture JOIN run USING (run) WHERE capture.snapshot = reading.snapshot AND capture.role = 'report'
              AND (:portal IS NULL OR portal = :portal))
GROUP BY extractor
"""


def pages(site: Site) -> Iterator[Page]:
    known = versions(site.database)
    read = {row["extractor"]: row["n"] for row in site.database.query(_READ, {"portal": site.portal})}
    changes = {version.name: version.change for version in VERSIONS}
    lines = [(name, read.get(name, 0), changes.get(name, "")) for name in known]
    pairs = list(pairwise(known))
    selection = Selection(portal=site.portal)
    counted = [(*pair, _path(*pair), agreement(site.database, *pair, selection)) for pair in pairs]
    yield site.page(
        MENU.path,
        "versions.html",
        title="解析器对照",
        inputs=(lines, counted),
        values=lambda: {"lines": lines, "pairs": counted},
    )
    shown = {entry.snapshot for documents in site.ask(renditions).values() for entry in documents}
    for old, new, path, numbers in counted:
        found = list(restated(site.database, old, new, selection))
        yield site.page(
            path,
            "restated.html",
            title=f"解析器第 {old} 版与第 {new} 版",
            inputs=(numbers, found),
            values=partial(_values, old, new, numbers, found, shown),
        )


def _path(old: str, new: str) -> str:
    return f"parsers/{links.portal_code(old)}-{links.portal_code(new)}.html"


def _values(old: str, new: str, numbers: object, found: list[Restated], shown: set[int]) -> Mapping[str, object]:
    return {
        "old": old,
        "new": new,
        "numbers": numbers,
        "found": [(one, _evidence(one) if one.snapshot in shown else None) for one in found[:_MOST]],
        "all": len(found),
    }


def _evidence(one: Restated) -> str:
    """Where the text stands that both versions read."""
    return links.evidence_path(one.snapshot)
