"""Which reports were public in time, as far as was seen.

First seen is when a page of the report could first be read, or a list first named it. Last absent is when the lists that name it
were last read to their end without it (`audit.walks`). A report lies between the two; what the portal prints as its date is a claim
that stands beside.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from archive.beijing import BEIJING
from archive.moments import stretch
from archive.warc import warc_date
from audit.body import duty_of
from audit.duty import Duty
from audit.expected import Expected, expected
from audit.selection import Selection
from audit.sightings import Report, Sighting, Sightings
from audit.walks import Absence, Walks

ON_TIME, LATE, UNDETERMINED = "on_time", "late", "undetermined"
MISSING_AFTER_DEADLINE, NOT_OBSERVED = "missing_after_deadline", "not_observed"


@dataclass(frozen=True, slots=True)
class Publication:
    """One report that was seen on a portal or should have been; times are UTC."""

    portal: str
    adcode: str
    publisher: str
    """As its newest report prints it."""
    publisher_kind: str | None
    report_year: int
    due: str | None
    """The last instant of the day in Asia/Shanghai; None where the law names no day for this body."""
    basis: str | None
    verdict: str | None
    """``on_time``: seen before the day was over. ``late``: lists read after it lacked the report, later it was seen.
    ``undetermined``: first seen after it, and no list can tell since when it was there. ``missing_after_deadline``: never seen, and
    lists read after it lacked the report. ``not_observed``: never seen, and no such list. None: no day, no verdict."""
    days_late_min: int | None
    days_late_max: int | None
    """Calendar days in Beijing; None: no upper limit, or not late."""
    first_seen: str | None
    first_seen_by: str | None
    """``capture``, ``imported`` (somebody else's capture) or ``list``."""
    first_seen_in: str | None
    """WARC-Record-ID of that capture or scan."""
    last_absent: str | None
    last_absent_in: str | None
    """WARC-Record-ID of the scan."""
    claimed_dates: str
    """What pages and lists print as its day of publication."""
    claimed_date_contradicted: bool
    """Whether a list lacked the report although a day printed for its publication was over."""
    url: str | None
    """Where it was first seen."""


@dataclass(frozen=True, slots=True)
class _Proof:
    """What the lists of every portal that shows a report say of the time before."""

    last: Absence
    in_season: bool
    """Whether the first such list was read before the next report was due. A report that came to light later was perhaps
    there in its time, and taken away before anybody watched."""


def publications(database: Database, selection: Selection | None = None) -> Iterator[Publication]:
    """Yield a row for every report seen or due, by portal, publisher and year; narrowed by ``selection``."""
    return (publication for _, publication in observed(database, selection))


def observed(database: Database, selection: Selection | None = None) -> Iterator[tuple[Report, Publication]]:
    """Yield the same rows, each with what tells its report from others whatever name it prints."""
    selection = selection or Selection()
    sightings = Sightings(database)
    walks = Walks(database, sightings)
    for wanted in expected(sightings, walks.until):
        report, name = wanted.report, wanted.called(selection.publisher)
        if selection.holds(portal=report.site.portal, publisher=name, report_year=report.report_year):
            row = _publication(wanted, sightings, walks)
            if selection.since is None or max(row.first_seen or "", row.due or "") >= selection.since:
                yield report, row


def _publication(wanted: Expected, sightings: Sightings, walks: Walks) -> Publication:
    report = wanted.report
    everywhere = [report._replace(site=site) for site in sightings.sites[report.body]] or [report]
    shown = {there: sightings.seen[there] for there in everywhere if there in sightings.seen}
    seen = min(shown.values(), key=lambda sighting: sighting.seen_at) if shown else None
    here = shown.get(report)
    kind = here.kind if here else wanted.kind
    rule = duty_of(wanted.publisher, kind, here.level if here else wanted.level, report.report_year)
    proof = _proof(
        shown or [there for there in everywhere if there.site in walks.of_site], seen.seen_at if seen else None, walks
    )
    claims = sorted({claim for sighting in shown.values() for claim in sighting.claims})
    verdict = _verdict(rule, seen, proof)
    absent = proof.last if proof else None
    return Publication(
        portal=report.site.portal,
        adcode=report.site.adcode,
        publisher=wanted.publisher,
        publisher_kind=kind,
        report_year=report.report_year,
        due=warc_date(rule.due) if rule else None,
        basis=rule.basis if rule else None,
        verdict=verdict,
        **_days_late(verdict, rule, seen, absent),
        first_seen=seen.seen_at if seen else None,
        first_seen_by=seen.by if seen else None,
        first_seen_in=seen.evidence if seen else None,
        last_absent=absent.at if absent else None,
        last_absent_in=absent.scan if absent else None,
        claimed_dates="; ".join(f"{name} {day}" for name, day in claims),
        claimed_date_contradicted=proof is not None
        and proof.in_season
        and any(_over(day) < proof.last.at for _, day in claims),
        url=seen.url if seen else None,
    )


def _proof(reports: Iterable[Report], before: str | None, walks: Walks) -> _Proof | None:
    """Ask every portal; only where all of them lacked the report was it nowhere to be seen."""
    proofs = []
    for report in reports:
        absences = list(walks.absences(report, before))
        if not absences:
            return None
        proofs.append(_Proof(absences[-1], absences[0].at <= _over(f"{report.report_year + 2}-03-31")))
    return min(proofs, key=lambda proof: proof.last.at, default=None)


def _verdict(rule: Duty | None, seen: Sighting | None, proof: _Proof | None) -> str | None:
    if rule is None:
        return None if seen else NOT_OBSERVED
    due = warc_date(rule.due)
    absent_after = proof is not None and proof.last.at > due
    if seen is None:
        return MISSING_AFTER_DEADLINE if absent_after else NOT_OBSERVED
    if seen.seen_at <= due:
        return ON_TIME
    return LATE if proof and absent_after and proof.in_season else UNDETERMINED


def _days_late(
    verdict: str | None, rule: Duty | None, seen: Sighting | None, absent: Absence | None
) -> dict[str, int | None]:
    least = most = None
    if rule is not None and verdict in {LATE, UNDETERMINED, MISSING_AFTER_DEADLINE}:
        due = _day(warc_date(rule.due))
        least = 0 if verdict == UNDETERMINED or absent is None else _day(absent.at) - due
        most = _day(seen.seen_at) - due if seen else None
    return {"days_late_min": least, "days_late_max": most}


def _day(at: str) -> int:
    return datetime.fromisoformat(at).astimezone(BEIJING).toordinal()


def _over(day: str) -> str:
    """Return the last instant of a day in China."""
    return warc_date(stretch(day, BEIJING)[1])
