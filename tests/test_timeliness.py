"""When a report was public: what proves it, and above all what does not."""

import pytest

from audit.selection import Selection
from audit.timeliness import Publication, publications
from tests.watch import Page, Watch

LIST = "https://www.changzhou.gov.cn/list"
OTHER = "https://www.changzhou.gov.cn/list/of/another"
DEPARTMENT, NEIGHBOUR, CITY, TOWN = "常州市审计局", "常州市财政局", "常州市人民政府", "太平镇人民政府"


def page(publisher: str, year: int, printed: str | None = None) -> Page:
    return Page(f"https://www.changzhou.gov.cn/{publisher}/{year}", publisher, year, printed)


OLD = page(DEPARTMENT, 2022)
NEW = page(DEPARTMENT, 2023)


def found(watch: Watch, publisher: str = DEPARTMENT, year: int = 2023) -> Publication:
    (row,) = publications(watch.database, Selection(publisher=publisher, report_year=year))
    return row


def test_a_report_seen_before_the_day_is_over_is_on_time() -> None:
    watch = Watch()
    watch.crawl("2024-01-31T15", {LIST: [OLD, NEW]})
    row = found(watch)
    assert (row.verdict, row.due, row.first_seen_by) == ("on_time", "2024-01-31T15:59:59.999999Z", "list")
    assert row.days_late_max is None


def test_a_report_absent_after_the_day_and_seen_later_is_late_by_a_range_of_days() -> None:
    watch = Watch()
    watch.crawl("2024-02-03T01", {LIST: [OLD]})
    watch.crawl("2024-02-10T01", {LIST: [OLD, NEW]})
    row = found(watch)
    assert (row.verdict, row.days_late_min, row.days_late_max) == ("late", 3, 10)
    assert (row.last_absent, row.first_seen) == ("2024-02-03T01:00:00.000000Z", "2024-02-10T01:01:00.000000Z")
    assert row.last_absent_in == "jiangsu_changzhou-2024-02-03T01/0"
    assert row.basis is not None
    assert "第四十九条" in row.basis


def test_absent_on_the_last_day_is_no_proof_of_lateness() -> None:
    watch = Watch()
    watch.crawl("2024-01-31T15", {LIST: [OLD]})
    watch.crawl("2024-02-10T01", {LIST: [OLD, NEW]})
    row = found(watch)
    assert (row.verdict, row.days_late_min, row.days_late_max) == ("undetermined", 0, 10)


def test_the_first_crawl_long_afterwards_finds_nobody_late() -> None:
    watch = Watch()
    pages = [page(DEPARTMENT, year, f"{year + 1}-01-20") for year in range(2015, 2024)]
    watch.crawl("2026-05-01T01", {LIST: pages})
    rows = list(publications(watch.database, Selection(publisher=DEPARTMENT)))
    assert {row.verdict for row in rows if row.report_year < 2024} == {"undetermined"}
    assert [(row.report_year, row.verdict) for row in rows if row.report_year > 2023] == [
        (2024, "missing_after_deadline"),
        (2025, "not_observed"),
    ]
    assert not any(row.claimed_date_contradicted for row in rows)


def test_an_old_report_that_comes_to_light_years_later_is_not_called_late() -> None:
    watch = Watch()
    ancient = page(DEPARTMENT, 2015, "2016-01-20")
    watch.crawl("2026-02-01T01", {LIST: [page(DEPARTMENT, 2025), page(DEPARTMENT, 2024)]})
    watch.crawl("2026-02-02T01", {LIST: [page(DEPARTMENT, 2025), page(DEPARTMENT, 2024), ancient]})
    row = found(watch, year=2015)
    assert (row.verdict, row.claimed_date_contradicted) == ("undetermined", False)


@pytest.mark.parametrize("state", ["partial", "blocked"])
def test_a_list_that_was_not_read_to_its_end_proves_nothing(state: str) -> None:
    watch = Watch()
    watch.crawl("2024-02-03T01", {LIST: [OLD]}, states={LIST: state})
    watch.crawl("2024-02-10T01", {LIST: [OLD, NEW]})
    assert (found(watch).verdict, found(watch).last_absent) == ("undetermined", None)


def test_one_broken_list_of_a_publisher_takes_the_proof_from_its_others() -> None:
    watch = Watch()
    watch.crawl("2024-02-03T01", {LIST: [OLD], OTHER: [OLD]}, states={OTHER: "partial"})
    watch.crawl("2024-02-10T01", {LIST: [OLD, NEW], OTHER: [OLD, NEW]})
    assert found(watch).verdict == "undetermined"


