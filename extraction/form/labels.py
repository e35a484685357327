"""Labels and heads of the statistics form, as far as their text alone can say.

The wordings are data of the codebook; here they become keys. A final 数 is dropped from keys, because publishers print
涉及国家秘密 and 涉及国家秘密数 alike, and so is 其中 in front.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from extraction.codebook import CODEBOOK, Form, FormRow
from extraction.folding import label_key

FORM = "stat"
"""The table's name among t2, t3 and t4."""
LAYOUT = "f2014"
LONGEST = 100
_SHORTEST_VARIANT = 4
"""A variant such as 其他 or 延期 is part of too many labels to name a row."""
_ENDING = re.compile("数量?$")


class Slot(NamedTuple):
    """A row of the form."""

    number: int
    code: str | None
    """None for rows that only head others."""
    keys: tuple[str, ...]


def form_key(text: str) -> str:
    """The form in which labels of this form are compared.

    >>> form_key("其中:1.当面申请数"), form_key("四、行政复议数量"), form_key("(三)其他情形数")
    ('当面申请', '行政复议', '其他情形')
    """
    key = label_key(text)
    if key.startswith("其中"):
        key = key.removeprefix("其中")
    return _ENDING.sub("", key) or key


def _slot(number: int, row: FormRow) -> Slot:
    variants = CODEBOOK.indicators[row.code].variants if row.code else ()
    keys = (form_key(row.label), *(form_key(label) for label in variants))
    return Slot(number, row.code, tuple(dict.fromkeys(k for k in keys if len(k) >= _SHORTEST_VARIANT)))


def _form() -> Form:
    form = CODEBOOK.layouts[LAYOUT].form
    if form is None:
        raise ValueError(f"The codebook has no form for {LAYOUT}.")
    return form


_FORM = _form()
SLOTS = tuple(_slot(number, row) for number, row in enumerate(_FORM.rows))
"""Rows of the form in printed order."""
NAMED: dict[str, tuple[Slot, ...]] = {}
"""Key to the rows it may name: two for labels that stand under 行政复议 and 行政诉讼."""
for _one in SLOTS:
    for _key in _one.keys:
        NAMED[_key] = (*NAMED.get(_key, ()), _one)
HEADS = {label_key(label): kind for kind, labels in _FORM.heads.items() for label in labels}
"""Key of a head to what its column holds."""
VALUE_HEADS = tuple(label_key(label) for label in _FORM.heads["value"])
_FOOTER = _FORM.footer


@lru_cache(maxsize=4096)
def named(text: str) -> tuple[Slot, ...]:
    """The rows whose label this is, exactly; none, one, or two."""
    return NAMED.get(form_key(text), ()) if text and len(text) <= LONGEST else ()


def is_footer(text: str) -> bool:
    return label_key(text[:LONGEST]).startswith(_FOOTER)
