"""Rows whose figures have run together: proven by the identities, or refused; never one wrong figure without the other."""

from collections.abc import Callable
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction import AnnualReport, Observation, Status, Verdict, extract
from extraction.labels import APPLICANTS, DISPUTES, REQUESTS
from extraction.proof import LostRow, prove
from extraction.runs import cuts
from extraction.search import Allowance, TooManyWaysError
from tests.composing import (
    HEADINGS,
    PERIOD,
    TITLE,
    Grid,
    Td,
    disclosure_blocks,
    dispute_grid,
    lines,
    page,
    request_grid,
)
from tests.truth import CHANGZHOU_2022, FORM, JIAXING_OFFICE_2022, Figures

Shape = Callable[[list[str], list[str]], str]
SHAPES: dict[str, Shape] = {
    "below the labels": lambda labels, cells: "\n".join([*labels, "".join(cells)]),
    "behind the labels": lambda labels, cells: "".join([*labels, *cells]),
    "after a blank": lambda labels, cells: f"{''.join(labels)} {''.join(cells)}",
    "with blanks": lambda labels, cells: " ".join([*labels, *cells]),
}


def text(figures: Figures, shape: Shape, is_lost: Callable[[str], bool] = lambda label: True) -> bytes:  # noqa: ARG005
    """A report as plain text; rows of tables 3 and 4 whose last label is lost have no boundaries, others a cell per line."""
    parts = [lines([row for block in disclosure_blocks(figures) for row in block])]
    for grid in (request_grid(figures), dispute_grid(figures)):
        rows = []
        for row in grid:
            cells = [cell.text for cell in row if cell.text.isdigit()]
            labels = [cell.text for cell in row if not cell.text.isdigit()]
            lost = cells and is_lost(labels[-1] if labels else "")
            rows.append(shape(labels, cells) if lost else "\n".join([*labels, *cells]))
        parts.append("\n".join(rows))
    sections = [
        f"{heading}\n{part}" for heading, part in zip(HEADINGS, ["概述。", *parts, "问题。", "无。"], strict=True)
    ]
    return "\n".join([TITLE, PERIOD, *sections]).encode()


def figures(report: AnnualReport) -> dict[tuple[str, str | None], Observation]:
    return {(seen.indicator, seen.applicant): seen for seen in report.observations if seen.origin != "narrative"}


def wrong(report: AnnualReport, truth: Figures = CHANGZHOU_2022) -> dict[tuple[str, str | None], str]:
    seen = figures(report)
    return {key: value for key, true in truth.items() if (value := seen[key].value) not in {true, None}}


def flags(report: AnnualReport, code: str) -> list[str]:
    return [flag.detail for flag in report.flags if flag.code == code]


# Whole reports.


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("truth", [CHANGZHOU_2022, JIAXING_OFFICE_2022], ids=["changzhou", "jiaxing"])
def test_a_table_without_any_boundary_is_proven_as_a_whole(shape: str, truth: Figures) -> None:
    report = extract(text(truth, SHAPES[shape]))
    seen = figures(report)
    requests = {key: figure for key, figure in seen.items() if key[1]}
    assert {key: figure.value for key, figure in requests.items()} == {key: truth[key] for key in requests}
    assert {figure.origin for figure in requests.values()} == {"split"}
    assert not wrong(report, truth)
    assert len([told for told in flags(report, "split_proven") if told.startswith(REQUESTS)]) == len(FORM.requests)
    assert not [told for told in flags(report, "row_not_read") if told.startswith(REQUESTS)]
    assert {check.verdict for check in report.checks if check.identity.startswith("T3")} == {Verdict.PASS}


def test_the_flag_holds_run_cells_and_proof_and_the_locator_leads_to_the_run() -> None:
    payload = text(CHANGZHOU_2022, SHAPES["below the labels"], lambda label: "新收" in label)
    report = extract(payload)
    (told,) = flags(report, "split_proven")
    assert told.startswith(
        "t3: 一、本年新收政府信息公开申请数量: 2512172046132752: 2512 172 0 4 61 3 2752, which alone"
    )
    assert told.endswith("T3-FLOW, T3-APPLICANTS")
    seen = figures(report)["requests.new", "commercial_enterprise"]
    assert (seen.value, seen.raw, seen.origin) == ("172", "172", "split")
    start, end = map(int, (seen.locator or "").removeprefix("chars ").split("-"))
    assert payload.decode()[start:end] == "2512172046132752"
    assert figures(report)["requests.carried_in", "total"].origin == "text_table"


