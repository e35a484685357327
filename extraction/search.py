"""Systems of sums with few choices per row, searched to the end or given up: nothing is concluded from half a search."""

from collections.abc import Sequence
from decimal import Decimal

_MOST = 40
"""Solutions looked at; with more of them hardly a row is the same in all."""


class TooManyWaysError(Exception):
    """The work allowed is done and the question still open."""


class Allowance:
    """How many steps a search may still take, so that hostile text costs no more than a real one."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def spend(self) -> None:
        """Count one step. Raises `TooManyWaysError` when none is left."""
        self._left -= 1
        if self._left < 0:
            raise TooManyWaysError


def solutions(
    effects: Sequence[Sequence[Sequence[int]]], goal: Sequence[Decimal], allowance: Allowance
) -> list[tuple[int, ...]]:
    """Every way to choose one option of each row so that their effects add up to the goal: option numbers, row by row.

    Raises `TooManyWaysError` if they are many, or the search takes more steps than allowed.

    >>> solutions([[[1], [2]], [[3], [4], [5]]], [Decimal(6)], Allowance(100))
    [(0, 2), (1, 1)]
    """
    order = sorted(range(len(effects)), key=lambda row: len(effects[row]))
    lowest, highest = ([[0] * len(goal)], [[0] * len(goal)])
    for row in reversed(order):
        columns = list(zip(*effects[row], strict=True))
        lowest.append([low + min(column) for low, column in zip(lowest[-1], columns, strict=True)])
        highest.append([high + max(column) for high, column in zip(highest[-1], columns, strict=True)])
    lowest.reverse()
    highest.reverse()
    found: list[tuple[int, ...]] = []

    def descend(depth: int, left: Sequence[Decimal], chosen: dict[int, int]) -> None:
        allowance.spend()
        if any(not low <= one <= high for low, one, high in zip(lowest[depth], left, highest[depth], strict=True)):
            return
        if depth == len(order):
            found.append(tuple(chosen[row] for row in range(len(order))))
            if len(found) > _MOST:
                raise TooManyWaysError
            return
        row = order[depth]
        for option, effect in enumerate(effects[row]):
            rest = [one - other for one, other in zip(left, effect, strict=True)]
            descend(depth + 1, rest, chosen | {row: option})

    descend(0, goal, {})
    return sorted(found)
