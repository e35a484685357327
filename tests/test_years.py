"""One year against the year before: every version of it, and never across a break."""

from collections.abc import Mapping

import pytest

from audit.checks import Finding, findings
from audit.checks.years import equations
from extraction.codebook import CODEBOOK
from extraction.labels import APPLICANTS
from extraction.report import Verdict
from tests.shelf import Shelf, changed, composed, following
from tests.truth import CHANGZHOU_2022

AFTER = following(CHANGZHOU_2022)
OUT, IN = "requests.carried_out", "requests.carried_in"
Key = tuple[str, str | None]


def form_2019(values: Mapping[Key, str] = {}) -> dict[Key, str | None]:
    """The form of 2019, noughts but for these."""
    layout = CODEBOOK.layouts["f2019"]
    first = [code for block in layout.blocks for row in block.rows if not row.local for code in row.codes]
    keys: list[Key] = [(code, None) for code in first]
    keys += [(code, who) for code in layout.requests for who in APPLICANTS]
    keys += [(code, None) for code in layout.disputes]
    return {**dict.fromkeys(keys, "0"), **values}


def between(shelf: Shelf, *rules: str) -> list[Finding]:
    return [one for one in findings(shelf.database).found if one.rule in rules and one.result == "fail"]


def two_years(
    before: Mapping[Key, str | None],
    after: Mapping[Key, str | None],
    layouts: tuple[str, str] = ("f2021", "f2021"),
    year: int = 2023,
) -> Shelf:
    shelf = Shelf()
    shelf.put(composed(before, layout=layouts[0], year=year - 1))
    shelf.put(composed(after, layout=layouts[1], year=year))
    return shelf


def test_what_is_carried_over_is_compared_in_seven_columns() -> None:
    assert [one.scope for one in equations() if one.identity == "X-CARRY"] == list(APPLICANTS)
    shelf = two_years(CHANGZHOU_2022, AFTER)
    assert between(shelf, "X-CARRY") == []
    # 124 + 2 + 1 = 127 all the same: only the columns show that one case changed sides.
    moved = {(IN, "natural_person"): "123", (IN, "commercial_enterprise"): "3"}
    told = between(two_years(CHANGZHOU_2022, changed(AFTER, moved)), "X-CARRY")
    assert [(one.scope, one.left, one.right, one.delta) for one in told] == [
        ("natural_person", "123", "124", "-1"),
        ("commercial_enterprise", "3", "2", "1"),
    ]
    assert all((one.severity, one.attribution) == ("usual", "publisher") for one in told)
    assert all(one.other.startswith("2022: 2023-03-10") for one in told)


def test_a_correction_of_the_year_before_is_held_against_every_version() -> None:
    """127 was carried out, then 129 after a silent correction: the later report agrees with the first version only."""
    shelf = Shelf()
    corrected = {(OUT, "natural_person"): "126", (OUT, "total"): "129"}
    shelf.put(composed(CHANGZHOU_2022), "2023-03-10T00:00:00Z")
    shelf.put(composed(changed(CHANGZHOU_2022, corrected)), "2023-04-10T00:00:00Z")
    shelf.put(composed(AFTER, year=2023), "2024-03-10T00:00:00Z")
    told = between(shelf, "X-CARRY")
    assert [(one.scope, one.left, one.right, one.severity) for one in told] == [
        ("natural_person", "124", "126", "usual"),
        ("total", "127", "129", "usual"),
    ]
    assert all("another version agrees, first seen 2023-03-10" in one.reason for one in told)


def test_a_version_that_is_no_longer_shown_and_differs_is_a_hint() -> None:
    shelf = Shelf()
    shelf.put(composed(changed(CHANGZHOU_2022, {(OUT, "total"): "128"})), "2023-03-10T00:00:00Z")
    shelf.put(composed(CHANGZHOU_2022), "2023-04-10T00:00:00Z")
    shelf.put(composed(AFTER, year=2023), "2024-03-10T00:00:00Z")
    (one,) = between(shelf, "X-CARRY")
    assert (one.scope, one.left, one.right, one.severity) == ("total", "127", "128", "hint")
    assert "the version shown now agrees" in one.reason


def test_the_same_set_seen_a_thousand_times_is_one_version() -> None:
    shelf = Shelf()
    for day in range(10, 20):
        shelf.put(composed(changed(CHANGZHOU_2022, {(OUT, "total"): "128"})), f"2023-03-{day}T00:00:00Z")
    shelf.put(composed(AFTER, year=2023))
    assert len(between(shelf, "X-CARRY")) == 1


def test_a_blank_total_carries_nothing_over() -> None:
    shelf = two_years(changed(CHANGZHOU_2022, {(OUT, "total"): ""}), AFTER)
    assert between(shelf, "X-CARRY") == []
    assert [
        one.scope for one in findings(shelf.database).found if one.rule == "X-CARRY" and one.result == "not_assessable"
    ] == ["total"]


def test_blank_columns_on_both_sides_hold_as_noughts() -> None:
    blank = {(code, "research_institution"): "" for code in (IN, OUT)}
    shelf = two_years(changed(CHANGZHOU_2022, blank), changed(AFTER, blank))
    gathered = findings(shelf.database)
    verdicts = {verdict: n for (_, rule, _, verdict), n in gathered.verdicts.items() if rule == "X-CARRY"}
    assert verdicts == {Verdict.PASS: 6, Verdict.PASS_BLANK_ZERO: 1}


