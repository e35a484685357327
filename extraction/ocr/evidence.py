"""What speaks for the reading of one cell.

Two readings are taken: one of the line of text that the detector found in the whole picture, free to be any character,
and one of the ink that the rulings enclose, as a figure. They share the recogniser but neither the place nor the scale
nor the alphabet, so a clipped digit, a touched ruling or a neighbour's digit shows in one of them only.
"""

from dataclasses import dataclass
from typing import NamedTuple

from extraction.report import Status
from extraction.tables import Key
from extraction.values import read

ORIGIN = "ocr"
UNREAD = "?"
"""Stands for ink that nobody could read."""
SLASH, DASH = "/", "—"
LOOKALIKES = {SLASH: frozenset("/1Il|丿ノJ"), DASH: frozenset("—–‐‑―─-_一~")}
"""Marks that publishers print instead of a number, and readings that do not contradict them: the recogniser reads a slash
as 1 and a dash as the character 一 or not at all, both with confidence."""
_BOTH = 2


class Reading(NamedTuple):
    text: str
    confidence: float
    """0 to 1, that of the least sure character."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The readings of one cell; both missing only where the cell is blank or its ink unreadable."""

    whole: Reading | None
    """Of the line found in the whole picture."""
    cell: Reading | None
    """Of the ink inside the cell."""
    blank: bool
    """There is no ink in the cell."""
    height: int = 0
    """Pixels from the top to the foot of the ink."""
    width: int = 0
    clear_cut: bool = False
    """The ink has as many high parts, or room for as many digits, as the reading has, so none is lost or doubled."""
    mark: str = ""
    """The ink has the shape of this mark."""
    crossing: bool = False
    """The line found in the whole picture runs over a border that no national form vouches for."""
    figure: Key | None = None
    """The figure that the national form prints in this place."""

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The surer first; words count only if nothing else was read."""
        taken = [reading for reading in (self.whole, self.cell) if reading]
        figures = [reading for reading in taken if read(reading.text).status != Status.TEXT]
        return tuple(sorted(figures or taken, key=lambda reading: -reading.confidence))

    @property
    def text(self) -> str:
        """What the cell is taken to say, until the referee has spoken."""
        if self.mark:
            return self.mark
        return self.readings[0].text if self.readings else "" if self.blank else UNREAD

    @property
    def confidence(self) -> float:
        """Of the least sure reading; of a shape, whole."""
        if self.mark:
            return 1.0
        return min((reading.confidence for reading in self.readings), default=0.0)

    @property
    def agreed(self) -> bool:
        """Both readings are there and mean the same, or are what a mark of this shape is taken for."""
        if self.mark:
            return all(reading.text in LOOKALIKES[self.mark] for reading in (self.whole, self.cell) if reading)
        if len(self.readings) < _BOTH or self.crossing:
            return False
        one, other = (read(reading.text) for reading in self.readings)
        same_words = one.status != Status.TEXT or len(self.candidates) == 1
        return (one.status, one.value) == (other.status, other.value) and same_words

    @property
    def candidates(self) -> tuple[str, ...]:
        """All different readings, words among them."""
        taken = (*self.readings, *(reading for reading in (self.whole, self.cell) if reading))
        return tuple(dict.fromkeys(filter(None, (self.mark, *(reading.text for reading in taken)))))
