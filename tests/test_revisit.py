"""The rules of the schedule, case by case, and what must hold in every case."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.beijing import BEIJING
from audit.revisit import Awaited, Due, Policy, Visited, next_list_visit, next_report_visit
from benchmarks.schedule import GOALS, LISTS, POLICIES, simulate

POLICY = Policy()
DEPARTMENTS = Awaited({"department": 12}, {"department": 60})
ALL_SEEN = Awaited({}, {"department": 60})
GOVERNMENT = Awaited({"government": 1}, {"government": 1})


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING).astimezone(UTC)


def after(due: Due, last: datetime) -> float:
    return (due.at - last) / timedelta(1)


@pytest.mark.parametrize(
    ("last", "awaited", "days", "reason"),
    [
        ("2027-01-05", DEPARTMENTS, 5, "the report on 2026 awaited from 12 departments, due 2027-01-31"),
        (
            "2027-01-16",
            DEPARTMENTS,
            2,
            "the report on 2026 awaited from 12 departments, due 2027-01-31",
        ),  # close begins
        ("2027-01-25", DEPARTMENTS, 1, "the report on 2026 awaited from 12 departments, due 2027-01-31"),
        ("2027-02-10", DEPARTMENTS, 7, "the report on 2026 awaited from 12 departments, due 2027-01-31"),
        ("2027-04-28", DEPARTMENTS, 28, "every 28 days"),  # now a matter for people
        ("2027-01-25", ALL_SEEN, 28, "every 28 days"),
        ("2027-01-25", GOVERNMENT, 5, "the report on 2026 awaited from 1 government, due 2027-03-31"),
        ("2027-03-25", GOVERNMENT, 1, "the report on 2026 awaited from 1 government, due 2027-03-31"),
        ("2027-03-25", Awaited({None: 3}), 1, "the report on 2026 awaited from 3 publishers"),
        ("2027-03-25", Awaited({"township": 2}), 1, "the report on 2026 awaited from 2 townships"),
        ("2027-03-25", Awaited({"dispatched_body": 2}), 1, "the report on 2026 awaited from 2 dispatched bodies"),
        ("2026-12-20", ALL_SEEN, 12, "the report on 2026 awaited from 60 departments, due 2027-01-31"),  # on 1 January
        ("2026-07-01", DEPARTMENTS, 28, "every 28 days"),
    ],
)
def test_the_calendar_of_a_list(last: str, awaited: Awaited, days: int, reason: str) -> None:
    at = beijing(last)
    due = next_list_visit(Visited(at), awaited, POLICY)
    assert (round(after(due, at), 3), due.reason) == (days, reason)


@pytest.mark.parametrize("visit", [next_report_visit, lambda seen, policy: next_list_visit(seen, Awaited(), policy)])
def test_after_a_change_come_1_3_and_7_days(visit: object) -> None:
    assert callable(visit)
    changed = last = beijing("2026-07-01")
    days = []
    for _ in range(5):
        last = visit(Visited(last, changed), POLICY).at
        days.append(after(Due(last, 0, ""), changed))
    assert days == [1, 3, 7, 35, 63]


def test_a_new_report_is_visited_more_often_for_a_year() -> None:
    appeared = last = beijing("2026-07-01")
    visits = [last]
    while last < appeared + timedelta(400):
        last = next_report_visit(Visited(last, appeared, appeared), POLICY).at
        visits.append(last)
    gaps = [(later - earlier) / timedelta(1) for earlier, later in pairwise(visits)]
    assert gaps[:3] == [1, 2, 4]
    assert set(gaps[3:-2]) == {14}
    assert gaps[-1] == 28


def test_who_cannot_tell_is_asked_again_soon_then_ever_less() -> None:
    last = beijing("2026-07-01")
    waits = [after(next_report_visit(Visited(last, failures=n), POLICY), last) for n in range(8)]
    assert waits == [28, 1, 2, 4, 8, 16, 28, 28]


def test_a_crawl_that_was_cut_off_goes_on_at_once() -> None:
    last = beijing("2026-07-01")
    assert next_list_visit(Visited(last, cut_off=True), ALL_SEEN, POLICY) == (last, 0, "the crawl was cut off")


KINDS = st.dictionaries(
    st.sampled_from(["government", "office", "department", "township", None]), st.integers(0, 60), max_size=4
)
MOMENTS = st.datetimes(datetime(2009, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - strategies add it
POLICIES_OF_ALL_KINDS = st.builds(
    Policy,
    **dict.fromkeys(("list_floor", "report_floor", "fresh", "early", "close", "late"), st.integers(1, 60)),
    close_begins=st.integers(0, 60),
    close_ends=st.integers(0, 60),
    after_change=st.lists(st.integers(1, 60), max_size=4).map(lambda days: tuple(sorted(days))),
)


@st.composite
def visits(draw: st.DrawFn) -> Visited:
    last = draw(MOMENTS)
    earlier = st.none() | st.integers(0, 500).map(lambda days: last - timedelta(days))
    return Visited(last, draw(earlier), draw(earlier), draw(st.integers(0, 9)), draw(st.booleans()))


@given(visits(), KINDS, KINDS, POLICIES_OF_ALL_KINDS)
def test_floors_are_kept_and_a_visit_is_never_due_before_the_last(
    visited: Visited, missing: dict[str | None, int], expected: dict[str | None, int], policy: Policy
) -> None:
    for due, floor in (
        (next_list_visit(visited, Awaited(missing, expected), policy), policy.list_floor),
        (next_report_visit(visited, policy), policy.report_floor),
    ):
        assert due.at <= visited.last + timedelta(floor)
        assert due.at == visited.last if visited.cut_off else due.at > visited.last
        assert due.reason


@given(visits(), st.integers(1, 40), KINDS, KINDS, POLICIES_OF_ALL_KINDS)
def test_a_later_visit_is_never_due_earlier(
    visited: Visited, days: int, missing: dict[str | None, int], expected: dict[str | None, int], policy: Policy
) -> None:
    again = Visited(
        visited.last + timedelta(days), visited.changed, visited.appeared, visited.failures, visited.cut_off
    )
    assert next_report_visit(again, policy).at >= next_report_visit(visited, policy).at
    if (
        again.last.astimezone(BEIJING).year == visited.last.astimezone(BEIJING).year
    ):  # then the same reports are missing
        awaited = Awaited(missing, expected)
        assert next_list_visit(again, awaited, policy).at >= next_list_visit(visited, awaited, policy).at


@given(visits(), KINDS, st.sampled_from(["government", "department", None]), POLICIES_OF_ALL_KINDS)
def test_one_more_missing_report_never_delays(
    visited: Visited, missing: dict[str | None, int], kind: str | None, policy: Policy
) -> None:
    more = missing | {kind: missing.get(kind, 0) + 1}
    assert next_list_visit(visited, Awaited(more), policy).at <= next_list_visit(visited, Awaited(missing), policy).at


def test_the_goals_hold_on_the_model() -> None:
    """`python -m benchmarks.schedule` compares, and says what the model assumes."""
    found = simulate(POLICIES["nianbao"], lists=6, seed=3)
    delays = found.publications + found.changes
    assert sum(delays) / len(delays) <= GOALS[0]
    for kind in LISTS:
        assert sum(found.fetches[kind]) / len(found.fetches[kind]) <= GOALS[1], kind
