"""What the tables say of a figure that prose quotes: printed totals, and groups that no row prints.

A blank total is the sum of its row, a group the sum of its reasons (the definitions of the codebook). Whoever relies on a
blank being zero is told so.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from extraction.codebook import CODEBOOK
from extraction.ocr import ORIGIN as OCR
from extraction.report import Observation, Status

TOTAL = "total"
_EMPTY = (Status.BLANK, Status.MARK)
_COLUMNS = tuple(applicant.code for applicant in CODEBOOK.applicants if applicant.code != TOTAL)
PARTS = {identity.right[0]: identity.left for identity in CODEBOOK.identities if identity.severity == "definition"}
"""Figures that no layout, or not every layout, prints, and the figures they are the sum of."""
OF_REQUESTS = frozenset(code for layout in CODEBOOK.layouts.values() for code in layout.requests) | frozenset(
    whole for whole, parts in PARTS.items() if parts[0].startswith("requests.")
)
"""Figures that have a column for each kind of applicant."""


class Amount(NamedTuple):
    value: Decimal
    assumes_blanks_zero: bool = False


class Amounts:
    """The figures of one report's tables, looked up by indicator and applicant."""

    def __init__(self, observations: Mapping[tuple[str, str | None], Observation]) -> None:
        self._found: dict[str, Amount | None] = {}
        self._seen = observations

    def prints(self, code: str, applicant: str | None) -> bool:
        """Whether there is a cell for the figure, be it blank or damaged; one in a picture only if it is confirmed."""
        seen = self._seen.get((code, applicant))
        if seen is None or seen.status == Status.MISSING:
            return False
        return seen.origin != OCR or seen.status != Status.DAMAGED

    def sum(self, codes: Sequence[str]) -> Amount | None:
        """None if one of the figures is missing, damaged or left open."""
        found = [self.of(code) for code in codes]
        known = [amount for amount in found if amount is not None]
        if len(known) < len(found):
            return None
        return Amount(sum((one.value for one in known), Decimal(0)), any(one.assumes_blanks_zero for one in known))

    def of(self, code: str) -> Amount | None:
        """The total of one figure over all applicants, looked up once: several sentences may quote it."""
        if code not in self._found:
            self._found[code] = self._of(code)
        return self._found[code]

    def _of(self, code: str) -> Amount | None:
        seen = self._seen.get((code, TOTAL if code in OF_REQUESTS else None))
        if seen is None or seen.status == Status.MISSING:
            return self.sum(PARTS[code]) if code in PARTS else None
        if seen.value is not None:
            return Amount(Decimal(seen.value))
        if seen.status not in _EMPTY or not self._has_numbers(code.partition(".")[0]):
            return None
        return self._blank(code)

    def _has_numbers(self, group: str) -> bool:
        return any(
            seen.status == Status.NUMBER and seen.indicator.partition(".")[0] == group for seen in self._seen.values()
        )

    def _blank(self, code: str) -> Amount | None:
        """What a blank stands for: the sum of its row, or zero where it is no total."""
        if code not in OF_REQUESTS:
            return None if code.endswith(f".{TOTAL}") else Amount(Decimal(0), assumes_blanks_zero=True)
        row = [self._seen.get((code, column)) for column in _COLUMNS]
        if any(cell is None or (cell.value is None and cell.status not in _EMPTY) for cell in row):
            return None
        printed = [Decimal(cell.value) for cell in row if cell is not None and cell.value is not None]
        return Amount(sum(printed, Decimal(0)), assumes_blanks_zero=True)
