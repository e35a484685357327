"""One printed row of the statistics form, wherever it was printed."""

from dataclasses import dataclass, field

from extraction.form.labels import Slot
from extraction.report import Flag
from extraction.rows import Cell


@dataclass(slots=True)
class Entry:
    """A row of the form as far as its own cells tell."""

    labels: tuple[str, ...]
    """What its label may be, likeliest first: the cells before the figure alone or joined."""
    printed: tuple[Cell, ...]
    """The cells after the label, kept as evidence where the figure cannot be told among them."""
    value: Cell | None
    """The cell of the figure, None where no cell is certain to be it."""
    unit: str = ""
    number: Cell | None = None
    """The cell under 序号 or 代码."""
    is_head: bool = False
    """Without cells for a figure, as the rows that head others may be printed."""
    slot: Slot | None = None
    """The row of the form it is, once it is named."""

    @property
    def raw(self) -> str:
        return " ".join(cell.text for cell in self.printed if cell.text)


@dataclass(slots=True)
class Form:
    """What is printed of the form in one document."""

    entries: list[Entry] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    """Indexes of the rows of the document that are the form's."""
    flags: list[Flag] = field(default_factory=list)
