"""A set of figures, as the tables behind the views ``figure``, ``claim`` and ``check_result`` hold it.

It is stored once, however many captures and extractor versions gave it: its key is made of its content. So are those of the grid
its figures stand in and of the list of its checks, which most reports of a form share.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlite_utils import Database

from archive.digest import short_key
from extraction.codebook import CODEBOOK
from extraction.narrative.claim import Claim
from extraction.report import AnnualReport, Observation, Status, Verdict

_EXACT = 15  # digits; SQLite's JSON keeps whole numbers of 18
_INDICATORS = {entry.code: (entry.no, entry.unit) for entry in CODEBOOK.indicators.values()}
_APPLICANTS = {None: 0} | {entry.code: entry.no for entry in CODEBOOK.applicants}
_INSERT = {
    table: f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * columns)})"  # noqa: S608 - our own names
    for table, columns in (
        ("figure_set", 7),
        ("grid_cell", 6),
        ("checklist", 5),
        ("place", 3),
        ("remark", 8),
        ("doubt", 5),
        ("twin", 9),
    )
}
_IS_STORED = {
    "grid_cell": "SELECT 1 FROM grid_cell WHERE grid = ? LIMIT 1",
    "checklist": "SELECT 1 FROM checklist WHERE checklist = ? LIMIT 1",
}

Rows = Sequence[tuple[int | str | None, ...]]
"""Of one table, without the key they all begin with."""


class FigureSet(NamedTuple):
    """A set as rows: whoever has read the report makes them, and whoever has the database stores them."""

    key: int
    row: tuple[int | str | None, ...]
    """Of the table ``figure_set``."""
    grid: tuple[int, Rows]
    """Its key and its cells; the rows are one object for all reports of a form."""
    checklist: tuple[int, Rows]
    """The same of the identities applied."""
    parts: Mapping[str, Rows]
    """By table, what is its own."""


def figure_set(report: AnnualReport) -> FigureSet:
    """Return the figures of a report, and what was read beside them, as they are stored."""
    observed: dict[tuple[str, str | None], Observation] = {}
    for seen in report.observations:
        observed.setdefault((seen.indicator, seen.applicant), seen)
    columns = [*zip(*observed.values(), strict=True)] or [()] * len(Observation._fields)
    codes, applicants, values, _, _, _, origins, locators = columns
    # Of what stands elsewhere than in a table the place is enough: the sentence differs in every report.
    known = zip(origins, locators, strict=True)
    at = tuple(where if origin == "table" or not where else where.partition("#")[0] for origin, where in known)
    stand = _stand(codes, applicants, origins, at)
    checklist = _checklist(tuple(check[:3] for check in report.checks))
    parts: dict[str, Rows] = {
        "place": [(no, place) for place, no in stand.places.items()],
        "remark": _remarks(observed.values(), stand),
        "doubt": [
            (no, check.verdict, check.left, check.right)
            for no, check in enumerate(report.checks)
            if check.verdict is not Verdict.PASS
        ],
        "twin": [
            (no, _INDICATORS[code][0], _APPLICANTS[who], value, status, raw, origin, locator)
            for no, (code, who, value, status, raw, _, origin, locator) in enumerate(report.twins)
        ],
    }
    printed = _packed([*map(_number, values)])
    row = (stand.grid, printed, origins.count("ocr"), checklist[0], *_said(report.claims))
    return FigureSet(short_key(*map(str, row), _packed(parts)), row, (stand.grid, stand.cells), checklist, parts)


def insert_sets(database: Database, sets: Sequence[FigureSet]) -> None:
    """Store sets inside the caller's transaction, each once whoever had it before."""
    insert = database.conn.executemany
    insert(_INSERT["figure_set"], [(one.key, *one.row) for one in sets])
    for table, shared in ("grid_cell", (one.grid for one in sets)), ("checklist", (one.checklist for one in sets)):
        for key, rows in dict(shared).items():
            if not database.conn.execute(_IS_STORED[table], [key]).fetchone():
                insert(_INSERT[table], [(key, *row) for row in rows])
    for table in ("place", "remark", "doubt", "twin"):
        insert(_INSERT[table], [(one.key, *row) for one in sets for row in one.parts[table]])


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
    cells: Rows
    places: dict[str, int]
    """Numbers by place."""
    units: list[str]
    """What the indicators are counted in."""


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
    return _Stand(short_key(_packed(cells)), cells, places, [_INDICATORS[code][1] for code in codes])


def _remarks(observations: Iterable[Observation], stand: _Stand) -> Rows:
    """Return what is special about a figure; most are numbers of the usual unit in a table, printed as their value is written."""
    remarks = []
    for no, ((_, _, value, status, raw, unit, origin, locator), usual_unit) in enumerate(
        zip(observations, stand.units, strict=True)
    ):
        in_table = origin == "table"
        if not (in_table and raw == value and unit == usual_unit and status is Status.NUMBER):
            place, _, cell = (locator or "").partition("#")
            remark = (
                None if status is Status.NUMBER else status,
                None if raw == value or (value is None and not raw) else raw,
                None if unit == usual_unit else unit,
            )
            remarks.append(
                (no, *remark, *((None,) * 3 if in_table else (origin, stand.places.get(place), cell or None)))
            )
    return remarks


@lru_cache(maxsize=64)
def _checklist(identities: tuple[tuple[str, str | None, str], ...]) -> tuple[int, Rows]:
    """Key and rows; kept like `_stand`."""
    applied = [(no, identity, scope or "", severity) for no, (identity, scope, severity) in enumerate(identities)]
    return short_key(_packed(applied)), applied


def _said(claims: Iterable[Claim]) -> tuple[str, str]:
    """Return claims and sentences as they are stored: one sentence often holds several claims."""
    sentences: dict[str, int] = {}
    said = []
    for claim in claims:
        sentence = sentences.setdefault(claim.raw, len(sentences))
        amount = (claim.value, claim.pattern, claim.unit)
        said.append(("+".join(claim.indicators), *amount, sentence, claim.scope, claim.locator))
    return _packed(said), _packed([*sentences])
