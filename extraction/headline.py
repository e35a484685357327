"""The title a document prints, and the reading of it."""

from collections.abc import Sequence
from typing import NamedTuple

from extraction.publisher import kind_of
from extraction.title import Title, parse_title

_LONGEST = 90
_LONGEST_PAGE_TITLE = 200
"""A longer one is the rest of a page whose end of title is lost."""
_SEPARATORS = ("_", "|", "-", "–", "—", "·", ">")


class Headline(NamedTuple):
    printed: str | None
    """The title as printed, None if the document shows none."""
    title: Title | None
    named: bool = False
    """Whether the head of the page calls the page by it."""
    reason: str = ""
    """Why the page's own title is no report's."""


def find_headline(lines: Sequence[str], page_titles: Sequence[str], before: int) -> Headline:
    """The title among `lines`; those up to index `before`, the first section heading, count.

    Lists of other years' reports stand on many pages, so a line that agrees with the page's own title is preferred,
    then the last one above the first heading.
    """
    reason = ""
    named: tuple[str, Title] | None = None
    for text in page_titles:
        if len(text) > _LONGEST_PAGE_TITLE:
            continue
        own = _own_title(text)
        if own:
            named = own
            break
        reason = reason or (parse_title(text).reason if text else "")
    candidates = _candidates(lines[:before])
    if named:
        year, publisher = named[1].year, named[1].publisher
        for printed, title in candidates:
            if title.year == year and (title.publisher == publisher or not publisher):
                return Headline(printed, title, named=True)
        return Headline(*named, named=True)
    if not candidates or (before >= len(lines) and len({title for _, title in candidates}) > 1):
        return Headline(None, None, reason=reason)
    return Headline(*candidates[-1], reason=reason)


def _own_title(text: str) -> tuple[str, Title] | None:
    """The report title in the title of a page, which often names the site as well."""
    pieces = [text]
    for separator in _SEPARATORS:
        if separator in text:
            pieces += text.split(separator)
    for piece in pieces:
        title = parse_title(piece)
        if title.is_report:
            return " ".join(piece.split()), title
    return None


def _candidates(lines: Sequence[str]) -> list[tuple[str, Title]]:
    found = []
    previous = ""
    for line in lines:
        if len(line) <= _LONGEST and ("公开" in line or "公開" in line or "资讯" in line):
            title = parse_title(line)
            joined = parse_title(previous + line) if previous and len(previous) <= _LONGEST else None
            if title.is_report and title.publisher:
                found.append((line, title))
            elif joined and joined.is_report and joined.publisher and kind_of(joined.publisher):
                found.append((f"{previous}{line}", joined))
            elif title.is_report:
                found.append((line, title))
        previous = line
    return found
