"""Table 2: which block of which layout a row belongs to, and in which order its columns stand.

Both layouts print a row 规章 with three columns, so the heads decide; where they are lost, the layout of the other
blocks does.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from extraction.cells import window
from extraction.columns import Columns
from extraction.folding import label_key
from extraction.found import Found
from extraction.labels import CAPTION, COLUMNS, DISCLOSURE_ROWS, Printed
from extraction.rows import Row
from extraction.similarity import LEAST, likeness

_WHOLE = re.compile("|".join(sorted(COLUMNS, key=len, reverse=True)))
_BESIDE = re.compile("第二十条第?项?|信息内容")
_LONGEST_LABEL = len("其他对外管理服务事项")
"""May be left over: in lines of text the label of the row stands among the heads."""


def columns_of(rows: Sequence[Found]) -> tuple[list[Columns], str | None]:
    """The columns of each row, and the layout of the table if any heads say it."""
    printed = [_printed_heads(row.heads) for row in rows]
    chosen = [_by_heads(row.name or "", heads) for row, heads in zip(rows, printed, strict=True)]
    fitting = [
        [] if choice else _by_count(row, heads) for row, heads, choice in zip(rows, printed, chosen, strict=True)
    ]
    votes = Counter(choice[0].layout for choice in chosen if choice)
    votes = votes or Counter(blocks[0].layout for blocks in fitting if len(blocks) == 1)
    layout = votes.most_common(1)[0][0] if votes else None
    columns = [
        Columns(choice[1], problem=_guessed(heads), unknown=_unknown(row, heads))
        if choice
        else _national(blocks, heads, layout)
        for row, heads, choice, blocks in zip(rows, printed, chosen, fitting, strict=True)
    ]
    return columns, layout


def _printed_heads(rows: Sequence[Row]) -> tuple[str, ...]:
    """Heads of the block, in order: what is printed since its caption."""
    texts = tuple(cell.text for row in rows for cell in row.cells if cell.text)
    return _heads_in(texts, in_grid=not rows or rows[-1].table is not None)


@lru_cache(maxsize=1024)
def _heads_in(texts: tuple[str, ...], *, in_grid: bool) -> tuple[str, ...]:
    """Looked up once for each block of a form, whose wording is the same in most reports."""
    keys: list[str] = []
    for key in map(label_key, texts):
        if key.startswith(CAPTION):
            keys = []
        elif key and (key != "信息内容" or keys):
            keys.append(key)
    if in_grid:
        return tuple(keys)
    # In lines of text a head may be torn in two.
    text = _BESIDE.sub("", "".join(keys))
    whole = tuple(_WHOLE.findall(text))
    return whole if len(text) - sum(map(len, whole)) <= _LONGEST_LABEL else tuple(keys)


@lru_cache(maxsize=1024)
def _column(key: str) -> str | None:
    """The column head that `key` is, or is most like."""
    if key in COLUMNS:
        return key
    within = [column for column in COLUMNS if column in key]
    if within:
        return max(within, key=len)
    score, column = max((likeness(key, column), column) for column in COLUMNS)
    return column if score >= LEAST else None


@lru_cache(maxsize=1024)
def _by_heads(name: str, heads: tuple[str, ...]) -> tuple[Printed, tuple[str, ...]] | None:
    """Block and codes in printed order, if the heads name each column of the block once."""
    known = [column for key in heads if (column := _column(key))]
    for printed in DISCLOSURE_ROWS[name]:
        columns = [label_key(column) for column in printed.block.columns]
        relevant = [column for column in known if column in columns]
        if len(relevant) == len(columns) == len(set(relevant)) and len(known) == len(relevant):
            return printed, tuple(printed.codes[columns.index(column)] for column in relevant)
    return None


def _by_count(row: Found, heads: tuple[str, ...]) -> list[Printed]:
    """The blocks whose number of columns the row has, and which what is left of the heads does not contradict."""
    known = [column for key in heads if (column := _column(key))]
    fitting = []
    for printed in DISCLOSURE_ROWS[row.name or ""]:
        columns = [label_key(column) for column in printed.block.columns]
        kept = [column for column in known if column in columns]
        if window(row.values, len(columns)) and kept == [column for column in columns if column in kept]:
            fitting.append(printed)
    return fitting


def _national(blocks: list[Printed], heads: tuple[str, ...], layout: str | None) -> Columns:
    """The columns in national order, if only one block is left."""
    if len(blocks) > 1:
        blocks = [printed for printed in blocks if printed.layout == layout]
    if len(blocks) != 1:
        return Columns((), problem="header_conflict" if heads else "header_missing")
    return Columns(blocks[0].codes, problem="header_incomplete" if heads else "header_missing")


@lru_cache(maxsize=1024)
def _guessed(heads: tuple[str, ...]) -> str:
    """A problem if a head was known only by its likeness to a column."""
    exact = all(
        any(column in key or (column.startswith(key) and len(key) > 4) for column in COLUMNS)
        for key in heads
        if _column(key)
    )
    return "" if exact else "header_inexact"


def _unknown(row: Found, heads: tuple[str, ...]) -> tuple[str, ...]:
    """Heads of no known column; in lines of text the row's own label stands among the heads."""
    return tuple(key for key in heads if _column(key) is None) if row.row.table else ()
