"""Totals left blank beside printed parts: no nought, nothing to check the parts against, and so a finding of its own.

国办公开办函〔2021〕30号 prints a total for every row of table 3 and every route of table 4; publishers leave them out, and a figure
that slips into another column then breaks no identity.
"""

from collections.abc import Mapping

from extraction.checks import expected
from extraction.labels import DISPUTES, REQUESTS
from extraction.report import Flag, Observation, Status

_TOTAL = "total"
_EMPTY = (Status.BLANK, Status.MARK)
_Key = tuple[str, str | None]


def blank_totals(figures: Mapping[_Key, Observation], layouts: Mapping[str, str]) -> list[Flag]:
    """One flag for each table that has such totals."""
    flags = []
    for table in (REQUESTS, DISPUTES):
        parts: dict[_Key, list[Observation]] = {}
        for key in expected(table, layouts[table]) if table in layouts else ():
            if key in figures:
                parts.setdefault(_total_of(key), []).append(figures[key])
        blank = [
            " ".join(part for part in total if part)
            for total, row in parts.items()
            if total in figures and figures[total].status in _EMPTY and any(part.value is not None for part in row)
        ]
        if blank:
            flags.append(Flag("totals_blank", f"{table}: {', '.join(blank)}"))
    return flags


def _total_of(key: _Key) -> _Key:
    """The total a figure is part of: that of its row in table 3, of its route in table 4."""
    code, applicant = key
    return (code, _TOTAL) if applicant else (f"{code.rpartition('.')[0]}.{_TOTAL}", None)
