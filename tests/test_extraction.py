"""Page to report: golden folders, two real reports figure by figure, and a bench of damage that must never pass unseen."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction import AnnualReport, Observation, Status, UnreadablePayload, Verdict, embedded, extract, parse_title
from extraction.charset import decode
from extraction.codebook import CODEBOOK
from extraction.folding import label_key
from extraction.grid import opened
from extraction.labels import APPLICANTS, REQUEST_NAMES
from extraction.page import read_page
from extraction.values import read
from tests.composing import (
    HEADINGS,
    PERIOD,
    TITLE,
    Grid,
    Td,
    bars,
    body,
    disclosure_blocks,
    dispute_grid,
    lines,
    page,
    request_grid,
    table,
    tables,
)
from tests.conftest import Golden
from tests.pages import PAGES
from tests.truth import CHANGZHOU_2022, FORM, JIAXING_OFFICE_2022, Figures

FIXTURES = Path(__file__).parent / "fixtures"
FOLDERS = sorted(path.parent for path in FIXTURES.glob("*/capture.json") if (path.parent / "page.html").exists())
FOLDERS += sorted(path.parent for path in FIXTURES.glob("*/page.txt"))

DISCLOSURE = [row for block in disclosure_blocks(CHANGZHOU_2022) for row in block]
REQUESTS = request_grid(CHANGZHOU_2022)
DISPUTES = dispute_grid(CHANGZHOU_2022)


def report_of(folder: Path) -> AnnualReport:
    capture = json.loads((folder / "capture.json").read_text(encoding="utf-8"))
    (payload,) = folder.glob("page.*")
    return extract(payload.read_bytes(), url=capture["url"], content_type=capture["content_type"])


def figures(report: AnnualReport) -> dict[tuple[str, str | None], Observation]:
    return {(seen.indicator, seen.applicant): seen for seen in printed(report)}


def printed(report: AnnualReport) -> list[Observation]:
    """The observations of tables, without what only prose says."""
    return [seen for seen in report.observations if seen.origin != "narrative"]


def flags(report: AnnualReport) -> set[tuple[str, str]]:
    return {(flag.code, flag.detail) for flag in report.flags}


def codes(report: AnnualReport) -> set[str]:
    return {flag.code for flag in report.flags}


def composed(changed: dict[str, Grid] | None = None, *, spans: bool = True) -> bytes:
    """A page with the three tables, some of them changed."""
    grids = {"disclosure": DISCLOSURE, "requests": REQUESTS, "disputes": DISPUTES} | (changed or {})
    return page(body([table(grid, spans=spans) for grid in grids.values()]))


def wrong(report: AnnualReport, truth: Figures = CHANGZHOU_2022) -> dict[tuple[str, str | None], str]:
    """Figures that differ from the truth without being marked as unread."""
    seen = figures(report)
    return {key: value for key, true in truth.items() if (value := seen[key].value) not in {true, None}}


def unread(report: AnnualReport) -> set[tuple[str, str | None]]:
    return {key for key, seen in figures(report).items() if seen.value is None}


def alarmed(report: AnnualReport) -> bool:
    """Whether a reader of the figures of tables 3 and 4 is warned."""
    failed = any(check.verdict == Verdict.FAIL and check.severity == "strict" for check in report.checks)
    return failed or bool(report.flags) or bool(unread(report))


# Golden folders, and the two texts whose figures are known.


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_golden(folder: Path, golden: Golden) -> None:
    golden(folder / "expected.json", report_of(folder).as_json())


@pytest.mark.parametrize(("name", "truth"), [("seed_000", CHANGZHOU_2022), ("seed_001", JIAXING_OFFICE_2022)])
def test_real_texts_with_tables(name: str, truth: Figures) -> None:
    report = report_of(FIXTURES / name)
    assert {key: seen.value for key, seen in figures(report).items()} == truth
    strict = [check.verdict for check in report.checks if check.severity == "strict"]
    assert strict == [Verdict.PASS] * 42


@pytest.mark.parametrize(
    ("name", "title", "publisher", "kind", "year", "layout", "lost"),
    [
        (
            "seed_002",
            "常州市政務服務管理辦公室2023年政府信息公開工作年度報告",
            "常州市政务服务管理办公室",
            "department",
            2023,
            "f2021",
            3,
        ),
        ("seed_003", "靖江市2022年政府信息公开工作年度报告", "靖江市", "government", 2022, "f2021", 3),
        ("seed_004", None, "溧阳市", "government", 2017, "f2014", 1),
    ],
)
def test_real_texts_without_tables(  # noqa: PLR0917 - a table of cases
    name: str, title: str | None, publisher: str, kind: str, year: int, layout: str, lost: int
) -> None:
    report = report_of(FIXTURES / name)
    assert (report.title, report.publisher, report.publisher_kind) == (title, publisher, kind)
    assert (report.report_year, report.format) == (year, layout)
    assert [flag.code for flag in report.flags].count("table_missing") == lost
    assert not any(seen.value for seen in printed(report))


@pytest.mark.parametrize(
    "name",
    ["czfx_grid", "nested_layout", "tables_in_pieces", "one_table", "ragged_spans", "divs_only", "gbk_labelled_utf8"],
)
def test_structures_of_one_truth(name: str) -> None:
    seen = figures(report_of(FIXTURES / name))
    assert {key: seen[key].value for key in CHANGZHOU_2022} == CHANGZHOU_2022
    assert len(seen) == len(CHANGZHOU_2022)


def test_locators_lead_back_to_the_cell() -> None:
    html, text = report_of(FIXTURES / "czfx_grid"), report_of(FIXTURES / "seed_001")
    payload = (FIXTURES / "seed_001" / "page.txt").read_text(encoding="utf-8")
    for seen in printed(text):
        start, end = map(int, (seen.locator or "").removeprefix("chars ").split("-"))
        assert payload[start:end] == seen.raw
    last = figures(html)["requests.carried_out", "total"]
    assert (last.locator or "").endswith("table[2]#r27c9")


# One field at a time.


def test_status_value_and_unit() -> None:
    seen = figures(report_of(FIXTURES / "blanks_and_marks"))
    assert seen["disclosure.rules.issued", None].status == Status.MARK
    assert seen["disclosure.licensing.decisions", None].value == "3601228"
    assert seen["disclosure.penalty.decisions", None].value == "3631890"
    assert seen["disclosure.admin_fees.amount", None].value == "181321.09"
    assert seen["requests.new", "total"].value == "2752", "one number over several tags"
    assert seen["requests.new", "research_institution"].status == Status.BLANK
    assert seen["requests.carried_in", "total"].status == Status.DAMAGED, "two numbers in a cell"
    assert seen["requests.result.total", "other_org"].status == Status.DAMAGED, "a leading zero"
    assert seen["review.other", None].status == Status.TEXT


def test_unit_of_the_head() -> None:
    grid = [[Td(cell.text.replace("万元", "元"), cell.colspan) for cell in row] for row in DISCLOSURE]
    assert figures(extract(composed({"disclosure": grid})))["disclosure.admin_fees.amount", None].unit == "元"


def test_pictures_instead_of_tables() -> None:
    report = report_of(FIXTURES / "tables_as_images")
    assert ("table_is_image", "t3: ./W020230209002.png") in flags(report)
    assert {seen.status for seen in printed(report)} == {Status.MISSING}


def test_layouts_by_what_is_printed() -> None:
    old, hybrid = report_of(FIXTURES / "f2019_blank_totals"), report_of(FIXTURES / "hybrid_2019_requests")
    assert (old.format, figures(old)["disclosure.penalty.items_change", None].value) == ("f2019", "3")
    assert figures(old)["disclosure.procurement.amount", None].unit == "元"
    assert (hybrid.format, hybrid.report_year) == ("f2019", 2022)
    assert ("hybrid_layout", "t2 f2021, t3 f2019") in flags(hybrid)


def test_damaged_and_foreign_copies() -> None:
    assert codes(report_of(FIXTURES / "seed_000")) >= {"encoding_damage", "foreign_host"}
    assert "script_converted" in codes(report_of(FIXTURES / "seed_002"))
    assert not codes(report_of(FIXTURES / "seed_003")) & {"encoding_damage", "foreign_host", "script_converted"}


def test_years_that_disagree() -> None:
    payload = composed().replace(
        "自2022年1月1日起至2022年12月31日".encode(), "自2021年1月1日起至2021年12月31日".encode()
    )
    report = extract(payload)
    assert report.report_year == 2022, "title and publication outvote the period"
    assert "year_conflict" in codes(report)


def test_titles() -> None:
    assert parse_title("2022年常州市人民政府政府信息公开工作年度报告(文字版)").publisher == "常州市人民政府"
    assert parse_title("二〇一二年南平市政府信息公开工作年度报告").year == 2012
    assert parse_title("贵阳市人民政府(市人民政府办公厅)2021年政府信息公开工作年度报告").year == 2021
    assert parse_title("嘉兴市人民政府办公室2022年度政府信息公开…") == ("", 2022, "嘉兴市人民政府办公室")
    for title, reason in (
        ("2022年政府网站工作年度报表", "政府网站工作年度报表"),
        ("常州市2022年政府信息公开工作年度报告图解", "图解"),
        ("关于做好2022年政府信息公开工作年度报告编制的通知", "notice"),
        ("2022年法治政府建设年度报告", "法治政府建设年度报告"),
        ("常州市2022年部门决算", "部门预决算"),
        ("2022年政务公开工作要点", "政务公开工作要点"),
        ("2022年常州市政府工作报告", "政府工作报告"),
        ("江苏示例股份有限公司2022年年度报告", "company report"),
        ("2022年统计年报", "statistics"),
        ("2022年上半年政府信息公开工作报告", "not a whole year"),
        ("政府信息公开工作年度报告", "no year"),
    ):
        assert parse_title(title).reason == reason, title


def test_no_report() -> None:
    report = report_of(FIXTURES / "website_report")
    assert "not_a_report" in codes(report)
    assert (report.title, report.report_year, report.observations) == (None, None, ())


@pytest.mark.parametrize(
    ("payload", "named"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        (b"PK\x03\x04" + b"\0" * 30 + b"word/document.xml", "ZIP package that is broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "Office"),
        (bytes(range(256)) * 4, "binary"),
    ],
)
def test_refused_payloads(payload: bytes, named: str) -> None:
    with pytest.raises(UnreadablePayload, match=named):
        extract(payload)


def test_embedded() -> None:
    folder = FIXTURES / "hanweb_word"
    url = json.loads((folder / "capture.json").read_text(encoding="utf-8"))["url"]
    assert embedded((folder / "page.html").read_bytes(), url=url) == [
        "https://www.example.gov.cn/module/download/downfile.jsp?classid=0&filename=230118092100.pdf&showname=%E5%B9%B4%E6%8A%A5.pdf",
        "https://www.example.gov.cn/picture/0/2301180921001.jpg",
    ]


# Heads and labels decide, not positions.


def swapped(grid: Grid, one: int, other: int, rows: range) -> Grid:
    """The grid with two cells exchanged in some of its rows, counted from the right."""
    changed = [list(row) for row in grid]
    for number in rows:
        row = changed[number]
        row[-one], row[-other] = row[-other], row[-one]
    return changed


@pytest.mark.parametrize("spans", [True, False])
def test_swapped_applicants_follow_their_heads(*, spans: bool) -> None:
    grid = swapped(REQUESTS, 6, 5, range(3, 28))
    grid[2][0], grid[2][1] = grid[2][1], grid[2][0]
    assert not wrong(extract(composed({"requests": grid}, spans=spans)))


def test_swapped_total_follows_its_head() -> None:
    grid = [list(row) for row in REQUESTS]
    grid[1] = [grid[1][2], grid[1][0], grid[1][1]]
    for row in grid[3:]:
        row.insert(-6, row.pop())
    assert not wrong(extract(composed({"requests": grid})))


def test_swapped_outcomes_and_columns_of_documents() -> None:
    disputes = swapped(swapped(DISPUTES, 5, 4, range(3, 4)), 5, 4, range(2, 3))
    disclosure = swapped(DISCLOSURE, 3, 2, range(1, 4))
    report = extract(composed({"disclosure": disclosure, "disputes": disputes}))
    assert not wrong(report)
    assert not unread(report)


@pytest.mark.parametrize("spans", [True, False])
def test_swapped_blocks_of_disputes(*, spans: bool) -> None:
    grid = [[DISPUTES[0][1], DISPUTES[0][0]], *([*row[5:], *row[:5]] for row in (DISPUTES[1], [], DISPUTES[3]))]
    grid[2] = DISPUTES[2]
    report = extract(composed({"disputes": grid}, spans=spans))
    assert not wrong(report)
    assert spans or "header_conflict" in codes(report), "without spans nothing says which block is which"


def test_swapped_rows_follow_their_labels() -> None:
    grid = [list(row) for row in REQUESTS]
    grid[9], grid[10] = grid[10], grid[9]
    assert not wrong(extract(composed({"requests": grid})))


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_lost_heads_are_flagged(lost: int) -> None:
    report = extract(
        composed({"requests": REQUESTS[lost:], "disputes": DISPUTES[lost:], "disclosure": DISCLOSURE[lost:]})
    )
    assert not wrong(report)
    assert lost == 1 or codes(report) & {"header_missing", "header_incomplete", "header_conflict"}


def test_a_lost_head_of_a_group_is_flagged() -> None:
    """Without 法人或其他组织 over them nothing says that its five columns stand before 总计."""
    grid = [list(row) for row in REQUESTS]
    del grid[1][1]
    report = extract(composed({"requests": grid}))
    assert not wrong(report)
    assert ("header_incomplete", "t3") in flags(report)


def test_columns_of_a_group_stand_side_by_side() -> None:
    """Where 法人或其他组织 has lost its span, 总计 falls between the organisations, over a column of theirs."""
    page_of = PAGES["heads_over_two_rows"]()
    report = extract(re.sub(rb' colspan="[57]"', b"", page_of.payload))
    assert not wrong(report, page_of.truth)


def test_a_row_longer_than_its_heads_is_flagged() -> None:
    """A nought pasted twice pushes the blank total out of its column, where no sum is missing it."""
    code = "requests.result.not_processed.publication"
    grid = request_grid(CHANGZHOU_2022 | {(code, "total"): ""})
    place = (3 + FORM.requests.index(code), 1)
    assert "row_too_long" not in codes(extract(composed({"requests": grid})))
    report = extract(composed({"requests": with_cell(grid, place, [Td("0"), Td("0")])}))
    assert ("row_too_long", "t3: 3.要求提供公开出版物") in flags(report)


def test_unknown_rows_and_contradictions_are_flagged() -> None:
    extra = [Td("4.其他法定情形", 1), *(Td("9") for _ in APPLICANTS)]
    again = [Td("(一)予以公开", 3), *(Td("9") for _ in APPLICANTS)]
    report = extract(composed({"requests": [*REQUESTS, extra, again]}))
    assert ("unknown_row", "t3: 4.其他法定情形: 9 9 9 9 9 9 9") in flags(report)
    assert ("conflicting_figures", "requests.result.granted total: 791 and 9") in flags(report)
    assert not wrong(report)


def test_blank_form_is_no_zero() -> None:
    empty = dict.fromkeys(CHANGZHOU_2022, "")
    report = extract(page(body(tables(empty))))
    assert {seen.status for seen in printed(report)} == {Status.BLANK}
    assert [flag.code for flag in report.flags] == ["table_blank"] * 3
    assert {check.verdict for check in report.checks} == {Verdict.NOT_ASSESSABLE}


# Damage, cell by cell and label by label: right, or absent, or flagged.


def cells_with_figures(grid: Grid, first: int, columns: int) -> list[tuple[int, int]]:
    return [
        (number, len(row) - back)
        for number, row in enumerate(grid)
        if number >= first
        for back in range(columns, 0, -1)
    ]


def with_cell(grid: Grid, place: tuple[int, int], cells: list[Td]) -> Grid:
    changed = [list(row) for row in grid]
    changed[place[0]][place[1] : place[1] + 1] = cells
    return changed


def damages(grid: Grid, place: tuple[int, int]) -> list[tuple[str, Grid]]:
    cell = grid[place[0]][place[1]]
    digit = str((int(cell.text[0]) + 1) % 10 or 1)
    rotated = [list(row) for row in grid]
    row = rotated[place[0]]
    row[place[1] :] = [*row[place[1] + 1 :], cell]
    return [
        ("one digit", with_cell(grid, place, [Td(digit + cell.text[1:])])),
        ("dropped", with_cell(grid, place, [])),
        ("pushed by a blank", with_cell(grid, place, [Td(""), cell])),
        ("merged with the next", with_cell(grid, place, [Td(cell.text, 2)])),
        ("rotated", rotated),
    ]


@pytest.mark.parametrize("table_name", ["requests", "disputes"])
def test_corrupted_cells_never_pass_unseen(table_name: str) -> None:
    grid, first, columns = (REQUESTS, 3, 7) if table_name == "requests" else (DISPUTES, 3, 15)
    for place in cells_with_figures(grid, first, columns):
        for kind, damaged in damages(grid, place):
            report = extract(composed({table_name: damaged}))
            assert not wrong(report) or alarmed(report), (kind, place)


def test_corrupted_labels_of_documents() -> None:
    """Table 2 has no sums: a figure must be right or absent, whatever happens to a label."""
    for number, row in enumerate(DISCLOSURE):
        for position, cell in enumerate(row):
            if cell.text[0].isdigit():
                continue
            for damaged in (cell.text[1:], cell.text[:-1], cell.text[: len(cell.text) // 2], "", "其他事项"):
                grid = with_cell(DISCLOSURE, (number, position), [Td(damaged, cell.colspan)])
                report = extract(composed({"disclosure": grid}))
                assert not wrong(report), (cell.text, damaged)


@pytest.mark.parametrize("grids", ["disclosure", "requests", "disputes"])
def test_one_character_lost_in_every_label(grids: str) -> None:
    whole = {"disclosure": DISCLOSURE, "requests": REQUESTS, "disputes": DISPUTES}[grids]
    read_in_all = 0
    for lost in range(1, 9):
        grid = [[Td(shortened(cell.text, lost), cell.colspan, cell.rowspan) for cell in row] for row in whole]
        report = extract(composed({grids: grid}))
        assert not wrong(report), lost
        assert not unread(report) or report.flags
        read_in_all += len(CHANGZHOU_2022) - len(unread(report))
    assert read_in_all > 8 * len(CHANGZHOU_2022) * 0.9


def shortened(text: str, lost: int) -> str:
    return (
        text
        if text.replace(".", "").isdigit() or len(text) < 2
        else text[: lost % len(text)] + text[lost % len(text) + 1 :]
    )


def pinyin(text: str) -> str:
    return "".join(f"{character}(yè)" if "\u4e00" <= character <= "\u9fff" else character for character in text)


def full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)


@pytest.mark.parametrize("change", [opencc.OpenCC("s2t").convert, opencc.OpenCC("s2twp").convert, pinyin, full_width])
def test_converted_labels(change: Callable[[str], str]) -> None:
    grids = [
        [[Td(change(cell.text), cell.colspan, cell.rowspan) for cell in row] for row in grid]
        for grid in (DISCLOSURE, REQUESTS, DISPUTES)
    ]
    report = extract(composed({"disclosure": grids[0], "requests": grids[1], "disputes": grids[2]}))
    assert not wrong(report)
    assert not unread(report)


def as_text(form: str, change: Callable[[str], str]) -> bytes:
    """The report as plain text, a cell per line or with bars, its labels changed."""
    grids = [
        [[Td(change(cell.text), cell.colspan, cell.rowspan) for cell in row] for row in grid]
        for grid in (DISCLOSURE, REQUESTS, DISPUTES)
    ]
    parts = [
        lines(grid) if form == "lines" else bars(grid, width) for grid, width in zip(grids, (4, 10, 15), strict=True)
    ]
    sections = [f"{heading}\n{part}" for heading, part in zip(HEADINGS, ["", *parts, "", "无"], strict=True)]
    return "\n".join([TITLE, PERIOD, *sections]).encode()


@pytest.mark.parametrize("form", ["lines", "bars"])
@pytest.mark.parametrize(
    "change",
    [opencc.OpenCC("s2twp").convert, pinyin, full_width, *(partial(shortened, lost=lost) for lost in range(1, 9))],
    ids=["twp", "pinyin", "full_width", *(f"lost_{lost}" for lost in range(1, 9))],
)
def test_changed_labels_in_text(form: str, change: Callable[[str], str]) -> None:
    report = extract(as_text(form, change))
    assert not wrong(report)
    assert not unread(report)
    assert (report.sections[-1].heading, report.sections[-1].text) == (HEADINGS[-1], "无")


@pytest.mark.parametrize("form", ["lines", "bars"])
def test_blanks_in_text_are_never_guessed(form: str) -> None:
    report = extract(as_text(form, lambda text: "" if text == "0" else text))
    assert not wrong(report)
    assert "row_not_read" in codes(report)


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
def test_wrong_spans(seed: int, share: float) -> None:
    random = Random(seed)

    def shaken(span: int) -> int:
        return random.choice([1, span + 1, max(1, span - 1), span + 2]) if random.random() < share else span

    grids = {
        name: [[Td(cell.text, shaken(cell.colspan), shaken(cell.rowspan)) for cell in row] for row in grid]
        for name, grid in (("disclosure", DISCLOSURE), ("requests", REQUESTS), ("disputes", DISPUTES))
    }
    assert not wrong(extract(composed(grids)))


# Anything at all.


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_cell_text_has_a_reading(text: str) -> None:
    reading = read(text)
    assert (reading.value is not None) == (reading.status == Status.NUMBER)
    assert reading.value is None or float(reading.value) is not None


@given(st.integers(0, 10**12), st.sampled_from(["", "件", "万元"]))
@settings(max_examples=200, deadline=None)
def test_any_number_survives(number: int, unit: str) -> None:
    for printed in (str(number), f"{number:,}", full_width(f"{number:,}")):
        assert read(printed + unit).value == str(number)


CELL = st.builds(
    Td,
    st.sampled_from(
        [
            "0",
            "12",
            "",
            "规章",
            "1.属于国家秘密",
            "自然人",
            "总计",
            "结果维持",
            "第二十条第(一)项",
            "行政许可",
            "/",
            "3.其他",
        ]
    ),
    st.integers(0, 12),
    st.integers(0, 5),
)


@given(st.lists(st.lists(CELL, max_size=18), max_size=12), st.booleans())
@settings(max_examples=120, deadline=None)
def test_any_grid_is_survived(grid: Grid, spans: bool) -> None:
    report = extract(page(body([table(grid, spans=spans), "", ""])))
    assert report.title == TITLE
    assert [section.heading for section in report.sections] == list(HEADINGS)


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(payload: bytes) -> None:
    with suppress(UnreadablePayload):
        assert "not_a_report" in codes(extract(payload))


def test_bottomless_page() -> None:
    payload = ("<html><body>" + "<div><span>" * 5000 + "x").encode()
    assert codes(extract(payload)) >= {"not_a_report", "page_truncated"}


def test_what_follows_the_end_of_the_page_belongs_to_it() -> None:
    """Portals include files with an end tag of their own; libxml2 begins a second tree there."""
    payload = composed().replace(b'<div id="zoom">', b'</div></body></html><div id="zoom">')
    report = extract(payload)
    assert not wrong(report)
    assert not unread(report)
    assert "not_a_report" in codes(extract("></html>信访举报投诉类申请<td>6".encode()))


def test_a_line_after_a_table_stands_where_the_table_stands() -> None:
    page_of = read_page(decode(b"<body><div><p>x</p><table><tr><td>5</table>y</div>z"))
    assert page_of is not None
    assert [row.cells[0].locator for row in opened(page_of.rows)] == [
        "/html/body/div/p", "/html/body/div/table#r0c0", "/html/body/div", "/html/body"
    ]  # fmt: skip


def test_two_readings_are_equal() -> None:
    folder = FIXTURES / "czfx_grid"
    assert report_of(folder) == report_of(folder)
    assert len(FORM.requests) == 25


def test_the_first_key_of_a_row_is_the_label_of_the_form() -> None:
    # A flag names a row by it, so an order that changes from process to process would show in the JSON.
    first: dict[str, str] = {}
    for key, code in REQUEST_NAMES.items():
        first.setdefault(code, key)
    assert first == {code: label_key(CODEBOOK.indicators[code].label) for code in first}
