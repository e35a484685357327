"""Prose against itself and against what its words exclude: what several sentences say together, or one without a number.

Outcomes listed against the total stated, a group named and one row of it given, 均获维持 against the rows beside 结果维持.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from audit.checks.cause import cause_of, doubt_of
from audit.checks.finding import CAPTURE, PUBLISHER, Finding
from audit.checks.identities import difference
from audit.checks.rules import rule
from audit.checks.stored import Claim, Figures
from audit.checks.subject import Subject
from extraction.labels import APPLICANTS

_TOTAL = "requests.result.total"
_GROUPS = tuple(
    f"requests.result.{name}" for name in ("granted", "partial", "refused", "unavailable", "not_processed", "other")
)
_NARROW = {"requests.result.unavailable": "requests.result.unavailable.not_held"}
_WHOLE = APPLICANTS[-1]
_ALL_UPHELD = re.compile(
    r"(?:均|全部|都)(?:已)?(?:获|得到|被|予以|判决|结果)*(?:维持|胜诉)"
    r"|(?:均|都)?(?:未|没有|无)(?:一件)?(?:被|予以|依法)*(?:纠正|纠错|撤销|败诉)"
)
_STOPS = re.compile(r"[^。！!；;\n]+")
_ROUTES = {"复议": ("review",), "诉讼": ("litigation.direct", "litigation.after_review")}
_NOT_UPHELD = ("corrected", "other", "pending")
_CORRECTED = _NOT_UPHELD[:1]


def wording_findings(
    subject: Subject, claims: Sequence[Claim], figures: Figures, sections: Sequence[tuple[str, str]]
) -> Iterator[Finding]:
    """Yield one finding for every contradiction; ``sections`` are headings and texts."""
    yield from _narrow(subject, claims, figures)
    yield from _parts_and_whole(subject, claims)
    yield from _all_upheld(subject, figures, sections)


def _narrow(subject: Subject, claims: Sequence[Claim], figures: Figures) -> Iterator[Finding]:
    """Sentences that name a whole group and give one row of it: what extraction lets pass is worth a look here."""
    for claim in claims:
        part = _NARROW.get(claim.indicators[0]) if len(claim.indicators) == 1 else None
        if part is None or claim.value is None:
            continue
        rows = [
            cell
            for (code, who), cell in figures.items()
            if code.startswith(f"{claim.indicators[0]}.") and who == _WHOLE
        ]
        whole = sum((Decimal(cell.value) for cell in rows if cell.value is not None), Decimal(0))
        own = figures.get((part, _WHOLE))
        if rows and own is not None and own.value == claim.value and whole != Decimal(claim.value):
            attribution, reason = cause_of(subject, rows)
            yield subject.finding(
                rule="N-NARROW",
                severity=rule("N-NARROW").severity,
                scope=claim.indicators[0],
                left=claim.value,
                right=f"{whole:f}",
                delta=difference(claim.value, f"{whole:f}"),
                indicator=part,
                applicant=_WHOLE,
                raw=own.raw,
                locator=claim.locator,
                attribution=attribution,
                reason=f"the sentence gives one row of the group; {reason}",
                quote=claim.sentence,
            )


def _parts_and_whole(subject: Subject, claims: Sequence[Claim]) -> Iterator[Finding]:
    """The outcomes that are listed, each once, against the total that is stated once."""
    totals = {claim.value for claim in claims if claim.indicators == (_TOTAL,)}
    parts = [claim for claim in claims if all(code in _GROUPS for code in claim.indicators)]
    named = [code for claim in parts for code in claim.indicators]
    if (
        len(totals) != 1
        or None in totals
        or len(set(named)) < len(named)
        or any(claim.value is None for claim in parts)
    ):
        return
    (total,) = totals
    listed = sum((Decimal(claim.value or 0) for claim in parts), Decimal(0))
    is_whole = set(named) == set(_GROUPS)
    if listed > Decimal(total or 0) or (is_whole and listed != Decimal(total or 0)):
        doubt = doubt_of(subject)
        yield subject.finding(
            rule="N-SUM",
            severity=rule("N-SUM").severity,
            scope=" + ".join(named),
            left=f"{listed:f}",
            right=total,
            delta=difference(f"{listed:f}", total),
            attribution=CAPTURE if doubt else PUBLISHER,
            reason=doubt or "both stand in the prose of the report",
            quote=" … ".join(dict.fromkeys(claim.sentence for claim in parts)),
            locator=parts[0].locator,
        )


def _all_upheld(subject: Subject, figures: Figures, sections: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    """Sentences that say all were upheld, or none corrected, against what the table prints beside 结果维持."""
    for heading, body in sections:
        for stretch in _STOPS.finditer(body):
            found = _ALL_UPHELD.search(stretch[0])
            if found is None:
                continue
            routes = [route for word, them in _ROUTES.items() if word in stretch[0][: found.end()] for route in them]
            outcomes = _NOT_UPHELD if "维持" in found[0] or "胜诉" in found[0] else _CORRECTED
            cells = [cell for route in routes for name in outcomes if (cell := figures.get((f"{route}.{name}", None)))]
            left = sum((Decimal(cell.value) for cell in cells if cell.value is not None), Decimal(0))
            if left:
                attribution, reason = cause_of(subject, cells)
                yield subject.finding(
                    rule="N-ALL",
                    severity=rule("N-ALL").severity,
                    scope=" + ".join(routes),
                    left=f"{left:f}",
                    right="0",
                    delta=f"{left:f}",
                    attribution=attribution,
                    reason=reason,
                    quote=stretch[0].strip(),
                    locator=heading or None,
                )