def test_a_list_of_one_department_says_nothing_of_another() -> None:
    watch = Watch()
    neighbour = page(NEIGHBOUR, 2022)
    lists = {LIST: [OLD, page(DEPARTMENT, 2021)], OTHER: [neighbour, page(NEIGHBOUR, 2021)]}
    watch.crawl("2024-02-03T01", lists, states={OTHER: "partial"})
    assert found(watch).verdict == "missing_after_deadline"
    assert found(watch, NEIGHBOUR).verdict == "not_observed"


def test_a_list_of_one_year_says_nothing_of_the_next_unless_the_whole_portal_was_read() -> None:
    watch = Watch()
    index = "https://www.changzhou.gov.cn/"
    columns = {LIST: index, OTHER: index}
    watch.crawl("2024-02-03T01", {index: [], LIST: [OLD]}, columns=columns, finished=False)
    assert found(watch).verdict == "not_observed"
    watch.crawl("2024-02-04T01", {index: [], LIST: [OLD]}, columns=columns)
    assert found(watch).verdict == "missing_after_deadline"
    watch.crawl("2024-02-10T01", {index: [], LIST: [OLD], OTHER: [NEW]}, columns=columns)
    assert (found(watch).verdict, found(watch).last_absent) == ("late", "2024-02-04T01:00:00.000000Z")


def test_a_crawl_of_what_was_due_proves_what_its_lists_lacked_and_nothing_of_others() -> None:
    watch = Watch()
    index = "https://www.changzhou.gov.cn/"
    columns = {LIST: index, OTHER: index}
    old = [OLD, page(DEPARTMENT, 2021)]
    watch.crawl("2024-01-20T01", {index: [], LIST: old}, columns=columns)
    watch.crawl("2024-02-03T01", {LIST: old}, scope="due")
    assert (found(watch).verdict, found(watch).last_absent) == ("missing_after_deadline", "2024-02-03T01:00:00.000000Z")
    watch.crawl("2024-02-10T01", {index: [], LIST: old, OTHER: [NEW]}, columns=columns)
    assert (found(watch).verdict, found(watch).last_absent) == ("undetermined", "2024-01-20T01:00:00.000000Z")


def test_a_list_nobody_asked_before_does_not_make_its_reports_late() -> None:
    watch = Watch()
    watch.crawl("2024-02-03T01", {LIST: [OLD]})
    watch.crawl("2024-02-10T01", {LIST: [OLD], OTHER: [NEW]})
    assert found(watch).verdict == "undetermined"


def test_a_column_that_ended_years_ago_says_nothing_of_this_year() -> None:
    watch = Watch()
    watch.crawl("2024-02-03T01", {LIST: [page(DEPARTMENT, year) for year in range(2012, 2019)]})
    assert found(watch, year=2023).verdict == "not_observed"


def test_a_column_that_was_kept_up_and_then_left_says_that_nothing_came() -> None:
    watch = Watch()
    pages = [OLD, page(DEPARTMENT, 2021)]
    watch.crawl("2024-01-03T01", {LIST: pages})
    watch.crawl("2026-02-03T01", {LIST: pages})
    rows = publications(watch.database, Selection(publisher=DEPARTMENT))
    assert [row.report_year for row in rows if row.verdict == "missing_after_deadline"] == [2023, 2024, 2025]


def test_a_row_that_could_be_the_report_takes_the_proof_away() -> None:
    watch = Watch()
    bare = ("https://www.changzhou.gov.cn/?", "2023年政府信息公开工作年度报告")
    watch.crawl("2024-02-03T01", {LIST: [OLD, page(DEPARTMENT, 2021), bare]})
    assert found(watch).verdict == "not_observed"


def test_a_listed_report_whose_page_cannot_be_read_was_published() -> None:
    watch = Watch()
    watch.crawl("2024-01-20T01", {LIST: [OLD, NEW]}, gone=[NEW])
    row = found(watch)
    assert (row.verdict, row.first_seen_by) == ("on_time", "list")