@pytest.mark.parametrize("truth", [CHANGZHOU_2022, JIAXING_OFFICE_2022], ids=["changzhou", "jiaxing"])
def test_disputes_are_proven_by_their_three_sums(truth: Figures) -> None:
    report = extract(text(truth, SHAPES["below the labels"], lambda label: not label))
    assert {code: figures(report)[code, None].value for code in FORM.disputes} == {
        code: truth[code, None] for code in FORM.disputes
    }
    (told,) = flags(report, "split_proven")
    assert told.startswith(DISPUTES)
    assert told.endswith("T4-REVIEW, T4-DIRECT, T4-AFTER-REVIEW")


def test_disputes_that_can_be_cut_in_two_ways_are_refused() -> None:
    two_ways = "1 11 0 0 12 0 0 0 0 0 0 0 0 0 0".split()  # noqa: SIM905 - the row as printed
    disputes = dict(zip(((code, None) for code in FORM.disputes), two_ways, strict=True))
    report = extract(text(CHANGZHOU_2022 | disputes, SHAPES["below the labels"], lambda label: not label))
    refused(report, "review.upheld", CHANGZHOU_2022 | disputes)


def test_a_cell_over_all_columns_of_a_table() -> None:
    grid: Grid = request_grid(CHANGZHOU_2022)
    for number in (3, 7):
        cells = [cell.text for cell in grid[number][-7:]]
        grid[number][-7:] = [Td("".join(cells), 7)]
    rows = "".join(f"<tr>{''.join(cell.html(str, spans=True) for cell in row)}</tr>" for row in grid)
    report = extract(page(f"<h1>{TITLE}</h1><p>{HEADINGS[2]}</p><table>{rows}</table>"))
    assert len(flags(report, "split_proven")) == 2
    assert {key: seen.value for key, seen in figures(report).items() if key[1]} == {
        key: value for key, value in CHANGZHOU_2022.items() if key[1]
    }


# Refusals.


def refused(report: AnnualReport, code: str, truth: Figures = CHANGZHOU_2022) -> None:
    assert {seen.status for (indicator, _), seen in figures(report).items() if indicator == code} == {Status.DAMAGED}
    assert flags(report, "split_not_proven")
    assert flags(report, "row_not_read")
    assert not wrong(report, truth)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_row_that_is_not_printed_leaves_its_columns_unproven(shape: str) -> None:
    payload = text(CHANGZHOU_2022, SHAPES[shape]).decode()
    label = "2.重复申请"
    kept = "\n".join(line for line in payload.splitlines() if label not in line and line != "2700000" + "27")
    refused(extract(kept.encode()), "requests.result.granted")


def test_sums_of_the_publisher_that_do_not_hold() -> None:
    misprinted = CHANGZHOU_2022 | {("requests.new", "total"): "2753"}
    report = extract(text(misprinted, SHAPES["below the labels"]))
    refused(report, "requests.new", misprinted)


def test_blank_cells_leave_too_few_digits() -> None:
    blank = {key: "" if value == "0" and key[1] else value for key, value in CHANGZHOU_2022.items()}
    report = extract(text(blank, SHAPES["below the labels"]))
    assert not {key for key, value in blank.items() if figures(report)[key].value not in {value, None}}
    assert flags(report, "split_not_proven")


def test_documents_have_no_identities_and_are_never_split() -> None:
    payload = text(CHANGZHOU_2022, SHAPES["below the labels"], lambda label: False)  # noqa: ARG005
    glued = payload.decode().replace("2\n\n0\n\n17\n", "2017\n").replace("49\n\n18\n\n420\n", "4918420\n")
    assert len(glued) == len(payload.decode()) - 8
    report = extract(glued.encode())
    for code in ("rules.issued", "rules.in_force", "normative_docs.issued", "normative_docs.in_force"):
        assert figures(report)[f"disclosure.{code}", None].value is None


