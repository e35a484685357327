"""The evidence for one figure, in lines a reader can follow back to the page."""

import difflib
from collections.abc import Iterable, Iterator

from extraction.assembly import extract
from extraction.codebook import CODEBOOK
from extraction.document import read_document
from extraction.labels import APPLICANTS
from extraction.quote import quote
from extraction.report import AnnualReport, Check, Observation
from extraction.terms import Key, Terms, sides

_TOTAL = "total"


class UnknownFigure(ValueError):  # noqa: N818 - a question that has no answer, not a failure
    """The code is in no dictionary, or the report has no such figure; the message is one sentence and names close ones."""


def explain(
    payload: bytes, code: str, applicant: str | None = None, *, url: str | None = None, content_type: str | None = None
) -> Iterator[str]:
    """Lines on the figure. Raises UnknownFigure, or UnreadablePayload as `extract` does, before the first of them."""
    _require("indicator", code, CODEBOOK.indicators)
    if applicant is not None:
        _require("applicant", applicant, APPLICANTS)
    report = extract(payload, url=url, content_type=content_type)
    seen = {(one.indicator, one.applicant): one for one in report.observations}
    key = _key(report, seen, code, applicant)
    document = read_document(payload, content_type)
    lines = [
        *_figure(key, seen.get(key)),
        *(
            f"  {line}"
            for one in (seen.get(key),)
            if one and one.locator
            for line in quote(one.locator, payload, document, report)
        ),
        *_identities(key, report.checks, seen),
        *(_twin(twin) for twin in report.twins if (twin.indicator, twin.applicant) == key),
        *_claims(key, report),
        *(f"flag {flag.code}: {flag.detail}" for flag in report.flags if " ".join(filter(None, key)) in flag.detail),
    ]
    return iter(lines)


def _require(what: str, name: str, known: Iterable[str]) -> None:
    names = list(known)
    if name not in names:
        close = difflib.get_close_matches(name, names, 3, 0.5) or [one for one in names if name and name in one][:3]
        hint = f"did you mean {' or '.join(close)}?" if close else "the codes are those of extraction/codebook.json."
        raise UnknownFigure(f"There is no {what} {name!r}; {hint}")


def _key(report: AnnualReport, seen: dict[Key, Observation], code: str, applicant: str | None) -> Key:
    """The figure asked for; a figure that only sentences give is one too."""
    if report.title is None and not seen:
        reason = next((flag.detail for flag in report.flags if flag.code == "not_a_report"), "nothing was read")
        raise UnknownFigure(f"This is no annual report: {reason}.")
    columns = [who for indicator, who in seen if indicator == code]
    wanted = applicant or (_TOTAL if _TOTAL in columns else None)
    if wanted in columns or (applicant is None and any(code in claim.indicators for claim in report.claims)):
        return code, wanted
    if columns and applicant is not None:
        has = ", ".join(filter(None, columns))
        raise UnknownFigure(f"{code} has no column {applicant}; {f'it has {has}' if has else 'leave --applicant out'}.")
    raise UnknownFigure(f"The report has no figure {code}; its layout is {report.format or 'unknown'}.")


def _figure(key: Key, one: Observation | None) -> Iterator[str]:
    yield f"{' '.join(filter(None, key))}: {CODEBOOK.indicators[key[0]].label}"
    if one is None:
        yield "no figure of the report, only sentences speak of it"
        return
    yield f"value   {one.value if one.value is not None else 'none'}{f' {one.unit}' if one.unit else ''}"
    yield f"status  {one.status.value}"
    yield f"raw     {one.raw!r}"
    yield f"origin  {one.origin}"
    yield f"locator {one.locator or 'none: the report has no cell for it'}"


def _identities(key: Key, checks: Iterable[Check], seen: dict[Key, Observation]) -> Iterator[str]:
    for check in checks:
        left, right = sides(check)
        scope = f" {check.scope}" if check.scope else ""
        name = f"{check.verdict.value} {check.identity}{scope} ({check.severity}):"
        if any(term == key for _, term in (*left, *right)):
            yield f"{name} {_sum(left, check.left, seen)} | {_sum(right, check.right, seen)}"
        elif not left and check.scope and key[0] in check.scope.split(" + ") and key[1] in {None, _TOTAL}:
            yield f"{name} prose {check.left} | tables {check.right}"


def _sum(terms: Terms, total: str | None, seen: dict[Key, Observation]) -> str:
    """One side as it is printed; blanks are shown as such."""
    parts = ""
    for sign, key in terms:
        one = seen.get(key)
        shown = "missing" if one is None else one.value if one.value is not None else one.status.value
        parts += f" {'-' if sign < 0 else '+'} {shown}"
    written = parts.removeprefix(" + ").strip()
    return written if len(terms) == 1 or total is None else f"{written} = {total}"


def _twin(twin: Observation) -> str:
    value = twin.value if twin.value is not None else twin.status.value
    return f"twin    {value} ({twin.origin}) raw {twin.raw!r} at {twin.locator or 'no known place'}"


def _claims(key: Key, report: AnnualReport) -> Iterator[str]:
    if key[1] not in {None, _TOTAL}:
        return
    for claim in report.claims:
        if key[0] in claim.indicators:
            joint = f" for {' + '.join(claim.indicators)}" if len(claim.indicators) > 1 else ""
            yield f"claim   {claim.value or claim.pattern}{claim.unit}{joint} at {claim.locator}: {claim.raw}"
