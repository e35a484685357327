"""Rows whose cell boundaries are lost, read only where the form leaves no other way to read them.

A run of digits such as ``15130000154`` is cut into the cells of its row if one cut alone satisfies every strict identity those
cells stand in, those of their columns included, with what the other rows print and with every cut of the other lost rows. Where
an identity cannot be assessed, two cuts do, or none does (the publisher's own sums may be wrong), the row stays unread.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extraction.checks import Equation, equations, is_total
from extraction.layout import MODERN
from extraction.report import Observation, Status
from extraction.runs import Numbers, cuts
from extraction.search import Allowance, TooManyWaysError, solutions
from extraction.terms import Key

_STEPS = 60_000
_MOST_CUTS = 400
_BLANK = (Status.BLANK, Status.MARK)


@dataclass(frozen=True, slots=True)
class LostRow:
    """A row of figures printed as one run of digits."""

    table: str
    digits: str
    """Blanks taken out."""
    keys: tuple[Key, ...]
    """Its figures in printed order."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the identities say about one lost row."""

    row: LostRow
    numbers: Numbers | None
    """None if they do not settle it."""
    identities: tuple[str, ...]
    """Those that were satisfied, or that the row fails for."""
    reason: str = ""
    """Why it is not settled."""


class _UnsettledError(Exception):
    """Nothing can be concluded; the message says why."""


def prove(rows: Sequence[LostRow], seen: Mapping[Key, Observation], layouts: Mapping[str, str]) -> Iterator[Proof]:
    """One proof or refusal for each lost row; rows of a table are settled together."""
    for table in dict.fromkeys(row.table for row in rows):
        lost = [row for row in rows if row.table == table]
        try:
            yield from _settled(lost, seen, _strict(table, layouts.get(table), lost))
        except _UnsettledError as unsettled:
            yield from (Proof(row, None, (), str(unsettled)) for row in lost)
        except TooManyWaysError:
            yield from (Proof(row, None, (), "too many ways to cut it") for row in lost)


def _strict(table: str, layout: str | None, rows: Sequence[LostRow]) -> list[Equation]:
    """The identities the lost cells stand in."""
    lost = {key for row in rows for key in row.keys}
    if len(lost) < sum(len(row.keys) for row in rows):
        raise _UnsettledError("a row is printed twice")
    possible = {equations(table, one) for one in ([layout] if layout else MODERN)}
    found = [
        equation
        for equation in (possible.pop() if len(possible) == 1 else ())
        if equation.severity == "strict" and equation.is_equal and any(key in lost for _, key in _terms(equation))
    ]
    if not found:
        raise _UnsettledError("no identity of a known layout guards it")
    return found


def _settled(rows: list[LostRow], seen: Mapping[Key, Observation], strict: list[Equation]) -> Iterator[Proof]:
    allowance = Allowance(_STEPS)
    options = [_options(row, strict, allowance) for row in rows]
    own = [equation for equation in strict if any(_is_inside(equation, row) for row in rows)]
    lost = {key for row in rows for key in row.keys}
    across = [equation for equation in strict if equation not in own]
    rests = [_known(equation, lost, seen) for equation in across]
    weights = [_weights(row, across) for row in rows]
    effects = [[_effect(cut, weight) for cut in cut_of] for cut_of, weight in zip(options, weights, strict=True)]
    found = solutions(effects, [-rest for rest in rests], allowance)
    if not found:
        raise _UnsettledError("no way to cut it satisfies every identity")
    for number, row in enumerate(rows):
        chosen = {solution[number] for solution in found}
        names = tuple(dict.fromkeys(one.identity for one in strict if any(key in row.keys for _, key in _terms(one))))
        if len(chosen) == 1:
            yield Proof(row, options[number][chosen.pop()], names)
        else:
            yield Proof(row, None, names, f"{len(chosen)} ways to cut it satisfy every identity")


def _options(row: LostRow, strict: Sequence[Equation], allowance: Allowance) -> list[Numbers]:
    """The cuts that satisfy the identities inside the row."""
    options = []
    for cut in cuts(row.digits, _blocks(row, strict), allowance):
        options.append(cut)
        if len(options) > _MOST_CUTS:
            raise TooManyWaysError
    if not options:
        raise _UnsettledError(f"no way to cut {row.digits} satisfies the identity of its row")
    return options


def _blocks(row: LostRow, strict: Sequence[Equation]) -> list[int]:
    """Sizes of the sums the row is made of, each printed with its total last."""
    sizes: list[int] = []
    while sum(sizes) < len(row.keys):
        start = sum(sizes)
        size = next((_size(one, row.keys[start:]) for one in strict if _size(one, row.keys[start:])), 0)
        if not size:
            raise _UnsettledError("its columns are not in the order of sums")
        sizes.append(size)
    return sizes


def _size(equation: Equation, keys: Sequence[Key]) -> int:
    """How many keys the identity takes from the front: its parts in any order, then their sum; else 0."""
    size = len(equation.left) + 1
    parts = {key for sign, key in equation.left if sign == 1}
    fits = (
        len(equation.right) == 1 and set(keys[: size - 1]) == parts and keys[size - 1 : size] == (equation.right[0][1],)
    )
    return size if fits else 0


def _terms(equation: Equation) -> Iterator[tuple[int, Key]]:
    """Signed figures of left minus right."""
    yield from equation.left
    yield from ((-sign, key) for sign, key in equation.right)


def _is_inside(equation: Equation, row: LostRow) -> bool:
    return all(key in row.keys for _, key in _terms(equation))


def _known(equation: Equation, lost: set[Key], seen: Mapping[Key, Observation]) -> Decimal:
    """What the figures that are printed add to the identity; a blank part counts as nothing, as in the checks."""
    rest = Decimal(0)
    for sign, key in _terms(equation):
        cell = seen.get(key)
        if key in lost:
            continue
        if cell is not None and cell.value is not None:
            rest += sign * Decimal(cell.value)
        elif cell is None or cell.status not in _BLANK or is_total(key):
            raise _UnsettledError(f"{equation.identity} cannot be assessed")
    return rest


def _weights(row: LostRow, across: Sequence[Equation]) -> list[list[tuple[int, int]]]:
    """For each identity the positions of the row's cells in it, with their signs."""
    places = {key: place for place, key in enumerate(row.keys)}
    return [[(places[key], sign) for sign, key in _terms(equation) if key in places] for equation in across]


def _effect(cut: Numbers, weights: Sequence[Sequence[tuple[int, int]]]) -> list[int]:
    return [sum(sign * cut[place] for place, sign in weight) for weight in weights]
