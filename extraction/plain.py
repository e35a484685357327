"""Plain text to rows: a line per cell, or bars (or tabs) between the cells of a line."""

import re

from extraction.rows import Cell, Row

_BARS = re.compile(r"[|\t\uff5c]")
_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?)?\s*")
"""The line under the first row of a Markdown table, which is no row of figures left out."""
_SET = re.compile(r"#{1,6}\s+(?P<heading>.+)|\*\*(?P<bold>[^*]+)\*\*")
"""How Markdown sets headings, and the bold words that stand for them."""


class PlainText:
    """Cells of a text lead back to it by their range of characters."""

    origin = "text_table"

    def locator(self, cell: Cell) -> str:
        return f"chars {cell.row}-{cell.column}"


def read_text(text: str) -> list[Row]:
    """The rows of a text; offsets count characters of the decoded text."""
    source = PlainText()
    rows = []
    start = 0
    for line in text.splitlines(keepends=True):
        if not line.isspace() and not ("--" in line and _RULE.fullmatch(line)):
            cells = _cells(line, start, source)
            if any(cell.text for cell in cells):
                rows.append(Row(cells))
        start += len(line)
    return rows


def _cells(line: str, start: int, source: PlainText) -> tuple[Cell, ...]:
    if not _BARS.search(line):
        return (_cell(line, start, source),)
    cells = []
    position = 0
    for bar in _BARS.finditer(line):
        cells.append(_cell(line[position : bar.start()], start + position, source))
        position = bar.end()
    if line[position:].strip():
        cells.append(_cell(line[position:], start + position, source))
    return tuple(cells)


def _cell(text: str, start: int, source: PlainText) -> Cell:
    stripped = text.strip()
    if stripped.startswith(("#", "**")) and (found := _SET.fullmatch(stripped)):
        stripped = found["heading"] or found["bold"]
    start += text.find(stripped)
    return Cell(" ".join(stripped.split()), source, start, start + len(stripped))
