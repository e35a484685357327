"""Publisher by year: one of six states, and what it rests on."""

import pytest

from audit.coverage import WORDS, State, coverage
from audit.selection import Selection
from tests.watch import Page, Watch

LIST = "https://www.changzhou.gov.cn/list"
BUREAU = "常州市审计局"


def page(year: int) -> Page:
    return Page(f"https://www.changzhou.gov.cn/{BUREAU}/{year}", BUREAU, year)


def cells(watch: Watch) -> dict[int, tuple[State, str]]:
    return {cell.report_year: (cell.state, cell.why) for cell in coverage(watch.database, Selection(publisher=BUREAU))}


def test_every_state_has_a_word_for_people() -> None:
    assert set(WORDS) == set(State)


def test_what_was_read_decides_between_consistent_inconsistent_and_unreadable() -> None:
    watch = Watch()
    pages = {year: page(year) for year in range(2019, 2023)}
    watch.crawl("2023-05-10T01", {LIST: list(pages.values())}, gone=[pages[2022]])
    watch.reads(pages[2019])
    watch.reads(pages[2020], failed=["T3-FLOW"])
    watch.reads(pages[2021], flags=["table_is_image"])
    assert cells(watch) == {
        2019: (State.CONSISTENT, ""),
        2020: (State.INCONSISTENT, "T3-FLOW"),
        2021: (State.UNREADABLE, "table_is_image"),
        2022: (State.UNREADABLE, "listed, no page of it could be read"),
    }


def test_what_was_never_seen_is_missing_only_if_a_list_says_so() -> None:
    watch = Watch()
    watch.crawl("2024-02-10T01", {LIST: [page(2021), page(2022)]})
    assert cells(watch)[2023] == (State.MISSING, "absent 2024-02-10 09:00:00")
    watch = Watch()
    watch.crawl("2024-02-10T01", {LIST: [page(2021), page(2022)]}, states={LIST: "blocked"})
    assert cells(watch)[2023] == (State.NOT_OBSERVED, "")


@pytest.mark.parametrize(("days", "state"), [((1, 2, 3), State.UNREADABLE), ((1, 2, 4), State.WITHDRAWN)])
def test_a_report_is_withdrawn_when_it_was_gone_for_72_hours(days: tuple[int, ...], state: State) -> None:
    watch = Watch()
    watch.crawl("2024-01-20T01", {LIST: [page(2023)]})
    for day in days:
        run = watch.crawl(f"2024-02-0{day}T01", {LIST: [page(2023)]}, gone=[page(2023)])
        watch.finds_gone(run, page(2023))
    assert cells(watch)[2023][0] is state
    watch.crawl("2024-02-20T01", {LIST: [page(2023)]})
    assert cells(watch)[2023][0] is State.UNREADABLE, "it is there again, without figures in this test"
