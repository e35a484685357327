"""Every finding on every report, and how many identities were applied, so that nobody reads silence as agreement."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from sqlite_utils import Database

from audit.checks.copied import last_years_text, masked_text, peers_text, place_findings
from audit.checks.figures import carrier_findings, figure_findings
from audit.checks.finding import Finding
from audit.checks.growth import growth_findings
from audit.checks.identities import identity_findings
from audit.checks.plausible import plausibility_findings
from audit.checks.prose import prose_findings
from audit.checks.stored import Stored
from audit.checks.subject import ReportKey, Reports, Subject, Version, reports
from audit.checks.wording import wording_findings
from audit.checks.years import compare_years, year_of
from audit.selection import Selection

_EVERYTHING = Selection()
_TEXTS_KEPT = 8192
"""Some 4 KB each; a text is asked for three times, beside its peers and beside both its neighbours."""


@dataclass(slots=True)
class Findings:
    """What does not add up, what could not be assessed, and what did."""

    found: list[Finding] = field(default_factory=list)
    """By portal, publisher, year; then in the order of the form."""
    verdicts: Counter[tuple[str, str, int, str]] = field(default_factory=Counter)
    """How often each identity gave what: layout, identity, year, verdict (`extraction.report.Verdict`)."""
    reports: int = 0
    without_year_before: int = 0
    """Reports whose year before is not in the archive: nothing could be compared with it."""


def findings(database: Database, selection: Selection = _EVERYTHING) -> Findings:
    """Examine the shown rendition of every report that is selected, against all that is archived beside it."""
    gathered = Findings()
    known = reports(database, selection.portal)
    wanted = {key: subject for key, subject in known.shown.items() if _is_wanted(subject, selection)}
    examiner = _Examiner(database, known)
    peers = _by_report(examiner.peers(wanted))
    for key, subject in wanted.items():
        told = {one.id: one for one in (*examiner.examine(subject, gathered), *peers.get(key, []))}
        gathered.found += told.values()
    gathered.reports = len(wanted)
    stored = examiner.stored.verdicts(subject.figure_set for subject in wanted.values())
    for subject in wanted.values():
        for (identity, verdict), count in stored.get(subject.figure_set, Counter()).items():
            gathered.verdicts[subject.format or "", identity, subject.report_year, verdict] += count
    return gathered


def _is_wanted(subject: Subject, selection: Selection) -> bool:
    return selection.holds(
        portal=subject.portal, publisher=subject.publisher, report_year=subject.report_year, at=subject.first_seen
    )


def _by_report(found: Iterator[Finding]) -> dict[ReportKey, list[Finding]]:
    by_report: dict[ReportKey, list[Finding]] = {}
    for one in found:
        by_report.setdefault((one.portal, one.adcode, one.publisher, one.report_year), []).append(one)
    return by_report


class _Examiner:
    """Applies every rule to one report after the other."""

    def __init__(self, database: Database, known: Reports) -> None:
        self.stored = Stored(database)
        self._known = known
        self._text = lru_cache(maxsize=_TEXTS_KEPT)(self._masked)

    def examine(self, subject: Subject, gathered: Findings) -> Iterator[Finding]:
        stored = self.stored
        figures = stored.figures(subject.figure_set)
        checks = stored.unpassed(subject.figure_set)
        sections = stored.sections(subject.narrative)
        yield from identity_findings(subject, checks, figures)
        claims = stored.claims(subject.figure_set)
        yield from prose_findings(subject, checks, claims, figures)
        yield from wording_findings(subject, claims, figures, sections)
        yield from figure_findings(subject, figures)
        others = [(other, stored.figures(other.figure_set)) for other in self._known.others.get(subject.key, [])]
        yield from carrier_findings(subject, figures, stored.twins(subject.figure_set), others)
        yield from place_findings(subject, sections)
        before = self._known.shown.get(subject.year_before)
        if before is None:
            gathered.without_year_before += 1
            return
        this = year_of(_version(subject), figures, subject.format)
        last = [
            year_of(version, stored.figures(version.figure_set), before.format)
            for version in self._known.versions[before.key]
        ]
        for equation, outcome, told in compare_years(subject, this, before.figure_set, last):
            gathered.verdicts[subject.format or "", equation.identity, subject.report_year, outcome.verdict] += 1
            yield from told
        yield from growth_findings(subject, claims, figures, last)
        yield from plausibility_findings(subject, figures, stored.figures(before.figure_set), before.url)
        yield from last_years_text(subject, self._text(subject), before, self._text(before))

    def peers(self, wanted: dict[ReportKey, Subject]) -> Iterator[Finding]:
        """Compare the words of the reports of each portal and year, whichever of them are wanted."""
        years = dict.fromkeys((subject.portal, subject.report_year) for subject in wanted.values())
        groups: dict[tuple[str, int], list[Subject]] = {year: [] for year in years}
        for subject in self._known.shown.values():
            if (subject.portal, subject.report_year) in groups:
                groups[subject.portal, subject.report_year].append(subject)
        for group in groups.values():
            group.sort(key=lambda subject: (subject.first_seen, subject.publisher, subject.adcode))
            yield from peers_text(group, list(map(self._text, group)))

    def _masked(self, subject: Subject) -> str:
        return masked_text(subject, self.stored.sections(subject.narrative))


def _version(subject: Subject) -> Version:
    return Version(subject.figure_set, subject.url, subject.first_seen, subject.captured_at)
