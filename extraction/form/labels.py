"""Labels and heads of the statistics forms, as far as their text alone can say.

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
NATIONAL = "f2014"
"""The layout whose form is that of 国办发〔2014〕32号; the others are local."""
LONGEST = 100
_SHORTEST_VARIANT = 4
"""A variant such as 其他 or 延期 is part of too many labels to name a row."""
_ENDING = re.compile("数量?$")


class Slot(NamedTuple):
    """A row of a form."""

    layout: str
    number: int
    code: str | None
    """None for rows that only head others."""
    keys: tuple[str, ...]
    unit: str
    """Of its figure if the report prints none."""


class Vocabulary(NamedTuple):
    """The labels of one form."""

    slots: tuple[Slot, ...]
    """Its rows in printed order."""
    by_key: dict[str, tuple[Slot, ...]]
    """Key to the rows it may name: two for labels that stand under 行政复议 and 行政诉讼."""
    is_local: bool
    """Without an order to rely on."""


def form_key(text: str) -> str:
    """The form in which labels of this form are compared.

    >>> form_key("其中:1.当面申请数"), form_key("四、行政复议数量"), form_key("(三)其他情形数")
    ('当面申请', '行政复议', '其他情形')
    """
    key = label_key(text)
    if key.startswith("其中"):
        key = key.removeprefix("其中")
    return _ENDING.sub("", key) or key


def _slot(layout: str, number: int, row: FormRow, *, local: bool) -> Slot:
    own = (form_key(label) for label in (row.label, *row.variants))
    others = CODEBOOK.indicators[row.code].variants if row.code and not local else ()
    keys = (*own, *(key for key in map(form_key, others) if len(key) >= _SHORTEST_VARIANT))
    unit = row.unit or (CODEBOOK.indicators[row.code].unit if row.code else "")
    return Slot(layout, number, row.code, tuple(dict.fromkeys(keys)), unit)


def _vocabulary(layout: str, form: Form) -> Vocabulary:
    slots = tuple(_slot(layout, number, row, local=form.local) for number, row in enumerate(form.rows))
    by_key: dict[str, tuple[Slot, ...]] = {}
    for slot in slots:
        for key in slot.keys:
            by_key[key] = (*by_key.get(key, ()), slot)
    return Vocabulary(slots, by_key, form.local)


_FORMS = {code: layout.form for code, layout in CODEBOOK.layouts.items() if layout.form}
VOCABULARIES = {code: _vocabulary(code, form) for code, form in _FORMS.items()}
"""Layout to the labels of its form, the national one first."""
HEADS = {label_key(label): kind for form in _FORMS.values() for kind, labels in form.heads.items() for label in labels}
"""Key of a head to what its column holds."""
VALUE_HEADS = tuple(label_key(label) for form in _FORMS.values() for label in form.heads["value"])
_FOOTER = tuple(label for form in _FORMS.values() for label in form.footer)


@lru_cache(maxsize=4096)
def named(text: str) -> tuple[Slot, ...]:
    """The rows of any form whose label this is, exactly."""
    if not text or len(text) > LONGEST:
        return ()
    key = form_key(text)
    return tuple(slot for vocabulary in VOCABULARIES.values() for slot in vocabulary.by_key.get(key, ()))


def is_footer(text: str) -> bool:
    return label_key(text[:LONGEST]).startswith(_FOOTER)
