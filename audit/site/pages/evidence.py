"""存档原文: the text of every archived state of a report, the place of each figure marked, and the bytes to take away.

Archived markup never becomes markup of the site: it is shown as text, and its bytes lie in files no browser runs.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from archive import Archive, ArchiveError, Capture
from archive.digest import hex_digits
from archive.http_message import UndecodableEntityError
from audit.site import links
from audit.site.archived import Shown, Sought, shown
from audit.site.entries import Entry, renditions
from audit.site.page import Page
from audit.site.site import Site
from audit.site.visits import Visit, visits

_SOUGHT = """
SELECT place.locator || coalesce('#' || figure.cell, '') AS locator, coalesce(figure.raw, figure.value, '') AS raw
FROM reading JOIN figure USING (figure_set) JOIN place ON place.figure_set = figure.figure_set AND place.no = figure.place
WHERE reading.snapshot = :snapshot AND reading.extractor = :extractor
"""


def pages(site: Site) -> Iterator[Page]:
    snapshots: set[int] = set()
    files: set[str] = set()
    for documents in site.ask(renditions).values():
        for entry in documents:
            for visit in _states(visits(site, entry)):
                if visit.snapshot is None or visit.snapshot in snapshots:
                    continue
                snapshots.add(visit.snapshot)
                capture = site.archive.find(visit.capture)
                parts = list(
                    site.archive.captures(
                        "part_of = :page AND outcome IN ('ok', 'not_modified')", {"page": capture.capture}
                    )
                )
                yield site.page(
                    links.evidence_path(visit.snapshot),
                    "evidence.html",
                    title=f"存档原文：{entry.publisher} {entry.report_year}",
                    inputs=(entry.path, capture, parts),
                    values=partial(_values, site, entry, capture, parts),
                    as_of=capture.answered_at,
                )
                for one in (capture, *parts):
                    if (
                        one.entity_digest is None
                        or (path := links.raw_path(one.entity_digest, one.content_type)) in files
                    ):
                        continue
                    files.add(path)
                    yield site.data(path, inputs=one.entity_digest, make=partial(_bytes, site.archive, one))


def _states(checks: Sequence[Visit]) -> Iterator[Visit]:
    """The checks that pages speak of: the newest usable one, and both sides of every change."""
    before: Visit | None = None
    for check in checks:
        if not check.is_usable:
            continue
        if before is not None and check.state not in {"first", "same", "noise"}:
            yield before
            yield check
        before = check
    if before is not None:
        yield before


def _bytes(archive: Archive, capture: Capture) -> bytes:
    try:
        return archive.entity(capture)
    except (ArchiveError, UndecodableEntityError) as error:
        return f"The archived bytes cannot be read back: {error}\n".encode()


def _values(site: Site, entry: Entry, capture: Capture, parts: Sequence[Capture]) -> Mapping[str, object]:
    selected = {"snapshot": capture.snapshot, "extractor": site.extractor}
    sought = [Sought(row["locator"], row["raw"]) for row in site.database.query(_SOUGHT, selected)]
    files, found = [], set()
    for one in (capture, *parts):
        prefix = "" if one is capture else f"{one.url} "
        if prefix and not any(place.locator.startswith(prefix) for place in sought):
            files.append({**_facts(one), "size": None, "shown": None})
            continue
        file, places = _file(site.archive, one, sought, prefix)
        files.append(file)
        found |= places
    return {
        "entry": entry,
        "capture": capture,
        "files": files,
        "moment": re.sub(r"\D", "", capture.captured_at)[:14],
        # Pictures have boxes, not lines; and whatever else has no row of its own keeps its place on the page all the same.
        "elsewhere": [(one, links.evidence_anchor(one.locator)) for one in _once(sought) if one.locator not in found],
    }


def _once(sought: Sequence[Sought]) -> list[Sought]:
    return list({one.locator: one for one in sought}.values())


def _facts(capture: Capture) -> dict[str, Any]:
    return {
        "capture": capture,
        "raw": links.raw_path(capture.entity_digest, capture.content_type) if capture.entity_digest else None,
        "sha256": hex_digits(capture.entity_digest) if capture.entity_digest else "",
    }


def _file(archive: Archive, capture: Capture, sought: Sequence[Sought], prefix: str) -> tuple[dict[str, Any], set[str]]:
    facts = _facts(capture)
    try:
        payload = archive.entity(capture)
    except (ArchiveError, UndecodableEntityError) as error:
        return {**facts, "size": None, "shown": Shown("", (), str(error))}, set()
    text, places = shown(payload, capture.content_type, sought, prefix)
    return {**facts, "size": len(payload), "shown": text}, places
