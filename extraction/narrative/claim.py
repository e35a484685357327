"""What prose says of a figure, and where it says it."""

from collections.abc import Iterable
from typing import NamedTuple

from extraction.report import Section, Status


class Passage(NamedTuple):
    """A stretch of prose to be read, as printed."""

    text: str
    """Paragraphs are lines."""
    heading: str = ""
    """Heading the passage stands under; it says what the sentences take for granted."""
    place: str = "text"
    """What a reader calls the passage; begins every locator."""
    start: int = 0
    """Where the passage begins in the text that positions are counted in."""


class Claim(NamedTuple):
    """One figure of one sentence. It never overwrites a figure of a table."""

    indicators: tuple[str, ...]
    """Codes of the codebook. Several are a joint figure, their sum, which nobody can take apart (予以公开及部分公开)."""
    value: str | None
    """Exact decimal, None if digits are lost."""
    pattern: str | None
    """What is left of a damaged number, ``?`` for the digit lost in front: ``?089``."""
    status: Status
    """``number`` or ``damaged``."""
    unit: str
    """The one beside the number, in simplified script; empty where none is printed, or where it is lost."""
    raw: str
    """The sentence as printed."""
    start: int
    end: int
    """Range of the number and its unit, or of the words that say there was none."""
    locator: str
    """``<place>#chars <start>-<end>``"""
    scope: str
    """Whose figure it is in the words of the sentence (全市各级行政机关, 我局), empty if it does not say."""
    share: str | None = None
    """Percentage printed right behind the number, a pattern if digits are lost."""


def passages(sections: Iterable[Section], opening: Iterable[str] = ()) -> list[Passage]:
    """The prose of a report: its sections, positions counted in the text of each, and what stands above them."""
    above = "\n".join(opening)
    parts = [Passage(part.text, part.heading, f"section {part.number}") for part in sections if part.text]
    return [Passage(above, "", "opening"), *parts] if above else parts
