"""One report, several carriers: which of them has the word for a figure, and which contradict each other.

What is printed has the word before what was recognised in a picture, the page before its attachments, a table before
prose; the first that prints a figure keeps it, blank or damaged as it may be, because nothing is repaired from elsewhere.
All other readings are kept beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extraction import carriers
from extraction.contents import contents_of
from extraction.document import read_document
from extraction.headline import find_headline
from extraction.ocr import NOT_INSTALLED, is_picture, read_picture_tables
from extraction.page import is_html
from extraction.payload import UnreadablePayload
from extraction.report import Flag, Observation, Status
from extraction.sections import outline
from extraction.suspect import named
from extraction.tables import Key, Tables

RANK = {"table": 0, "text_table": 0, "office": 1, "pdf": 1, "split": 1, "ocr": 2, "narrative": 3}
"""Which origin has the word, lowest first; the one place where this is decided."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file that belongs to a report's page: an attachment or a picture in its body."""

    payload: bytes
    url: str
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """What the parts of a report say."""

    figures: dict[Key, Observation]
    layouts: dict[str, str]
    twins: tuple[Observation, ...]
    """Readings of figures that another carrier has the word for."""
    flags: tuple[Flag, ...]


class _Reading(NamedTuple):
    """The figures of one carrier, and the address of its file if they have one and the same."""

    tables: Tables
    url: str = ""


def carry(own: Iterable[Tables], year: int | None, parts: Sequence[Part]) -> Carried:
    """Add what the parts print to what the document prints; parts in the order in which it shows them.

    A part on another year is another report and left alone. Pictures are read together: a table may go on in the next.
    """
    flags: list[Flag] = []
    readings = [_Reading(tables) for tables in own]
    for part in parts:
        if carriers.kind_of(part.payload):
            readings += _readings_of(part, year, flags)
        elif is_page(part.payload):
            # A captcha, an error, a page for visitors without a Referer: nothing it says is the report's.
            flags.append(Flag("part_is_page", f"{part.url} answered with a page, not a file"))
    pictures = {part.url: part.payload for part in parts if is_picture(part.payload)}
    if pictures:
        pictured = read_picture_tables(pictures, prose=False).tables
        readings.append(_Reading(pictured))
        flags += pictured.flags
    figures, twins = _ranked(readings, flags)
    layouts: dict[str, str] = {}
    for reading in readings:
        layouts = reading.tables.layouts | layouts
    return Carried(figures, layouts, tuple(twins), tuple(dict.fromkeys(flags)))


def is_page(payload: bytes) -> bool:
    """Whether a page came where a file was asked for."""
    return payload.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and is_html(payload.decode("latin-1"))


def _ranked(readings: Sequence[_Reading], flags: list[Flag]) -> tuple[dict[Key, Observation], list[Observation]]:
    """For each figure the reading that has the word, and all others; a flag where two numbers differ."""
    if len(readings) == 1:
        return dict(readings[0].tables.observations), []
    by_key: dict[Key, list[tuple[Observation, str]]] = {}
    for tables, url in readings:
        for key, seen in tables.observations.items():
            by_key.setdefault(key, []).append((seen, url or (seen.locator or "").partition("#")[0]))
    figures: dict[Key, Observation] = {}
    twins: list[Observation] = []
    for key, found in by_key.items():
        there = [one for one in found if one[0].status is not Status.MISSING] or found[:1]
        (word, _), *others = sorted(there, key=lambda one: RANK[one[0].origin])
        figures[key] = word
        for other, place in others:
            twins.append(other)
            if {word.status, other.status} == {Status.NUMBER} and word.value != other.value:
                told = f"{word.value} ({word.origin}), {other.value} ({place})"
                flags.append(Flag("twins_disagree", f"{named(key)}: {told}"))
    return figures, twins


def _readings_of(part: Part, year: int | None, flags: list[Flag]) -> list[_Reading]:
    """The tables of one file; none if it has none, cannot be read, or reports on another year."""
    try:
        document = read_document(part.payload, part.content_type)
    except UnreadablePayload as refusal:
        flags.append(Flag("part_not_read", f"{part.url}: {refusal}"))
        return []
    contents = contents_of(document)
    seen = [seen for tables in contents.readings for seen in tables.observations.values()]
    flagged = [*document.flags, *contents.flags]
    if not any(one.status in {Status.NUMBER, Status.DAMAGED} for one in seen):
        flags += (flag for flag in contents.unread if flag.code == NOT_INSTALLED)
        return []
    title = find_headline(contents.lines, [], outline(contents.rows, contents.used).first).title
    if title is not None and year is not None and title.year not in {None, year}:
        flags.append(Flag("part_on_another_year", f"{part.url}: {title.year}"))
        return []
    flags += (flag if flag.code == NOT_INSTALLED else Flag(flag.code, f"{part.url}: {flag.detail}") for flag in flagged)
    return [_Reading(_placed(tables, part), part.url) for tables in contents.readings]


def _placed(tables: Tables, part: Part) -> Tables:
    """The same readings with locators that begin with the address of the part."""
    return tables._replace(
        observations={
            key: seen._replace(locator=f"{part.url} {seen.locator or ''}".rstrip())
            for key, seen in tables.observations.items()
        }
    )
