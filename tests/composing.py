"""Composes report pages in the structures portals print them in, from given figures.

Modelled on real pages: the table of 国办公开办函〔2021〕30号 with row and column spans, Word paste with a paragraph and spans in
each cell, blocks as tables of their own, spans dropped, tables made of divs.
"""

from collections.abc import Callable, Sequence

from extraction.codebook import CODEBOOK
from extraction.labels import APPLICANTS
from tests.truth import FORM, Figures

Wrap = Callable[[str], str]
Grid = list[list["Td"]]

TITLE = "示例市人民政府2022年政府信息公开工作年度报告"
HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
PERIOD = "本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。"
_GROUPS = {  # first row of each group: its label and how many rows it heads
    "requests.result.refused.state_secret": ("(三)不予公开", 8),
    "requests.result.unavailable.not_held": ("(四)无法提供", 3),
    "requests.result.not_processed.petition": ("(五)不予处理", 5),
    "requests.result.other.correction_overdue": ("(六)其他处理", 3),
}
_TOP = ("requests.new", "requests.carried_in", "requests.carried_out")
_HEADED = ("requests.result.granted", "requests.result.partial", "requests.result.total")
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
ORGANISATIONS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")


class Td:
    """One cell: text and spans."""

    def __init__(self, text: str, colspan: int = 1, rowspan: int = 1) -> None:
        self.text = text
        self.colspan = colspan
        self.rowspan = rowspan

    def html(self, wrap: Wrap, *, spans: bool) -> str:
        columns = f' colspan="{self.colspan}"' if spans and self.colspan > 1 else ""
        rows = f' rowspan="{self.rowspan}"' if spans and self.rowspan > 1 else ""
        return f'<td{columns}{rows} style="border:1px solid #000;width:64px">{wrap(self.text)}</td>'


def label(code: str) -> str:
    return CODEBOOK.indicators[code].label


def disclosure_blocks(figures: Figures) -> list[Grid]:
    """Table 2, one grid per block."""
    blocks = []
    for block in FORM.blocks:
        span = 3 // len(block.columns)
        grid = [[Td(block.caption, 4)], [Td("信息内容"), *(Td(head, span) for head in block.columns)]]
        grid += [[Td(row.label), *(Td(figures[code, None], span) for code in row.codes)] for row in block.rows]
        blocks.append(grid)
    return blocks


def request_grid(figures: Figures) -> Grid:
    """Table 3: three header rows, 25 rows of seven figures."""
    note = "(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)"
    grid = [
        [Td(note, 3, 3), Td("申请人情况", 7)],
        [Td("自然人", 1, 2), Td("法人或其他组织", 5), Td("总计", 1, 2)],
        [Td(name) for name in ORGANISATIONS],
    ]
    for code in FORM.requests:
        labels = (
            [Td(label(code), 3)] if code in _TOP else [Td(label(code), 2)] if code in _HEADED else [Td(label(code))]
        )
        if code in _GROUPS:
            labels.insert(0, Td(_GROUPS[code][0], 1, _GROUPS[code][1]))
        if code == "requests.result.granted":
            labels.insert(0, Td("三、本年度办理结果", 1, 22))
        grid.append([*labels, *(Td(figures[code, applicant]) for applicant in APPLICANTS)])
    return grid


def dispute_grid(figures: Figures) -> Grid:
    """Table 4: three header rows, one row of fifteen figures."""
    return [
        [Td("行政复议", 5), Td("行政诉讼", 10)],
        [*(Td(name, 1, 2) for name in OUTCOMES), Td("未经复议直接起诉", 5), Td("复议后起诉", 5)],
        [Td(name) for name in OUTCOMES * 2],
        [Td(figures[code, None]) for code in FORM.disputes],
    ]


def plain(text: str) -> str:
    return text


def word(text: str) -> str:
    """Word paste: a paragraph, fonts, the text torn over two spans."""
    half = (len(text) + 1) // 2
    return (
        '<p class="MsoNormal" align="center"><span style="font-family:仿宋_GB2312;font-size:12pt"><font face="宋体">'
        f"{text[:half]}</font></span><span lang=EN-US>{text[half:]}<o:p></o:p></span></p>"
    )


def table(grid: Grid, wrap: Wrap = plain, *, spans: bool = True) -> str:
    rows = "\n".join(f"<tr>{''.join(cell.html(wrap, spans=spans) for cell in row)}</tr>" for row in grid)
    return f'<table border="1" cellspacing="0"><tbody>{rows}</tbody></table>'


def divs(grid: Grid) -> str:
    """A table made of divs: every cell on a line of its own, blank cells without height."""
    return "".join(f'<div class="row">{"".join(f"<div>{cell.text}</div>" for cell in row)}</div>' for row in grid)


def lines(grid: Grid) -> str:
    """Plain text with every cell on a line of its own."""
    return "\n\n".join(cell.text for row in grid for cell in row if cell.text)


def bars(grid: Grid, width: int) -> str:
    """Plain text with bars between the cells and merged cells dropped, blanks at the end up to the width."""
    return "\n".join(" | ".join([*(cell.text for cell in row), *[""] * (width - len(row))]) + " |" for row in grid)


def tables(figures: Figures, wrap: Wrap = plain, *, spans: bool = True) -> tuple[str, str, str]:
    """The three tables, the blocks of table 2 in one."""
    whole = [row for block in disclosure_blocks(figures) for row in block]
    parts = (whole, request_grid(figures), dispute_grid(figures))
    first, second, third = (table(part, wrap, spans=spans) for part in parts)
    return first, second, third


def body(parts: Sequence[str], title: str = TITLE) -> str:
    """The six sections with the given parts in sections two to four."""
    texts = (
        "<p>(一)主动公开情况。2022年,全市主动公开政府信息8865条,办理政府信息公开申请。</p>" * 3,
        *parts,
        "<p>一是政策解读质量有待提升;二是培训不够。</p>",
        "<p>本年度未收取政府信息处理费。</p>",
    )
    sections = "\n".join(f"<p>{heading}</p>\n{text}" for heading, text in zip(HEADINGS, texts, strict=True))
    opening = f"<p>本报告根据《中华人民共和国政府信息公开条例》编制。{PERIOD}</p>"
    return f'<h1>{title}</h1><div id="zoom">{opening}{sections}</div>'


def page(content: str, title: str = TITLE) -> bytes:
    """A whole page with menu and footer around the content."""
    menu = "".join(f'<li><a href="/col/col{n}/index.html">栏目{n}</a></li>' for n in range(30))
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}-示例市人民政府</title>'
        f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2023-03-09 10:00"></head>'
        f'<body><div class="nav"><ul>{menu}</ul></div>{content}'
        '<div class="footer">主办:示例市人民政府办公室 网站标识码:3204000002 苏ICP备05003616号</div></body></html>'
    ).encode()
