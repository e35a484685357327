"""The columns of a table, and the ways its heads can be put together: over each grid column, or one after the other."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from extraction.folding import label_key
from extraction.labels import HEAD_KEYS
from extraction.rows import Row, Source
from extraction.similarity import closest

_WIDEST = 64
_SAME = {"其它": "其他", "合计": "总计"}
_CANDIDATES = tuple((key, (key,)) for key in sorted(HEAD_KEYS - _SAME.keys()))

KeyOf = Callable[[str], str]
"""How the text of a head becomes its key."""


class Columns(NamedTuple):
    """The columns of a table in printed order."""

    codes: tuple[str, ...]
    """In the order the heads are read; empty if they contradict the form."""
    at: dict[int, str] = {}
    """Grid column to code, where the grid says so."""
    table: Source | None = None
    """The HTML table for whose rows `at` holds."""
    problem: str = ""
    unknown: tuple[str, ...] = ()
    """Heads that belong to no column of the form."""


def by_column(heads: Sequence[Row], key_of: KeyOf, meaning: Callable[[str], str | None]) -> Columns | None:
    """The columns if every head of the form stands over one grid column of its own, and these stand side by side.

    Heads whose spans are wrong fall over each other or leave gaps.
    """
    table = heads[-1].table if heads else None
    if table is None:
        return None
    texts: dict[int, str] = {}
    for row in heads:
        if row.table is table:
            for cell in row.cells:
                if cell.text and cell.width <= _WIDEST:
                    key = key_of(cell.text)
                    for column in range(cell.column, cell.column + cell.width):
                        texts[column] = texts.get(column, "") + key
    at = {column: code for column, text in sorted(texts.items()) if (code := meaning(text))}
    if not at or len(set(at.values())) < len(at) or max(at) - min(at) >= len(at):
        return None
    unknown = tuple(text for column, text in sorted(texts.items()) if column > min(at) and column not in at)
    return Columns(tuple(at.values()), at, table, unknown=unknown)


def in_a_row(heads: Sequence[Row], key_of: KeyOf) -> str:
    """All heads in reading order; a head torn over lines or cells becomes whole again."""
    return "".join(key_of(cell.text) for row in heads for cell in row.cells)


@lru_cache(maxsize=1024)
def mended_key(text: str) -> str:
    """The key of the head that a misspelt one is clearly closest to.

    >>> mended_key("科研构"), mended_key("法人其他组织"), mended_key("备注")
    ('科研机构', '法人或其他组织', '备注')
    """
    key = label_key(text)
    key = _SAME.get(key, key)
    return key if key in HEAD_KEYS else closest([key], _CANDIDATES) or key
