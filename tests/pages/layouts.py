"""The national layouts as publishers fill them in: local rows, instructions, cut heads, the form of the wrong year."""

from tests.composing import Grid, Td, request_grid, table
from tests.pages.made import FIGURES_2019, Made, blank, changed, grids, html, of_boxes
from tests.portals import layout2019
from tests.truth import CHANGZHOU_2022, JIAXING_OFFICE_2022, Figures

_LOCAL = {
    "disclosure.other_documents.newly_made": "52",
    "disclosure.other_documents.newly_disclosed": "48",
    "disclosure.other_documents.total_disclosed": "207",
}


def _grids_2019(figures: Figures = FIGURES_2019) -> list[Grid]:
    return [of_boxes(make(figures)) for make in (layout2019.table2, layout2019.table3, layout2019.table4)]


def hubei_2020() -> Made:
    """孝感市人民政府办公室 2020: a row 其他主动公开文件, instructions inside the labels, 增 and 减 for signs."""
    first, *rest = _grids_2019()
    local = [Td("其他主动公开文件"), *(Td(value, span) for value, span in zip(_LOCAL.values(), (2, 1, 1), strict=True))]
    first.insert(4, local)
    instructions = {
        "上一年项目数量": "上一年项目数量(指2019年事项数)",
        "本年增/减": "本年增/减(增加用“+”表示,减少用“-”表示)",
        "对外公开总数量": "对外公开总数量(指截至2020年底仍有效的)",
        "-8": "减8",
        "+4": "增4",
    }
    first = changed(first, lambda text: instructions.get(text, text))
    title = "示例市人民政府办公室2020年政府信息公开工作年度报告"
    truth = FIGURES_2019 | {(code, None): value for code, value in _LOCAL.items()}
    return Made(html([first, *rest], title, 2020), truth)


def heads_cut() -> Made:
    """天津市和平区发展改革委 2019: two heads of the first block cut to 本年新, so that only their order tells them apart."""
    first, *rest = _grids_2019()
    first = changed(first, lambda text: "本年新" if text.startswith("本年新") else text)
    title = "示例市示例区发展和改革委员会2019年政府信息公开工作年度报告"
    cut = frozenset(
        code for code, _ in FIGURES_2019 if code.endswith(("newly_made", "newly_disclosed", "total_disclosed"))
    )
    return Made(html([first, *rest], title, 2019), FIGURES_2019, flags=frozenset({"header_incomplete"}), unread=cut)


def labels_of_their_own() -> Made:
    """武汉市汉阳区 2022 and 淮安市洪泽区 2024: a remark in a head, 、 after numbers, a word lost in a label, blanks in words."""
    local = {
        "现行有效件数": "现行有效件数（历史累计）",
        "2.其他法律行政法规禁止公开": "2、其他法律行政止公开",
        "(七)总计": "（七）总　计",
        "3.其他": "3、其他",
        "1.属于国家秘密": "1、属于国家秘密",
        "其他": "其它",
    }
    return Made(html([changed(grid, lambda text: local.get(text, text)) for grid in grids()]), CHANGZHOU_2022)


def heads_over_two_rows() -> Made:
    """徐闻县司法局 2023: the heads of applicants torn over two rows of cells, zeros left blank."""
    figures = blank(JIAXING_OFFICE_2022)
    first, second, third = grids(figures)
    second[2:3] = [
        [Td(name) for name in ("商业", "科研", "社会公", "法律服", "其他")],
        [Td(name) for name in ("企业", "机构", "益组织", "务机构", "")],
    ]
    second[0][0] = Td(second[0][0].text, 3, 4)
    second[1][0], second[1][2] = Td("自然人", 1, 3), Td("总计", 1, 3)
    return Made(html([first, second, third], "示例县司法局2023年政府信息公开工作年度报告", 2023), figures)


def blank_form_of_2019() -> Made:
    """佳县螅镇 2022: the form of 2019 for a later year, printed without one figure."""
    nothing: Figures = dict.fromkeys(FIGURES_2019, "")
    shown = [changed(grid, lambda text: text or "&nbsp;") for grid in _grids_2019(nothing)]
    title = "示例县示例镇2022年政府信息公开工作年度报告"
    return Made(html(shown, title), nothing, flags=frozenset({"table_blank"}))


def disclosure_of_2019() -> Made:
    """A bureau's report on 2023 with the whole table 2 of 2019 before the other tables of 2021 (extraction notes, 1)."""
    truth = {key: value for key, value in FIGURES_2019.items() if key[0].startswith("disclosure.")}
    truth |= {key: value for key, value in CHANGZHOU_2022.items() if not key[0].startswith("disclosure.")}
    parts = [_grids_2019()[0], *grids()[1:]]
    title = "示例市城市管理局2023年政府信息公开工作年度报告"
    return Made(html(parts, title, 2023), truth, flags=frozenset({"hybrid_layout"}))


def whole_page_in_a_table() -> Made:
    """温州市人民政府办公室 2020: everything in one layout table with hundreds of empty cells, the tables nested in it."""
    empty = f"<tr>{'<td></td>' * 24}</tr>"
    whole = html(_grids_2019(), "示例市人民政府办公室2020年政府信息公开工作年度报告", 2020).decode()
    head, start, rest = whole.partition("<h1>")
    article, end, tail = rest.partition('<div class="footer">')
    nested = (
        f'<table><tr><td>{empty * 9}</td></tr><tr><td width="98%">{start}{article}</td>{"<td></td>" * 12}</tr></table>'
    )
    return Made(
        f"{head}<table width='100%'><tr><td>{nested}</td></tr>{empty}</table>{end}{tail}".encode(), FIGURES_2019
    )


def remarks_in_cells() -> Made:
    """Cells with more than a number: units, 其中 in brackets, signs (上海市人民政府办公厅 2019 prints 251000元)."""
    first, second, third = grids()
    first[3][1] = Td("49(其中修订16件)")
    first[6][1] = Td("3601228 件", 3)
    first[-1][1] = Td("181321.09万元", 3)
    third[3][0] = Td("57件")
    return Made(html([first, second, third]), CHANGZHOU_2022)


def marks_for_nothing() -> Made:
    """Zeros printed as /, —, － and 无, and a total left blank, which is no zero either (report format, 8)."""
    marks = ["/", "—", "－", "无", "--", "\\"]
    zeros = [key for key, value in CHANGZHOU_2022.items() if value == "0"]
    truth = CHANGZHOU_2022 | {key: marks[number % len(marks)] for number, key in enumerate(zeros)}
    truth["requests.result.granted", "total"] = ""
    first, _, third = grids(truth)
    return Made(html([first, table(request_grid(truth)), third]), truth)


LAYOUTS = (
    hubei_2020,
    heads_cut,
    labels_of_their_own,
    heads_over_two_rows,
    blank_form_of_2019,
    disclosure_of_2019,
    whole_page_in_a_table,
    remarks_in_cells,
    marks_for_nothing,
)
