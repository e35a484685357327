"""What stands at a locator, quoted for a reader: mark-up of a cell, a sentence, a line, a page and its box."""

import re
from collections.abc import Iterator

from lxml.etree import _Element

from extraction.document import Document
from extraction.grid import opened
from extraction.markup import cell_stretch, table_stretch
from extraction.page import Page
from extraction.report import AnnualReport
from extraction.rows import Row
from extraction.shown import whole_text

_GRID = re.compile(r"(?P<path>/.*)#r\d+c\d+")
_CHARS = re.compile(r"chars (?P<start>\d+)-(?P<end>\d+)")
_PROSE = re.compile(r"(?P<place>opening|section (?P<number>\d+))#chars (?P<start>\d+)-(?P<end>\d+)")
_PRINTED = re.compile(r"page(\d+)#([\d.]+),([\d.]+),([\d.]+),([\d.]+)")
_PICTURED = re.compile(r"(?P<name>.+)#(?P<box>\d+,\d+,\d+,\d+)")
_MOST = 600
_AROUND = 80
_LINE_ENDS = "\n"
_STOPS = f"。;；!！?？{_LINE_ENDS}"


def quote(locator: str, payload: bytes, document: Document, report: AnnualReport) -> Iterator[str]:
    """Lines that show the place; a locator of a kind unknown here is passed on as it is."""
    if printed := _PRINTED.match(locator):
        page, *box = printed.groups()
        yield f"page {page}, box {', '.join(box)} points from the top left corner"
    elif found := _PICTURED.fullmatch(locator):
        yield f"{found['name']}, box {found['box'].replace(',', ', ')} pixels from the top left corner"
    elif found := _PROSE.fullmatch(locator):
        yield from _sentence(found, report)
    elif (found := _CHARS.fullmatch(locator)) and document.page is None:
        start, end = int(found["start"]), int(found["end"])
        yield f"characters {start}-{end} of the text"
        yield f"line: {_marked(document.text.text, start, end, stops=_LINE_ENDS)}"
    elif (found := _GRID.fullmatch(locator)) and document.page:
        yield from _table(found["path"], locator, payload, document, document.page)
    elif locator.startswith("/") and document.page:
        yield from _line(_element(document.page, locator))
    else:
        yield f"place in the file: {locator}"


def _sentence(found: re.Match[str], report: AnnualReport) -> Iterator[str]:
    start, end = int(found["start"]), int(found["end"])
    text = next((part.text for part in report.sections if str(part.number) == found["number"]), None)
    yield f"{found['place']}, characters {start}-{end}"
    if text is not None:
        yield f"sentence: {_marked(text, start, end, stops=_STOPS)}"


def _line(element: _Element | None) -> Iterator[str]:
    """A line of a page, and the element around it: beside the figure stand those of its row."""
    parent = element.getparent() if element is not None else None
    if element is None or parent is None:
        yield "the line cannot be found in the page"
        return
    text = " ".join(whole_text(element).split())
    row = "".join(
        f" 【{text}】" if child is element else f" {' '.join(whole_text(child).split())}"
        for child in parent.iter(element.tag)
        if child is not parent
    )
    yield f"line of the page: {_shortened(text)}"
    yield f"beside it:{_shortened(row)}"


def _table(path: str, locator: str, payload: bytes, document: Document, page: Page) -> Iterator[str]:
    table, position = _element(page, path), _position(opened(page.rows), locator)
    stretch = table_stretch(payload, document.text.charset, table) if table is not None else None
    if table is None or stretch is None:
        yield "the exact bytes of the table cannot be found in the page"
        return
    yield f"table: bytes {stretch.start}-{stretch.end} of the page"
    cells = list(table.iter("td", "th"))
    number = _number(table, cells, position) if position else None
    cell = cell_stretch(payload, stretch, number, len(cells)) if number is not None else None
    if cell is None:
        yield "the exact bytes of the cell cannot be found in the table"
        return
    yield f"cell: bytes {cell.start}-{cell.end}"
    before = payload[max(stretch.start, cell.start - _AROUND) : cell.start]
    after = payload[cell.end : min(stretch.end, cell.end + _AROUND)]
    # Cut at tags, because the middle of a character is nobody's evidence.
    whole = before[before.find(b"<") :], cell.of(payload), after[: after.rfind(b">") + 1]
    left, inside, right = (" ".join(part.decode(document.text.charset, "replace").split()) for part in whole)
    yield f"mark-up: …{left} >>>{_shortened(inside)}<<< {right}…"


def _position(rows: list[Row], locator: str) -> tuple[int, int] | None:
    """Row of the grid and the how-manieth of its cells; None for a row that was read as lines."""
    for row in rows:
        if row.table is not None:
            for nth, cell in enumerate(row.cells):
                if cell.locator == locator:
                    return cell.row, nth
    return None


def _number(table: _Element, cells: list[_Element], position: tuple[int, int]) -> int | None:
    """The cell counted through the whole table; cells that stand before the first row are a row of their own."""
    rows = list(table.iter("tr"))
    row, nth = position
    early = any(child.tag in {"td", "th"} for child in table)
    if early or row >= len(rows):
        return None
    inside = list(rows[row].iter("td", "th"))
    return cells.index(inside[nth]) if nth < len(inside) else None


def _element(page: Page, path: str) -> _Element | None:
    found = page.root.getroottree().xpath(path)
    return found[0] if isinstance(found, list) and len(found) == 1 and isinstance(found[0], _Element) else None


def _marked(text: str, start: int, end: int, *, stops: str) -> str:
    """The figure in brackets, and the text around it up to the next stop; a figure alone on its line, with what is near."""
    first = max(text.rfind(stop, 0, start) for stop in stops) + 1
    last = min((at for stop in stops if (at := text.find(stop, end)) >= 0), default=len(text))
    before, after = text[first:start][-_MOST:], text[end:last][:_MOST]
    if not f"{before}{after}".strip(" |\t\r"):
        before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    left, right = (" ".join(part.split()) for part in (before, after))
    return f"{left}【{text[start:end]}】{right}"


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"
