"""Reports as plain text: cell per line, rows with bars, Markdown tables of PDF converters."""

from tests.composing import HEADINGS, PERIOD, TITLE, Grid, bars, lines
from tests.pages.made import Made, changed, grids
from tests.truth import CHANGZHOU_2022, JIAXING_OFFICE_2022

_PLAIN = "text/plain; charset=utf-8"
_OPENING = f"本报告根据《中华人民共和国政府信息公开条例》编制。{PERIOD}"
_CHROME = ["首页", "政务公开", "法定主动公开内容", "政府信息公开年报", "打印本页", "关闭窗口"]


def _text(parts: list[str], title: str = TITLE, *, before: str = "\n".join(_CHROME[:4])) -> bytes:
    sections = zip(HEADINGS, ["2022年,主动公开各类政府信息。", *parts, "培训不够。", "无。"], strict=True)
    told = "\n".join(f"{heading}\n{part}" for heading, part in sections)
    return "\n".join([before, title, _OPENING, told, *_CHROME[4:]]).encode()


def cell_per_line_township() -> Made:
    """西咸新区太平镇 2022 as a text extraction: a cell per line, words of the menu before and after."""
    title = "示例新区示例镇2022年政府信息公开工作年度报告"
    parts = [lines(grid) for grid in grids(JIAXING_OFFICE_2022)]
    return Made(_text(parts, title), JIAXING_OFFICE_2022, _PLAIN, "txt")


def export_with_bars() -> Made:
    """常州's export endpoint: a leading block of bars, rows with bars and merged cells dropped (seeds 001 and 002)."""
    parts = [bars(grid, width) for grid, width in zip(grids(), (4, 10, 15), strict=True)]
    return Made(_text(parts, before="|\n" + "|" * 360), CHANGZHOU_2022, _PLAIN, "txt")


def _markdown(grid: Grid, width: int) -> list[str]:
    """Merged cells come as a text and empty cells, as converters write them."""
    rows = []
    for row in grid:
        cells = [text for cell in row for text in (cell.text, *[""] * (cell.colspan - 1))]
        rows.append("| " + " | ".join([*[""] * (width - len(cells)), *cells]) + " |")
    return rows


def markdown_of_a_pdf() -> Made:
    """A PDF through a Markdown converter: rules under first rows, heads again after a page break, the rest of a label alone."""
    first, second, third = grids()
    rule = "|" + "---|" * 10
    heads, rows = _markdown(second[:3], 10), _markdown(second[3:], 10)
    long = next(number for number, row in enumerate(rows) if "逾期不补正" in row)
    rows[long] = rows[long].replace("、行政机关不再处理其政府信息公开申请", "、行政机关")
    rows.insert(long + 1, "|  |  | 不再处理其政府信息公开申请 |" + "  |" * 7)
    request = [heads[0], rule, *heads[1:], *rows[:14], "", "— 4 —", "", heads[0], rule, *heads[1:], *rows[14:]]
    block, dispute = _markdown(first, 4), _markdown(third, 15)
    parts = [[block[0], "|---|---|---|---|", *block[1:]], request, [dispute[0], "|" + "---|" * 15, *dispute[1:]]]
    return Made(
        _text(["\n".join(part) for part in parts], f"# {TITLE}"), CHANGZHOU_2022, "text/markdown; charset=utf-8", "txt"
    )


def wide_text_with_tabs() -> Made:
    """A page copied from a browser: tabs between the cells, full-width brackets and digits in labels kept as printed."""
    wide = str.maketrans("().,:", "（）．，：")
    parts = []
    for grid in grids():
        rows = changed(grid, lambda text: text if text[:1].isdigit() else text.translate(wide))
        parts.append("\n".join("\t".join(cell.text for cell in row) for row in rows))
    return Made(_text(parts), CHANGZHOU_2022, _PLAIN, "txt")


TEXTS = (cell_per_line_township, export_with_bars, markdown_of_a_pdf, wide_text_with_tabs)
