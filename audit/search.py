"""Which sections of which reports say something: full-text search that also answers one and two Chinese characters.

The index (`archive.words`) names the sections that may hold every term; whether they do, and where, is read in the stored text. So
an answer is exact: 纠正 is not found in 纠，正, and is found where a line breaks between the two.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.words import folded, pattern, phrase
from audit.selection import Selection

MARKS = ("【", "】")
EVERYTHING = Selection()
_AROUND = 30
"""Characters shown on each side of the match."""


class NothingToSearchForError(ValueError):
    """A term holds nothing that is indexed; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One section of one report that holds every term."""

    portal: str
    publisher: str
    report_year: int
    section: int
    """As its heading is numbered: 一 is 1."""
    heading: str
    snippet: str
    """The text around the first match as printed, white space folded; each match between 【 and 】."""
    matches: int
    url: str
    captured_at: str


_SECTIONS = """
SELECT report.portal, report.publisher, report.report_year, report.url, report.captured_at,
  section.number, section.heading, section.body
FROM section
JOIN report USING (narrative)
WHERE section.id IN (SELECT rowid FROM section_index WHERE section_index MATCH :query)
  AND (:portal IS NULL OR portal = :portal) AND (:publisher IS NULL OR publisher = :publisher)
  AND (:report_year IS NULL OR report_year = :report_year)
ORDER BY portal, publisher, report_year DESC, section.no, url
"""


def search(database: Database, terms: list[str], selection: Selection = EVERYTHING) -> Iterator[Passage]:
    """Yield the sections of the newest capture of each report that hold every term, by portal and publisher, newest year first.

    A term may be a single character, a number or a sentence; white space inside of it does not count. Raises
    `NothingToSearchForError`.
    """
    phrases = []
    for term in terms:
        asked = phrase(term)
        if asked is None:
            raise NothingToSearchForError(f"{term!r} holds neither a character nor a number to search for.")
        phrases.append(asked)
    if not phrases:
        raise NothingToSearchForError("Name what to search for.")
    wanted = {"portal": selection.portal, "publisher": selection.publisher, "report_year": selection.report_year}
    for row in database.query(_SECTIONS, {"query": " ".join(phrases), **wanted}):
        if (passage := _passage(row, terms)) is not None:
            yield passage


def _passage(row: dict[str, Any], terms: list[str]) -> Passage | None:
    texts = (row["body"], row["heading"])
    compared = tuple(map(folded, texts))
    found: tuple[list[tuple[int, int]], ...] = ([], [])
    for term in terms:
        expression = pattern(term)
        here = [[match.span() for match in expression.finditer(text)] for text in compared]
        if not any(here):
            return None
        found[0].extend(here[0])
        found[1].extend(here[1])
    shown = 0 if found[0] else 1  # the heading stands beside it anyway
    return Passage(
        portal=row["portal"],
        publisher=row["publisher"],
        report_year=row["report_year"],
        section=row["number"],
        heading=" ".join(row["heading"].split()),
        snippet=_snippet(texts[shown], _merged(found[shown])),
        matches=len(found[0]) + len(found[1]),
        url=row["url"],
        captured_at=row["captured_at"],
    )


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches in order, those that overlap as one: two terms may share characters."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _snippet(text: str, spans: list[tuple[int, int]]) -> str:
    start = max(spans[0][0] - _AROUND, 0)
    end = min(spans[0][1] + _AROUND, len(text))
    parts = ["…"] if start else []
    at = start
    for first, last in spans:
        if last > end:
            break
        parts += [text[at:first], MARKS[0], text[first:last], MARKS[1]]
        at = last
    parts += [text[at:end], "…" if end < len(text) else ""]
    return " ".join("".join(parts).split())
