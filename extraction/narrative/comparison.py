"""Prose against tables: whether the sentence says what the table prints.

Wrong or narrow sentences are common and nobody is corrected by them; a check records both sides. A damaged number is
compared as a pattern, and the scope of the check names the figures it was found equal to.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from extraction.narrative.amounts import Amount, Amounts
from extraction.narrative.claim import Claim
from extraction.report import Check, Verdict

_HANDLED = "requests.result.total"
_CHANNELS = "requests.channel."
_POINT = Decimal("0.1")
_WITHOUT_IDENTITIES = frozenset(("f2014", "f2008"))


class _Identity(NamedTuple):
    id: str
    severity: str
    targets: tuple[tuple[str, ...], ...]
    """Tried in this order."""


def _load(path: Path) -> dict[tuple[str, ...], _Identity]:
    entries = json.loads(path.read_text(encoding="utf-8"))
    return {
        tuple(entry["claim"]): _Identity(entry["id"], entry["severity"], tuple(map(tuple, entry["targets"])))
        for entry in entries
    }


_IDENTITIES = _load(Path(__file__).with_name("identities.json"))


def compare_claims(claims: Iterable[Claim], amounts: Amounts, *, layout: str | None = None) -> list[Check]:
    """One check for every claim that an identity speaks of, one for every share, and one for the channels.

    The identities are those of the layouts since 2019; reports of older layouts have none.
    """
    claims = list(claims)
    if layout in _WITHOUT_IDENTITIES:
        return []
    checks = [
        _compared(identity, claim, amounts) for claim in claims if (identity := _IDENTITIES.get(claim.indicators))
    ]
    checks += [check for claim in claims if (check := _shared(claim, amounts))]
    return [*checks, *_channels(claims)]


def matches(pattern: str, number: str) -> bool:
    """Whether a number may have been what the pattern is left of; ``?`` was one digit, and the first of a longer number.

    >>> matches("?089", "1089"), matches("?089", "0089"), matches("?9", "149"), matches("?.5", "0.5")
    (True, False, False, True)
    """
    return _expression(pattern).fullmatch(number) is not None


@lru_cache(maxsize=256)
def _expression(pattern: str) -> re.Pattern[str]:
    first = "[0-9]" if pattern[1:2] in {"", "."} else "[1-9]"
    return re.compile(first + re.escape(pattern[1:]) if pattern.startswith("?") else re.escape(pattern))


def _compared(identity: _Identity, claim: Claim, amounts: Amounts) -> Check:
    said = claim.value if claim.value is not None else claim.pattern
    candidates = [(target, amounts.sum(target)) for target in identity.targets]
    for target, amount in candidates:
        if amount is not None and _is_equal(claim, amount):
            verdict = Verdict.PASS_BLANK_ZERO if amount.assumes_blanks_zero else Verdict.PASS
            return Check(identity.id, " + ".join(target), identity.severity, said, str(amount.value), verdict)
    target, amount = candidates[0]
    tried = " or ".join(" + ".join(codes) for codes, found in candidates if found is not None)
    if amount is None:
        return Check(identity.id, " + ".join(target), identity.severity, said, None, Verdict.NOT_ASSESSABLE)
    return Check(identity.id, tried, identity.severity, said, str(amount.value), Verdict.FAIL)


def _is_equal(claim: Claim, amount: Amount) -> bool:
    if claim.value is not None:
        return Decimal(claim.value) == amount.value
    return claim.pattern is not None and matches(claim.pattern, str(amount.value))


def _shared(claim: Claim, amounts: Amounts) -> Check | None:
    """P-PERCENT: the share printed beside a count is its share of all requests handled."""
    if claim.share is None or not all(code.startswith("requests.result.") for code in claim.indicators):
        return None
    scope = " + ".join(claim.indicators)
    part = Amount(Decimal(claim.value)) if claim.value is not None else amounts.sum(claim.indicators)
    whole = amounts.of(_HANDLED)
    if part is None or whole is None or not whole.value:
        return Check("P-PERCENT", scope, "hint", claim.share, None, Verdict.NOT_ASSESSABLE)
    share = 100 * part.value / whole.value
    verdict = Verdict.PASS if _is_share(claim.share, share) else Verdict.FAIL
    return Check("P-PERCENT", scope, "hint", claim.share, str(share.quantize(Decimal("0.01"), ROUND_HALF_UP)), verdict)


def _is_share(printed: str, share: Decimal) -> bool:
    """Whether the percentage is this share, rounded or cut, within a tenth of a point."""
    if "?" not in printed:
        return abs(Decimal(printed) - share) <= _POINT
    places = Decimal(1).scaleb(-len(printed.partition(".")[2]))
    return any(matches(printed, str(share.quantize(places, how))) for how in (ROUND_HALF_UP, ROUND_DOWN))


def _channels(claims: Sequence[Claim]) -> Iterator[Check]:
    """P-CHANNELS: the ways in which requests came add up to the requests received, if each is named once and whole."""
    received = {claim.value for claim in claims if claim.indicators == ("requests.new",)}
    parts = [claim for claim in claims if claim.indicators[0].startswith(_CHANNELS)]
    named = [code for claim in parts for code in claim.indicators]
    values = [claim.value for claim in parts if claim.value is not None]
    if len(received) != 1 or len(named) < 2 or len(set(named)) < len(named):
        return
    (new,) = received
    scope = " + ".join(named)
    if new is None or len(values) < len(parts):
        yield Check("P-CHANNELS", scope, "usual", None, new, Verdict.NOT_ASSESSABLE)
        return
    total = sum(map(Decimal, values), Decimal(0))
    verdict = Verdict.PASS if total == Decimal(new) else Verdict.FAIL
    yield Check("P-CHANNELS", scope, "usual", str(total), new, verdict)
