"""A set of figures, as the tables behind the views ``figure``, ``claim`` and ``check_result`` hold it.

It is stored once, however many captures and extractor versions gave it: its key is made of its content. So are those of the grid
its figures stand in and of the list of its checks, which most reports of a form share.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlite_utils import Database

from archive.digest import short_key
from extraction.codebook import CODEBOOK
from extraction.report import AnnualReport, Check, Observation, Status, Verdict

_EXACT = 15  # digits; SQLite's JSON keeps whole numbers of 18
_INDICATORS = {entry.code: (entry.no, entry.unit) for entry in CODEBOOK.indicators.values()}
_APPLICANTS = {None: 0} | {entry.code: entry.no for entry in CODEBOOK.applicants}


def figure_set_key(report: AnnualReport) -> int:
    return short_key(_packed((report.observations, report.twins, report.claims, report.checks)))


def insert_set(database: Database, figure_set: int, report: AnnualReport) -> None:
    """Store the figures of a report and what was read beside them, unless they are stored."""
    if database.conn.execute("SELECT 1 FROM figure_set WHERE figure_set = ?", [figure_set]).fetchone():
        return
    observed: dict[tuple[str, str | None], Observation] = {}
    for seen in report.observations:
        observed.setdefault((seen.indicator, seen.applicant), seen)
    observations = list(observed.values())
    sentences: dict[str, int] = {}
    claims = []
    for said in report.claims:
        sentence = sentences.setdefault(said.raw, len(sentences))
        amount = (said.value, said.pattern, said.unit)
        claims.append(("+".join(said.indicators), *amount, sentence, said.scope, said.locator))
    row = (
        figure_set,
        _insert_grid(database, figure_set, observations),
        _packed([_number(seen.value) for seen in observations]),
        sum(seen.origin == "ocr" for seen in observations),
        _insert_checks(database, figure_set, report.checks),
        _packed(claims),
        _packed(list(sentences)),
    )
    database.conn.execute("INSERT OR IGNORE INTO figure_set VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    twins = []
    for no, seen in enumerate(report.twins):
        key = (_INDICATORS[seen.indicator][0], _APPLICANTS[seen.applicant])
        twins.append((figure_set, no, *key, seen.value, seen.status, seen.raw, seen.origin, seen.locator))
    database.conn.executemany("INSERT OR IGNORE INTO twin VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", twins)


_packed = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


@lru_cache(maxsize=1 << 13)
def _number(value: str | None) -> str | int | None:
    """Spare the quotes of a value that comes back from a number as it went in."""
    if value is None or len(value) > _EXACT or not (value.isascii() and value.isdecimal()) or value[0] == "0" != value:
        return value
    return int(value)


class _Stand(NamedTuple):
    """Where the figures of a report stand, in the order of the figures."""

    grid: int
    """Key of the cells."""
    cells: list[tuple[int | str | None, ...]]
    places: dict[str, int]
    """Numbers by place."""


@lru_cache(maxsize=64)
def _stand(
    codes: tuple[str, ...],
    applicants: tuple[str | None, ...],
    origins: tuple[str, ...],
    locators: tuple[str | None, ...],
) -> _Stand:
    """Kept, because the reports of a portal print the same figures in the same places."""
    places: dict[str, int] = {}
    cells: list[tuple[int | str | None, ...]] = []
    for no, (code, who, origin, locator) in enumerate(zip(codes, applicants, origins, locators, strict=True)):
        place, _, cell = (locator or "").partition("#")
        stands = (places.setdefault(place, len(places)) if place else None, cell or None)
        cells.append((no, _INDICATORS[code][0], _APPLICANTS[who], *(stands if origin == "table" else (None, None))))
    return _Stand(short_key(_packed(cells)), cells, places)


def _insert_grid(database: Database, figure_set: int, observations: Sequence[Observation]) -> int:
    """Store where the figures stand, unless another report has the same grid, and what is special about some; return its key."""
    codes, applicants, _, _, _, _, origins, locators = zip(*observations, strict=True) if observations else [()] * 8
    # Of what stands elsewhere than in a table the place is enough: the sentence differs in every report.
    known = zip(origins, locators, strict=True)
    at = tuple(where if origin == "table" or not where else where.partition("#")[0] for origin, where in known)
    grid, cells, places = _stand(codes, applicants, origins, at)
    remarks = []
    for no, (code, _, value, status, raw, unit, origin, locator) in enumerate(observations):
        usual_unit = _INDICATORS[code][1]
        in_table = origin == "table"
        if not (in_table and raw == value and unit == usual_unit and status is Status.NUMBER):
            remark = (
                None if status is Status.NUMBER else status,
                None if raw == value or (value is None and not raw) else raw,
                None if unit == usual_unit else unit,
            )
            place, _, cell = (locator or "").partition("#")
            elsewhere = (None, None, None) if in_table else (origin, places.get(place), cell or None)
            remarks.append((figure_set, no, *remark, *elsewhere))
    if not database.conn.execute("SELECT 1 FROM grid_cell WHERE grid = ? LIMIT 1", [grid]).fetchone():
        many = [(grid, *cell) for cell in cells]
        database.conn.executemany("INSERT OR IGNORE INTO grid_cell VALUES (?, ?, ?, ?, ?, ?)", many)
    database.conn.executemany("INSERT OR IGNORE INTO remark VALUES (?, ?, ?, ?, ?, ?, ?, ?)", remarks)
    numbered = [(figure_set, no, text) for text, no in places.items()]
    database.conn.executemany("INSERT OR IGNORE INTO place VALUES (?, ?, ?)", numbered)
    return grid


@lru_cache(maxsize=64)
def _checklist(identities: tuple[tuple[str, str | None, str], ...]) -> tuple[int, list[tuple[int, str, str, str]]]:
    """Key and rows; kept like `_stand`."""
    applied = [(no, identity, scope or "", severity) for no, (identity, scope, severity) in enumerate(identities)]
    return short_key(_packed(applied)), applied


def _insert_checks(database: Database, figure_set: int, checks: Sequence[Check]) -> int:
    """Store which identities were applied, unless another report has the same list, and those that did not pass; return its key."""
    checklist, applied = _checklist(tuple((check.identity, check.scope, check.severity) for check in checks))
    if not database.conn.execute("SELECT 1 FROM checklist WHERE checklist = ? LIMIT 1", [checklist]).fetchone():
        database.conn.executemany(
            "INSERT OR IGNORE INTO checklist VALUES (?, ?, ?, ?, ?)", [(checklist, *one) for one in applied]
        )
    doubts = [
        (figure_set, no, check.verdict, check.left, check.right)
        for no, check in enumerate(checks)
        if check.verdict is not Verdict.PASS
    ]
    database.conn.executemany("INSERT OR IGNORE INTO doubt VALUES (?, ?, ?, ?, ?)", doubts)
    return checklist
