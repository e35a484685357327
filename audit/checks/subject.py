"""What is examined: every report in the rendition that is shown, with what else is known of it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlite_utils import Database

from archive import Fidelity
from audit.checks.finding import Finding

ReportKey = tuple[str, str, str, int]
"""Portal, adcode, publisher and year: what makes one report, as in the view ``rendition``."""


@dataclass(frozen=True, slots=True)
class Version:
    """One set of figures that a report has shown, in any of its documents."""

    figure_set: int
    url: str
    first_seen: str
    last_seen: str


@dataclass(frozen=True, slots=True)
class Subject:
    """One report as it is shown, or another document of the same report."""

    portal: str
    adcode: str
    publisher: str
    report_year: int
    publisher_kind: str | None
    publisher_level: str | None
    format: str | None
    figure_set: int
    narrative: int
    flags: tuple[tuple[str, str], ...]
    """Code and detail."""
    fidelity: str
    url: str
    capture: str
    captured_at: str
    first_seen: str
    """When this set of figures was first seen in the report."""

    @property
    def key(self) -> ReportKey:
        return self.portal, self.adcode, self.publisher, self.report_year

    @property
    def year_before(self) -> ReportKey:
        return self.portal, self.adcode, self.publisher, self.report_year - 1

    @property
    def finding(self) -> Callable[..., Finding]:
        """Makes findings on this report; takes rule, severity and what else is known."""
        return partial(
            Finding,
            portal=self.portal,
            adcode=self.adcode,
            publisher=self.publisher,
            report_year=self.report_year,
            url=self.url,
            capture=self.capture,
            captured_at=self.captured_at,
            first_seen=self.first_seen,
        )

    def told(self, code: str) -> Iterator[str]:
        """Yield the details of the flags of this code."""
        return (detail for name, detail in self.flags if name == code)

    @property
    def is_imported(self) -> bool:
        return self.fidelity == Fidelity.IMPORTED


_VERSIONS = """
SELECT portal, adcode, publisher, report_year, figure_set, min(url) AS url, min(captured_at) AS first_seen,
  max(captured_at) AS last_seen
FROM visit WHERE official AND (:portal IS NULL OR portal = :portal)
GROUP BY portal, adcode, publisher, report_year, figure_set ORDER BY first_seen, figure_set
"""
_RENDITIONS = """
SELECT portal, adcode, publisher, report_year, publisher_kind, publisher_level, format, figure_set, narrative, flags, fidelity, url,
  capture, captured_at, choice
FROM rendition WHERE :portal IS NULL OR portal = :portal ORDER BY portal, adcode, publisher, report_year, choice
"""


@dataclass(frozen=True, slots=True)
class Reports:
    """Every report of an archive or of one portal."""

    shown: dict[ReportKey, Subject]
    """In the rendition that is shown; ordered by portal, publisher, year."""
    others: dict[ReportKey, list[Subject]]
    """Other documents of the same reports."""
    versions: dict[ReportKey, list[Version]]
    """Every set of figures that was ever seen, oldest first."""


def reports(database: Database, portal: str | None = None) -> Reports:
    """Load them; a few hundred bytes each."""
    found = Reports({}, {}, {})
    for row in database.query(_VERSIONS, {"portal": portal}):
        version = Version(*(row[name] for name in ("figure_set", "url", "first_seen", "last_seen")))
        found.versions.setdefault(_key(row), []).append(version)
    for row in database.query(_RENDITIONS, {"portal": portal}):
        choice, flags = row.pop("choice"), json.loads(row.pop("flags"))
        seen = {version.figure_set: version.first_seen for version in found.versions[_key(row)]}
        told = tuple((flag["code"], flag["detail"]) for flag in flags)
        subject = Subject(**row, flags=told, first_seen=seen[row["figure_set"]])
        if choice == 1:
            found.shown[subject.key] = subject
        else:
            found.others.setdefault(subject.key, []).append(subject)
    return found


def _key(row: dict[str, Any]) -> ReportKey:
    return row["portal"], row["adcode"], row["publisher"], row["report_year"]
