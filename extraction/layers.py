"""What two captures of a report are compared by, layer by layer; made of the one parse that reads the figures.

The figures themselves are in the report. Below them stand the tables as text, the prose, the facts of the page, what is attached,
where it links to, and last all that is shown, before and after the rules of `extraction.noise`. What is recognised in pictures is
not compared as text: the pictures are, byte for byte.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extraction.attachments import linked
from extraction.contents import Contents
from extraction.document import Document
from extraction.grid import printed
from extraction.noise import Matches, is_noise, quiet
from extraction.report import AnnualReport
from extraction.sections import Outline
from extraction.shown import MARKS
from extraction.twins import Part, is_page


class Seen(NamedTuple):
    """One document as `extract` has read it."""

    document: Document
    contents: Contents
    outlined: Outline


class Layers(NamedTuple):
    """Texts to be compared whole: equal texts are the same layer."""

    tables: tuple[str, ...] = ()
    """The rows of the report's tables, cells between bars, white space left out."""
    prose: tuple[str, ...] = ()
    """Its sections with their headings, and the sentences above them; lines that are nothing but noise left out."""
    facts: tuple[str, ...] = ()
    """Title and labelled facts (dates, 索引号 …), less what rules of noise take out of their values."""
    attachments: tuple[str, ...] = ()
    """Addresses and names of files and pictures in the body; of those that were fetched the digest; pictures inside a file."""
    links: tuple[str, ...] = ()
    """Addresses and names of the other links in the body."""
    body: tuple[str, ...] = ()
    """What the element shows that holds the report, after the rules; empty if there is no such element."""
    text: tuple[str, ...] = ()
    """What the document shows, after the rules, white space left out."""
    raw_text: tuple[str, ...] = ()
    """What it shows, before."""
    noise: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Names of the rules that took something out of facts, addresses or text, and what."""


def layers_of(report: AnnualReport, seen: Seen, url: str | None, parts: Sequence[Part]) -> Layers:
    """Return the layers of a document that is read."""
    matches: Matches = {}
    document, contents, outlined = seen
    rows = printed(document.rows)
    raw_text = [line for row in rows if (line := " ".join(row).strip())]
    text = [quiet(line, matches) for line in raw_text]
    files, links, body = [], [], []
    if document.page is not None:
        leads = linked(document.page, url)
        files, links = ([f"{_place(a, url, matches)} {name}" for a, name in some] for some in leads[1:])
        lines = _lines(document.page.tree.shown_of(leads.body)) if leads.body is not None else []
        # Most are cells that say a number, which no rule takes for noise.
        body = [line if line.isdecimal() else quiet(line.strip(), {}) for line in lines if line]
    files += [f"{name} {_hash(picture)}" for name, picture in document.images.items()]
    files += sorted(
        f"{_place(part.url, url, matches)} {_hash(part.payload)}" for part in parts if not is_page(part.payload)
    )
    is_text = not contents.recognised
    facts = [f"{label}: {quiet(value, matches)}" for label, value in sorted(report.metadata.items())]
    return Layers(
        tables=_tables(rows, contents.used) if is_text else (),
        prose=_folded(_prose(report, outlined)) if is_text else (),
        facts=(report.title or "", *facts),
        attachments=tuple(files),
        links=tuple(links),
        body=_folded(body),
        text=_folded(text),
        raw_text=tuple(raw_text),
        noise=tuple((name, tuple(taken)) for name, taken in sorted(matches.items())),
    )


def _place(address: str, url: str | None, matches: Matches) -> str:
    """An address less its scheme, and less its host if the page has the same: one page may be served under two of each."""
    scheme, _, place = address.partition("//")
    own = (url or "").partition("//")[2].partition("/")[0]
    if scheme in {"http:", "https:"}:
        address = place.removeprefix(own) if place.startswith(f"{own}/") else place
    return quiet(address, matches, in_address=True)


def _tables(rows: Iterable[Sequence[str]], used: set[int]) -> tuple[str, ...]:
    parts = (row for index, row in enumerate(rows) if index in used)
    return tuple("".join("|".join(row).split()) for row in parts)


def _lines(shown: str) -> list[str]:
    """The pieces of a marked text between its marks and line feeds."""
    for mark in MARKS:
        shown = shown.replace(mark, "\n")
    return shown.split("\n")


def _folded(lines: Iterable[str]) -> tuple[str, ...]:
    """Lines without white space; empty ones are left out."""
    return tuple(folded for line in lines if (folded := "".join(line.split())))


def _prose(report: AnnualReport, outlined: Outline) -> Iterable[str]:
    """A line above the first heading is a sentence if it has a full stop; what has none is the head of the page."""
    yield from (line for line in outlined.opening if "。" in line)
    for section in report.sections:
        yield section.heading
        yield from (line for line in section.text.split("\n") if not is_noise(line))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
