"""Coded statistics forms of places before 2014: read by the labels printed, whatever their codes, order and columns.

The rows are those of two published forms: one with 代码, 本期实际, 本年累计 and rows such as 免予公开范围1, and one that numbers
and words them otherwise. What each row means is written down here by hand, apart from the extractor's own data.
"""

from pathlib import Path
from random import Random

import pytest

from extraction import AnnualReport, Observation, Status, Verdict, extract
from tests.composing import Grid, Td, bars, divs, lines, page, table, word

FIXTURES = Path(__file__).parent / "fixtures"
TITLE = "示例市2010年政府信息公开工作年度报告"
HEAD = ("指标名称", "计量单位", "代码", "本期实际", "本年累计")

# Label, unit, figure of the period, figure of the year, what it is (None: nothing known elsewhere asks the same).
# fmt: off
CODED = (
    ("主动公开信息数", "条", "310", "9021", "disclosure.info.total"),
    ("其中:全文电子化的主动公开信息数", "条", "305", "8800", "disclosure.info.fulltext"),
    ("新增的行政规范性文件数", "条", "4", "31", "disclosure.info.normative_docs"),
    ("提供服务类信息数", "条", "112", "1406", "service.info_items"),
    ("网站专栏页面访问量", "人次", "20110", "190233", "service.site_visits"),
    ("现场接待人数", "人次", "17", "205", "service.visitors"),
    ("网上咨询数", "人次", "41", "388", "service.online_consultations"),
    ("咨询电话接听数", "人次", "96", "1190", "service.phone_consultations"),
    ("依申请公开信息目录数", "条", "8", "57", "requests.catalogue_items"),
    ("申请总数", "条", "13", "134", "requests.new"),
    ("其中:1.当面申请数", "条", "5", "61", "requests.channel.in_person"),
    ("2.传真申请数", "条", "0", "2", "requests.channel.fax"),
    ("3.电子邮件申请数", "条", "2", "19", "requests.channel.email"),
    ("4.网上申请数", "条", "4", "40", "requests.channel.online"),
    ("5.信函申请数", "条", "1", "9", "requests.channel.letter"),
    ("6.其他形式申请数", "条", "1", "3", "requests.channel.other"),
    ("对申请的答复总数", "条", "12", "131", "replies.total"),
    ("其中:1.同意公开答复数", "条", "9", "88", "replies.granted"),
    ("2.同意部分公开答复数", "条", "1", "7", "replies.partial"),
    ("3.否决公开答复总数", "条", "2", "36", "replies.refused"),
    ("其中:(1)“非《规定》所指政府信息”数", "条", "0", "6", "replies.refused.not_gov_info"),
    ("(2)“信息不存在”数", "条", "1", "15", "replies.not_exist"),
    ("(3)“非本部门掌握”数", "条", "1", "8", "replies.not_responsible"),
    ("(4)“申请内容不明确”数", "条", "0", "3", "replies.unclear"),
    ("(5)“免予公开范围1”数", "条", "0", "1", None),
    ("(6)“免予公开范围2”数", "条", "0", "2", None),
    ("(7)其它原因", "条", "0", "1", None),
    ("行政复议数", "件", "1", "4", "review.total"),
    ("行政诉讼数", "件", "0", "2", "litigation.total"),
    ("行政申诉数", "件", "0", "5", "appeals.total"),
    ("其中:对本部门首次处理不满意的行政申诉数", "件", "0", "3", None),
    ("收取费用总数", "元", "25.5", "310.5", "fee.total"),
    ("其中:检索费", "元", "10", "100", None),
    ("政府信息公开指定专职人员数", "人", "23", "24", "capacity.staff"),
    ("其中:1.全职人员数", "人", "11", "10", "capacity.staff.full_time"),
    ("2.兼职人员数", "人", "12", "14", "capacity.staff.part_time"),
    ("处理政府信息公开的专项经费", "万元", "3.2", "38.6", "capacity.budget"),
    ("处理政府信息公开的实际支出", "万元", "3.1", "36.04", "capacity.expenditure"),
    ("与诉讼有关的总费用", "万元", "0", "0.8", "capacity.litigation_cost"),
)
OTHERWISE = (
    ("主动公开政府信息数", "条", "", "5120", "disclosure.info.total"),
    ("公文类信息数", "条", "", "771", "disclosure.info.official_docs"),
    ("收到申请数", "件", "", "57", "requests.new"),
    ("1、网络申请数", "件", "", "30", "requests.channel.online"),
    ("2、信函申请数", "件", "", "20", "requests.channel.letter"),
    ("3、当面申请数", "件", "", "7", "requests.channel.in_person"),
    ("同意公开答复数", "件", "", "41", "replies.granted"),
    ("不予公开答复总数", "件", "", "9", "replies.refused"),
    ("“国家秘密”数", "件", "", "1", "replies.refused.state_secret"),
    ("“商业秘密”数", "件", "", "2", "replies.refused.trade_secret"),
    ("“个人隐私”数", "件", "", "3", "replies.refused.privacy"),
    ("“危及安全和稳定”数", "件", "", "0", "replies.refused.security_stability"),
    ("“法律法规规定的其他情形”数", "件", "", "3", "replies.refused.other_legal"),
    ("非本机关职权范围数", "件", "", "4", "replies.not_responsible"),
    ("重复申请数", "件", "", "2", "replies.duplicate"),
    ("依申请提供信息收取费用", "元", "", "86", "fee.request_charges"),
    ("咨询电话接听数", "人次", "", "640", "service.phone_consultations"),
)
# fmt: on
Rows = tuple[tuple[str, str, str, str, str | None], ...]


