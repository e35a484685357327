"""The rules of `audit.revisit` on a model of how reports appear and are edited: ``python -m benchmarks.schedule``.

Every number under "The model" is an assumption: nobody has measured it, and one aim of the archive is to. A list is fetched to see
publications, a report to see edits and withdrawals; the delay of an event lasts from it to the first fetch that shows it, or to the
end of the model if none does. All policies face the same events. Nutch's adaptive rule (AdaptiveFetchSchedule) takes 0.8 of the
interval after a fetch that showed something new and 1.2 of it after any other, between 1 and 365 days. `scrapy due --run` is
started every three hours, so no fetch is sharper than that. Fetches that fail are left out: they cost every policy the same.
"""

import argparse
import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from archive.beijing import BEIJING
from audit.revisit import Awaited, Policy, Visited, next_list_visit, next_report_visit

DAY = timedelta(1)
TICK = timedelta(hours=3)
YEARS = range(2027, 2032)
END = datetime(YEARS.stop, 1, 1, tzinfo=BEIJING)
GOALS = (2.0, 52.0)
"""Mean delay in days, fetches per list and year."""

# --- The model ---
LISTS: dict[str, Mapping[str | None, int]] = {  # who publishes on one list
    "government": {"government": 1},
    "departments": {"department": 30},
    "all": {"government": 1, "office": 1, "department": 30},
}
_BY_JANUARY, _BY_MARCH = ((1, 4), (1, 25), (1, 31)), ((1, 10), (3, 20), (3, 31))
SEASON: dict[str | None, tuple[tuple[int, int], ...]] = {  # first, likeliest and last day
    "government": _BY_MARCH,
    "department": _BY_JANUARY,
    "office": _BY_JANUARY,
}
LATE, LATE_BY = 0.07, 15  # share of the reports, mean days after the last day
NEVER = 0.01
EDITED, EDITED_AGAIN = 0.15, 0.3  # share of the reports, share of the edited
SOON, SOON_AFTER = 0.6, 5  # share of the edits that follow soon, mean days; the others at any time of a year
WITHDRAWN = 0.02  # at any time of a year


@dataclass
class Report:
    """One report on one year: when it appears and when it changes."""

    kind: str | None
    at: datetime
    changes: list[datetime]


def report(kind: str | None, year: int, chance: random.Random) -> Report | None:
    """Draw one; None if it never appears."""
    first, mode, last = (datetime(year, *day, 8, tzinfo=BEIJING) for day in SEASON[kind])
    draw = chance.random()
    if draw < NEVER:
        return None
    if draw < NEVER + LATE:
        at = last + DAY * chance.expovariate(1 / LATE_BY)
    else:
        at = first + (last - first) * chance.triangular(0, 1, (mode - first) / (last - first))
    changes: list[datetime] = []
    while chance.random() < (EDITED_AGAIN if changes else EDITED):
        after = chance.expovariate(1 / SOON_AFTER) if chance.random() < SOON else chance.uniform(0, 365)
        changes.append((changes or [at])[-1] + DAY * after)
    if chance.random() < WITHDRAWN:
        changes.append(at + DAY * chance.uniform(0, 365))
    return Report(kind, at, sorted(changes))


class Rule(Protocol):
    """When one page is fetched next, given a fetch and the newest one that showed something new."""

    def after_list(self, at: datetime, changed: datetime | None, published: Mapping[str | None, int]) -> datetime: ...
    def after_report(self, at: datetime, changed: datetime, appeared: datetime) -> datetime: ...


class Ours:
    def __init__(self, publishers: Mapping[str | None, int], policy: Policy) -> None:
        self._publishers, self._policy = publishers, policy

    def after_list(self, at: datetime, changed: datetime | None, published: Mapping[str | None, int]) -> datetime:
        missing: dict[str | None, int] = {
            kind: count - published.get(kind, 0) for kind, count in self._publishers.items()
        }
        return next_list_visit(Visited(at, changed), Awaited(missing, self._publishers), self._policy).at

    def after_report(self, at: datetime, changed: datetime, appeared: datetime) -> datetime:
        return next_report_visit(Visited(at, changed, appeared), self._policy).at


class Fixed:
    def __init__(self, days: int) -> None:
        self._interval = DAY * days

    def after_list(self, at: datetime, *_: object) -> datetime:
        return at + self._interval

    after_report = after_list


class Nutch:
    def __init__(self) -> None:
        self._days = 30.0

    def after_list(self, at: datetime, changed: datetime | None, *_: object) -> datetime:
        self._days = min(max(self._days * (0.8 if changed == at else 1.2), 1), 365)
        return at + DAY * self._days

    after_report = after_list


Maker = Callable[[Mapping[str | None, int]], Rule]
"""A rule for one page, given who publishes on its list."""


