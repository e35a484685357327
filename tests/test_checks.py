"""Identities of the form applied to one report: what passes, what fails, what nobody can say."""

import pytest

from extraction import AnnualReport, Check, Observation, Verdict, extract
from extraction.checks import expected, run_checks
from extraction.codebook import CODEBOOK
from extraction.labels import APPLICANTS
from extraction.report import Status
from tests.composing import body, page, tables
from tests.truth import CHANGZHOU_2022, JIAXING_OFFICE_2022, Figures


def report_with(changes: dict[str, str]) -> AnnualReport:
    """The report of 2022 with some cells changed; keys are codes, and applicants after a blank."""
    figures: Figures = dict(CHANGZHOU_2022)
    for key, text in changes.items():
        code, _, applicant = key.partition(" ")
        figures[code, applicant or None] = text
    return extract(page(body(tables(figures))))


def verdicts(report: AnnualReport, verdict: Verdict) -> set[tuple[str, str | None]]:
    return {(check.identity, check.scope) for check in report.checks if check.verdict == verdict}


@pytest.mark.parametrize("figures", [CHANGZHOU_2022, JIAXING_OFFICE_2022])
def test_real_figures_pass(figures: Figures) -> None:
    report = extract(page(body(tables(figures))))
    assert {check.verdict for check in report.checks} == {Verdict.PASS}
    assert len(report.checks) == 7 + 7 + 25 + 3 + 2


def test_one_wrong_cell_fails_its_row_and_its_column() -> None:
    report = report_with({"requests.result.refused.state_secret natural_person": "16"})
    assert verdicts(report, Verdict.FAIL) == {
        ("T3-APPLICANTS", "requests.result.refused.state_secret"),
        ("T3-RESULT-2021", "natural_person"),
    }
    check = next(check for check in report.checks if check.scope == "requests.result.refused.state_secret")
    assert (check.severity, check.left, check.right) == ("strict", "17", "16")


def test_every_printed_figure_of_tables_3_and_4_is_guarded() -> None:
    guarded = {key for key, _ in _equations_with_keys()}
    assert guarded == set(expected("t3", "f2021")) | set(expected("t4", "f2021"))


def _equations_with_keys() -> list[tuple[tuple[str, str | None], Check]]:
    observations = _observations(CHANGZHOU_2022)
    found = []
    for key in observations:
        if key[0].startswith("disclosure"):
            continue
        wrong = dict(observations)
        wrong[key] = _observation(key, str(int(observations[key].value or 0) + 1))
        layouts = dict.fromkeys(("t2", "t3", "t4"), "f2021")
        found += [(key, check) for check in run_checks(wrong, layouts) if check.verdict == Verdict.FAIL]
    return found


def _observation(key: tuple[str, str | None], value: str) -> Observation:
    return Observation(key[0], key[1], value, Status.NUMBER, value, "件", "table", None)


def _observations(figures: Figures) -> dict[tuple[str, str | None], Observation]:
    return {key: _observation(key, value) for key, value in figures.items()}


def test_blank_parts_count_as_zero_and_say_so() -> None:
    report = report_with({"requests.carried_in research_institution": "", "review.corrected": "/"})
    assert verdicts(report, Verdict.PASS_BLANK_ZERO) == {
        ("T3-FLOW", "research_institution"),
        ("T3-APPLICANTS", "requests.carried_in"),
    }
    assert verdicts(report, Verdict.FAIL) == {("T4-REVIEW", None)}, "19 cases left out of 115"


def test_blank_totals_are_not_zero() -> None:
    report = report_with({"requests.result.granted total": "", "review.total": "—"})
    assert verdicts(report, Verdict.NOT_ASSESSABLE) == {
        ("T3-APPLICANTS", "requests.result.granted"),
        ("T3-RESULT-2021", "total"),
        ("T4-REVIEW", None),
    }


def test_blank_totals_beside_printed_parts_are_a_finding() -> None:
    report = report_with({"requests.result.granted total": "", "review.total": "—", "litigation.direct.total": "0"})
    told = {flag.detail for flag in report.flags if flag.code == "totals_blank"}
    assert told == {"t3: requests.result.granted total", "t4: review.total"}
    assert not [
        flag
        for flag in extract(page(body(tables(dict.fromkeys(CHANGZHOU_2022, ""))))).flags
        if flag.code == "totals_blank"
    ]


@pytest.mark.parametrize("text", ["007", "12 34", "约30", "?12"])
def test_damaged_cells_and_words_leave_it_open(text: str) -> None:
    report = report_with({"litigation.direct.pending": text})
    assert verdicts(report, Verdict.NOT_ASSESSABLE) == {("T4-DIRECT", None)}
    assert not verdicts(report, Verdict.FAIL)


def test_bounds() -> None:
    report = report_with({"disclosure.rules.issued": "20", "disclosure.rules.repealed": "1"})
    assert verdicts(report, Verdict.FAIL) == {("T2-STOCK-BOUND-RULES", None)}


def test_checks_change_no_value() -> None:
    report = report_with({"requests.new total": "9999"})
    assert [
        seen.value for seen in report.observations if (seen.indicator, seen.applicant) == ("requests.new", "total")
    ] == ["9999"]


def test_codebook_is_sound() -> None:
    numbers = [indicator.no for indicator in CODEBOOK.indicators.values()]
    assert numbers == list(range(1, len(numbers) + 1)), "numbers are never reused and only added at the end"
    known = set(CODEBOOK.indicators) | set(APPLICANTS)
    for identity in CODEBOOK.identities:
        terms = {term.removeprefix("-").removesuffix("@-1") for term in (*identity.left, *identity.right)}
        assert terms <= known, identity.id
    for layout in ("f2021", "f2019"):
        sizes = [len(expected(table, layout)) for table in ("t2", "t3", "t4")]
        assert sizes == ([10, 175, 15] if layout == "f2021" else [22, 161, 15])