def test_the_printed_date_is_contradicted_by_a_later_list_without_the_report() -> None:
    watch = Watch()
    new = page(DEPARTMENT, 2023, "2024-01-20")
    watch.crawl("2024-01-21T01", {LIST: [OLD]})
    watch.crawl("2024-01-25T01", {LIST: [OLD, new]})
    row = found(watch)
    assert (row.verdict, row.claimed_date_contradicted, row.claimed_dates) == ("on_time", True, "发布日期 2024-01-20")


def test_the_printed_day_itself_is_not_yet_over() -> None:
    watch = Watch()
    new = page(DEPARTMENT, 2023, "2024-01-20")
    watch.crawl("2024-01-20T15", {LIST: [OLD]})  # 23:00 in Beijing
    watch.crawl("2024-01-25T01", {LIST: [OLD, new]})
    assert not found(watch).claimed_date_contradicted


def test_somebody_elses_capture_proves_that_a_report_was_there() -> None:
    watch = Watch()
    watch.crawl("2024-02-10T01", {LIST: [OLD]})
    watch.crawl("2024-02-20T01", {LIST: [OLD, NEW]})
    assert found(watch).verdict == "late"
    watch.load("2024-01-15T01", NEW)
    row = found(watch)
    assert (row.verdict, row.first_seen_by, row.last_absent) == ("on_time", "imported", None)


def test_a_report_that_another_portal_showed_in_time_is_on_time() -> None:
    watch = Watch()
    elsewhere = Page("https://sjj.changzhou.gov.cn/2023", DEPARTMENT, 2023)
    watch.crawl("2024-02-03T01", {LIST: [OLD]})
    watch.crawl("2024-01-20T01", {OTHER: [elsewhere]}, portal="jiangsu_changzhou_zwfw")
    watch.crawl("2024-02-10T01", {LIST: [OLD, NEW]})
    rows = list(publications(watch.database, Selection(publisher=DEPARTMENT, report_year=2023)))
    assert [(row.portal, row.verdict) for row in rows] == [
        ("jiangsu_changzhou", "on_time"),
        ("jiangsu_changzhou_zwfw", "on_time"),
    ]


def test_before_2019_every_organ_had_until_the_end_of_march() -> None:
    watch = Watch()
    watch.crawl("2019-02-10T01", {LIST: [page(DEPARTMENT, 2018), page(DEPARTMENT, 2017), page(TOWN, 2018)]})
    assert found(watch, year=2018).verdict == "on_time"
    assert found(watch, TOWN, 2018).verdict == "on_time"


def test_bodies_the_law_names_no_day_for_have_no_verdict() -> None:
    watch = Watch()
    watch.crawl("2024-05-10T01", {LIST: [page(TOWN, 2021), page(TOWN, 2023)]})
    assert [
        (row.report_year, row.verdict, row.due) for row in publications(watch.database, Selection(publisher=TOWN))
    ] == [
        (2021, None, None),
        (2022, "not_observed", None),
        (2023, None, None),
    ]


def test_the_government_of_the_portal_is_expected_though_nothing_of_it_was_seen() -> None:
    watch = Watch()
    watch.crawl("2024-05-10T01", {LIST: [OLD, NEW]})
    rows = list(publications(watch.database, Selection(publisher=CITY)))
    assert [(row.report_year, row.verdict, row.publisher_kind) for row in rows] == [
        (2022, "not_observed", "government"),
        (2023, "not_observed", "government"),
    ]


def test_a_government_is_one_body_whether_its_title_says_government_or_not() -> None:
    watch = Watch()
    watch.crawl("2024-05-10T01", {LIST: [page("常州市", 2022), page(CITY, 2023)]})
    assert [row.report_year for row in publications(watch.database, Selection(publisher="常州市"))] == [2022, 2023]
    assert {row.publisher for row in publications(watch.database)} == {CITY}


def test_nothing_is_asked_for_before_it_is_due() -> None:
    watch = Watch()
    watch.crawl("2024-01-20T01", {LIST: [OLD]})
    assert [row.report_year for row in publications(watch.database, Selection(publisher=DEPARTMENT))] == [2022]


def test_since_keeps_what_was_seen_or_fell_due_since() -> None:
    watch = Watch()
    watch.crawl("2024-02-10T01", {LIST: [OLD, NEW]})
    watch.crawl("2024-03-10T01", {LIST: [OLD, NEW, page(DEPARTMENT, 2021)]})
    since = Selection(publisher=DEPARTMENT, since="2024-03-01T00:00:00.000000Z")
    assert [row.report_year for row in publications(watch.database, since)] == [2021]
