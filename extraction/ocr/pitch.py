"""How many digits the ink of a figure has room for, by the pitch of the digits in the same table.

Digits of one font stand at one distance. Where blur lets them touch, they can no longer be counted as parts; their width
still tells seven from eight, once several figures have shown the pitch.
"""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from extraction.ocr.evidence import Evidence

_FEWEST = 3
"""Figures of two digits and more, read alike twice, that show the pitch."""
_INK = 0.8
"""Share of its place that a digit fills."""
_TOLERANCE = 0.45
"""In digits; a 1 at either end leaves a quarter of its place free."""


def with_pitch(cells: Sequence[str | Evidence]) -> list[str | Evidence]:
    """The cells of one table, those clear cut whose width fits their digits."""
    known = [
        seen.width / (_places(seen.text) - 1 + _INK)
        for seen in cells
        if isinstance(seen, Evidence) and seen.agreed and _places(seen.text) > 1
    ]
    if len(known) < _FEWEST:
        return list(cells)
    pitch = median(known)
    return [
        replace(seen, clear_cut=True) if isinstance(seen, Evidence) and _fits(seen, pitch) else seen for seen in cells
    ]


def _fits(seen: Evidence, pitch: float) -> bool:
    places = _places(seen.text)
    return places > 1 and abs(seen.width / pitch - (places - 1 + _INK)) < _TOLERANCE


def _places(text: str) -> float:
    """Digits, points and commas counting half; 0 for anything else."""
    points = sum(text.count(point) for point in ".,")
    digits = sum(map(str.isdecimal, text))
    return digits + points / 2 if digits + points == len(text) else 0.0
