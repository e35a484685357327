"""Grids of cells to HTML tables, in the dress each family of portals puts on them."""

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Box:
    """One cell of a printed table; a line break in its text is a line break on the page."""

    text: str
    across: int = 1
    down: int = 1


Grid = list[list[Box]]


@dataclass(frozen=True)
class Dress:
    """How an editor's mark-up looks: tables, cells, paragraphs."""

    table: str
    cell: str
    paragraph: str
    heading: str
    image: str = '<p style="text-align: center"><img src="{0}" border="0" /></p>'


# czfx: text pasted from a word processor, one run of <br /> instead of paragraphs, a paragraph inside every cell.
WORD = Dress(
    table='<table border="1" cellspacing="0" cellpadding="0" style="width:638px;border-collapse:collapse;"><tbody>\n{0}'
    "</tbody></table>\n",
    cell='<td{1} valign="center" style="padding:0 7px"><p style="text-align:center;"><span style="font-family:宋体;'
    'font-size:14px;">{0}</span></p></td>',
    paragraph="&nbsp;&nbsp;&nbsp;&nbsp;{0}<br />\n",
    heading="&nbsp;&nbsp;&nbsp;&nbsp;{0}<br />\n",
)
# jpage: paragraphs and bare cells.
PLAIN = Dress(
    table='<table border="1" cellpadding="5" cellspacing="0" style="width: 100%; text-align: center;">\n{0}</table>\n',
    cell="<td{1}>{0}</td>",
    paragraph='<p style="text-indent: 2em;">{0}</p>\n',
    heading='<p style="text-indent: 2em;"><strong>{0}</strong></p>\n',
)
# jpaas: every run in spans of its own.
SPANS = Dress(
    table='<div align="center"><table class="MsoTableGrid" style="border-collapse: collapse; border: none;">'
    "<tbody>\n{0}</tbody></table></div>\n",
    cell='<td{1} style="border: 1px solid windowtext; padding: 0 5px;"><p style="margin: 0; text-align: center;">'
    "<span>{0}</span></p></td>",
    paragraph='<p style="text-indent: 32px; line-height: 2em;"><span style="font-size: 16px;">{0}</span></p>\n',
    heading='<p style="text-indent: 32px; line-height: 2em;">'
    '<span style="font-size: 16px; font-family: 黑体;">{0}</span></p>\n',
)


def table_html(grid: Grid, dress: Dress) -> str:
    rows = ("".join(_cell_html(box, dress) for box in row) for row in grid)
    return dress.table.format("".join(f"<tr>{row}</tr>\n" for row in rows))


def _cell_html(box: Box, dress: Dress) -> str:
    spans = "".join(f' {name}="{n}"' for name, n in (("colspan", box.across), ("rowspan", box.down)) if n > 1)
    return dress.cell.format(escape(box.text, quote=False).replace("\n", "<br />"), spans)
