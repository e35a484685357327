"""The reports of the archive, as the site lists them: each once, by publisher and year."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from archive.digest import hex_digits
from audit.site import links
from audit.site.site import Site

_COLUMNS = (
    "portal, adcode, publisher, publisher_kind, publisher_level, report_year, format, title, url, document, capture, snapshot, "
    "digest, fidelity, figure_set, narrative, captured_at, first_seen, listed_title, listed_date, metadata, dates, codes, flags, "
    "numbers_read, choice, renditions"
)
_RENDITIONS = f"""
SELECT {_COLUMNS} FROM rendition WHERE :portal IS NULL OR portal = :portal
ORDER BY portal, adcode, publisher, report_year, choice
"""  # noqa: S608 - our own names

Body = tuple[str, str, str]
"""Portal, adcode and publisher: who reports."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of one report in its newest usable capture: a row of the view ``rendition``."""

    portal: str
    adcode: str
    publisher: str
    publisher_kind: str | None
    publisher_level: str | None
    report_year: int
    format: str | None
    title: str | None
    url: str
    document: str
    capture: str
    snapshot: int
    digest: str | None
    fidelity: str
    figure_set: int
    narrative: int
    captured_at: str
    first_seen: str
    listed_title: str | None
    listed_date: str | None
    metadata: str
    dates: str
    codes: str
    flags: str
    numbers_read: int
    choice: int
    renditions: int

    @property
    def body(self) -> Body:
        return self.portal, self.adcode, self.publisher

    @property
    def path(self) -> str:
        """Of its report page."""
        return links.report_path(*self.body, self.report_year)

    @property
    def figures_path(self) -> str:
        return links.figures_path(*self.body, self.report_year)

    @property
    def body_path(self) -> str:
        return links.body_path(*self.body)

    @property
    def evidence_path(self) -> str:
        return links.evidence_path(self.snapshot)

    @property
    def sha256(self) -> str:
        """Of the archived page, in hexadecimal digits."""
        return hex_digits(self.digest) if self.digest else ""

    @property
    def all_metadata(self) -> Mapping[str, str]:
        return dict(json.loads(self.metadata))

    @property
    def all_dates(self) -> Sequence[Mapping[str, Any]]:
        return list(json.loads(self.dates))

    @property
    def all_flags(self) -> Sequence[Mapping[str, str]]:
        return list(json.loads(self.flags))


def renditions(site: Site) -> dict[tuple[Body, int], list[Entry]]:
    """Return the documents of every report, the one to show first; ask through `Site.ask`."""
    found: dict[tuple[Body, int], list[Entry]] = defaultdict(list)
    names = [field.name for field in fields(Entry)]
    for row in site.database.execute(_RENDITIONS, {"portal": site.portal}).fetchall():
        entry = Entry(**dict(zip(names, row, strict=True)))
        found[entry.body, entry.report_year].append(entry)
    return dict(found)


def reports(site: Site) -> list[Entry]:
    """Return every report in the rendition that is shown, by portal, publisher and year; ask through `Site.ask`."""
    return [documents[0] for documents in site.ask(renditions).values()]


def bodies(site: Site) -> dict[Body, list[Entry]]:
    """Return the reports of every publisher, oldest year first; ask through `Site.ask`."""
    found: dict[Body, list[Entry]] = defaultdict(list)
    for entry in site.ask(reports):
        found[entry.body].append(entry)
    return dict(found)