@pytest.mark.parametrize("kind", ["rules", "normative_docs"])
def test_the_stock_of_documents_goes_on(kind: str) -> None:
    key = (f"disclosure.{kind}.in_force", None)
    more = changed(AFTER, {key: str(int(CHANGZHOU_2022[key]) + 1)})
    told = between(two_years(CHANGZHOU_2022, more), "T2-STOCK-RULES", "T2-STOCK-NORMATIVE")
    assert [(one.delta, one.severity) for one in told] == [("-1", "usual")]


def test_nothing_of_table_2_is_subtracted_across_its_new_definition() -> None:
    """2020 is of the form of 2019, 2021 of the new one; the requests carried over are compared all the same."""
    before = form_2019(
        {("disclosure.normative_docs.total_disclosed", None): "400", (OUT, "total"): "5", (OUT, "other_org"): "5"}
    )
    shelf = two_years(before, changed(AFTER, {}), ("f2019", "f2021"), year=2021)
    gathered = findings(shelf.database)
    second = [one for one in gathered.found if one.rule.startswith("T2-STOCK") and "BOUND" not in one.rule]
    assert {one.result for one in second} == {"not_assessable"}
    assert {one.rule for one in second} == {"T2-STOCK-RULES", "T2-STOCK-NORMATIVE"}
    carried = between(shelf, "X-CARRY")
    assert {one.scope for one in carried} >= {"total", "other_org"}


def test_items_and_disclosed_documents_of_the_form_of_2019() -> None:
    before = form_2019(
        {
            ("disclosure.licensing.items_prev_year", None): "100",
            ("disclosure.licensing.items_change", None): "减8",
            ("disclosure.normative_docs.total_disclosed", None): "40",
        }
    )
    after = form_2019(
        {
            ("disclosure.licensing.items_prev_year", None): "93",
            ("disclosure.normative_docs.newly_disclosed", None): "5",
            ("disclosure.normative_docs.newly_made", None): "5",
            ("disclosure.normative_docs.total_disclosed", None): "46",
        }
    )
    told = between(
        two_years(before, after, ("f2019", "f2019"), year=2020), "T2-ITEMS-LICENSING", "T2-STOCK-PUBLIC-NORMATIVE"
    )
    assert [(one.rule, one.left, one.right, one.severity) for one in told] == [
        ("T2-ITEMS-LICENSING", "92", "93", "usual"),
        ("T2-STOCK-PUBLIC-NORMATIVE", "46", "45", "usual"),
    ]


def test_purchases_without_a_sum() -> None:
    shelf = Shelf()
    shelf.put(composed(form_2019({("disclosure.procurement.projects", None): "12"}), layout="f2019", year=2019))
    (one,) = between(shelf, "P-PROCUREMENT")
    assert (one.left, one.right) == ("12", "0")


@pytest.mark.parametrize(
    ("fee", "slips"), [("1813210950", True), ("18.1321", True), ("181000.00", False), ("0", False)]
)
def test_a_fee_in_another_unit(fee: str, slips: bool) -> None:
    after = changed(AFTER, {("disclosure.admin_fees.amount", None): fee})
    assert bool(between(two_years(CHANGZHOU_2022, after), "P-FEE-UNIT")) is slips


@pytest.mark.parametrize(("now", "told"), [("160", True), ("150", False), ("6", False), ("5", False)])
def test_a_figure_out_of_scale_needs_a_ratio_and_a_difference(now: str, told: bool) -> None:
    """30 the year before: more than five times, or less than a fifth and at least 30 apart."""
    key = ("requests.result.partial", "total")
    shelf = two_years(changed(CHANGZHOU_2022, {key: "30"}), changed(CHANGZHOU_2022, {key: now}))
    assert [one.scope for one in between(shelf, "P-SCALE")] == ([key[0]] if told else [])


def test_pending_cases_come_back_and_suits_follow_reviews() -> None:
    after = changed(AFTER, {("review.total", None): "24", ("review.upheld", None): "24"})
    (one,) = between(two_years(CHANGZHOU_2022, after), "X-PENDING-REVIEW")
    assert (one.left, one.right, one.severity) == ("25", "24", "hint")
    after = changed(AFTER, {(f"litigation.after_review.{name}", None): "116" for name in ("total", "upheld")})
    (one,) = between(two_years(CHANGZHOU_2022, after), "P-AFTER-REVIEW")
    assert (one.left, one.right) == ("116", "115"), "decided this year 25, last year 115 - 25"


def test_disputes_without_requests_in_either_year() -> None:
    quiet = {key: "0" for key in CHANGZHOU_2022 if key[0].startswith("requests.")}
    told = between(two_years(changed(CHANGZHOU_2022, quiet), changed(AFTER, quiet)), "P-DISPUTES")
    assert [(one.left, one.right) for one in told] == [("53", "0")]
    assert between(two_years(CHANGZHOU_2022, changed(AFTER, quiet)), "P-DISPUTES") == []


def test_the_very_figures_of_the_year_before() -> None:
    (one,) = between(two_years(CHANGZHOU_2022, CHANGZHOU_2022), "SAME-FIGURES")
    assert one.severity == "hint"
    few = dict.fromkeys(CHANGZHOU_2022, "0") | {("disclosure.normative_docs.in_force", None): "3"}
    assert between(two_years(few, few), "SAME-FIGURES") == [], "three documents in force, and nothing else, is no copy"
    assert between(two_years(CHANGZHOU_2022, AFTER), "SAME-FIGURES") == []
