"""What a page shows, as one marked-up string: the walk over the tree, done in C by libxslt.

The same walk in Python takes longer than parsing the page. The marks are Unicode noncharacters, which no text contains;
`page` and `grid` split the string at them.
"""

from functools import cached_property

from lxml import etree
from lxml.etree import _Element

_BLOCK_NAMES = """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul
"""
_UNSEEN_NAMES = "head iframe link math meta noscript object option script select style svg template textarea title"
BLOCKS = frozenset(_BLOCK_NAMES.split())
"""Elements that begin and end a line; between others there is no gap."""
UNSEEN = frozenset(_UNSEEN_NAMES.split())
_WALKED = (*BLOCKS, *UNSEEN)

MARKS = tuple(map(chr, range(0xFDD0, 0xFDDA)))
BLOCK, END, BREAK, IMAGE, TABLE, TABLE_END, ROW, CELL, SPANS, FIGURE = MARKS
"""Begin and end of a block, line break, picture (its address follows), table, row, cell (its spans, if any, then its text),
and what stands for a figure where only the form of a table matters (see `forms`)."""

_IS_MENU_ITEM = """a and not(text()[normalize-space()] or
    *[2][not(self::span) or following-sibling::* or preceding-sibling::*[not(self::a)]])"""
"""A list item that is nothing but a link, perhaps with a date, is part of a menu and says nothing about this page. A page has
hundreds, so one element less is looked at in the pattern: all is asked of the second, which most do not have."""
_STYLESHEET = f"""
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text"/>
  <xsl:template match="{"|".join(sorted(UNSEEN))}"/>
  <xsl:template match="{"|".join(sorted(BLOCKS))}">{BLOCK}<xsl:apply-templates/>{END}</xsl:template>
  <xsl:template match="li" priority="1">
    <xsl:text>{BLOCK}</xsl:text><xsl:if test="not({_IS_MENU_ITEM})"><xsl:apply-templates/></xsl:if><xsl:text>{END}</xsl:text>
  </xsl:template>
  <xsl:template match="br">{BREAK}</xsl:template>
  <xsl:template match="img">{BREAK}{IMAGE}<xsl:value-of select="@src"/>{BREAK}</xsl:template>
  <xsl:template match="table[not(.//table)]" priority="1">
    <xsl:text>{TABLE}</xsl:text><xsl:apply-templates select=".//tr|td|th" mode="grid"/><xsl:text>{TABLE_END}</xsl:text>
  </xsl:template>
  <xsl:template match="tr" mode="grid">{ROW}<xsl:apply-templates select="td|th|form/td" mode="grid"/></xsl:template>
  <xsl:template match="td|th" mode="grid">
    <xsl:text>{CELL}</xsl:text>
    <xsl:if test="@colspan or @rowspan"><xsl:value-of select="concat(@colspan, ',', @rowspan, '{SPANS}')"/></xsl:if>
    <xsl:apply-templates/>
  </xsl:template>
</xsl:stylesheet>"""
_transform = etree.XSLT(etree.XML(_STYLESHEET))
_is_mere_link = etree.XPath(f"self::li[{_IS_MENU_ITEM}]")


def shown_text(root: _Element) -> str:
    """All text of a page with the marks of this module; a table without tables inside is marked as rows and cells.

    >>> page = etree.HTML("<p>a<b>b</b><br>c</p><table><tr><td colspan=2>1<i>2</i></table>")
    >>> shown_text(page) == f"{BLOCK}{BLOCK}ab{BREAK}c{END}{TABLE}{ROW}{CELL}2,{SPANS}12{TABLE_END}{END}"
    True
    """
    return str(_transform(root))


class Tree:
    """A parsed page, and the way back from marks to elements; looked up only when someone asks where a cell is."""

    def __init__(self, root: _Element) -> None:
        self.root = root

    @cached_property
    def shown(self) -> str:
        """The `shown_text` of the page."""
        return shown_text(self.root)

    @cached_property
    def named(self) -> dict[str, list[_Element]]:
        """Its metas, titles and tables: one walk for all, which takes longer than what is done with them."""
        found: dict[str, list[_Element]] = {"meta": [], "title": [], "table": []}
        for element in self.root.iter(*found):
            found[element.tag].append(element)
        return found

    @cached_property
    def grids(self) -> list[_Element]:
        """The tables marked as rows and cells."""
        return [table for table in self.named["table"] if _is_grid(table) and not _is_left_out(table)]

    @cached_property
    def blocks(self) -> list[_Element]:
        """The root, then every element outside grids that is marked as a block."""
        blocks = [self.root]
        walked = [*self.root.iter(*_WALKED)]  # passes over all other elements in C
        done = 0
        for number, element in enumerate(walked, 1):
            if number <= done:
                continue  # inside an element that is marked as a whole, or not at all
            name = element.tag
            is_marked = name not in UNSEEN and not (name == "table" and _is_grid(element))
            if is_marked:
                blocks.append(element)
                if name != "li":
                    continue
            # What has others inside is followed by one of them; most menu items, hundreds in a page, by the next.
            is_empty = number == len(walked) or walked[number].getparent() is element.getparent()
            if not is_empty and (not is_marked or _is_menu_item(element)):
                done = number + sum(1 for _ in element.iterdescendants(*_WALKED))
        return blocks

    def shown_of(self, element: _Element) -> str:
        """The `shown_text` of one element: a block is cut out of the page's, if each of its marks stands for one of `blocks`."""
        marked = self._outside
        if marked.count(BLOCK) != len(self.blocks) - 1 or element not in self.blocks[1:]:
            return shown_text(element)
        start = end = len(marked) - len(marked.split(BLOCK, self.blocks.index(element))[-1]) - 1
        still_open = 0
        for piece in marked[start:].split(END):
            still_open += piece.count(BLOCK) - 1
            end += len(piece) + 1
            if not still_open:
                break
        return self.shown[start:end]

    @cached_property
    def _outside(self) -> str:
        """`shown`, character by character, without the blocks inside tables."""
        pieces = []
        for piece in self.shown.split(TABLE):
            table, end, text = piece.rpartition(TABLE_END)
            pieces += [TABLE, table.replace(BLOCK, BREAK).replace(END, BREAK), end, text]
        return "".join(pieces[1:])

    def path(self, element: _Element) -> str:
        return self.root.getroottree().getpath(element)


def _is_grid(table: _Element) -> bool:
    return next(table.iterdescendants("table"), None) is None


def _is_left_out(element: _Element) -> bool:
    return any(outer.tag in UNSEEN or _is_menu_item(outer) for outer in element.iterancestors("li", *UNSEEN))


def _is_menu_item(element: _Element) -> bool:
    """Whether it is marked as a block without what stands inside."""
    return element.tag == "li" and bool(_is_mere_link(element))


def whole_text(element: _Element) -> str:
    """All characters of an element, shown or not."""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)
