"""Every golden page with what it prints: from the figures it was composed from, or else from its reviewed golden file."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from extraction import AnnualReport, Verdict
from extraction.checks import expected
from extraction.codebook import CODEBOOK
from extraction.report import Flag
from extraction.terms import coefficients, is_equation
from tests.pages import PAGES

FIXTURES = Path(__file__).parent / "fixtures"
Key = tuple[str, str | None]
Truth = dict[Key, str | None]
_TABLES: dict[Key, tuple[str, ...]] = {}
"""The tables a figure may stand in: some are printed both in table 4 and in the statistics form."""
for _layout, _tables in (("f2021", ("t2", "t3", "t4")), ("f2019", ("t2", "t3", "t4")), ("f2014", ("stat",))):
    for _table in _tables:
        for _key in expected(_table, _layout):
            _TABLES[_key] = (*_TABLES.get(_key, ()), _table)


class Page(NamedTuple):
    name: str
    text: str
    truth: Truth
    """Figure to its number, None where none is printed."""
    said: frozenset[Flag]
    """Flags of the page as it is, which tell of nothing new."""


@cache
def pages() -> tuple[Page, ...]:
    """All golden pages that are reports."""
    found = []
    for path in sorted(FIXTURES.glob("*/page.*")):
        name, payload = path.parent.name, path.read_bytes()
        golden = json.loads((path.parent / "expected.json").read_text(encoding="utf-8"))
        quoted = {claim["indicators"][0]: claim["value"] for claim in golden["claims"] if len(claim["indicators"]) == 1}
        truth: Truth = {(code, None): value for code, value in quoted.items()}
        truth |= {(one["indicator"], one["applicant"]): one["value"] for one in golden["observations"]}
        if name in PAGES:
            printed = PAGES[name]().truth
            truth |= {key: text if text[:1].isdigit() or text[1:2].isdigit() else None for key, text in printed.items()}
        try:
            text = payload.decode()
        except UnicodeDecodeError:
            text = payload.decode("gb18030", "replace")
        if truth:
            said = frozenset(Flag(flag["code"], flag["detail"]) for flag in golden["flags"])
            found.append(Page(name, text, truth, said))
    return tuple(found)


def wrong(report: AnnualReport, truth: Truth) -> dict[Key, str]:
    """Numbers read that are not printed, in a table or in a sentence."""
    return {
        (one.indicator, one.applicant): one.value
        for one in report.observations
        if one.value is not None and truth.get((one.indicator, one.applicant)) != one.value
    }


def silent(report: AnnualReport, page: Page) -> dict[Key, str]:
    """Wrong numbers about which nothing is said: no failing identity they stand in, no flag for them or their table."""
    return {key: value for key, value in wrong(report, page.truth).items() if not _told(report, key, page.said)}


def _told(report: AnnualReport, key: Key, said: frozenset[Flag]) -> bool:
    tables = _TABLES.get(key, ("",))
    if any(_names(flag, tables, key) for flag in report.flags if flag not in said):
        return True
    return any(
        check.verdict is Verdict.FAIL and key in coefficients(check.identity, check.scope)
        for check in report.checks
        if check.identity in _EQUATIONS
    )


def _names(flag: Flag, tables: tuple[str, ...], key: Key) -> bool:
    return (
        flag.detail.startswith(tables) if flag.detail.startswith(("t2", "t3", "t4", "stat")) else key[0] in flag.detail
    )


_EQUATIONS = {identity.id for identity in CODEBOOK.identities}


def read_exactly(report: AnnualReport, truth: Truth) -> int:
    """How many printed numbers are read as printed."""
    seen = {(one.indicator, one.applicant): one.value for one in report.observations}
    return sum(value is not None and seen.get(key) == value for key, value in truth.items())


SILENT = "guarded, silent"


def judge(report: AnnualReport, clean: AnnualReport, page: Page) -> str:
    """What became of one mistake in a page that was read cleanly before."""
    if not wrong(report, page.truth):
        return "right or absent"
    unseen = silent(report, page)
    if not unseen or _failing(report) - _failing(clean):
        return "wrong, told"
    signs = [_signature(key, clean) for key in unseen]
    if not any(signs):
        return "unguarded"
    moved = [_signature(key, clean) for key in _moved(report, page.truth)]
    return "unguarded" if len(moved) > 1 and len(set(moved)) == 1 else SILENT


def _moved(report: AnnualReport, truth: Truth) -> list[Key]:
    """Figures that are read otherwise than printed, or not at all."""
    seen = {(one.indicator, one.applicant): one.value for one in report.observations}
    return [key for key, value in truth.items() if key in seen and seen[key] != value]


def _failing(report: AnnualReport) -> set[tuple[str, str | None]]:
    return {(check.identity, check.scope) for check in report.checks if check.verdict is Verdict.FAIL}


def _signature(key: Key, clean: AnnualReport) -> frozenset[tuple[str, str | None, int]]:
    """The strict identities a figure stands in, as far as they can be assessed: it is guarded if there are any."""
    held = (Verdict.PASS, Verdict.PASS_BLANK_ZERO)
    return frozenset(
        (check.identity, check.scope, coefficients(check.identity, check.scope)[key])
        for check in clean.checks
        if check.severity == "strict" and check.verdict in held and is_equation(check)
        and key in coefficients(check.identity, check.scope)
    )  # fmt: skip


def is_located(report: AnnualReport, truth: Truth) -> bool:
    """Whether a flag names a misread figure as the one cell to look at."""
    named = (flag.detail.partition(":")[0].split() for flag in report.flags if flag.code == "figure_suspect")
    return any((name[0], name[1] if len(name) > 1 else None) in wrong(report, truth) for name in named)
