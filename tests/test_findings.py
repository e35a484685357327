"""What does not add up in one report: both sides, the cell, whose mistake, and what could not be assessed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.triage import Triage
from audit.checks import Finding, Wanted, counted, findings, listed
from audit.checks.rules import rules
from audit.selection import Selection
from audit.triage import Desk
from extraction import AnnualReport
from extraction.codebook import CODEBOOK
from extraction.labels import APPLICANTS
from extraction.report import Flag, Verdict
from tests.shelf import Shelf, changed, composed, following, observed
from tests.truth import CHANGZHOU_2022, JIAXING_OFFICE_2022

GRANTED = ("requests.result.granted", "natural_person")
NEW = ("requests.new", "natural_person")


def found(*reports: AnnualReport, **how: str) -> list[Finding]:
    shelf = Shelf()
    for report in reports:
        shelf.put(report, **how)
    return findings(shelf.database).found


def failures(*reports: AnnualReport, **how: str) -> list[Finding]:
    return [one for one in found(*reports, **how) if one.result == "fail"]


def unassessed(*reports: AnnualReport, **how: str) -> list[Finding]:
    return [one for one in found(*reports, **how) if one.result == "not_assessable"]


@pytest.mark.parametrize("figures", [CHANGZHOU_2022, JIAXING_OFFICE_2022])
def test_a_report_that_adds_up_gives_no_finding_and_its_checks_are_counted(
    figures: dict[tuple[str, str | None], str],
) -> None:
    shelf = Shelf()
    shelf.put(composed(figures))
    gathered = findings(shelf.database)
    assert gathered.found == []
    assert counted(gathered)[Verdict.PASS] == 44, "7 flow, 7 result, 25 rows, 3 of table 4, 2 bounds of table 2"
    assert (gathered.reports, gathered.without_year_before) == (1, 1)


def test_a_printed_slip_is_located_and_is_the_publishers() -> None:
    """738 printed 783: two identities fail by the same 45, and only one cell stands in exactly those two."""
    told = failures(composed(changed(CHANGZHOU_2022, {GRANTED: "783"})))
    assert {(one.rule, one.scope) for one in told} == {
        ("T3-RESULT-2021", "natural_person"),
        ("T3-APPLICANTS", "requests.result.granted"),
    }
    for one in told:
        assert (one.indicator, one.applicant, one.raw, one.suggested) == (*GRANTED, "783", "738")
        assert one.locator == f"/html/body/table#{GRANTED[0]}"
        assert one.cell == "(一)予以公开 / 自然人"
        assert (one.severity, one.delta, one.attribution) == ("strict", "45", "publisher")
        assert one.reason == "the cell prints exactly the figure; digits swapped"


def test_the_suggested_value_stands_in_the_finding_alone() -> None:
    shelf = Shelf()
    shelf.put(composed(changed(CHANGZHOU_2022, {GRANTED: "783"})))
    findings(shelf.database)
    value = shelf.database.execute(
        "SELECT value FROM figures WHERE indicator = ? AND applicant = ?", GRANTED
    ).fetchone()
    assert value == ("783",)


@pytest.mark.parametrize(
    ("origin", "why"), [("ocr", "recognised in a picture"), ("split", "without a boundary to its neighbours")]
)
def test_a_cell_that_was_not_simply_printed_is_the_parsers(origin: str, why: str) -> None:
    (one, _) = failures(composed(changed(CHANGZHOU_2022, {GRANTED: "783"}), origins={GRANTED: origin}))
    assert one.attribution == "parser"
    assert why in one.reason


@pytest.mark.parametrize(
    ("flag", "fidelity"),
    [
        (Flag("encoding_damage", "7 characters lost to ?"), "wire"),
        (Flag("page_truncated", "ends inside a table"), "wire"),
        (None, "imported"),
    ],
)
def test_a_doubtful_copy_is_blamed_before_the_publisher(flag: Flag | None, fidelity: str) -> None:
    report = composed(changed(CHANGZHOU_2022, {GRANTED: "783"}), flags=[flag] if flag else [])
    for one in failures(report, fidelity=fidelity):
        assert one.attribution == "capture"
        assert one.suggested == "738", "what the form asks for does not depend on the copy"


def test_two_wrong_cells_are_not_taken_for_one() -> None:
    wrong = {GRANTED: "783", ("requests.result.partial", "total"): "445"}
    told = failures(composed(changed(CHANGZHOU_2022, wrong)))
    assert len(told) == 4
    assert all(one.suggested is None and one.attribution == "unknown" for one in told)
    assert all("no single cell" in one.reason for one in told)


def test_outcomes_that_the_form_cannot_tell_apart_are_not_named() -> None:
    (one,) = failures(composed(changed(CHANGZHOU_2022, {("review.upheld", None): "58"})))
    assert (one.rule, one.left, one.right, one.delta, one.suggested) == ("T4-REVIEW", "116", "115", "1", None)
    assert "cannot tell" in one.reason


@given(st.sampled_from([key for key in CHANGZHOU_2022 if key[1]]), st.integers(1, 999))
@settings(max_examples=40, deadline=None)
def test_any_single_wrong_cell_of_the_request_table_is_named(key: tuple[str, str | None], more: int) -> None:
    wrong = str(int(CHANGZHOU_2022[key]) + more)
    told = [one for one in failures(composed(changed(CHANGZHOU_2022, {key: wrong}))) if one.severity == "strict"]
    assert told
    assert {(one.indicator, one.applicant, one.suggested) for one in told} == {(*key, CHANGZHOU_2022[key])}


def test_a_blank_part_counts_as_nought_and_a_blank_total_does_not() -> None:
    """Blank policy: parts that are blank pass with a note, a total that is blank is a finding of its own."""
    parts = [key for key in CHANGZHOU_2022 if key[1] and "total" not in (key[1], key[0].split(".")[-1])]
    zeros = {key: "" for key in parts if CHANGZHOU_2022[key] == "0"}
    shelf = Shelf()
    shelf.put(composed(changed(CHANGZHOU_2022, zeros)))
    gathered = findings(shelf.database)
    assert gathered.found == []
    assert counted(gathered)[Verdict.PASS_BLANK_ZERO] > 20

    total = ("requests.result.granted", "total")
    report = composed(changed(CHANGZHOU_2022, {total: ""}))
    (blank,) = failures(report)
    assert (blank.rule, blank.scope, blank.left) == ("TOTALS-BLANK", "t3", "requests.result.granted total")
    assert blank.attribution == "publisher"
    reasons = {one.scope: one.reason for one in unassessed(report)}
    assert reasons == {
        "requests.result.granted": "the total is left blank: (一)予以公开 / 总计",
        "total": "the total is left blank: (一)予以公开 / 总计",
    }


@pytest.mark.parametrize(
    ("printed", "attribution", "reason"),
    [
        ("28 11", "parser", "torn apart"),
        ("?38", "capture", "characters are lost"),
        ("见附件", "publisher", "holds words: '见附件'"),
        (None, "unknown", "no cell was found"),
    ],
)
def test_what_keeps_an_identity_from_being_assessed_is_named(
    printed: str | None, attribution: str, reason: str
) -> None:
    told = unassessed(composed(changed(CHANGZHOU_2022, {GRANTED: printed})))
    assert {(one.rule, one.scope) for one in told} == {
        ("T3-RESULT-2021", "natural_person"),
        ("T3-APPLICANTS", "requests.result.granted"),
    }
    assert all(one.attribution == attribution and reason in one.reason for one in told)
    assert all((one.left, one.right) == (None, None) for one in told)


def test_a_table_that_is_a_picture_is_neither_right_nor_wrong() -> None:
    absent = dict.fromkeys(key for key in CHANGZHOU_2022 if key[1])
    report = composed(changed(CHANGZHOU_2022, absent), flags=[Flag("table_is_image", "t3: /images/t3.png")])
    assert failures(report) == []
    told = [one for one in unassessed(report) if one.rule.startswith("T3-")]
    assert len(told) == 39
    assert {(one.attribution, one.reason) for one in told} == {("parser", "the table is a picture: t3: /images/t3.png")}


def test_counts_are_whole_numbers_and_not_negative() -> None:
    wrong = {("disclosure.penalty.decisions", None): "66.5", ("disclosure.admin_fees.amount", None): "-3"}
    told = failures(composed(changed(CHANGZHOU_2022, wrong)))
    assert {(one.rule, one.indicator, one.severity) for one in told} == {
        ("P-COUNT", "disclosure.penalty.decisions", "strict"),
        ("P-COUNT", "disclosure.admin_fees.amount", "strict"),
    }


def test_rules_of_a_department_are_a_hint() -> None:
    report = replace(composed(CHANGZHOU_2022), publisher_kind="department", publisher_level="county")
    assert {one.rule for one in failures(report)} == {"P-RULES-LEVEL"}
    assert {one.severity for one in failures(report)} == {"hint"}


def test_two_years_in_one_report_are_told() -> None:
    (one,) = failures(composed(CHANGZHOU_2022, flags=[Flag("year_conflict", "period 2021, title 2022")]))
    assert (one.rule, one.left, one.right) == ("P-PERIOD", "period 2021, title 2022", "2022")


def test_an_attachment_that_disagrees_is_told_with_both_readings() -> None:
    pdf = observed(("requests.new", "total"), "2725", "pdf")._replace(locator="https://a.gov.cn/1.pdf page3#1,2,3,4")
    (one,) = failures(composed(CHANGZHOU_2022, twins=[pdf, observed(GRANTED, "738", "pdf")]))
    assert (one.rule, one.left, one.right, one.delta) == ("TWINS", "2752", "2725", "27")
    assert one.other == "pdf: https://a.gov.cn/1.pdf page3#1,2,3,4"


def test_another_document_of_the_same_report_that_disagrees_is_told() -> None:
    shelf = Shelf()
    shelf.put(composed(CHANGZHOU_2022), url="https://www.changzhou.gov.cn/1.html")
    shelf.put(
        composed(changed(CHANGZHOU_2022, {NEW: "2521", GRANTED: None})), url="https://xxgk.changzhou.gov.cn/1.html"
    )
    told = [one for one in findings(shelf.database).found if one.rule == "TWINS"]
    assert [(one.scope, one.left, one.right, one.other_url) for one in told] == [
        ("requests.new natural_person", "2512", "2521", "https://xxgk.changzhou.gov.cn/1.html")
    ]


def test_the_same_wrong_numbers_keep_their_id_through_any_reparse_and_new_ones_get_another() -> None:
    first, again, otherwise = (
        failures(composed(changed(CHANGZHOU_2022, {GRANTED: value}), origins={GRANTED: origin}))
        for value, origin in (("783", "table"), ("783", "ocr"), ("784", "table"))
    )
    assert [one.id for one in first] == [one.id for one in again]
    assert not {one.id for one in first} & {one.id for one in otherwise}
    assert [one.subject for one in first] == [one.subject for one in otherwise]
    assert all(one.id[0] == "f" for one in first), "or a spreadsheet takes 12e4567 for a number"


def test_findings_are_narrowed_by_publisher_year_and_first_sight() -> None:
    shelf = Shelf()
    wrong = composed(changed(CHANGZHOU_2022, {GRANTED: "783"}))
    shelf.put(wrong, "2023-03-10T00:00:00Z")
    shelf.put(wrong, "2023-05-10T00:00:00Z")
    for selection, count in (
        (Selection(publisher="常州市人民政府"), 2),
        (Selection(publisher="常州市教育局"), 0),
        (Selection(report_year=2021), 0),
        (Selection(since="2023-03-10T00:00:00Z"), 2),
        (Selection(since="2023-04-01T00:00:00Z"), 0),
        (Selection(portal="nowhere"), 0),
    ):
        assert len(findings(shelf.database, selection).found) == count, selection


def test_what_is_listed_follows_severity_rule_and_result() -> None:
    shelf = Shelf()
    shelf.put(composed(changed(CHANGZHOU_2022, {GRANTED: "783", ("requests.new", "total"): ""})))
    gathered = findings(shelf.database)

    def rules_of(wanted: Wanted) -> set[str]:
        return {one.rule for one in listed(gathered, Desk(Triage()), wanted)}

    assert rules_of(Wanted()) == {"T3-RESULT-2021", "T3-APPLICANTS", "TOTALS-BLANK"}
    assert rules_of(Wanted(severity="usual")) == {"TOTALS-BLANK"}
    assert rules_of(Wanted(rule="T3-FLOW")) == set()
    assert rules_of(Wanted(rule="T3-FLOW", unassessed=True)) == {"T3-FLOW"}


def test_every_rule_has_words_and_every_identity_is_a_rule() -> None:
    assert {one.id for one in CODEBOOK.identities if one.severity != "definition"} <= rules().keys()
    assert all(rule.formula and rule.label and rule.basis for rule in rules().values())
    assert len({rule.label for rule in rules().values()}) == len(rules()), "links to two rules do not read the same"


def test_the_year_after_of_a_sound_report_is_sound() -> None:
    told = failures(composed(CHANGZHOU_2022), composed(following(CHANGZHOU_2022), year=2023))
    assert {one.rule for one in told} == {"P-SCALE"}, "the composed year is quiet, and only that is told"
    assert len(APPLICANTS) == 7
