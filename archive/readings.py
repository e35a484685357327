"""What the extractor read, as rows: ``reading`` and what ``figure``, ``claim`` and ``check_result`` show; its words as ``section``.

A set of figures is stored once, however many captures and extractor versions gave it: its key is made of its content. So are those
of the grid its figures stand in and of the list of its checks, which most reports of a form share.
"""

import dataclasses
import json
import sqlite3
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from archive.digest import short_key
from archive.errors import ArchiveError
from archive.words import spaced
from extraction.codebook import CODEBOOK
from extraction.damage import UNOFFICIAL
from extraction.layers import Layers
from extraction.report import AnnualReport, Check, Observation, Section, Status, Verdict

_EXACT = 15  # digits; SQLite's JSON keeps whole numbers of 18
_NOWHERE = (None, None)
_APPLICANTS = {None: 0} | {entry.code: entry.no for entry in CODEBOOK.applicants}


NO_LAYERS = Layers()
"""Of a payload that could not be read."""


def record_readings(database: Database, extractor: str, readings: Iterable[tuple[int, AnnualReport, Layers]]) -> None:
    """Store what was read in these snapshots, in one transaction; storing it twice changes nothing.

    A different reading under the same extractor version replaces the old one: the version is what tells readings apart. Raises
    `ArchiveError` if the rows cannot be written.
    """
    try:
        with database.conn:
            for snapshot, report, layers in readings:
                _insert_reading(database, extractor, snapshot, report, layers)
    except sqlite3.Error as error:
        raise ArchiveError(
            f"Cannot write reports.db: {error}. `scrapy reparse` reads again what is archived."
        ) from error


def _insert_reading(database: Database, extractor: str, snapshot: int, report: AnnualReport, layers: Layers) -> None:
    figure_set = _figure_set_key(report)
    if not database.execute("SELECT 1 FROM figure_set WHERE figure_set = ?", [figure_set]).fetchone():
        _insert_set(database, figure_set, report)
    database.execute(
        f"INSERT OR REPLACE INTO reading VALUES ({', '.join('?' * 26)})",  # noqa: S608 - question marks
        [
            snapshot,
            extractor,
            report.title,
            report.publisher,
            report.publisher_kind,
            report.publisher_level,
            report.report_year,
            report.format,
            all(flag.code != UNOFFICIAL for flag in report.flags),
            sum(seen.status is Status.NUMBER for seen in report.observations),
            figure_set,
            _insert_sections(database, report.sections),
            _json(report.metadata),
            _json([dataclasses.asdict(date) for date in report.dates]),
            _json([dataclasses.asdict(code) for code in report.codes]),
            _json([flag._asdict() for flag in report.flags]),
            *_layer_keys(report, layers),
        ],
    )


def chosen_extractor(database: Database) -> str | None:
    """Return the version whose readings the views show."""
    row = database.execute("SELECT value FROM setting WHERE name = 'extractor'").fetchone()
    return row[0] if row else None


def choose_extractor(database: Database, extractor: str) -> None:
    with database.conn:
        database.execute("INSERT OR REPLACE INTO setting VALUES ('extractor', ?)", [extractor])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _figure_set_key(report: AnnualReport) -> int:
    return short_key(_packed((report.observations, report.twins, report.claims, report.checks)))


def _layer_keys(report: AnnualReport, layers: Layers) -> tuple[int | str, ...]:
    """Return the last columns of ``reading``, in their order."""
    figures = (f"{one.indicator} {one.applicant} {one.status} {one.value}" for one in report.observations)
    texts = (layers.tables, layers.prose, layers.facts, layers.attachments, layers.links, layers.text)
    noise = {rule: short_key(*taken) for rule, taken in layers.noise}
    return (
        short_key(*sorted(figures)),
        *(short_key(*lines) for lines in texts),
        short_key(*layers.body) if layers.body else 0,
        short_key(*layers.raw_text),
        _json(noise),
    )


