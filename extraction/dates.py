"""The dates of a page, each under the name the page gives it.

A page tells when a document was written (成文日期), when it was sent out (发文日期), and when it was put on line
(发布日期); they may differ by days, and by years where a site was moved. So none of them is *the* date.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extraction.codebook import CODEBOOK
from extraction.folding import narrow

_KINDS = {label: kind for kind, labels in CODEBOOK.date_labels.items() for label in labels}
_BY_TRUST = ("published", "issued", "written")
_DATE = re.compile(
    r"(?<!\d)(?:(?P<year>(?:19|20)\d\d)\s*(?:[-/.]|年)\s*(?P<month>\d{1,2})\s*(?:[-/.]|月)\s*(?P<day>\d{1,2})(?!\d)\s*日?"
    r"|(?P<compact>(?:19|20)\d{6})(?!\d))(?:[T\s]*(?P<time>\d{1,2}:\d{2}(?::\d{2})?))?"
)


@dataclass(frozen=True, slots=True)
class PageDate:
    """One date as the page claims it."""

    name: str
    """What the page calls it."""
    kind: str
    """``written | issued | published | updated | repealed``; the page's own name decides."""
    date: str | None
    """ISO 8601; None if the text is no date of the calendar, or has lost its separators (2021926)."""
    time: str | None
    """As printed, Beijing time."""
    raw: str


def read_dates(metadata: Mapping[str, str]) -> tuple[PageDate, ...]:
    """Every date among the labelled facts of a page, in their order.

    >>> for date in read_dates({"发文日期": "2023-02-10", "发布时间": "2023年2月16日 14:36", "文号": ""}):
    ...     print(date.name, date.kind, date.date, date.time, date.raw)
    发文日期 issued 2023-02-10 None 2023-02-10
    发布时间 published 2023-02-16 14:36 2023年2月16日 14:36

    What is said in the place of a date is left out; what was one is kept:

    >>> [(date.name, date.date) for date in read_dates({"废止日期": "有效", "成文日期": "2021926", "PubDate": "2023-02-30"})]
    [('成文日期', None), ('PubDate', None)]
    """
    return tuple(
        _read(name, kind, raw)
        for name, raw in metadata.items()
        if (kind := _KINDS.get(name)) and any(character.isdigit() for character in raw)
    )


def year_of_publication(dates: Sequence[PageDate]) -> int | None:
    """The year in which a page says it was put on line, else sent out, else written."""
    for kind in _BY_TRUST:
        for seen in dates:
            if seen.kind == kind and seen.date:
                return int(seen.date[:4])
    return None


def _read(name: str, kind: str, raw: str) -> PageDate:
    found = _DATE.search(narrow(raw))
    if not found:
        return PageDate(name, kind, None, None, raw)
    compact = found["compact"]
    parts = (compact[:4], compact[4:6], compact[6:]) if compact else found.group("year", "month", "day")
    try:
        date = dt.date(*map(int, parts))
    except ValueError:  # no such day
        return PageDate(name, kind, None, None, raw)
    return PageDate(name, kind, date.isoformat(), found["time"], raw)
