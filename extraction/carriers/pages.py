"""Printed pages to rows, whatever file they came in."""

from collections.abc import Sequence

from extraction.carriers.breaks import whole_tables
from extraction.carriers.carrier import line
from extraction.carriers.leaves import Picture, TextLine, items_of
from extraction.carriers.paragraphs import Paragraphs
from extraction.carriers.printed import PrintedPage
from extraction.rows import Row


def rows_of(pages: Sequence[PrintedPage], origin: str) -> list[Row]:
    """Rows in reading order: paragraphs, lines of several parts, table rows, pictures."""
    items = items_of(pages)
    tables = whole_tables(items, origin)
    paragraphs = Paragraphs(pages, items, origin)
    rows: list[Row] = []
    for item in (item for own in items for item in own):
        if isinstance(item, TextLine) and len(item.segments) == 1:
            rows += paragraphs.add(item.page, item.segments[0])
            continue
        rows += paragraphs.close()
        if isinstance(item, TextLine):
            rows.append(line(origin, [(part.text, part.box.locator(item.page)) for part in item.segments]))
        elif isinstance(item, Picture):
            rows.append(Row((), image=item.box.locator(item.page)))
        else:
            rows.append(tables[item.page, item.table].row(item))
    return rows + paragraphs.close()