def truth(rows: Rows = CODED) -> dict[str, str]:
    return {code: year for _, _, _, year, code in rows if code}


def grid(head: tuple[str, ...] = HEAD, rows: Rows = CODED, first: int = 1) -> Grid:
    """The form with the columns of `head`, its codes counted from `first`."""
    form = [[Td(name) for name in head]]
    for number, (label, unit, period, year, _) in enumerate(rows, first):
        cells = dict(zip(HEAD, (label, unit, f"{number:02}", period, year), strict=True)) | {"数量": year, "备注": ""}
        form.append([Td(cells[name]) for name in head])
    return form


def narrative(form: str, year: int = 2010) -> bytes:
    prose = (
        "<p>一、概述</p><p>根据《中华人民共和国政府信息公开条例》编制,统计期限自1月1日起至12月31日止。</p>"
        "<p>二、政府信息主动公开情况</p><p>公开内容不断拓展。</p><p>三、政府信息依申请公开情况</p><p>依法办理。</p>"
        "<p>四、咨询处理情况</p><p>及时答复。</p><p>五、复议、诉讼和申诉情况</p><p>详见附表。</p>"
        "<p>六、政府支出与收费情况</p><p>按规定执行。</p><p>七、主要问题和改进措施</p><p>一是内容有待充实。</p>"
    )
    title = TITLE.replace("2010", str(year))
    attached = f"<p>八、附表</p><p>政府信息公开情况统计报表</p>{form}<p>单位负责人:张某 填报人:王某</p>"
    content = f"<h1>{title}</h1><div>{prose}{attached}</div>"
    return page(content, title).replace(b"2023-03-09", f"{year + 1}-03-20".encode())


def read(form: Grid, year: int = 2010) -> AnnualReport:
    return extract(narrative(table(form), year))


def figures(report: AnnualReport) -> dict[str, Observation]:
    return {seen.indicator: seen for seen in report.observations if seen.origin != "narrative"}


def values(report: AnnualReport) -> dict[str, str | None]:
    return {code: seen.value for code, seen in figures(report).items()}


def flags(report: AnnualReport, code: str) -> set[str]:
    return {flag.detail for flag in report.flags if flag.code == code}


def is_whole(report: AnnualReport, rows: Rows = CODED) -> None:
    assert values(report) == truth(rows), "every figure that is printed, and none that is not"
    assert report.format == "f2008"
    assert {code: figures(report)[code].unit for code in truth(rows)} == {
        code: unit for _, unit, _, _, code in rows if code
    }
    known = {detail.split(": ")[1] for detail in flags(report, "unknown_row")}
    assert known == {label for label, _, _, _, code in rows if code is None}


# Structures.


@pytest.mark.parametrize(
    "head",
    [HEAD, ("指标名称", "代码", "计量单位", "本年累计"), (*HEAD, "备注"), ("代码", *HEAD[:2], "数量")],
    ids="-".join,
)
def test_a_table(head: tuple[str, ...]) -> None:
    is_whole(read(grid(head)))
    is_whole(extract(narrative(table(grid(head), word))))


