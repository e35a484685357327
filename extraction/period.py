"""Which year a report is about.

Trusted in this order: the statistical period it states, its title, the year its first section speaks of, the year
before publication. Publishers re-use last year's file and forget one or the other, so two that agree outvote one.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from extraction.dates import PageDate, year_of_publication
from extraction.report import Flag

_PERIOD = re.compile(r"(20\d\d)\s*年(?:度)?\s*0?1\s*月\s*0?1\s*日[^。;；]{0,14}?(?:(20\d\d)\s*年\s*)?12\s*月\s*31\s*日")
_NAMED = re.compile(r"(20\d\d)\s*年")


class Year(NamedTuple):
    year: int | None
    flags: list[Flag]


def report_year(title: int | None, paragraphs: list[str], first_section: str, dates: Sequence[PageDate]) -> Year:
    period = _period(paragraphs)
    named = Counter(map(int, _NAMED.findall(first_section))).most_common(1)
    published = year_of_publication(dates)
    voices = {
        "period": period,
        "title": title,
        "text": named[0][0] if named else None,
        "publication": published - 1 if published else None,
    }
    said = [year for year in voices.values() if year]
    if not said:
        return Year(None, [Flag("year_unknown", "neither a period nor a title, text or date names a year")])
    votes = Counter(said)
    year = period or title or said[0]
    if period and title and period != title:
        year = max((period, title), key=lambda candidate: (votes[candidate], candidate == period))
    against = {name: voice for name, voice in voices.items() if voice and voice != year and name != "text"}
    if not against:
        return Year(year, [])
    told = ", ".join(f"{name} {voice}" for name, voice in voices.items() if voice and name != "text")
    return Year(year, [Flag("year_conflict", told.replace("publication", "year before publication"))])


def _period(paragraphs: list[str]) -> int | None:
    for paragraph in paragraphs:
        found = _PERIOD.search(paragraph)
        if found and found[2] in {None, found[1]}:
            return int(found[1])
    return None
