"""The element that holds the report itself, among menus, sidebars and footers."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from lxml.etree import _Element

from extraction.grid import Grid, closed, lines_of, opened
from extraction.headings import section_number
from extraction.page import Lines, Page
from extraction.rows import Row
from extraction.shown import whole_text

_BODY = re.compile(
    r"zoom|ucap[-_]?content|trs_|govinfocontent|newscontent|newstext|wzzw-article|bt[-_]content|ivs_content|v_news_content|"
    r"vsb_content|article-content|xxgkcont|fontcontent|wenzhang|pages_content|czfxcontent",
    re.IGNORECASE,
)
"""Ids and classes that systems give the body of an article, and nothing else."""
_CONTAINER = re.compile(
    r"zoom|ucap|trs_?|editor|govinfocontent|newscontent|newstext|wzzw|bt[-_]content|ivs_content|v_news|vsb_|article|xxgkcont|"
    r"fontcontent|wenzhang|pages_content|con(?:tent)?(?:[-_ ]|$)|detail|main[-_]?text|view",
    re.IGNORECASE,
)
_TOP = frozenset(("body", "html"))


def report_body(page: Page) -> _Element | None:
    """The article body around all section headings, or the innermost element around them if no body is marked as such.

    Without headings, that around the innermost likely container with most text.
    """
    marks = [element for row in _marks(page.rows) if (element := _element(row)) is not None]
    if len(marks) > 1:
        return _whole(_around(marks))
    candidates = [
        element
        for element in page.root.iter("div", "td", "article", "section", "ucapcontent")
        if _CONTAINER.search(_names(element)) or element.tag == "ucapcontent"
    ]
    inner = [one for one in candidates if not any(other is not one and _holds(one, other) for other in candidates)]
    heaviest = max(inner, key=_weight, default=None)
    return None if heaviest is None else _whole(heaviest)


def _whole(inside: _Element) -> _Element:
    """The outermost element around it that is marked as a body: attachments stand beside the text, in the form around both."""
    return next((outer for outer in reversed([inside, *inside.iterancestors()]) if _BODY.search(_names(outer))), inside)


def _names(element: _Element) -> str:
    form = element.get("name") if element.tag == "form" else None
    return f"{element.tag} {element.get('id') or ''} {element.get('class') or ''} {form or ''}"


@lru_cache(maxsize=128)
def _may_have_marks(form: str) -> bool:
    """Whether a cell of a table reads as a heading; no figure does, so that its form can tell."""
    return any(section_number(cell[0]) for line in lines_of(form) for cell in line.cells)


def _marks(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows that are headings of sections; a table stays closed that has none."""
    for row in rows:
        table = closed(row)
        if table is None or _may_have_marks(table.form):
            yield from (one for one in opened((row,)) if section_number(one.line))


def _element(row: Row) -> _Element | None:
    source = row.cells[0].source
    return source.element_of(row.cells[0]) if isinstance(source, Lines | Grid) else None


def _around(marks: list[_Element]) -> _Element:
    """The lowest common ancestor that is not one of the headings themselves."""
    chains = [[*reversed(list(mark.iterancestors())), mark] for mark in marks]
    common = chains[0][0]
    for level in zip(*chains, strict=False):
        if any(element is not level[0] for element in level):
            break
        common = level[0]
    return common


def _holds(outer: _Element, inner: _Element) -> bool:
    return any(ancestor is outer for ancestor in inner.iterancestors())


def _weight(element: _Element) -> int:
    pictures = sum(1 for _ in element.iter("img", "embed", "object", "iframe"))
    return len(whole_text(element)) + 200 * pictures
