"""Claims as observations, for figures that no table of the report gives.

Only what all sentences agree on can stand for a figure: a city and its office in one report both say 收到申请 N 件, and
neither is wrong. Joint figures stay claims.
"""

from collections.abc import Iterable

from extraction.codebook import CODEBOOK
from extraction.narrative.amounts import OF_REQUESTS, TOTAL, Amounts
from extraction.narrative.claim import Claim
from extraction.narrative.comparison import matches
from extraction.report import Flag, Observation

ORIGIN = "narrative"


def quoted(claims: Iterable[Claim], amounts: Amounts) -> tuple[dict[tuple[str, str | None], Observation], list[Flag]]:
    """One observation for every figure that only prose gives, and that it gives in one way; a flag for each other.

    A cell that is there has the word, be it blank or damaged, and so have the
    reasons that a group is the sum of; a cell of a picture has it only if it is confirmed.
    """
    by_code: dict[str, list[Claim]] = {}
    for claim in claims:
        if len(claim.indicators) == 1:
            by_code.setdefault(claim.indicators[0], []).append(claim)
    found = {}
    flags = []
    for code, said in by_code.items():
        key = (code, TOTAL if code in OF_REQUESTS else None)
        if amounts.prints(*key) or amounts.prints(code, None) or amounts.of(code) is not None:
            continue
        if _agree(said):
            found[key] = _observation(*key, next((one for one in said if one.value is not None), said[0]))
        else:
            told = ", ".join(f"{one.value or one.pattern}{one.unit} {one.scope}".strip() for one in said)
            flags.append(Flag("claims_disagree", f"{code}: {told}"))
    return found, flags


def _agree(claims: list[Claim]) -> bool:
    values = {(claim.value, claim.unit == "万元") for claim in claims if claim.value is not None}
    patterns = {claim.pattern for claim in claims if claim.pattern is not None}
    if not values:
        return len(patterns) == 1
    return len(values) == 1 and all(matches(pattern, value) for pattern in patterns for value, _ in values if value)


def _observation(code: str, applicant: str | None, claim: Claim) -> Observation:
    unit = claim.unit or CODEBOOK.indicators[code].unit
    return Observation(code, applicant, claim.value, claim.status, claim.raw, unit, ORIGIN, claim.locator)
