"""The three tables of the form of 2021 (国办公开办函〔2021〕30号), cell by cell as the form prints them."""

from tests.portals.codes import COLUMNS, TABLE2, TABLE4
from tests.portals.figures import Figures
from tests.portals.grid import Box, Grid

FLOW_RULE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

# Rows of table 3 under 三、本年度办理结果: a group with its reasons, or a row of its own.
Results = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
SINGLE_RESULTS: Results = (
    ("（一）予以公开", (("", "requests.result.granted"),)),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", (("", "requests.result.partial"),)),
)
REASONED_RESULTS: Results = (
    (
        "（三）不予\n公开",
        (
            ("1.属于国家秘密", "requests.result.refused.state_secret"),
            ("2.其他法律行政法规禁止公开", "requests.result.refused.law_prohibited"),
            ("3.危及“三安全一稳定”", "requests.result.refused.security_stability"),
            ("4.保护第三方合法权益", "requests.result.refused.third_party"),
            ("5.属于三类内部事务信息", "requests.result.refused.internal_affairs"),
            ("6.属于四类过程性信息", "requests.result.refused.process_info"),
            ("7.属于行政执法案卷", "requests.result.refused.enforcement_file"),
            ("8.属于行政查询事项", "requests.result.refused.admin_query"),
        ),
    ),
    (
        "（四）无法\n提供",
        (
            ("1.本机关不掌握相关政府信息", "requests.result.unavailable.not_held"),
            ("2.没有现成信息需要另行制作", "requests.result.unavailable.needs_creation"),
            ("3.补正后申请内容仍不明确", "requests.result.unavailable.unclear"),
        ),
    ),
    (
        "（五）不予\n处理",
        (
            ("1.信访举报投诉类申请", "requests.result.not_processed.petition"),
            ("2.重复申请", "requests.result.not_processed.duplicate"),
            ("3.要求提供公开出版物", "requests.result.not_processed.publication"),
            ("4.无正当理由大量反复申请", "requests.result.not_processed.excessive"),
            ("5.要求行政机关确认或重新出具已获取信息", "requests.result.not_processed.reconfirm"),
        ),
    ),
)
_OTHER: Results = (
    (
        "（六）其他\n处理",
        (
            (
                "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
                "requests.result.other.correction_overdue",
            ),
            (
                "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
                "requests.result.other.fee_unpaid",
            ),
            ("3.其他", "requests.result.other.misc"),
        ),
    ),
)
TOTAL: Results = (("（七）总计", (("", "requests.result.total"),)),)


def table2(figures: Figures) -> Grid:
    value = iter([figures[code, None] for code in TABLE2["f2021"]])
    grid = [
        [Box("第二十条第（一）项", across=4)],
        [Box("信息内容"), Box("本年制发件数"), Box("本年废止件数"), Box("现行有效件数")],
        *([Box(row), *(Box(next(value)) for _ in range(3))] for row in ("规章", "行政规范性文件")),
    ]
    for article, column, rows in (
        ("第二十条第（五）项", "本年处理决定数量", ["行政许可"]),
        ("第二十条第（六）项", "本年处理决定数量", ["行政处罚", "行政强制"]),
        ("第二十条第（八）项", "本年收费金额（单位：万元）", ["行政事业性收费"]),
    ):
        grid += [[Box(article, across=4)], [Box("信息内容"), Box(column, across=3)]]
        grid += [[Box(row), Box(next(value), across=3)] for row in rows]
    return grid


def table3(figures: Figures) -> Grid:
    return table3_of(figures, (*SINGLE_RESULTS, *REASONED_RESULTS, *_OTHER, *TOTAL))


def table3_of(figures: Figures, results: Results) -> Grid:
    """Table 3 with these result rows; the layouts of 2019 and 2021 differ in nothing else."""

    def values(code: str) -> list[Box]:
        return [Box(figures[code, column]) for column in COLUMNS]

    organisations = ("商业\n企业", "科研\n机构", "社会公益组织", "法律服务机构", "其他")
    grid = [
        [Box(FLOW_RULE, across=3, down=3), Box("申请人情况", across=7)],
        [Box("自然人", down=2), Box("法人或其他组织", across=5), Box("总计", down=2)],
        [Box(name) for name in organisations],
        [Box("一、本年新收政府信息公开申请数量", across=3), *values("requests.new")],
        [Box("二、上年结转政府信息公开申请数量", across=3), *values("requests.carried_in")],
    ]
    first = [Box("三、本年度办理结果", down=sum(len(rows) for _, rows in results))]
    for group, rows in results:
        for number, (label, code) in enumerate(rows):
            head = [Box(group, across=1 if label else 2, down=len(rows))] if number == 0 else []
            grid.append([*first, *head, *([Box(label)] if label else []), *values(code)])
            first = []
    return [*grid, [Box("四、结转下年度继续办理", across=3), *values("requests.carried_out")]]


def table4(figures: Figures) -> Grid:
    outcomes = [Box(name) for name in ("结果\n维持", "结果\n纠正", "其他\n结果", "尚未\n审结", "总计")]
    return [
        [Box("行政复议", across=5), Box("行政诉讼", across=10)],
        [
            *(Box(box.text, down=2) for box in outcomes),
            Box("未经复议直接起诉", across=5),
            Box("复议后起诉", across=5),
        ],
        outcomes * 2,
        [Box(figures[code, None]) for code in TABLE4],
    ]
