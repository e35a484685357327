"""Which figures a check is about, and with which sign: the way back from a verdict to the cells."""

from functools import cache

from extraction.codebook import CODEBOOK
from extraction.report import Check

Key = tuple[str, str | None]
"""Indicator and applicant."""
Terms = tuple[tuple[int, Key], ...]

_IDENTITIES = {identity.id: identity for identity in CODEBOOK.identities}


def sides(check: Check) -> tuple[Terms, Terms]:
    """Signed figures left and right; nothing for checks that compare prose.

    >>> from extraction.report import Verdict
    >>> sides(Check("T4-LITIGATION", None, "definition", "1", "1", Verdict.PASS))[0][0]
    (1, ('litigation.direct.total', None))
    """
    return _sides(check.identity, check.scope)


def is_equation(check: Check) -> bool:
    """Whether both sides have to be equal; a bound does not say by how much a figure is wrong."""
    identity = _IDENTITIES.get(check.identity)
    return identity is not None and identity.op == "=="


@cache
def coefficients(identity: str, scope: str | None) -> dict[Key, int]:
    """Each figure with its sign in left minus right."""
    left, right = _sides(identity, scope)
    return {key: sign for sign, key in left} | {key: -sign for sign, key in right}


@cache
def _sides(name: str, scope: str | None) -> tuple[Terms, Terms]:
    identity = _IDENTITIES.get(name)
    if identity is None:
        return (), ()
    by_row = identity.scope == "each_row"
    left, right = (
        tuple((1, (scope or "", term)) if by_row else _signed(term, scope) for term in terms)
        for terms in (identity.left, identity.right)
    )
    return left, right


def _signed(term: str, scope: str | None) -> tuple[int, Key]:
    return (-1 if term.startswith("-") else 1, (term.removeprefix("-"), scope))
