"""What is found out about identities that fail: the cell to look at, or why none can be named."""

from dataclasses import dataclass

from extraction.report import Flag
from extraction.terms import Key


@dataclass(frozen=True, slots=True)
class Suspect:
    """The one cell that, changed alone, would satisfy every identity that fails."""

    indicator: str
    applicant: str | None
    raw: str
    satisfying: str
    """The value that would satisfy all; never written anywhere else."""
    identities: tuple[str, ...]
    fault: str
    """``publisher`` if the raw text says the figure that fails, ``reading`` if it does not."""
    slip: str | None
    """What may have happened to the digits (see `misprints`)."""

    def as_flag(self) -> Flag:
        slip = f" ({self.slip})" if self.slip else ""
        return Flag(
            "figure_suspect",
            f"{named((self.indicator, self.applicant))}: {self.raw or 'blank'} printed, {self.satisfying} would satisfy "
            f"{', '.join(self.identities)}; fault: {self.fault}{slip}",
        )


@dataclass(frozen=True, slots=True)
class Unlocated:
    """Identities that fail together without one cell that explains them."""

    identities: tuple[str, ...]
    reason: str
    candidates: tuple[Suspect, ...] = ()
    """Cells each of which would do, where the form cannot tell them apart."""

    def as_flag(self) -> Flag:
        return Flag("fault_not_located", f"{', '.join(self.identities)}: {self.reason}")


def named(key: Key) -> str:
    """A figure as it is called in messages."""
    return " ".join(part for part in key if part)
