"""From ledgers to the rows of the table ``due``."""

from itertools import pairwise

import pytest

from archive.due import LIST, REPORT, DuePage, replace_due, scheduled
from audit.revisit import Policy
from audit.schedule import schedule
from crawler.agenda import agenda
from crawler.any_portal import AnyPortalSpider
from crawler.due_run import Ended, exit_code
from crawler.plan import Plan, instant
from crawler.portal import PortalSpider
from crawler.schedule import UNSCHEDULED
from crawler.sought import SoughtPortalSpider
from tests.ledgers import LIST_URL, PORTAL, Ledger, moment

POLICY = Policy()
PAGE = "www.shili.gov.cn/a"


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def pages(ledger: Ledger) -> dict[str, DuePage]:
    return {page.page: page for page in schedule(ledger.database, PORTAL, POLICY)}


def test_a_report_that_was_old_when_the_portal_was_first_crawled_has_the_floor(ledger: Ledger) -> None:
    ledger.visit(ledger.run("2026-07-01T08"), PAGE, "2026-07-01T08", shows=1, year=2019)
    page = pages(ledger)[PAGE]
    assert (page.next_due, page.interval, page.last_change) == (moment("2026-07-29T08"), 28, None)


def test_an_edit_and_an_edit_undone_are_changes_and_a_visit_that_failed_is_none(ledger: Ledger) -> None:
    for day, outcome, shows, due, reason in (
        ("01", "ok", 1, "2026-07-29T08", "every 28 days"),
        ("29", "not_modified", 1, "2026-08-26T08", "every 28 days"),
        ("30", "ok", 2, "2026-07-31T08", "1 day after it was new or had changed"),
        ("31", "blocked", None, "2026-08-01T08", "the last visit could not tell"),
    ):
        at = f"2026-07-{day}T08"
        ledger.visit(ledger.run(at), PAGE, at, outcome, shows=shows, year=2019)
        page = pages(ledger)[PAGE]
        assert (page.next_due, page.reason) == (moment(due), reason)
    assert page.last_change == moment("2026-07-30T08")
    ledger.visit(ledger.run("2026-08-02T08"), PAGE, "2026-08-02T08", "gone")
    assert pages(ledger)[PAGE].last_change == moment("2026-08-02T08"), "a withdrawal is a change"


def test_a_redirect_and_what_it_led_to_are_one_visit(ledger: Ledger) -> None:
    run = ledger.run("2026-07-01T08")
    ledger.visit(run, PAGE, "2026-07-01T08:00", "redirected", url="http://www.shili.gov.cn/a")
    ledger.visit(run, PAGE, "2026-07-01T08:01", shows=1, year=2019)
    page = pages(ledger)[PAGE]
    assert (page.url, page.reason) == ("http://www.shili.gov.cn/a", "every 28 days")


def test_what_somebody_else_captured_schedules_nothing(ledger: Ledger) -> None:
    ledger.visit(ledger.run("2026-07-01T08"), PAGE, "2020-07-01T08", shows=1, fidelity="imported")
    assert pages(ledger) == {}


def test_an_extractor_that_reads_otherwise_changes_no_page(ledger: Ledger) -> None:
    for at in ("2026-07-01T08", "2026-07-29T08"):
        ledger.visit(ledger.run(at), PAGE, at, shows=1, year=2019)
    for reading in list(ledger.database["reading"].rows):
        ledger.database.table("reading").insert(reading | {"extractor": "2", "figures_key": reading["snapshot"]})
    assert pages(ledger)[PAGE].last_change is None


def test_the_page_and_the_pdf_of_a_report_are_visited_together(ledger: Ledger) -> None:
    run = ledger.run("2026-07-01T08")
    for document, shows in ((PAGE, 1), (f"{PAGE}.pdf", 1)):
        ledger.visit(run, document, "2026-07-01T08", shows=shows, year=2019, publisher="示例市")
    ledger.visit(ledger.run("2026-07-29T08"), PAGE, "2026-07-29T08", shows=2, year=2019, publisher="示例市")
    assert {page.next_due for page in pages(ledger).values()} == {moment("2026-07-29T08")}


def test_a_report_that_a_killed_crawl_did_not_get_whole_is_due_at_once(ledger: Ledger) -> None:
    run = ledger.run("2026-07-01T08", ended=None)
    ledger.visit(run, f"{PAGE}/whole", "2026-07-01T08", shows=1, year=2019)
    ledger.visit(run, f"{PAGE}/tables", "2026-07-01T08", shows=2, year=2019, flags='[{"code": "table_missing"}]')
    ledger.visit(run, f"{PAGE}/redirect", "2026-07-01T08", "redirected")
    found = pages(ledger)
    assert [found[f"{PAGE}/{name}"].interval for name in ("whole", "tables", "redirect")] == [28, 0, 0]


@pytest.mark.parametrize(
    ("seen", "due", "reason"),
    [
        (("甲局", "乙局"), "2027-02-17", "every 28 days"),
        (("甲局",), "2027-01-21", "the report on 2026 awaited from 1 department, due 2027-01-31"),
    ],
)
def test_a_list_is_watched_until_every_publisher_of_last_year_is_there(
    ledger: Ledger, seen: tuple[str, ...], due: str, reason: str
) -> None:
    run = ledger.run("2027-01-20T00")
    ledger.reports(run, "2027-01-20T00", ("甲局", "乙局"), 2025)
    ledger.reports(run, "2027-01-20T00", seen, 2026)
    ledger.scan(run, "2027-01-20T00", accepted=4)
    page = pages(ledger)[LIST_URL]
    assert (page.next_due, page.reason) == (moment(f"{due}T00"), reason)


