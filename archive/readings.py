"""What the extractor read, as rows: ``reading``, its figures as a set (`archive.figure_sets`), its words as ``section``."""

import dataclasses
import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from archive.digest import short_key
from archive.errors import ArchiveError
from archive.figure_sets import FigureSet, figure_set, insert_sets
from archive.words import spaced
from extraction.damage import UNOFFICIAL
from extraction.layers import Layers
from extraction.report import AnnualReport, Status

NO_LAYERS = Layers()
"""Of a payload that could not be read."""
NOTHING = short_key("")
"""Key of a layer in which nothing stands."""
_INSERT = f"INSERT OR REPLACE INTO reading VALUES ({', '.join('?' * 26)})"  # noqa: S608 - question marks


class ReadingRows(NamedTuple):
    """One reading as rows; see `archive.figure_sets.FigureSet`."""

    row: tuple[int | str | None, ...]
    """Of the table ``reading``."""
    figures: FigureSet
    sections: Sequence[tuple[int, int, int, str, str]]
    """Of the table ``section``, without its key."""


def record_readings(database: Database, extractor: str, readings: Iterable[tuple[int, AnnualReport, Layers]]) -> None:
    """Store what was read in these snapshots; see `enter_readings`."""
    enter_readings(database, [reading_rows(extractor, *reading) for reading in readings])


def enter_readings(database: Database, readings: Sequence[ReadingRows]) -> None:
    """Store readings in one transaction; storing them twice changes nothing.

    A different reading under the same extractor version replaces the old one: the version is what tells readings apart. Raises
    `ArchiveError` if the rows cannot be written.
    """
    try:
        with database.conn:
            insert_sets(database, [reading.figures for reading in readings])
            insert_sections(database, (section for reading in readings for section in reading.sections))
            database.conn.executemany(_INSERT, [reading.row for reading in readings])
    except sqlite3.Error as error:
        raise ArchiveError(
            f"Cannot write reports.db: {error}. `scrapy reparse` reads again what is archived."
        ) from error


def reading_rows(extractor: str, snapshot: int, report: AnnualReport, layers: Layers) -> ReadingRows:
    """Return what this version of the extractor read in a snapshot, as it is stored."""
    figures = figure_set(report)
    narrative = short_key(*map(repr, report.sections))
    row = (
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
        figures.key,
        narrative,
        _json(report.metadata),
        _json([dataclasses.asdict(date) for date in report.dates]),
        _json([dataclasses.asdict(code) for code in report.codes]),
        _json([flag._asdict() for flag in report.flags]),
        *_layer_keys(report, layers),
    )
    return ReadingRows(row, figures, [(narrative, no, *section) for no, section in enumerate(report.sections, 1)])


def chosen_extractor(database: Database) -> str | None:
    """Return the version whose readings the views show."""
    row = database.execute("SELECT value FROM setting WHERE name = 'extractor'").fetchone()
    return row[0] if row else None


def choose_extractor(database: Database, extractor: str) -> None:
    with database.conn:
        database.execute("INSERT OR REPLACE INTO setting VALUES ('extractor', ?)", [extractor])


_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def _layer_keys(report: AnnualReport, layers: Layers) -> tuple[int | str, ...]:
    """Return the last columns of ``reading``, in their order."""
    figures = (f"{one.indicator} {one.applicant} {one.status} {one.value}" for one in report.observations)
    texts = (layers.tables, layers.prose, layers.facts, layers.attachments, layers.links, layers.text)
    noise = {rule: short_key(*taken) for rule, taken in layers.noise}
    return (
        short_key(*sorted(figures)),
        *(short_key("\n".join(lines)) for lines in texts),
        short_key("\n".join(layers.body)) if layers.body else 0,
        short_key("\n".join(layers.raw_text)),
        _json(noise),
    )


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