# The search itself.


@given(st.integers(0, 10**11), st.integers(2, 7))
@settings(deadline=None)
def test_cuts_are_all_there_are(number: int, size: int) -> None:
    digits = str(number)
    brute = set()
    for places in combinations(range(1, len(digits)), size - 1):
        pieces = [digits[a:b] for a, b in zip((0, *places), (*places, None), strict=True)]
        values = [int(piece) for piece in pieces]
        if [str(value) for value in values] == pieces and sum(values[:-1]) == values[-1]:
            brute.add(tuple(values))
    found = list(cuts(digits, [size], Allowance(10**7)))
    assert len(found) == len(set(found))
    assert set(found) == brute


@st.composite
def request_tables(draw: st.DrawFn) -> dict[tuple[str, str], int]:
    """Tables whose identities hold, mostly of zeros and small numbers: the ones that can be cut in many ways."""
    random = Random(draw(st.integers(0, 2**32)))
    most = draw(st.sampled_from([1, 3, 12, 150, 4000]))
    share = draw(st.sampled_from([0.1, 0.4, 0.9]))

    def cell() -> int:
        return random.randint(1, most) if random.random() < share else 0

    printed = {}
    results = [code for code in FORM.requests if code.startswith("requests.result.")][:-1]
    for who in APPLICANTS[:-1]:
        for code in results:
            printed[code, who] = cell()
        total = sum(printed[code, who] for code in results)
        left = cell()
        came = min(cell(), total + left)
        printed |= {
            ("requests.result.total", who): total,
            ("requests.carried_out", who): left,
            ("requests.carried_in", who): came,
            ("requests.new", who): total + left - came,
        }
    for code in FORM.requests:
        printed[code, "total"] = sum(printed[code, who] for who in APPLICANTS[:-1])
    return printed


@given(request_tables(), st.data())
@settings(max_examples=150, deadline=None)
def test_what_is_proven_is_what_is_printed(printed: dict[tuple[str, str], int], data: st.DataObject) -> None:
    """Whatever rows are lost; also where one printed figure is wrong by one, so that the sums do not hold."""
    if data.draw(st.booleans(), label="misprint"):
        key = data.draw(st.sampled_from(sorted(printed)), label="cell")
        printed[key] += 1
    lost = data.draw(st.sets(st.sampled_from(FORM.requests), min_size=1), label="lost")
    rows = [
        LostRow(
            REQUESTS, "".join(str(printed[code, who]) for who in APPLICANTS), tuple((code, who) for who in APPLICANTS)
        )
        for code in sorted(lost)
    ]
    seen: dict[tuple[str, str | None], Observation] = {
        (code, who): Observation(code, who, str(value), Status.NUMBER, str(value), "件", "text_table", None)
        for (code, who), value in printed.items()
        if code not in lost
    }
    proofs = list(prove(rows, seen, {REQUESTS: "f2021"}))
    assert [proof.row for proof in proofs] == rows
    for proof in proofs:
        cells = tuple(printed[key[0], key[1] or ""] for key in proof.row.keys)
        assert proof.numbers in {cells, None}
        assert proof.numbers is not None or proof.reason


@given(st.text("0123456789", min_size=7, max_size=90))
@settings(max_examples=100, deadline=2000)
def test_any_run_is_cut_or_given_up_in_bounded_time(digits: str) -> None:
    row = LostRow(DISPUTES, digits, tuple((code, None) for code in FORM.disputes))
    (proof,) = prove([row], {}, {DISPUTES: "f2021"})
    assert proof.numbers is None or "".join(map(str, proof.numbers)) == digits


def test_hostile_runs_are_given_up() -> None:
    with pytest.raises(TooManyWaysError):
        list(cuts("1" * 60, [5, 5, 5], Allowance(60_000)))
    report = extract(
        "\n".join(
            [TITLE, PERIOD, HEADINGS[2], *(f"一、本年新收政府信息公开申请数量 {'1' * 80}" for _ in range(300))]
        ).encode()
    )
    assert not any(seen.value for seen in figures(report).values())
