"""When a page is to be visited again: rules and nothing else, no clock, no disk.

A page has several reasons to be visited, and the earliest counts. So a further reason never delays a visit, and the floor, which is
always among them, is always kept. Lists and reports have rules of their own: a list tells that a report appeared, a report that it
was edited or withdrawn.

The statutory calendar (`audit.duty`) is the prior of a list. Reports on a year appear from 1 January of the next on, most of them
shortly before the day the law names, so each publisher whose report is still missing is watched in three stretches: early, close to
that day, late. Once every report that was listed for the year before has its successor, only the floor is left.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from archive.beijing import BEIJING
from audit.duty import duty

_END_OF_SEASON = (5, 1)
"""Month and day from which on a missing report is a matter for people, not for more visits."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The parameters, in days; ``crawler/settings.py`` says why each is what it is."""

    list_floor: int = 28
    report_floor: int = 28
    after_change: Sequence[int] = (1, 3, 7)
    fresh: int = 14
    """Between visits of a report that is itself fresh."""
    fresh_for: int = 365
    """So many days after its first visit."""
    early: int = 5
    close: int = 1
    late: int = 7
    close_begins: int = 14
    """So many days before the day the law names."""
    close_ends: int = 3
    """So many days after it."""


class Due(NamedTuple):
    """The next visit of a page."""

    at: datetime
    interval: int
    """Days between visits that the reason asks for; 0 for at once."""
    reason: str


@dataclass(frozen=True, slots=True)
class Visited:
    """What the visits of a page have shown so far, as far as the next one depends on it."""

    last: datetime
    """The newest visit."""
    changed: datetime | None = None
    """The newest visit that showed something else than the usable visit before it; of a new report its first."""
    appeared: datetime | None = None
    """The first visit of a report that was new then; None for one that was old when the portal was first crawled, and for lists."""
    failures: int = 0
    """Visits in a row, the newest among them, that could not tell."""
    cut_off: bool = False
    """Whether the crawl of the newest visit did not end by itself: what it would have led to was not visited."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """The reports a list is expected to show, by kind of publisher; None where the kind is not known."""

    missing: Mapping[str | None, int] = field(default_factory=dict)
    """How many publishers had not published on the last year at the newest visit."""
    all: Mapping[str | None, int] = field(default_factory=dict)
    """How many publish at all."""


def next_report_visit(visited: Visited, policy: Policy) -> Due:
    """Return when a report is due: at the floor, sooner after a change or a visit that could not tell."""
    reasons = list(_reasons(visited, policy.report_floor, policy))
    if visited.appeared is not None and visited.last < visited.appeared + timedelta(policy.fresh_for):
        at = visited.last + timedelta(policy.fresh)
        reasons.append(Due(at, policy.fresh, f"every {policy.fresh} days, because the report is new"))
    return min(reasons)


def next_list_visit(visited: Visited, awaited: Awaited, policy: Policy) -> Due:
    """Return when a list is due: as a report, and as often as the calendar asks while reports are awaited on it."""
    year = visited.last.astimezone(BEIJING).year
    seasons = ((year - 1, awaited.missing), (year, awaited.all))
    return min(
        [
            *_reasons(visited, policy.list_floor, policy),
            *(
                due
                for report_year, kinds in seasons
                for kind, count in kinds.items()
                for due in _awaiting(visited.last, kind, count, report_year, policy)
            ),
        ]
    )


def _reasons(visited: Visited, floor: int, policy: Policy) -> Iterator[Due]:
    last = visited.last
    yield Due(last + timedelta(floor), floor, f"every {floor} days")
    if visited.cut_off:
        yield Due(last, 0, "the crawl was cut off")
    elif visited.failures:
        wait = min(2 ** min(visited.failures - 1, 10), floor)
        times = "" if visited.failures == 1 else f", {visited.failures} times in a row"
        yield Due(last + timedelta(wait), wait, f"the last visit could not tell{times}")
    if visited.changed is not None:
        for days in policy.after_change:
            at = visited.changed + timedelta(days)
            if at > last:
                yield Due(at, days, f"{days} day{'s' if days > 1 else ''} after it was new or had changed")
                break


def _awaiting(last: datetime, kind: str | None, count: int, report_year: int, policy: Policy) -> Iterator[Due]:
    """Yield the next visit in each stretch of the season of a report year, as far as there is one."""
    if not count:
        return
    # Where the law names no day the later of its two days is the prior: nobody is called late for it.
    rule = duty(kind, report_year)
    day = rule or duty("government", report_year)
    if day is None:
        return  # before 2008, when nobody had to publish
    begin = datetime(report_year + 1, 1, 1, tzinfo=BEIJING)
    close = max(begin, day.due - timedelta(policy.close_begins))
    late = day.due + timedelta(policy.close_ends)
    end = datetime(report_year + 1, *_END_OF_SEASON, tzinfo=BEIJING)
    body = "publisher" if kind is None else kind.replace("_", " ")
    who = f"1 {body}" if count == 1 else f"{count} {body.removesuffix('y') + 'ie' if body[-1] == 'y' else body}s"
    until = f", due {day.due.astimezone(BEIJING):%Y-%m-%d}" if rule else ""
    reason = f"the report on {report_year} awaited from {who}{until}"
    for first, behind, every in (
        (begin, close, policy.early),
        (close, late, policy.close),
        (late, end, policy.late),
    ):
        at = max(first, last + timedelta(every))
        if at < behind:
            yield Due(at.astimezone(UTC), every, reason)
