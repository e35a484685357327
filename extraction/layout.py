"""Which national layout a report follows: by what is printed, never by the year alone.

Townships kept the 2019 tables for years, and one report can mix both; so every table has its own layout, and the report
goes by its request table.
"""

from typing import NamedTuple

from extraction.codebook import CODEBOOK
from extraction.form import FORM, NATIONAL
from extraction.headings import kinds
from extraction.labels import DISCLOSURE, DISPUTES, REQUESTS
from extraction.report import Flag

TABLES = (DISCLOSURE, REQUESTS, DISPUTES)
MODERN = ("f2021", "f2019")
_FEWEST_FINGERPRINTS = 3


class Decision(NamedTuple):
    layout: str | None
    tables: dict[str, str]
    """Layout by which each table is read and checked; empty for narratives, which have none."""
    flags: list[Flag]


def decide(printed: dict[str, str], headings: list[tuple[int, str]], year: int | None, text: str) -> Decision:
    """`printed` has the layout of each table seen, empty where the table itself does not say it."""
    told = {table: layout for table, layout in printed.items() if layout}
    layout = told.get(REQUESTS) or told.get(DISCLOSURE)
    flags: list[Flag] = []
    if layout is None:
        form = sum(1 for mark in CODEBOOK.layouts["f2014"].fingerprints if mark in text)
        if FORM in printed and not printed.keys() & TABLES:
            return _of_form(printed[FORM], year)
        if printed:
            layout = _of_year(year, MODERN) or "f2021"
            why = "the tables printed are the same in both layouts"
        elif form >= _FEWEST_FINGERPRINTS:
            return Decision("f2014", {}, [Flag("layout_not_read", "f2014 statistics form")])
        else:
            layout, why = _without_tables(headings, year)
        flags.append(Flag("format_assumed", f"{layout or 'none'}: {why}"))
    if layout not in MODERN:
        return Decision(layout, {}, [*flags, Flag("table_missing", FORM)] if layout else flags)
    tables = {table: told.get(table, layout) for table in TABLES} | {t: code for t, code in told.items() if t == FORM}
    if len(set(told.values())) > 1:
        flags.append(Flag("hybrid_layout", ", ".join(f"{table} {code}" for table, code in sorted(told.items()))))
    return Decision(layout, tables, flags)


def _of_form(layout: str, year: int | None) -> Decision:
    """A narrative with its form. Before 2014 forms were local (2007 Regulation), even those with labels of the later one."""
    if layout == NATIONAL and year is not None and year < CODEBOOK.layouts[NATIONAL].years[0]:
        return Decision(
            _of_year(year, ("f2008",)), {}, [Flag("local_form", f"{FORM}: read by the labels of {NATIONAL}")]
        )
    return Decision(layout, {FORM: layout}, [])


def _without_tables(headings: list[tuple[int, str]], year: int | None) -> tuple[str | None, str]:
    scores = kinds(headings)
    modern = scores["f2021"] >= max(scores["f2014"], scores["f2008"], 1)
    family = MODERN if modern else ("f2014", "f2008") if headings else tuple(CODEBOOK.layouts)
    layout = _of_year(year, family)
    if layout:
        return layout, "by its headings and year" if headings else "by its year"
    if not headings:
        return None, "neither tables nor headings nor a year with a layout"
    return family[0], "by its headings"


def _of_year(year: int | None, layouts: tuple[str, ...]) -> str | None:
    for code in layouts:
        first, last = CODEBOOK.layouts[code].years
        if year and first <= year <= (last or year):
            return code
    return None
