"""数据字典: what every code of the data stands for, in which formats it is printed, and where a series of years breaks."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from audit.release.codes import printed_codes
from extraction.codebook import CODEBOOK, Layout


class Term(NamedTuple):
    """One indicator as the dictionary shows it."""

    code: str
    label: str
    gloss: str
    unit: str
    layouts: Sequence[str]
    notes: Sequence[str]
    """Between which years its figures are not of one series."""


def layouts() -> list[Layout]:
    """Return the national formats, oldest first."""
    return sorted(CODEBOOK.layouts.values(), key=lambda layout: layout.years[0])


def terms() -> list[Term]:
    """Return every indicator in the order of its number."""
    printed = {layout.code: set(printed_codes(layout)) for layout in layouts()}
    found = []
    for entry in sorted(CODEBOOK.indicators.values(), key=lambda entry: entry.no):
        of = [layout for layout in layouts() if entry.code in printed[layout.code]]
        notes = list(_breaks(of)) if of else ["不在全国格式之中，见于地方表式、小计或正文"]
        found.append(Term(entry.code, entry.label, entry.gloss, entry.unit, [layout.code for layout in of], notes))
    return found


def _breaks(of: Sequence[Layout]) -> Iterator[str]:
    """Say where a series begins, goes over into another form, and ends; formats are oldest first."""
    first, last = of[0].years[0], of[-1].years[1]
    if first > min(layout.years[0] for layout in layouts()):
        yield f"始于 {first} 年度"
    for before, after in pairwise(of):
        if before.years[1] is not None and before.years[1] + 1 < after.years[0]:
            yield f"{before.years[1] + 1} 至 {after.years[0] - 1} 年度的格式没有此项"
        yield f"{after.years[0]} 年度起换用新格式，与此前不宜相减"
    if last is not None:
        yield f"止于 {last} 年度"
