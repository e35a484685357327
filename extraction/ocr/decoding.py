"""Probabilities to text: freely, or with only the characters that figures are written in.

A reading is as sure as its least sure character. Reading digits, whatever the model would rather have seen than a digit
counts against it, so a 元 beside a number or the rest of a ruling does not vanish.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from extraction.ocr.evidence import Reading
from extraction.ocr.models import Probabilities, recogniser

_FIGURES = "0123456789.,-+/"


def decode(probabilities: Probabilities) -> Reading:
    """The likeliest characters."""
    best = probabilities.argmax(axis=1)
    characters = recogniser().characters
    kept = _emitted(best)
    text = "".join(characters[number] for number in best[kept])
    return Reading(text.strip(), float(probabilities.max(axis=1)[kept].min()) if kept.any() else 0.0)


def decode_figure(probabilities: Probabilities) -> Reading:
    """The likeliest digits, signs and separators."""
    allowed = _allowed()
    among = probabilities[:, allowed]
    best = among.argmax(axis=1)
    kept = _emitted(best)
    text = "".join(recogniser().characters[number] for number in allowed[best[kept]])
    if not text:
        return Reading("", 0.0)
    return Reading(text, float(min(among.max(axis=1)[kept].min(), among.sum(axis=1).min())))


def _emitted(best: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Steps that write a character: not the empty one, and not the same one going on."""
    kept = np.ones(len(best), dtype=np.bool_)
    kept[1:] = best[1:] != best[:-1]
    return np.asarray(kept & (best != 0), dtype=np.bool_)


@cache
def _allowed() -> NDArray[np.intp]:
    characters = recogniser().characters
    return np.array([0, *(characters.index(character) for character in _FIGURES)], dtype=np.intp)
