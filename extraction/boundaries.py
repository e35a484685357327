"""Text in which the boundaries between cells are lost: all figures of a row in one run, behind their label or below it.

Here such text is only recognised; whether its figures can be told apart is for `proof` to say.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from extraction.folding import label_key, narrow
from extraction.labels import row_name
from extraction.rows import Cell, Row
from extraction.values import is_run

_LONGEST = 150
_LABELLED_RUN = re.compile(r"(?P<label>.*[^\d\s])\s*(?P<run>\d[\d ]{6,})")
_LABEL_BEGINS = re.compile(r"(?<=\D)(?=[(\uff08][一二三四五六七][)\uff09]|\d[.、\uff0e])")


def lost_run(values: Sequence[Cell], figures: int) -> str | None:
    """The digits of a row whose only cell may hold that many figures.

    Digits in several cells have boundaries, which are never overruled.
    """
    if len(values) != 1 or not is_run(values[0].text):
        return None
    digits = "".join(narrow(values[0].text).split())
    return digits if len(digits) >= figures else None


def parted(row: Row, table: str | None) -> Row:
    """A line with the label of a request row and a run of figures behind it, as two cells; any other row as it is.

    Labels of the group may stand in front: (三)不予公开1.属于国家秘密151000016.
    """
    line = row.cells[0].text if len(row.cells) == 1 and row.table is None else ""
    found = _LABELLED_RUN.fullmatch(line) if len(line) <= _LONGEST and line[-1:].isdecimal() else None
    label = _LABEL_BEGINS.split(found["label"])[-1] if found else ""
    if found is None or row_name(label_key(label), table) is None:
        return row
    (cell,) = row.cells
    return replace(row, cells=(replace(cell, text=label), replace(cell, text=found["run"])))