@pytest.mark.parametrize("shape", ["lines", "bars", "divs"])
def test_text(shape: str) -> None:
    form = grid()
    if shape == "divs":
        is_whole(extract(narrative(divs(form))))
        return
    text = lines(form) if shape == "lines" else bars(form, len(HEAD))
    opening = "本报告根据《中华人民共和国政府信息公开条例》编制。"
    is_whole(extract(f"{TITLE}\n\n{opening}\n\n附表\n\n{text}\n\n单位负责人:张某".encode()))


def test_the_row_that_numbers_the_columns_is_no_figure() -> None:
    form = grid()
    form.insert(1, [Td(mark) for mark in ("甲", "乙", "丙", "1", "2")])
    is_whole(read(form))


def test_a_form_that_words_orders_and_numbers_its_rows_otherwise() -> None:
    """Code 20 is 否决公开答复总数 in one place and 同意公开答复数 in another."""
    report = read(grid(HEAD, OTHERWISE, 14))
    is_whole(report, OTHERWISE)
    assert values(read(grid(HEAD, OTHERWISE, 40))) == values(report)


def test_rows_in_any_order() -> None:
    rows = list(CODED)
    Random(7).shuffle(rows)
    is_whole(read(grid(HEAD, tuple(rows))))


# What is read, and what is only kept.


def test_the_year_is_read_and_the_period_beside_it_is_named() -> None:
    report = read(grid())
    assert flags(report, "unknown_column") == {"stat: 本期实际"}
    alone = read(grid(HEAD[:4]))
    assert values(alone) == {code: period for _, _, period, _, code in CODED if code}, "then the period is the year"


def test_rows_nobody_else_has_keep_all_they_print() -> None:
    unknown = flags(read(grid()), "unknown_row")
    assert "stat: (5)“免予公开范围1”数: 条 25 0 1" in unknown
    assert "stat: 其中:检索费: 元 33 10 100" in unknown


def test_fees_are_in_yuan_where_the_form_does_not_say() -> None:
    seen = figures(read(grid(("指标名称", "代码", "本年累计"), OTHERWISE)))
    assert (seen["fee.request_charges"].value, seen["fee.request_charges"].unit) == ("86", "元")


def test_a_blank_is_blank_and_what_is_not_printed_is_not_due() -> None:
    rows = tuple(
        (label, unit, period, "" if label == "申请总数" else year, code) for label, unit, period, year, code in CODED
    )
    report = read(grid(HEAD, rows))
    assert figures(report)["requests.new"].status == Status.BLANK
    assert not [seen for seen in figures(report).values() if seen.status == Status.MISSING]
    assert "table_missing" not in {flag.code for flag in report.flags}


def test_identities_of_local_forms_are_applied_where_all_their_rows_are_printed() -> None:
    verdicts = {check.identity: check.verdict for check in read(grid()).checks}
    assert verdicts["L-CHANNELS"] == Verdict.PASS
    assert not [name for name in verdicts if name.startswith("S-")]
    other = {check.identity: check.verdict for check in read(grid(HEAD, OTHERWISE)).checks}
    assert other["L-CHANNELS"] == Verdict.NOT_ASSESSABLE, "three channels of six are printed"


@pytest.mark.parametrize("index", range(len(CODED)), ids=lambda index: CODED[index][0][:12])
def test_a_label_with_one_lost_character_is_right_or_flagged(index: int) -> None:
    for place in range(len(CODED[index][0])):
        form = grid()
        label = form[index + 1][0].text
        form[index + 1][0] = Td(label[:place] + label[place + 1 :])
        report = read(form)
        expected, seen = truth(), values(report)
        assert not {code for code, value in seen.items() if value not in {expected.get(code), None}}
        assert seen == expected or len(flags(report, "unknown_row")) > 5


# Which form it is.


@pytest.mark.parametrize("year", [2008, 2013, 2015])
def test_the_labels_decide_and_not_the_year(year: int) -> None:
    report = read(grid(), year)
    assert (report.format, report.report_year) == ("f2008", year)
    assert values(report) == truth()
    assert not flags(report, "local_form")


@pytest.mark.parametrize(("name", "rows"), [("f2008_form", CODED), ("f2008_form_text", OTHERWISE)])
def test_golden_folders_hold_the_composed_figures(name: str, rows: Rows) -> None:
    (payload,) = (FIXTURES / name).glob("page.*")
    is_whole(extract(payload.read_bytes()), rows)
