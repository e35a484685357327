"""The words of a report, with the figures they state marked."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from audit.site.figures import Claim, FigureSet
from audit.site.site import Site
from extraction.report import Verdict
from extraction.terms import Key

_PLACE = re.compile(r"section (\d+)#chars (\d+)-(\d+)")
_SECTIONS = "SELECT no, number, heading, body FROM texts.section WHERE narrative = ? ORDER BY no"


class Piece(NamedTuple):
    """A stretch of text; with a claim if it states a figure."""

    text: str
    claim: Claim | None = None
    key: Key | None = None
    """The figure it is about; the first, if it is a joint one."""
    disagrees: bool = False
    """Whether the table prints another figure."""


class Section(NamedTuple):
    """One section: its heading and its paragraphs."""

    heading: str
    paragraphs: Sequence[Sequence[Piece]]


def sections(site: Site, narrative: int, read: FigureSet) -> list[Section]:
    """Return the sections of a report with their claims marked."""
    disagreeing = {
        (check.scope, check.left)
        for check in read.checks
        if check.identity.startswith("N-") and check.verdict is Verdict.FAIL
    }
    placed: dict[int, list[tuple[int, int, Claim]]] = {}
    for claim in read.claims:
        if found := _PLACE.fullmatch(claim.locator):
            number, start, end = map(int, found.groups())
            placed.setdefault(number, []).append((start, end, claim))
    result = []
    for row in site.database.query(_SECTIONS, [narrative]):
        # Positions count in the first section of a number, as the extractor's locators do.
        claims = placed.pop(row["number"], [])
        pieces = list(_pieces(row["body"], claims, read, disagreeing))
        result.append(Section(row["heading"], list(_paragraphs(pieces))))
    return result


def _pieces(
    body: str, claims: list[tuple[int, int, Claim]], read: FigureSet, disagreeing: set[tuple[str | None, str | None]]
) -> Iterable[Piece]:
    at = 0
    for start, end, claim in sorted(claims, key=lambda one: one[:2]):
        if start < at or end > len(body):
            continue
        yield Piece(body[at:start])
        names = " + ".join(claim.indicators)
        yield Piece(body[start:end], claim, key_of(claim, read), (names, claim.value or claim.pattern) in disagreeing)
        at = end
    yield Piece(body[at:])


def _paragraphs(pieces: Iterable[Piece]) -> Iterable[list[Piece]]:
    paragraph: list[Piece] = []
    for piece in pieces:
        if piece.claim is not None:
            paragraph.append(piece)
            continue
        first, *lines = piece.text.split("\n")
        paragraph.append(Piece(first))
        for line in lines:
            yield paragraph
            paragraph = [Piece(line)]
    yield paragraph


def key_of(claim: Claim, read: FigureSet) -> Key | None:
    """Return the figure of the tables that a claim is about; None if no table prints it."""
    for code in claim.indicators:
        for key in ((code, "total"), (code, None)):
            if key in read.figures:
                return key
    return None
