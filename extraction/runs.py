"""A run of digits whose cell boundaries are lost, cut into the numbers it may have been (``15130000154``).

Cells are non-negative integers without leading zeros, and they come in blocks whose last cell is the sum of the others: an
applicant row is one block of seven, the row of disputes three of five (国办公开办函〔2021〕30号). Blanks in the run prove
nothing: they stand between cells and inside torn numbers alike.
"""

from collections.abc import Iterator, Sequence

from extraction.search import Allowance

Numbers = tuple[int, ...]


def cuts(digits: str, blocks: Sequence[int], allowance: Allowance) -> Iterator[Numbers]:
    """Every way to cut all digits into blocks of these sizes. Raises `TooManyWaysError`.

    >>> list(cuts("15130000154", [7], Allowance(1000)))
    [(151, 3, 0, 0, 0, 0, 154)]
    >>> list(cuts("11112", [3], Allowance(1000)))
    [(1, 11, 12), (11, 1, 12)]
    """
    if not blocks:
        if not digits:
            yield ()
        return
    size, rest = blocks[0], blocks[1:]
    fewest_left = sum(rest)
    for end in range(size, len(digits) - fewest_left + 1):
        if rest or end == len(digits):
            for block in _blocks(digits[:end], size, allowance):
                for others in cuts(digits[end:], rest, allowance):
                    yield block + others


def _blocks(digits: str, size: int, allowance: Allowance) -> Iterator[Numbers]:
    """All digits as one block."""
    for start in range(size - 1, len(digits)):
        allowance.spend()
        whole = _number(digits[start:])
        if whole is not None and start <= (size - 1) * (len(digits) - start):
            for parts in _parts(digits[:start], size - 1, whole, allowance):
                yield (*parts, whole)


def _parts(digits: str, count: int, total: int, allowance: Allowance) -> Iterator[Numbers]:
    """All digits as so many numbers with this sum."""
    allowance.spend()
    if count == 1:
        if _number(digits) == total:
            yield (total,)
        return
    for end in range(1, len(digits) - count + 2):
        first = _number(digits[:end])
        if first is None or first > total:
            return
        for others in _parts(digits[end:], count - 1, total - first, allowance):
            yield (first, *others)


def _number(digits: str) -> int | None:
    return None if len(digits) > 1 and digits[0] == "0" else int(digits)
