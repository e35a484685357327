"""The tables of the trial form of 2019 (国办公开办函〔2019〕60号), where they differ from the form of 2021."""

from tests.portals.codes import TABLE2
from tests.portals.figures import Figures
from tests.portals.grid import Box, Grid
from tests.portals.layout2021 import REASONED_RESULTS, SINGLE_RESULTS, TOTAL, Results, table3_of, table4

__all__ = ["table2", "table3", "table4"]

_OTHER: Results = (("（六）其他处理", (("", "requests.result.other"),)),)


def table2(figures: Figures) -> Grid:
    """Five grid columns whose head spans (1, 1, 2, 1) and value spans (1, 2, 1, 1) differ, as in the form."""
    value = iter([_printed(code, figures[code, None]) for code in TABLE2["f2019"]])

    def row(label: str, *spans: int) -> list[Box]:
        return [Box(label), *(Box(next(value), across=span) for span in spans)]

    def head(article: str, *columns: tuple[str, int]) -> Grid:
        return [
            [Box(article, across=5)],
            [Box("信息内容"), *(Box(label, across=span) for label, span in columns)],
        ]

    decisions = (("上一年项目数量", 1), ("本年增/减", 2), ("处理决定数量", 1))
    return [
        *head("第二十条第（一）项", ("本年新制作数量", 1), ("本年新公开数量", 2), ("对外公开总数量", 1)),
        row("规章", 2, 1, 1),
        row("规范性文件", 2, 1, 1),
        *head("第二十条第（五）项", *decisions),
        row("行政许可", 2, 1, 1),
        row("其他对外管理服务事项", 2, 1, 1),
        *head("第二十条第（六）项", *decisions),
        row("行政处罚", 2, 1, 1),
        row("行政强制", 2, 1, 1),
        *head("第二十条第（八）项", ("上一年项目数量", 1), ("本年增/减", 3)),
        row("行政事业性收费", 2, 2),
        *head("第二十条第（九）项", ("采购项目数量", 1), ("采购总金额", 3)),
        row("政府集中采购", 2, 2),
    ]


def table3(figures: Figures) -> Grid:
    return table3_of(figures, (*SINGLE_RESULTS, *REASONED_RESULTS, *_OTHER, *TOTAL))


def _printed(code: str, value: str) -> str:
    """Changes are printed with their sign, and the one amount has its unit in the cell."""
    if code.endswith("items_change") and value.isdigit() and value != "0":
        return f"+{value}"
    return f"{value}元" if code == "disclosure.procurement.amount" and value.isdigit() else value
