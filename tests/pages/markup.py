"""Mark-up as editors and word processors leave it: torn, cut, repeated, hidden, unclosed."""

from tests.composing import Grid, Td, body, page, table, tables
from tests.pages.made import Made, changed, grids, html
from tests.truth import CHANGZHOU_2022


def _upright(text: str) -> str:
    """Every character of a label on a line of its own, as in narrow columns."""
    return text if text[:1].isdigit() and text.replace(".", "").isdigit() else "<br>".join(text)


def one_character_per_line() -> Made:
    """洪泽's report prints 三、本年度办理结果 upright; here all heads and groups are (report format, 9: vertical labels)."""
    first, second, third = grids()
    narrow = [[Td(_upright(cell.text) if len(cell.text) < 12 else cell.text, cell.colspan, cell.rowspan) for cell in row]
              for row in second]  # fmt: skip
    return Made(html([first, narrow, changed(third, _upright)]), CHANGZHOU_2022)


def cut_by_page_breaks() -> Made:
    """洪泽 2024 pasted from Word: table 3 in three tables, its heads again in each, a group cell cut, page numbers between."""
    first, second, third = grids()
    heads, rows = second[:3], second[3:]
    rows[8] = [Td("三、本年度办理结果", 1, 9), Td("(三)不予公开", 1, 4), *rows[8]]
    rows[17] = [Td("", 1, 7), Td("", 1, 3), *rows[17]]
    parts = [[*heads, *rows[:8]], [*heads, *rows[8:17]], [*heads, *rows[17:]]]
    glued = '<p align="center">— 3 —</p>'.join(table(part) for part in parts)
    return Made(html([first, glued, third]), CHANGZHOU_2022)


def hidden_and_unclosed() -> Made:
    """An editor's leftovers: cells nobody sees, end tags of cells and rows left out (extraction notes, 2)."""
    hidden = '<td style="display: none">999</td>'
    shown = [part.replace("</td>", "").replace("</tr>", "") for part in tables(CHANGZHOU_2022)]
    shown = [part.replace("<tr>", f"<tr>{hidden}", 4) for part in shown]
    return Made(page(body(shown)), CHANGZHOU_2022)


def heads_left_empty() -> Made:
    """太平镇's and other townships' tables: no first caption, no 申请人情况, the note over the labels gone (report format, 13)."""
    first, second, third = grids()
    second[0] = [Td("&nbsp;", 3, 3), Td("", 7)]
    return Made(html([first[1:], second, third]), CHANGZHOU_2022)


def numbers_in_full_width() -> Made:
    """Numbers set by a word processor: full-width digits, separators, ideographic and other blanks (report format, 8)."""

    def dressed(text: str) -> str:
        if not text.isdigit():
            return text
        number = f"{int(text):,}".replace(",", "，")
        wide = "".join(chr(ord(mark) + 0xFEE0) if mark.isdigit() else mark for mark in number)
        return f"　{wide}&nbsp;" if len(text) > 2 else f"&ensp;{text}\u200b"

    return Made(html([changed(grid, dressed) for grid in grids()]), CHANGZHOU_2022)


def numbers_torn_over_tags() -> Made:
    """Word paste that puts every digit in a run of its own; one cell, one number."""

    def torn(text: str) -> str:
        if not text.isdigit():
            return f'<p class="MsoNormal"><span lang="EN-US">{text[:1]}</span><b>{text[1:]}</b></p>'
        runs = "".join(f'<span style="font-size:9pt"><font face="Calibri">{digit}</font></span>' for digit in text)
        return f'<p class="MsoNormal">{runs}<span lang="EN-US"><o:p></o:p></span></p>'

    return Made(html([changed(grid, torn) for grid in grids()]), CHANGZHOU_2022)


def blocks_apart_and_rows_doubled() -> Made:
    """Each block of table 2 and each half of table 4 a table of its own; one row pasted twice (extraction notes, 2)."""
    first, second, third = grids()
    starts = [number for number, row in enumerate(first) if row[0].text.startswith("第二十条")]
    blocks = [first[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
    second.insert(5, [Td(cell.text, cell.colspan, cell.rowspan) for cell in second[4]])
    return Made(html(["".join(map(table, blocks)), second, "".join(map(table, _halves(third)))]), CHANGZHOU_2022)


def _halves(grid: Grid) -> list[Grid]:
    """Table 4 as two: 行政复议, and 行政诉讼 with its two routes."""
    review = [[grid[0][0]], [Td(cell.text) for cell in grid[1][:5]], grid[3][:5]]
    litigation = [[grid[0][1]], grid[1][5:], grid[2], grid[3][5:]]
    return [review, litigation]


MARKUP = (
    one_character_per_line,
    cut_by_page_breaks,
    hidden_and_unclosed,
    heads_left_empty,
    numbers_in_full_width,
    numbers_torn_over_tags,
    blocks_apart_and_rows_doubled,
)