def test_a_list_of_earlier_years_waits_and_one_that_leads_to_others_watches(ledger: Ledger) -> None:
    run = ledger.run("2027-01-25T00")
    old, root = f"{LIST_URL}2023/", f"{LIST_URL}index.html"
    ledger.reports(run, "2027-01-25T00", ("甲局",), 2025)
    ledger.reports(run, "2027-01-25T00", ("甲局",), 2023, via=old)
    for url, accepted in ((LIST_URL, 1), (old, 1), (root, 0)):
        ledger.scan(run, "2027-01-25T00", accepted, url=url)
    found = pages(ledger)
    assert [found[url].interval for url in (LIST_URL, old, root)] == [1, 28, 1]


def test_a_new_row_on_a_list_is_a_change_of_it(ledger: Ledger) -> None:
    for day, accepted, state in (
        ("01", 3, "complete"),
        ("29", 1, "partial"),
        ("30", 3, "complete"),
        ("31", 4, "complete"),
    ):
        ledger.scan(ledger.run(f"2026-07-{day}T00"), f"2026-07-{day}T00", accepted, state)
        page = pages(ledger)[LIST_URL]
    assert page.last_change == moment("2026-07-31T00")


def test_a_list_of_a_crawl_that_was_cut_off_is_due_at_once(ledger: Ledger) -> None:
    ledger.scan(ledger.run("2026-07-01T08", ended=None), "2026-07-01T08")
    assert pages(ledger)[LIST_URL].next_due == moment("2026-07-01T08")
    ledger.scan(ledger.run("2026-07-01T09"), "2026-07-01T09")
    assert pages(ledger)[LIST_URL].next_due == moment("2026-07-29T09")


class ShiliSpider(PortalSpider):
    name = PORTAL
    start_urls = [LIST_URL, f"{LIST_URL}2/"]


class SoughtSpider(SoughtPortalSpider):
    name = PORTAL
    start_urls = ["https://www.shili.gov.cn/"]


NOW = instant("2026-08-01T00:00+08:00")


def test_a_start_that_was_never_walked_is_due(ledger: Ledger) -> None:
    ledger.scan(ledger.run("2026-07-31T00"), "2026-07-31T00")
    replace_due(ledger.database, PORTAL, schedule(ledger.database, PORTAL, POLICY))
    listed = agenda(ledger.database, [ShiliSpider], POLICY, NOW)
    assert [(page.url, page.last_visit is None) for page in listed] == [
        (f"{LIST_URL}2/", True),
        (LIST_URL, False),
    ]


def test_a_portal_whose_list_was_sought_in_vain_is_sought_ever_less(ledger: Ledger) -> None:
    waits = []
    for day in ("01", "05", "09"):
        ledger.run(f"2026-07-{day}T00")
        (page,) = agenda(ledger.database, [SoughtSpider], POLICY, NOW)
        waits.append((page.interval, page.next_due))
    assert waits == [(1, moment("2026-07-02T00")), (2, moment("2026-07-07T00")), (4, moment("2026-07-13T00"))]


def test_time_only_makes_more_pages_due(ledger: Ledger) -> None:
    run = ledger.run("2026-07-01T00")
    ledger.reports(run, "2026-07-01T00", "甲乙", 2025)
    ledger.reports(run, "2026-07-01T00", "甲乙", 2019)
    ledger.scan(run, "2026-07-01T00")
    replace_due(ledger.database, PORTAL, schedule(ledger.database, PORTAL, POLICY))
    due = [
        {page.page for page in scheduled(ledger.database, until=instant(f"{day}T00:00+08:00"))}
        for day in ("2026-07-01", "2026-07-03", "2026-07-29", "2026-12-01")
    ]
    assert [len(each) for each in due] == [0, 2, 5, 5]
    assert all(earlier <= later for earlier, later in pairwise(due))


def test_a_plan_leaves_out_what_is_known_and_not_due(ledger: Ledger) -> None:
    run = ledger.run("2026-07-01T00")
    ledger.reports(run, "2026-07-01T00", "甲", 2025)
    ledger.reports(run, "2026-07-01T00", "乙", 2019)
    ledger.scan(run, "2026-07-01T00")
    replace_due(ledger.database, PORTAL, schedule(ledger.database, PORTAL, POLICY))
    plan = Plan.read(ledger.database, PORTAL, instant("2026-07-03T00:00+08:00"))
    assert list(plan.reports) == ["www.shili.gov.cn/甲2025"]
    assert [plan.omits_report(f"www.shili.gov.cn/{name}") for name in ("甲2025", "乙2019", "丙2025")] == [
        False,
        True,
        False,
    ]
    assert plan.omits_list(LIST_URL)
    assert not plan.omits_list(f"{LIST_URL}new/")
    kinds = {page.kind for page in scheduled(ledger.database, PORTAL)}
    assert kinds == {LIST, REPORT}


def test_pages_without_a_spider_are_not_scheduled() -> None:
    assert AnyPortalSpider.name == UNSCHEDULED


@pytest.mark.parametrize(("codes", "code"), [([0, 0], 0), ([0, 4], 0), ([0, 1, -9], 1), ([2], 1), ([1, 3], 3)])
def test_the_exit_code_of_a_run_is_the_worst_a_person_must_know(codes: list[int], code: int) -> None:
    assert exit_code(Ended("a", each, "", "") for each in codes) == code
