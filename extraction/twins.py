"""One report, several carriers: which of them has the word for a figure, and which contradict each other.

The page has the word before its attachments, an attachment before prose; the first that prints a figure keeps it, blank
or damaged as it may be, because nothing is repaired from elsewhere. All other readings are kept beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extraction import carriers
from extraction.document import read_document
from extraction.headline import find_headline
from extraction.payload import UnreadablePayload
from extraction.report import Flag, Observation, Status
from extraction.scan import scan
from extraction.sections import outline
from extraction.tables import Key, Tables, read_tables

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


def carry(tables: Tables, year: int | None, parts: Iterable[Part]) -> Carried:
    """Add what the parts print to what the page prints. A part on another year is another report and left alone."""
    figures = dict(tables.observations)
    layouts = dict(tables.layouts)
    twins: list[Observation] = []
    flags: list[Flag] = []
    for part in parts:
        read = _tables_of(part, year, flags)
        if read is None:
            continue
        for key, seen in _placed(read.observations, part).items():
            known = figures.get(key)
            if known is None or known.status is Status.MISSING:
                figures[key] = seen
                continue
            twins.append(seen)
            if {known.status, seen.status} == {Status.NUMBER} and known.value != seen.value:
                name = " ".join(word for word in key if word)
                flags.append(
                    Flag("twins_disagree", f"{name}: {known.value} ({known.origin}), {seen.value} ({part.url})")
                )
        for table, layout in read.layouts.items():
            layouts.setdefault(table, layout)
    return Carried(figures, layouts, tuple(twins), tuple(flags))


def _tables_of(part: Part, year: int | None, flags: list[Flag]) -> Tables | None:
    """The tables of one part; None if it has none, cannot be read, or reports on another year."""
    if not carriers.kind_of(part.payload):
        return None  # a picture, or a page that gates a download; pictures are a carrier of their own
    try:
        document = read_document(part.payload, part.content_type)
    except UnreadablePayload as refusal:
        flags.append(Flag("part_not_read", f"{part.url}: {refusal}"))
        return None
    found = scan(document.rows)
    tables = read_tables(found)
    if not any(seen.value is not None for seen in tables.observations.values()):
        return None
    title = find_headline(document.lines, [], outline(document.rows, found.used).first).title
    if title is not None and year is not None and title.year not in {None, year}:
        flags.append(Flag("part_on_another_year", f"{part.url}: {title.year}"))
        return None
    flags += (Flag(flag.code, f"{part.url}: {flag.detail}") for flag in (*document.flags, *tables.flags))
    return tables


def _placed(observations: Mapping[Key, Observation], part: Part) -> dict[Key, Observation]:
    """The same readings with locators that begin with the address of the part."""
    return {
        key: seen._replace(locator=f"{part.url} {seen.locator or ''}".rstrip()) for key, seen in observations.items()
    }
