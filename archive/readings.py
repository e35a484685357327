"""What the extractor read, as rows: ``reading``, ``place``, ``figure``, ``check_result``; its words as ``section``.

A set of figures is stored once, however many captures and extractor versions gave it: its key is made of its content.
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
    if not database.execute("SELECT 1 FROM figure WHERE figure_set = ? LIMIT 1", [figure_set]).fetchone():
        _insert_figures(database, figure_set, report.observations)
        _insert_checks(database, figure_set, report.checks)
        _insert_beside(database, figure_set, report)
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
    return short_key(
        *(repr(entry) for part in (report.observations, report.twins, report.claims, report.checks) for entry in part)
    )


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


def _insert_figures(database: Database, figure_set: int, observations: Iterable[Observation]) -> None:
    places: dict[str, int] = {}
    rows = []
    for seen in observations:
        entry = CODEBOOK.indicators[seen.indicator]
        place, _, cell = (seen.locator or "").partition("#")
        rows.append(
            (
                figure_set,
                entry.no,
                _APPLICANTS[seen.applicant],
                seen.value,
                None if seen.status is Status.NUMBER else seen.status,
                None if seen.raw == seen.value or (seen.value is None and not seen.raw) else seen.raw,
                None if seen.unit == entry.unit else seen.unit,
                None if seen.origin == "table" else seen.origin,
                places.setdefault(place, len(places)) if place else None,
                cell or None,
            )
        )
    database.conn.executemany("INSERT OR IGNORE INTO figure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    database.conn.executemany(
        "INSERT OR IGNORE INTO place VALUES (?, ?, ?)", [(figure_set, no, text) for text, no in places.items()]
    )


def _insert_beside(database: Database, figure_set: int, report: AnnualReport) -> None:
    """Store what was read and does not have the word: twins and claims."""
    twins = []
    for no, seen in enumerate(report.twins):
        key = (CODEBOOK.indicators[seen.indicator].no, _APPLICANTS[seen.applicant])
        twins.append((figure_set, no, *key, seen.value, seen.status, seen.raw, seen.origin, seen.locator))
    database.conn.executemany("INSERT OR IGNORE INTO twin VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", twins)
    claims = []
    for no, said in enumerate(report.claims):
        amount = (said.value, said.pattern, said.unit)
        claims.append((figure_set, no, "+".join(said.indicators), *amount, said.raw, said.scope, said.locator))
    database.conn.executemany("INSERT OR IGNORE INTO claim VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", claims)


def _insert_sections(database: Database, sections: Sequence[Section]) -> int:
    """Store the words of a report beside its figures; return their key, the same for the same words."""
    narrative = short_key(*(repr(section) for section in sections))
    insert_sections(database, ((narrative, no, *section) for no, section in enumerate(sections, 1)))
    return narrative


def insert_sections(database: Database, rows: Iterable[tuple[int, int, int, str, str]]) -> None:
    """Store rows of ``texts.section`` without their key, inside the caller's transaction, and enter the new ones in the index."""
    for narrative, no, number, heading, body in rows:
        key = short_key(str(narrative), str(no))
        stored = database.execute(
            "INSERT OR IGNORE INTO texts.section VALUES (?, ?, ?, ?, ?, ?)", [key, narrative, no, number, heading, body]
        )
        if stored.rowcount:  # else it is there, and in the index too
            words = spaced(f"{heading}\n{body}")
            database.execute("INSERT INTO texts.section_index (rowid, words) VALUES (?, ?)", [key, words])


def _insert_checks(database: Database, figure_set: int, checks: Iterable[Check]) -> None:
    rows = []
    for no, check in enumerate(checks):
        sides = (None, None) if check.verdict is Verdict.PASS else (check.left, check.right)
        rows.append((figure_set, no, check.identity, check.scope or "", check.severity, check.verdict, *sides))
    database.conn.executemany("INSERT OR IGNORE INTO check_result VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
