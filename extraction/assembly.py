"""The one door: bytes in, `AnnualReport` out."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extraction.attachments import listed
from extraction.checks import expected, printable, run_checks
from extraction.codes import adcode_of_organ, read_codes
from extraction.contents import Contents, contents_of
from extraction.damage import damage_flags
from extraction.dates import read_dates
from extraction.document import read_document
from extraction.folding import simplify
from extraction.headings import kinds
from extraction.headline import Headline, find_headline
from extraction.labels import DISCLOSURE, DISPUTES, REQUESTS
from extraction.layers import Layers, Seen, layers_of
from extraction.layout import Decision, decide
from extraction.level import level_of
from extraction.locate import locate
from extraction.metadata import read_metadata
from extraction.narrative import Amounts, compare_claims, passages, quoted, read_claims
from extraction.period import report_year
from extraction.publisher import kind_of, publisher_without_title
from extraction.report import AnnualReport, Flag, Observation, Status
from extraction.sections import Outline, outline
from extraction.tables import Key, Tables, missing
from extraction.title import NO_TITLE, NO_WHOLE_YEAR, NO_YEAR
from extraction.totals import blank_totals
from extraction.twins import Part, carry

_SECTION_OF = {DISCLOSURE: 2, REQUESTS: 3, DISPUTES: 4}
_FEWEST_HEADINGS = 3
_FEWEST_FIGURES = 20


def extract(
    payload: bytes, *, url: str | None = None, content_type: str | None = None, parts: Sequence[Part] = ()
) -> AnnualReport:
    """What the payload says, together with the attachments and pictures that belong to it.

    Raises UnreadablePayload for a payload that is empty, of no known kind, broken or hostile; never for bad text, and never
    for a part: a part that cannot be read is flagged.
    """
    return _extracted(payload, url, content_type, parts)[0]


def extract_with_layers(
    payload: bytes, *, url: str | None = None, content_type: str | None = None, parts: Sequence[Part] = ()
) -> tuple[AnnualReport, Layers]:
    """The same report, and what it is compared by with other captures of it; see `extraction.layers`."""
    report, seen = _extracted(payload, url, content_type, parts)
    return report, layers_of(report, seen, url, parts)


def _extracted(
    payload: bytes, url: str | None, content_type: str | None, parts: Sequence[Part]
) -> tuple[AnnualReport, Seen]:
    document = read_document(payload, content_type)
    contents = contents_of(document)
    rows, page, lines = contents.rows, document.page, contents.lines
    outlined = outline(rows, contents.used)
    seen = Seen(document, contents, outlined)
    facts = read_metadata(
        (row for index, row in enumerate(rows) if index not in contents.used), page.metas if page else {}
    )
    own_titles = [facts.get("ArticleTitle", ""), page.title] if page else []
    headline = find_headline(lines, own_titles, outlined.first)
    flags = [*damage_flags(document.text, lines, url), *document.flags]
    reason = _not_a_report(headline, contents.readings, outlined, lines)
    if reason:
        dates, codes = read_dates(facts), read_codes(facts)
        told = (Flag("not_a_report", reason), *flags, *contents.unread)
        return AnnualReport(metadata=facts, dates=dates, codes=codes, flags=told), seen
    shown = listed(page, url) if page and parts else []
    places = {address: place for place, address in enumerate(shown)}
    ordered = sorted(parts, key=lambda part: places.get(part.url, len(places)))
    return _report(_Reading(headline, contents, outlined, facts, lines), flags, ordered), seen


class _Reading(NamedTuple):
    """What the rooms have found out about one document."""

    headline: Headline
    contents: Contents
    outlined: Outline
    facts: dict[str, str]
    lines: list[str]


def _report(read: _Reading, flags: list[Flag], parts: Sequence[Part]) -> AnnualReport:
    title, outlined = read.headline.title, read.outlined
    dates, codes = read_dates(read.facts), read_codes(read.facts)
    first_section = "\n".join(outlined.parts[0].lines) if outlined.parts else ""
    year = report_year(title.year if title else None, [*outlined.opening, first_section], first_section, dates)
    publisher = (title and title.publisher) or publisher_without_title(read.facts, read.lines)
    carried = carry(read.contents.readings, year.year, parts)
    decision = decide(carried.layouts, outlined.headings(), year.year, "\n".join(read.lines))
    if read.headline.printed is None:
        flags.append(Flag("title_missing", "no title of an annual report is printed"))
    elif read.contents.recognised:
        flags.append(Flag("title_recognised", "title, year and text were read in a picture and may be misread"))
    if publisher is None:
        flags.append(Flag("publisher_unknown", "neither the title nor the page names a publisher"))
    observations, table_flags = _complete(carried.figures, decision, outlined)
    sections = outlined.sections()
    spoken = [] if read.contents.recognised else passages(sections, outlined.opening)
    claims = read_claims(spoken, layout=decision.layout, year=year.year)
    amounts = Amounts(observations)
    said, claim_flags = quoted(claims, amounts)
    checks = run_checks(observations, decision.tables) if decision.tables else ()
    return AnnualReport(
        title=read.headline.printed,
        publisher=publisher,
        publisher_kind=kind_of(publisher) if publisher else None,
        publisher_level=level_of(publisher, adcode_of_organ(codes)) if publisher else None,
        report_year=year.year,
        format=decision.layout,
        metadata=read.facts,
        dates=dates,
        codes=codes,
        sections=sections,
        observations=tuple((observations | said).values()),
        twins=(*carried.twins, *(one for key in said if (one := carried.figures.get(key)) and one.raw)),
        claims=claims,
        checks=(*checks, *compare_claims(claims, amounts, layout=decision.layout)),
        flags=(
            *flags,
            *year.flags,
            *decision.flags,
            *table_flags,
            *blank_totals(observations, decision.tables),
            *read.contents.flags,
            *carried.flags,
            *claim_flags,
            *(suspect.as_flag() for suspect in locate(observations.values(), checks)),
        ),
    )


def _complete(
    seen: dict[Key, Observation], decision: Decision, outlined: Outline
) -> tuple[dict[Key, Observation], list[Flag]]:
    """Every figure the layouts print, missing ones included, then local rows; and a flag for each table that says nothing."""
    complete: dict[Key, Observation] = {}
    flags = []
    for table, layout in decision.tables.items():
        keys = expected(table, layout) or tuple(key for key in printable(table, layout) if key in seen)
        figures = {key: seen.get(key) or missing(key) for key in keys}
        statuses = {figure.status for figure in figures.values()}
        if statuses == {Status.MISSING}:
            flags.append(Flag("table_missing", table))
            flags += (
                Flag("table_is_image", f"{table}: {image}") for image in outlined.images(_SECTION_OF.get(table, 0))
            )
        elif Status.NUMBER not in statuses and Status.DAMAGED not in statuses:
            flags.append(Flag("table_blank", table))
        complete |= figures
    return complete | {key: figure for key, figure in seen.items() if key not in complete}, flags


def _not_a_report(headline: Headline, readings: Iterable[Tables], outlined: Outline, lines: list[str]) -> str:
    """Why the document is no annual report; empty if it is one."""
    is_named_otherwise = headline.reason not in {"", NO_TITLE, NO_YEAR}
    if headline.title and not is_named_otherwise:
        return ""
    headings = max(kinds(outlined.headings()).values(), default=0)
    printed = sum(1 for tables in readings for figure in tables.observations.values() if figure.value is not None)
    if is_named_otherwise and headings < _FEWEST_HEADINGS:
        if printed < _FEWEST_FIGURES or headline.reason == NO_WHOLE_YEAR:
            return f"its title is that of something else: {headline.reason}"
    elif headline.title:
        return ""
    if printed:
        return ""
    opening = any("本年" in line[:200] and "信息公开条例" in simplify(line[:200]) for line in lines)
    if headings >= _FEWEST_HEADINGS and opening:
        return ""
    return "no title, no figures and no opening words of an annual report"
