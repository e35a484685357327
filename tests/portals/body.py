"""The body of an article: its paragraphs, and its tables drawn from the figures as they stand now."""

import json
import re
from collections.abc import Callable
from html import escape

from tests.portals import layout2019, layout2021
from tests.portals.content import CONTENT, Article, Report
from tests.portals.grid import Box, Dress, table_html

_TABLES = {
    form: {"2": layout.table2, "3": layout.table3, "4": layout.table4}
    for form, layout in (("f2019", layout2019), ("f2021", layout2021))
}
_MARK = re.compile(r"\[\[(table|image|plan|layout) ?(\d*)\]\]")
_HEADING = re.compile(r"[一二三四五六]、")


def body_html(article: Article, dress: Dress, image: Callable[[str], str] = str) -> str:
    """`image` gives the address of the picture that stands for table 2, 3 or 4."""
    wrapped = _MARK.fullmatch(article.paragraphs[0])
    if wrapped and wrapped[1] == "layout":
        return _layout_table(article.paragraphs[1], article.paragraphs[2:], int(wrapped[2]))
    return "".join(_block(article, paragraph, dress, image) for paragraph in article.paragraphs)


def _block(article: Article, paragraph: str, dress: Dress, image: Callable[[str], str]) -> str:
    mark = _MARK.fullmatch(paragraph)
    if not mark:
        shape = dress.heading if _HEADING.match(paragraph) else dress.paragraph
        return shape.format(escape(paragraph, quote=False))
    if mark[1] == "image":
        return dress.image.format(image(mark[2]))
    if mark[1] == "plan":
        return _plan(dress)
    if not isinstance(article, Report):
        raise TypeError(f"{article.title} has a table and is not a report")
    return table_html(_TABLES[article.form][mark[2]](article.figures), dress)


def _plan(dress: Dress) -> str:
    """The work plan appended to 溧阳's report on 2017, after its last section."""
    plan: list[dict[str, list[list[str]]]] = json.loads((CONTENT / "liyang_2017_plan.json").read_text("utf-8"))
    grid = [[Box("目标\n任务"), Box("主要内容")]]
    for part in plan:
        head = [Box(str(part["goal"]), down=len(part["tasks"]))]
        for task in part["tasks"]:
            grid.append([*head, Box("\n".join(task))])
            head = []
    return table_html(grid, dress)


def _layout_table(title: str, paragraphs: tuple[str, ...], columns: int) -> str:
    """A page pasted from a spreadsheet: nested tables, and hundreds of cells with nothing in them."""
    empty = "<td></td>" * columns
    text = "<br />\n".join(escape(paragraph, quote=False) for paragraph in paragraphs)
    return (
        '<table width="100%" border="0"><tr><td><table width="98%" border="0" cellspacing="0" cellpadding="0">\n'
        f"<tr><td></td></tr>\n<tr>{empty}</tr>\n"
        f'<tr><td align="center"><b>{escape(title)}</b></td>{empty}</tr>\n'
        f"<tr><td>{text}</td></tr>\n</table></td></tr></table>"
    )
