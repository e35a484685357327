"""Labels that are not quite those of the form: clipped, misspelt, with a character lost.

A clipped label is taken if it is the beginning of one label only; any other likeness counts only in its place, between
the rows recognised before and after it, and only if no second label there is about as close.
"""

from collections.abc import Sequence

LEAST = 0.62
"""Measured on damaged reports: one lost character of a two-character label stays above, another label below."""
_MARGIN = 0.08
_SHORTEST_CLIPPED = 5


def likeness(one: str, other: str) -> float:
    """Twice the longest common subsequence over both lengths.

    >>> likeness("其他法律行政止公开", "其他法律行政法规禁止公开") > LEAST > likeness("行政奖励", "行政处罚")
    True
    """
    if not one or not other:
        return 0.0
    previous = [0] * (len(other) + 1)
    for character in one:
        current = [0]
        for column, against in enumerate(other):
            current.append(previous[column] + 1 if character == against else max(previous[column + 1], current[column]))
        previous = current
    return 2 * previous[-1] / (len(one) + len(other))


def clipped(key: str, labels: Sequence[str]) -> str | None:
    """The only label that begins with `key`."""
    if len(key) < _SHORTEST_CLIPPED:
        return None
    longer = [label for label in labels if label.startswith(key)]
    return longer[0] if len(longer) == 1 else None


def closest(keys: Sequence[str], candidates: Sequence[tuple[str, Sequence[str]]]) -> str | None:
    """The name of the candidate (name, labels) most like one of the keys, if it is clearly the closest."""
    scores = sorted(
        ((max(likeness(key, label) for key in keys for label in labels), name) for name, labels in candidates),
        reverse=True,
    )
    if not scores or scores[0][0] < LEAST:
        return None
    if len(scores) > 1 and scores[1][0] > scores[0][0] - _MARGIN:
        return None
    return scores[0][1]