def _packed(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _insert_set(database: Database, figure_set: int, report: AnnualReport) -> None:
    """Store the figures of a report and what was read beside them."""
    observed: dict[tuple[str, str | None], Observation] = {}
    for seen in report.observations:
        observed.setdefault((seen.indicator, seen.applicant), seen)
    observations = list(observed.values())
    sentences: dict[str, int] = {}
    claims = [
        (
            "+".join(said.indicators),
            said.value,
            said.pattern,
            said.unit,
            sentences.setdefault(said.raw, len(sentences)),
            said.scope,
            said.locator,
        )
        for said in report.claims
    ]
    row = (
        figure_set,
        _insert_grid(database, figure_set, observations),
        _packed([_number(seen.value) for seen in observations]),
        sum(seen.origin == "ocr" for seen in observations),
        _insert_checks(database, figure_set, report.checks),
        _packed(claims),
        _packed(list(sentences)),
    )
    database.execute("INSERT OR IGNORE INTO figure_set VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    twins = []
    for no, seen in enumerate(report.twins):
        key = (CODEBOOK.indicators[seen.indicator].no, _APPLICANTS[seen.applicant])
        twins.append((figure_set, no, *key, seen.value, seen.status, seen.raw, seen.origin, seen.locator))
    database.conn.executemany("INSERT OR IGNORE INTO twin VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", twins)


def _number(value: str | None) -> str | int | None:
    """Spare the quotes of a value that comes back from a number as it went in."""
    if (
        value is None
        or len(value) > _EXACT
        or not (value.isascii() and value.isdecimal())
        or (value[0] == "0" != value)
    ):
        return value
    return int(value)


def _insert_grid(database: Database, figure_set: int, observations: Sequence[Observation]) -> int:
    """Store where the figures stand, unless another report has the same grid, and what is special about some; return its key."""
    places: dict[str, int] = {}
    cells, remarks = [], []
    for no, seen in enumerate(observations):
        entry = CODEBOOK.indicators[seen.indicator]
        place, _, cell = (seen.locator or "").partition("#")
        stands = (places.setdefault(place, len(places)) if place else None, cell or None)
        in_table = seen.origin == "table"
        cells.append((no, entry.no, _APPLICANTS[seen.applicant], *(stands if in_table else _NOWHERE)))
        remark = (
            None if seen.status is Status.NUMBER else seen.status,
            None if seen.raw == seen.value or (seen.value is None and not seen.raw) else seen.raw,
            None if seen.unit == entry.unit else seen.unit,
            *((None, *_NOWHERE) if in_table else (seen.origin, *stands)),
        )
        if any(said is not None for said in remark):
            remarks.append((figure_set, no, *remark))
    grid = short_key(_packed(cells))
    if not database.execute("SELECT 1 FROM grid_cell WHERE grid = ? LIMIT 1", [grid]).fetchone():
        database.conn.executemany(
            "INSERT OR IGNORE INTO grid_cell VALUES (?, ?, ?, ?, ?, ?)", [(grid, *cell) for cell in cells]
        )
    database.conn.executemany("INSERT OR IGNORE INTO remark VALUES (?, ?, ?, ?, ?, ?, ?, ?)", remarks)
    numbered = [(figure_set, no, text) for text, no in places.items()]
    database.conn.executemany("INSERT OR IGNORE INTO place VALUES (?, ?, ?)", numbered)
    return grid


def _insert_sections(database: Database, sections: Sequence[Section]) -> int:
    """Store the words of a report beside its figures; return their key, the same for the same words."""
    narrative = short_key(*(repr(section) for section in sections))
    insert_sections(database, ((narrative, no, *section) for no, section in enumerate(sections, 1)))
    return narrative


def insert_sections(database: Database, rows: Iterable[tuple[int, int, int, str, str]]) -> None:
    """Store rows of ``texts.section`` without their key, inside the caller's transaction, and enter the new ones in the index."""
    for narrative, no, number, heading, body in rows:
        # Numbered as they come: with keys of content the index would be twice as large, and take half as long again to fill.
        stored = database.execute(
            "INSERT OR IGNORE INTO texts.section VALUES (NULL, ?, ?, ?, ?, ?)", [narrative, no, number, heading, body]
        )
        if stored.rowcount:  # else it is there, and in the index too
            words = spaced(f"{heading}\n{body}")
            database.execute("INSERT INTO texts.section_index (rowid, words) VALUES (?, ?)", [stored.lastrowid, words])


def _insert_checks(database: Database, figure_set: int, checks: Sequence[Check]) -> int:
    """Store which identities were applied, unless another report has the same list, and those that did not pass; return its key."""
    applied = [(no, check.identity, check.scope or "", check.severity) for no, check in enumerate(checks)]
    checklist = short_key(_packed(applied))
    if not database.execute("SELECT 1 FROM checklist WHERE checklist = ? LIMIT 1", [checklist]).fetchone():
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