@dataclass
class Result:
    """What one policy cost and how late it was, in days."""

    fetches: dict[str, list[int]] = field(default_factory=lambda: {kind: [] for kind in LISTS})
    """By kind of list, one number for each list and year."""
    report_fetches: list[int] = field(default_factory=list)
    """One number for each report: those of its first year."""
    publications: list[float] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)


def simulate(make: Maker, lists: int, seed: int) -> Result:
    """Draw the events of a seed and let one policy find them."""
    chance = random.Random(seed)
    result = Result()
    for kind, publishers in LISTS.items():
        for _ in range(lists):
            drawn = [report(k, year, chance) for year in YEARS for k, n in publishers.items() for _ in range(n)]
            reports = sorted((one for one in drawn if one), key=lambda one: one.at)
            Watch(make, publishers, TICK * chance.random(), result).watch(kind, reports, DAY * chance.uniform(0, 28))
    return result


@dataclass
class Watch:
    """One policy at one list and the reports on it."""

    make: Maker
    publishers: Mapping[str | None, int]
    offset: timedelta
    result: Result

    def watch(self, kind: str, waiting: list[Report], before: timedelta) -> None:
        rule = self.make(self.publishers)
        fetches: Counter[int] = Counter()
        published: dict[int, Counter[str | None]] = defaultdict(Counter)
        published[YEARS.start - 1].update(self.publishers)
        changed = None
        at = self._started(datetime(YEARS.start, 1, 1, tzinfo=BEIJING) - before)
        while at < END:
            year = at.astimezone(BEIJING).year
            fetches[year] += 1
            while waiting and waiting[0].at <= at:
                new = waiting.pop(0)
                self.result.publications.append((at - new.at) / DAY)
                published[new.at.astimezone(BEIJING).year][new.kind] += 1
                self._watch_report(new, at)
                changed = at
            at = self._started(rule.after_list(at, changed, published[year]))
        self.result.publications += [(END - missed.at) / DAY for missed in waiting if missed.at < END]
        self.result.fetches[kind] += [fetches[year] for year in YEARS]

    def _watch_report(self, new: Report, at: datetime) -> None:
        rule = self.make(self.publishers)
        appeared = changed = at
        end = min(END, at + 400 * DAY)
        waiting = [change for change in new.changes if change > at]  # an edit before the first fetch leaves no trace
        times = []
        while at < end:
            times.append(at)
            while waiting and waiting[0] <= at:
                self.result.changes.append((at - waiting.pop(0)) / DAY)
                changed = at
            at = self._started(rule.after_report(at, changed, appeared))
        self.result.changes += [(end - missed) / DAY for missed in waiting if missed < end]
        if appeared + 365 * DAY <= END:
            self.result.report_fetches.append(sum(time < appeared + 365 * DAY for time in times))

    def _started(self, at: datetime) -> datetime:
        """Return the first start of the crawl at or after a moment."""
        origin = datetime(2020, 1, 1, tzinfo=UTC) + self.offset
        return origin + TICK * -((origin - at) // TICK)


POLICIES: Mapping[str, Maker] = {
    "nianbao": lambda publishers: Ours(publishers, Policy()),
    "every 7 days": lambda _: Fixed(7),
    "every 30 days": lambda _: Fixed(30),
    "Nutch adaptive": lambda _: Nutch(),
}


def row(name: str, result: Result) -> list[str]:
    fetches = [result.fetches[kind] for kind in LISTS]
    everything = result.publications + result.changes
    return [
        name,
        *(f"{statistics.mean(each):.1f}" for each in ([n for kind in fetches for n in kind], *fetches)),
        f"{statistics.mean(result.report_fetches):.1f}",
        *(f"{statistics.mean(delays):.2f}" for delays in (result.publications, result.changes, everything)),
        *(f"{_p95(delays):.1f}" for delays in (result.publications, result.changes)),
    ]


def _p95(values: Iterable[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


HEADINGS = (
    "policy", "fetches per list and year", *(f"… {kind}" for kind in LISTS), "fetches of a report in its first year",
    "mean delay of a publication, days", "… of a change", "… of both", "95 % of publications", "95 % of changes",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lists", type=int, default=30, help="lists of each kind")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    results = {name: simulate(make, options.lists, options.seed) for name, make in POLICIES.items()}
    ours = results["nianbao"]
    print(
        f"{3 * options.lists} lists, {len(ours.publications)} publications, {len(ours.changes)} changes, {len(YEARS)} years"
    )
    print(f"| {' | '.join(HEADINGS)} |\n|{' --- |' * len(HEADINGS)}")
    for name, result in results.items():
        print(f"| {' | '.join(row(name, result))} |")
    delay = statistics.mean(ours.publications + ours.changes)
    fetches = max(statistics.mean(each) for each in ours.fetches.values())
    met = delay <= GOALS[0] and fetches <= GOALS[1]
    print(
        f"goals: mean delay {GOALS[0]} days, {GOALS[1]:.0f} fetches per list and year, for each kind: {'met' if met else 'missed'}"
    )


if __name__ == "__main__":
    main()
