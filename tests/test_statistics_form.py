"""The statistics form of 国办发〔2014〕32号: read where it is printed, whole or with gaps, and never guessed."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random

import docx
import pytest

from extraction import AnnualReport, Observation, Part, Status, Verdict, extract
from extraction.checks import expected
from extraction.codebook import CODEBOOK
from extraction.form.labels import VOCABULARIES
from tests.composing import Grid, Td, bars, divs, lines, page, table, word

FIXTURES = Path(__file__).parent / "fixtures"
FORM = CODEBOOK.layouts["f2014"].form
assert FORM is not None
ROWS = FORM.rows
TITLE = "示例市人民政府2016年政府信息公开工作年度报告"
# fmt: off
VALUES = (
    "12043", "56", "61", "820", "9011", "1530", "2204", "310", "48", "12", "7", "6", "3", "215", "96", "14",
    "241", "37", "2", "163", "39", "236", "221", "15", "236", "52", "88",
    "21", "33", "3", "5", "11", "1", "9", "4", "14", "17", "7", "4",
    "13", "8", "2", "3", "9", "6", "1", "2", "27", "0.35",
    "64", "71", "188", "45", "143", "86.5", "22", "31", "1904",
)
# fmt: on
CODES = [row.code for row in ROWS if row.code]
TRUTH = dict(zip(CODES, VALUES, strict=True))
UNITS = {code: CODEBOOK.indicators[code].unit for code in CODES}
HEAD = ("统计指标", "单位", "统计数")


def level(label: str) -> int:
    return 0 if label[1] == "、" else 1 if label[0] == "(" else 2


def grid(head: tuple[str, ...] = HEAD, *, values: dict[str, str] | None = None, again: bool = False) -> Grid:
    """The form with the columns of `head` in that order; rows are indented, heads repeated in the middle if `again`."""
    values = TRUTH | (values or {})
    rows = [[Td(name) for name in head]]
    for number, row in enumerate(ROWS, 1):
        if again and number == 34:
            rows.append([Td(name) for name in head])
        cells = {
            "统计指标": "\u3000" * level(row.label) + row.label,
            "单位": UNITS[row.code] if row.code else "——",
            "统计数": values[row.code] if row.code else "",
            "序号": str(number),
            "代码": f"{number:02d}",
            "备注": "",
        }
        cells |= {
            "指标名称": cells["统计指标"],
            "计量单位": cells["单位"],
            "数量": cells["统计数"],
            "合计": cells["统计数"],
        }
        rows.append([Td(cells.get(name, "3" if row.code else "")) for name in head])
    return rows


def without(form: Grid, *labels: str) -> Grid:
    kept = [row for row in form if not any(cell.text.strip() in labels for cell in row)]
    assert len(kept) == len(form) - len(labels)
    return kept


def narrative(form: str, year: int = 2016) -> bytes:
    prose = (
        "<p>一、概述</p><p>本年度报告根据《中华人民共和国政府信息公开条例》编制,统计期限自1月1日起至12月31日止。</p>"
        "<p>二、主动公开政府信息情况</p><p>全市进一步加大了公开力度,内容涉及各个领域。</p>"
        "<p>三、依申请公开政府信息情况</p><p>各单位认真办理,程序规范。</p>"
        "<p>四、政府信息公开的收费及减免情况</p><p>按有关规定执行。</p>"
        "<p>五、因政府信息公开申请行政复议、提起行政诉讼的情况</p><p>详见附表。</p>"
        "<p>六、政府信息公开工作存在的主要问题及改进情况</p><p>一是公开意识有待加强。</p>"
    )
    title = TITLE.replace("2016", str(year))
    footer = "<p>单位负责人:张某 审核人:李某 填报人:王某</p><p>联系电话:0519-12345678 填报日期:2017年1月20日</p>"
    whole = page(f"<h1>{title}</h1><div>{prose}<p>附表:政府信息公开情况统计表</p>{form}{footer}</div>", title)
    return whole.replace(b"2023-03-09", f"{year + 1}-03-09".encode())


def read(form: Grid) -> AnnualReport:
    return extract(narrative(table(form)))


def figures(report: AnnualReport) -> dict[str, Observation]:
    return {seen.indicator: seen for seen in report.observations if seen.origin != "narrative"}


def values(report: AnnualReport) -> dict[str, str | None]:
    return {code: seen.value for code, seen in figures(report).items()}


def wrong(report: AnnualReport, truth: dict[str, str] | None = None) -> dict[str, str]:
    truth = TRUTH if truth is None else truth
    return {code: value for code, value in values(report).items() if value not in {truth[code], None}}


def flags(report: AnnualReport) -> set[tuple[str, str]]:
    return {(flag.code, flag.detail) for flag in report.flags}


def codes(report: AnnualReport) -> set[str]:
    return {flag.code for flag in report.flags}


def is_whole(report: AnnualReport) -> None:
    assert values(report) == TRUTH
    assert report.format == "f2014"
    assert {seen.applicant for seen in figures(report).values()} == {None}
    assert {code: seen.unit for code, seen in figures(report).items()} == UNITS
    own = [check for check in report.checks if check.identity.startswith("S-")]
    failed = {check.identity for check in own if check.verdict != Verdict.PASS}
    assert len(own) == 14
    assert failed == {"S-NEW-CLOSED"}, "five cases are pending at the end of the year, which is a hint only"


# The codebook.


def test_the_form_has_58_figures_two_labels_stand_twice() -> None:
    assert len(expected("stat", "f2014")) == len(set(CODES)) == len(CODES) == len(VALUES)
    assert set(CODES) <= CODEBOOK.indicators.keys()
    twice = {
        key: [slot.code for slot in slots] for key, slots in VOCABULARIES["f2014"].by_key.items() if len(slots) > 1
    }
    assert twice == {
        "被依法纠错": ["review.corrected", "litigation.corrected"],
        "其他情形": ["review.other", "litigation.other"],
    }
    assert all(slot.keys for slot in VOCABULARIES["f2014"].slots)


# The whole form, in the structures it is printed in.

GRIDS = {
    "official": grid(),
    "序号 in front": grid(("序号", *HEAD)),
    "heads repeated": grid(again=True),
    "other words": grid(("指标名称", "计量单位", "代码", "数量")),
    "unit last": grid(("统计指标", "统计数", "单位")),
    "figure first": grid(("统计数", "单位", "统计指标")),
    "remarks": grid(("序号", *HEAD, "备注")),
}


@pytest.mark.parametrize("name", GRIDS)
def test_a_table(name: str) -> None:
    report = read(GRIDS[name])
    is_whole(report)
    assert not codes(report)
    assert all("#r" in (seen.locator or "") for seen in report.observations)


def test_word_paste_and_a_form_cut_by_page_breaks() -> None:
    is_whole(extract(narrative(table(grid(), word))))
    form = grid()
    cut = table(form[:20]) + "<p>— 2 —</p>" + table(form[20:46]) + "<p>— 3 —</p>" + table([form[0], *form[46:]])
    report = extract(narrative(cut))
    is_whole(report)
    assert not codes(report)


def test_rows_that_head_others_span_all_columns_and_groups_stand_in_front() -> None:
    spanned = [[Td(row[0].text, 3)] if row[1].text == "——" else row for row in grid()]
    is_whole(read(spanned))
    grouped: Grid = [[Td("统计指标", 2), Td("单位"), Td("统计数")]]
    group = "主动公开"
    for row in grid()[1:]:
        if row[0].text[1] == "、" and not row[2].text:
            group = row[0].text
            continue
        grouped.append([Td(group), *row])
    is_whole(read(grouped))


def test_the_form_whose_sum_column_is_one_of_several() -> None:
    head = ("统计指标", "单位", "合计", "市政府统计数", "部门统计数", "乡镇街道统计数")
    report = read(grid(head))
    is_whole(report)
    assert {detail for code, detail in flags(report) if code == "unknown_column"} == {
        "stat: 市政府统计数",
        "stat: 部门统计数",
        "stat: 乡镇街道统计数",
    }
    divided = grid(("统计指标", "单位", "合计", "政府", "部门"))
    divided[:1] = [
        [Td("统计指标", 1, 2), Td("单位", 1, 2), Td("统计数", 3)],
        [Td("合计"), Td("政府"), Td("部门")],
    ]
    is_whole(read(divided))


@pytest.mark.parametrize("head", [HEAD, ("序号", *HEAD), ("指标名称", "计量单位", "代码", "数量")], ids="-".join)
@pytest.mark.parametrize("shape", [bars, lines, divs])
def test_text(head: tuple[str, ...], shape: object) -> None:
    form = grid(head)
    text = bars(form, len(head)) if shape is bars else lines(form) if shape is lines else divs(form)
    if shape is divs:
        report = extract(narrative(text))
    else:
        opening = "本年度报告根据《中华人民共和国政府信息公开条例》编制。"
        report = extract(f"{TITLE}\n\n{opening}\n\n附表\n政府信息公开情况统计表\n\n{text}\n\n单位负责人:张某".encode())
    is_whole(report)
    assert not codes(report) - {"publisher_unknown"}


# What is printed decides; what is not printed is said.


@pytest.mark.parametrize("columns", [("区政府统计数", "区直单位统计数", "乡镇街道统计数"), ("上期实际", "历年累计")])
def test_columns_that_are_no_sum_are_not_read(columns: tuple[str, ...]) -> None:
    report = read(grid(("序号", "统计指标", "单位", *columns)))
    assert not any(values(report).values())
    assert {("unknown_column", f"stat: {name}") for name in columns} <= flags(report)
    assert figures(report)["requests.new"].status == Status.DAMAGED
    assert figures(report)["requests.new"].raw.startswith("件 3 3")


@pytest.mark.parametrize("shape", [table, bars, lines])
def test_blank_is_blank(shape: object) -> None:
    empty = {"requests.channel.fax": "", "review.total": "", "replies.refused.privacy": "", "requests.closed": "/"}
    form = grid(values=empty)
    text = table(form) if shape is table else bars(form, 3) if shape is bars else lines(form)
    report = extract(narrative(text) if shape is table else f"{TITLE}\n{text}".encode())
    assert {code for code, value in values(report).items() if value is None} == set(empty)
    assert figures(report)["requests.channel.fax"].status == Status.BLANK
    assert figures(report)["requests.closed"].status == Status.MARK
    verdicts = {check.identity: check.verdict for check in report.checks}
    assert verdicts["S-REVIEW"] == verdicts["S-CLOSED"] == verdicts["S-CLOSED-REPLIES"] == Verdict.NOT_ASSESSABLE
    assert verdicts["S-CHANNELS"] == Verdict.FAIL, "two by fax are left out"


def test_a_code_is_not_the_figure_that_was_left_blank() -> None:
    blank = {"requests.channel.fax": ""}
    report = extract(f"{TITLE}\n{lines(grid(('指标名称', '计量单位', '代码', '数量'), values=blank))}".encode())
    assert values(report) == TRUTH | {"requests.channel.fax": None}
    assert ("row_not_read", "stat: 2.传真申请数: 24") in flags(report)
    report = extract(f"{TITLE}\n{lines(grid(('序号', *HEAD), values=blank))}".encode())
    assert values(report) == TRUTH | {"requests.channel.fax": None}
    assert figures(report)["requests.channel.fax"].status == Status.BLANK, "the numbers of the rows count on"


def test_a_figure_torn_over_two_lines_is_damaged() -> None:
    text = lines(grid()).replace("\n241\n", "\n24\n\n1\n")
    report = extract(f"{TITLE}\n{text}".encode())
    assert values(report) == TRUTH | {"requests.new": None}
    assert figures(report)["requests.new"].status == Status.DAMAGED


def test_a_line_that_is_all_damage_is_a_row_nobody_knows() -> None:
    text = lines(grid()).replace("\n241\n", "\n241\n\ntd>\n\n件\n\n9\n")
    report = extract(f"{TITLE}\n{text}".encode())
    assert values(report) == TRUTH
    assert ("unknown_row", "stat: td>: 9") in flags(report)


def test_the_form_in_an_attachment() -> None:
    document = docx.Document()
    printed = document.add_table(rows=0, cols=len(HEAD))
    for row in grid():
        for cell, one in zip(printed.add_row().cells, row, strict=True):
            cell.text = one.text
    file = BytesIO()
    document.save(file)
    part = Part(file.getvalue(), "https://www.example.gov.cn/files/form.docx")
    report = extract(narrative(""), parts=[part])
    is_whole(report)
    assert {seen.origin for seen in report.observations} == {"office"}


@pytest.mark.parametrize("index", range(len(ROWS)), ids=lambda index: ROWS[index].label[:12])
def test_a_row_that_is_not_printed_is_missing(index: int) -> None:
    form = grid()
    del form[index + 1]
    for report in (read(form), extract(f"{TITLE}\n{lines(form)}".encode())):
        assert not wrong(report)
        lost = {code for code, seen in figures(report).items() if seen.status == Status.MISSING}
        assert lost == {ROWS[index].code} - {None}


def test_rows_that_stand_twice_are_not_guessed_without_their_group() -> None:
    cut = grid()
    del cut[46:51]
    report = read(cut)
    assert not wrong(report)
    assert ("unknown_row", "stat: (二)被依法纠错数: 件 1") in flags(report)
    assert values(report)["review.corrected"] is values(report)["litigation.corrected"] is None


def test_a_row_nobody_knows_is_kept_as_a_flag() -> None:
    form = grid()
    form.insert(5, [Td("主动公开行政执法信息"), Td("条"), Td("77")])
    report = read(form)
    assert values(report) == TRUTH
    assert ("unknown_row", "stat: 主动公开行政执法信息: 条 77") in flags(report)


def test_an_empty_row_of_one_cell_is_nothing() -> None:
    form = grid()
    form.insert(20, [Td("", 3)])
    is_whole(read(form))


@pytest.mark.parametrize("shape", [table, divs])
def test_a_label_without_han_characters_is_flagged(shape: Callable[[Grid], str]) -> None:
    form = grid()
    form.insert(40, [Td("x"), Td("件"), Td("6")])
    told = [detail for code, detail in flags(extract(narrative(shape(form)))) if code == "unknown_row"]
    assert [detail.startswith("stat: x") for detail in told] == [True]


@pytest.mark.parametrize("index", range(len(ROWS)), ids=lambda index: ROWS[index].label[:12])
def test_a_label_with_one_lost_character_is_right_or_flagged(index: int) -> None:
    form = grid()
    label = form[index + 1][0].text
    for place in range(len(label)):
        form[index + 1][0] = Td(label[:place] + label[place + 1 :])
        report = read(form)
        assert not wrong(report)
        assert values(report) == TRUTH or codes(report), form[index + 1][0].text


@pytest.mark.parametrize("index", [row for row in range(len(ROWS)) if ROWS[row].code], ids=lambda i: ROWS[i].label[:12])
def test_a_label_with_one_wrong_character_is_right_or_flagged(index: int) -> None:
    form = grid()
    label = form[index + 1][0].text
    for place in range(len(label)):
        form[index + 1][0] = Td(label[:place] + "?" + label[place + 1 :])
        report = read(form)
        assert not wrong(report)
        assert values(report) == TRUTH or codes(report), form[index + 1][0].text


def test_many_damaged_labels_and_lost_rows_at_once() -> None:
    """Nothing wrong without a flag, however many labels lose characters and rows."""
    exact = 0
    for seed in range(60):
        random = Random(seed)
        form = grid()
        for row in random.sample(form[1:], 12):
            place = random.randrange(len(row[0].text))
            row[0] = Td(row[0].text[:place] + row[0].text[place + 1 :])
        for row in random.sample(form[1:], 6):
            form.remove(row)
        for report in (read(form), extract(f"{TITLE}\n{lines(form)}".encode())):
            guessed = set(wrong(report))
            assert not guessed or "label_inexact" in codes(report), (seed, guessed)
            exact += sum(1 for code, value in values(report).items() if value == TRUTH[code])
    assert exact / (120 * len(CODES)) > 0.85


def test_heads_lost_or_inexact() -> None:
    report = read(grid()[1:])
    assert values(report) == TRUTH
    assert ("header_missing", "stat") in flags(report)
    unclear = read(grid(("序号", *HEAD))[1:])
    assert not wrong(unclear)
    report = read([[Td("统计指标"), Td("单位"), Td("统数")], *grid()[1:]])
    assert values(report) == TRUTH
    assert ("header_inexact", "stat") in flags(report)


def test_groups_in_another_order_are_right_or_flagged() -> None:
    form = grid()
    exchanged = [*form[:45], *form[49:53], *form[45:49], *form[53:]]
    report = read(exchanged)
    assert not wrong(report)
    assert values(report) == TRUTH or "unknown_row" in codes(report)


def test_one_wrong_figure_fails_its_identity() -> None:
    report = read(grid(values={"replies.refused.privacy": "12"}))
    failed = {(check.identity, check.severity) for check in report.checks if check.verdict == Verdict.FAIL}
    assert ("S-REFUSED", "strict") in failed


def test_figures_moved_to_the_unit_column_are_no_figures() -> None:
    form = [[cells[0], cells[2], cells[1]] for cells in grid()[1:]]
    report = read([[Td(name) for name in HEAD], *form])
    assert not any(values(report).values())


@pytest.mark.parametrize(
    "head", [HEAD, ("序号", *HEAD), ("指标名称", "计量单位", "代码", "数量"), (*HEAD, "备注")], ids="-".join
)
def test_cells_out_of_place_are_right_or_flagged(head: tuple[str, ...]) -> None:
    """Rows with a cell dropped, doubled, put in, torn, or exchanged with its neighbour."""
    for seed in range(40):
        random = Random(seed)
        form = grid(head)
        for row in random.sample(form[1:], 3):
            place = random.randrange(len(row) - 1)
            value = next(i for i, cell in enumerate(form[0]) if cell.text in {"统计数", "数量"})
            changed = (
                [*row[:place], *row[place + 1 :]],
                [*row[:place], row[place], *row[place:]],
                [*row[:place], Td(""), *row[place:]],
                [*row[:value], Td(row[value].text[:1]), Td(row[value].text[1:]), *row[value + 1 :]],
                [*row[:place], row[place + 1], row[place], *row[place + 2 :]],
            )
            row[:] = changed[seed % len(changed)]
        for report in (read(form), extract(f"{TITLE}\n{bars(form, len(head))}".encode())):
            assert not wrong(report) or codes(report) - {"publisher_unknown"}, (seed, wrong(report))


# Which layout it is.


def test_a_narrative_without_the_form_is_read_as_before() -> None:
    report = extract(narrative(""))
    assert report.format == "f2014"
    assert not figures(report)
    assert {"format_assumed", "table_missing"} <= codes(report)


def test_labels_in_prose_and_menus_make_no_form() -> None:
    menu = "".join(f"<li>{label}</li>" for label in ("当面申请", "传真申请数", "网上申请", "信函申请"))
    report = extract(narrative(f"<ul>{menu}</ul>"))
    assert not figures(report)


def test_a_local_form_before_2014_keeps_its_layout() -> None:
    report = extract(narrative(table(grid(("指标名称", "计量单位", "代码", "数量"))), 2012))
    assert (report.format, report.report_year) == ("f2008", 2012)
    assert values(report) == TRUTH
    assert "local_form" in codes(report)
    assert not [check for check in report.checks if check.identity.startswith("S-")]


@pytest.mark.parametrize("name", ["f2014_form", "f2014_form_counties"])
def test_golden_folders_hold_the_composed_figures(name: str) -> None:
    folder = FIXTURES / name
    report = extract((folder / "page.html").read_bytes())
    assert not wrong(report)
    assert json.loads((folder / "expected.json").read_text(encoding="utf-8"))["format"] == "f2014"
