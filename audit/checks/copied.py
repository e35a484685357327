"""Text that is much the same as somebody else's, or as last year's, once figures and names are masked.

Auditors of the Chinese Academy of Social Sciences found reports that repeat nine tenths of the year before, and of each other. It
is told as what it is, a likeness, with both sides; reports of little more than the form's own words are left out.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from audit.checks.cause import doubt_of
from audit.checks.finding import CAPTURE, PUBLISHER, Finding
from audit.checks.places import foreign_places
from audit.checks.rules import rule
from audit.checks.shingles import LENGTH, alike, masked, shingles, similarity
from audit.checks.subject import Subject
from audit.divisions import divisions

LEAST = 0.9
_SHORTEST = 300
"""Characters: what a report says that had nothing to tell."""
_OFFICE_SHORTEST = 3

Sections = Sequence[tuple[str, str]]


def masked_text(subject: Subject, sections: Sections) -> str:
    """Return what a report says in words, to be compared."""
    return masked("\n".join(body for _, body in sections), _names(subject.publisher))


@lru_cache(maxsize=4096)
def _names(publisher: str) -> tuple[str, ...]:
    """What a report may call its publisher: 常州市教育局, 教育局."""
    inside = (publisher.removeprefix(unit.name) for unit in divisions().values() if publisher.startswith(unit.name))
    return tuple(name for name in (publisher, next(inside, "")) if len(name) >= _OFFICE_SHORTEST)


def last_years_text(subject: Subject, mine: str, before: Subject, theirs: str) -> Iterator[Finding]:
    """Yield a finding if a report says what the same publisher's last one said."""
    if min(len(mine), len(theirs)) < _SHORTEST:
        return
    how_alike = similarity(shingles(mine), shingles(theirs))
    if how_alike >= LEAST:
        yield _alike(subject, before, "COPY-SELF", how_alike)


def peers_text(subjects: Sequence[Subject], texts: Sequence[str]) -> Iterator[Finding]:
    """Yield a finding for each report of one portal and year that says what another one says; the one seen first is the other.

    ``subjects`` and their masked texts are in the order in which they were first seen.
    """
    long = [number for number, text in enumerate(texts) if len(text) >= _SHORTEST]
    for pair in alike([texts[number] for number in long], LEAST):
        subject, other = subjects[long[pair.text]], subjects[long[pair.earlier]]
        if subject.publisher != other.publisher:
            yield _alike(subject, other, "COPY-PEER", pair.similarity)


def place_findings(subject: Subject, sections: Sections) -> Iterator[Finding]:
    """Yield a finding for each place the report names that is none of its own."""
    for found in foreign_places("\n".join(body for _, body in sections), subject.adcode, subject.publisher):
        yield subject.finding(
            rule="PLACE-FOREIGN",
            severity=rule("PLACE-FOREIGN").severity,
            scope=found.name,
            left=found.name,
            quote=found.sentence,
            **_cause(subject),
        )


def _alike(subject: Subject, other: Subject, name: str, how_alike: float) -> Finding:
    return subject.finding(
        rule=name,
        severity=rule(name).severity,
        scope=f"{other.publisher} {other.report_year}",
        left=f"{int(how_alike * 100) / 100:.2f}",
        right=f"{LEAST:.2f}",
        other=f"{other.publisher} {other.report_year}",
        other_url=other.url,
        **_cause(subject, other),
    )


def _cause(*subjects: Subject) -> dict[str, str]:
    doubt = next(filter(None, map(doubt_of, subjects)), "")
    reason = doubt or f"both texts are printed; runs of {LENGTH} characters compared without figures and names"
    return {
        "attribution": CAPTURE if doubt else PUBLISHER,
        "reason": reason if len(subjects) > 1 or doubt else "it is printed",
    }
