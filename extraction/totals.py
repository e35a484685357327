"""Totals left blank beside printed parts: no nought, nothing to check the parts against, and so a finding of its own.

国办公开办函〔2021〕30号 prints a total for every row of table 3 and every route of table 4; publishers leave them out, and a figure
that slips into another column then breaks no identity.
"""

from collections.abc import Mapping
from functools import cache

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
        blank = [
            " ".join(part for part in total if part)
            for total, parts in (_parts(table, layouts[table]) if table in layouts else {}).items()
            if total in figures
            and figures[total].status in _EMPTY
            and any(key in figures and figures[key].value is not None for key in parts)
        ]
        if blank:
            flags.append(Flag("totals_blank", f"{table}: {', '.join(blank)}"))
    return flags


@cache
def _parts(table: str, layout: str) -> dict[_Key, list[_Key]]:
    """The totals of a table and the figures printed beside each: its row in table 3, its route in table 4."""
    parts: dict[_Key, list[_Key]] = {}
    for key in expected(table, layout):
        code, applicant = key
        total = (code, _TOTAL) if applicant else (f"{code.rpartition('.')[0]}.{_TOTAL}", None)
        parts.setdefault(total, []).append(key)
    return parts
