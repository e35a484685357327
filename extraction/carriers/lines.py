"""Glyphs to lines of text, by where they stand.

Whether a gap is a blank, and whether a line break inside a cell tears a number, is decided by measure: digits are one
number only where they touch, or where the first line of a cell was full.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extraction.carriers.printed import Box, Glyph

_SAME_LINE = 0.45
_BLANK = 0.3
_HAN_BLANK = 0.8
"""Justified lines stretch between Han characters, not inside numbers."""
_COLUMN_GAP = 1.5
_PRINTED_GAP = 3.0
"""A gap filled with blanks has to be wider: headings have one behind their number."""
_OVERPRINT = 0.25
PADDING = 18.0
"""Left and right margin of a cell (Word: 5.4 points each), and what a line leaves over when the next digit does not fit."""
_NUMERIC = frozenset("0123456789.,０１２３４５６７８９．，")


class Segment(NamedTuple):
    """What stands together on a line."""

    text: str
    box: Box
    em: float


def lines_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """The glyphs line by line, each from left to right; characters printed twice for boldness once."""
    lines: list[list[Glyph]] = []
    middle = height = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.middle, glyph.x0)):
        if lines and glyph.middle - middle <= _SAME_LINE * max(height, glyph.em):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
            middle, height = glyph.middle, glyph.em
    return [_once(sorted(line, key=lambda glyph: glyph.x0)) for line in lines]


def _once(line: list[Glyph]) -> list[Glyph]:
    kept: list[Glyph] = []
    for glyph in line:
        again = any(
            other.text == glyph.text and glyph.x0 - other.x0 < _OVERPRINT * (glyph.x1 - glyph.x0) for other in kept[-4:]
        )
        if not again or glyph.text.isspace():
            kept.append(glyph)
    return kept


def segments(line: Sequence[Glyph]) -> list[Segment]:
    """The line cut where a gap is wider than any blank inside a sentence."""
    runs: list[list[Glyph]] = []
    blanks = False
    for glyph in line:
        if glyph.text.isspace():
            blanks = True
            continue
        gap = glyph.x0 - runs[-1][-1].x1 if runs else 0.0
        if not runs or gap > (_PRINTED_GAP if blanks else _COLUMN_GAP) * max(glyph.em, runs[-1][-1].em):
            runs.append([])
        elif blanks:
            runs[-1].append(glyph._replace(text=" ", x0=runs[-1][-1].x1, x1=glyph.x0))
        runs[-1].append(glyph)
        blanks = False
    return [Segment(text_of(run), box_of(run), max(glyph.em for glyph in run)) for run in runs]


def text_of(line: Sequence[Glyph]) -> str:
    """The text of a line, with a blank where one is printed or a gap is as wide as one."""
    parts: list[str] = []
    last: Glyph | None = None
    for glyph in line:
        if last is not None and not last.text.isspace() and not glyph.text.isspace():
            han = not last.text.isascii() and not glyph.text.isascii()
            if glyph.x0 - last.x1 > (_HAN_BLANK if han else _BLANK) * max(glyph.em, last.em):
                parts.append(" ")
        parts.append(glyph.text)
        last = glyph
    return " ".join("".join(parts).split())


def cell_text(glyphs: Iterable[Glyph], width: float) -> str:
    """The text of one cell; digits broken over lines are one number only if the line before had no room for more."""
    text = ""
    used = 0.0
    for line in lines_of(glyphs):
        printed = [glyph for glyph in line if not glyph.text.isspace()]
        if not printed:
            continue
        part = text_of(line)
        if text:
            torn = text[-1] in _NUMERIC and part[0] in _NUMERIC
            full = used + printed[0].x1 - printed[0].x0 > width - PADDING
            words = text[-1].isascii() and part[0].isascii() and (text[-1].isalpha() or part[0].isalpha())
            text += " " if (torn and not full) or words else ""
        text += part
        used = printed[-1].x1 - printed[0].x0
    return text


def box_of(glyphs: Iterable[Glyph]) -> Box:
    boxes = [glyph.box for glyph in glyphs]
    return Box(
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )


def is_numeric(glyph: Glyph) -> bool:
    return glyph.text in _NUMERIC
