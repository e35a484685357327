"""Folded text that remembers where each of its characters stood.

Patterns are written for simplified script in half width without white space; what is reported is the text as printed.
"""

import re
from bisect import bisect_right
from typing import NamedTuple

from extraction.folding import narrow, to_simplified

_DIGIT = "0-9\uff10-\uff19"
_READING = r"[a-zA-Z\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]{1,6}[)\uff09]"
_INVISIBLE = "\u200b-\u200d\u2060\ufeff\u00ad"
_DROPPED = re.compile(
    rf"[(\uff08\s{_INVISIBLE}](?:(?<=[\u4e00-\u9fff][(\uff08]){_READING}(?:[(\uff08]{_READING})*"
    rf"|(?<=\s)(?:(?<![{_DIGIT}].)\s*|\s*(?![{_DIGIT}\s]))|(?<=[{_INVISIBLE}])[{_INVISIBLE}]*)",
    re.DOTALL,
)
"""Pinyin, invisible characters and white space; between two digits it stays, because it may part two numbers.

It begins with one set of characters, which lets the search run over all others."""
_QUESTION = "\uff1f"
"""In full width a question mark is one; in half width it may be all that is left of a character."""


class Aligned(NamedTuple):
    text: str
    positions: tuple[int, ...]
    """Places in the folded text before which something was dropped, ascending."""
    offsets: tuple[int, ...]
    """How much was dropped up to each of them."""

    def origin(self, position: int) -> int:
        """Where the character at this position stood before folding."""
        if not self.positions:
            return position
        index = bisect_right(self.positions, position)
        return position + (self.offsets[index - 1] if index else 0)


def align(text: str) -> Aligned:
    """The text in the form that patterns are written for.

    >>> folded = align("收到　申請３件，辦(bàn)理")
    >>> folded.text, folded.origin(4), folded.origin(folded.text.index("理"))
    ('收到申请3件,办理', 5, 14)
    """
    pieces: list[str] = []
    positions: list[int] = []
    offsets: list[int] = []
    start = length = dropped = 0
    for found in _DROPPED.finditer(text):
        pieces.append(text[start : found.start()])
        length += found.start() - start
        start = found.end()
        dropped += found.end() - found.start()
        positions.append(length)
        offsets.append(dropped)
    pieces.append(text[start:])
    kept = narrow("".join(pieces).replace(_QUESTION, "!"))
    simplified = to_simplified(kept)
    # A conversion that changed the length would move every position behind it.
    return Aligned(simplified if len(simplified) == len(kept) else kept, tuple(positions), tuple(offsets))
