"""Damaged cells that the rest of the form determines: ``28 11`` is 2811 where row and column both ask for it.

A cell is solved only if it is the one unknown of an identity, all such identities agree, and what is left of its digits
fits the answer. The answer is a finding, the cell stays damaged.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from extraction.folding import narrow
from extraction.report import Check, Observation, Status, Verdict
from extraction.suspect import Suspect
from extraction.terms import Key, coefficients, is_equation, sides

_LEAF_BLANKS = (Status.BLANK, Status.MARK)
_LOST = "?\ufffd"


def solve(seen: Mapping[Key, Observation], checks: Iterable[Check]) -> Iterator[Suspect]:
    """One finding for every damaged cell that can be solved."""
    damaged = {key: cell for key, cell in seen.items() if cell.status is Status.DAMAGED}
    if not damaged:
        return
    strict = [
        check
        for check in checks
        if check.severity == "strict" and check.verdict is Verdict.NOT_ASSESSABLE and is_equation(check)
    ]
    for key, cell in damaged.items():
        answers = [
            (check.identity, answer)
            for check in strict
            if key in coefficients(check.identity, check.scope) and (answer := asked_of(key, check, seen)) is not None
        ]
        values = {answer for _, answer in answers}
        value = f"{values.pop():f}" if len(values) == 1 else ""
        if value and fits(cell.raw, value):
            names = tuple(dict.fromkeys(name for name, _ in answers))
            yield Suspect(key[0], key[1], cell.raw, value, names, "reading", _damage(cell.raw))


def asked_of(key: Key, check: Check, seen: Mapping[Key, Observation]) -> Decimal | None:
    """What the equation asks of a figure; None if another of its figures is unknown, as a blank whole is."""
    terms = coefficients(check.identity, check.scope)
    wholes = {side[0][1] for side in sides(check) if len(side) == 1}
    rest = Decimal(0)
    for other, sign in terms.items():
        if other == key:
            continue
        cell = seen.get(other)
        if cell is not None and cell.value is not None:
            rest += sign * Decimal(cell.value)
        elif cell is None or cell.status not in _LEAF_BLANKS or other in wholes:
            return None
    return -rest * terms[key]


def fits(raw: str, value: str) -> bool:
    """Whether the number can have been printed as what is left of it.

    >>> fits("28 11", "2811"), fits("?089", "1089"), fits("?089", "2811"), fits("1 2 3", "12")
    (True, True, False, False)
    """
    left = re.sub(r"[\s,]", "", narrow(raw))
    pattern = "".join(r"\d" if char in _LOST else re.escape(char) for char in left)
    return bool(pattern) and re.fullmatch(pattern, value) is not None


def _damage(raw: str) -> str:
    return "digits lost" if any(mark in raw for mark in _LOST) else "number torn apart"
