"""The whole archive under examination: history, files, rows and references."""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from sqlite_utils import Database

from archive.capture import Capture
from archive.checkpoint import Checkpoint, verifier_key
from archive.database import open_database
from archive.errors import DamagedRecordError
from archive.history import History, read_history
from archive.inspection import Inspected, inspect
from archive.rebuild import warc_files
from archive.segment import OPEN_SUFFIX, is_being_written
from archive.warc import read_at, warc_date


@dataclass
class Verdict:
    """What was examined, what is wrong, and what is merely unfinished."""

    history: History
    files: int = 0
    records: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify(
    folder: Path,
    *,
    since: Sequence[Checkpoint] = (),
    workers: int = 1,
    journal: Path | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Verdict:
    """Read every byte of the archive again and compare it with log, checkpoints and rows.

    ``since`` are checkpoints kept elsewhere: the log must have grown out of each. ``journal`` is a file that remembers which WARC
    files have been read, for a run that is interrupted; it is removed at the end. ``progress`` is called with (done, total) bytes.
    Raises `ArchiveError` if ``reports.db`` cannot be opened; a missing one is a problem like any other.
    """
    began = warc_date(datetime.now(UTC))
    paths = warc_files(folder)  # before the log: a file that is sealed meanwhile is in neither
    verdict = Verdict(read_history(folder, since))
    verdict.problems += verdict.history.problems
    verdict.notes += _about_signatures(verdict.history)
    with_rows = (folder / "reports.db").exists()
    if not with_rows:
        verdict.problems.append("reports.db is missing: run `scrapy reparse` to make it again.")
    tasks = []
    running: set[str] = set()
    for path in paths:
        places = verdict.history.places.get(path.name.removesuffix(OPEN_SUFFIX), [])
        if path.suffix != OPEN_SUFFIX:
            if not places:
                verdict.problems.append(f"{path.name}: is not in the log; it was added by other means.")
        elif is_being_written(path):
            verdict.notes.append(f"{path.name}: is being written by a crawl, and not examined.")
            running.add(path.name.rpartition("-")[0])
            continue
        else:
            verdict.notes.append(f"{path.name}: was left by a killed crawl; the next one seals it.")
        tasks.append((path, places))
    there = {path.name.removesuffix(OPEN_SUFFIX) for path in paths}
    verdict.problems += [
        f"{file}: is gone; the log holds entries of it." for file in verdict.history.places if file not in there
    ]
    captures = 0
    others: set[str] = set()
    for found in _inspected(folder, tasks, workers, journal, progress, with_rows=with_rows):
        verdict.files += 1
        verdict.records += found.records
        captures += found.captures
        others.update(found.others)
        verdict.problems += map(str, found.problems)
    if with_rows:
        database = open_database(folder / "reports.db", read_only=True)
        running |= {row["run"] for row in database.query("SELECT run FROM run WHERE started_at >= ?", [began])}
        verdict.problems += _rows_without_records(folder, database, captures, others, running)
        verdict.problems += _dangling(database)
        database.close()
    if journal is not None:
        journal.unlink(missing_ok=True)
    return verdict


def _about_signatures(history: History) -> Iterator[str]:
    for entry, public in history.keys[1:]:
        key = verifier_key(history.origin, public)
        yield f"log/leaves, entry {entry}: from here on another key signs, {key}; ask its owner whether that is so."
    if history.last is not None and history.last.size < history.size:
        yield f"log/leaves: {history.size - history.last.size} entries wait for a signature, which the next crawl gives."


def _inspected(  # noqa: PLR0913 - private, and each is needed
    folder: Path,
    tasks: Sequence[tuple[Path, list[tuple[int, int]]]],
    workers: int,
    journal: Path | None,
    progress: Callable[[int, int], object] | None,
    *,
    with_rows: bool,
) -> Iterator[Inspected]:
    """Yield what each file gave: from the journal if it is there, else by reading it, here or in other processes."""
    sizes = {path: path.stat().st_size for path, _ in tasks}
    known = _read_journal(journal)
    done = 0
    waiting = []
    for path, places in tasks:
        key = _key(path, places)
        if key in known:
            done += sizes[path]
            yield known[key]
        else:
            waiting.append((path, places))

    def finished(path: Path, places: list[tuple[int, int]], found: Inspected) -> Inspected:
        nonlocal done
        done += sizes[path]
        if journal is not None:
            with journal.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps([_key(path, places), found.as_json()]) + "\n")
        if progress is not None:
            progress(done, sum(sizes.values()))
        return found

    if workers == 1:
        for path, places in waiting:
            yield finished(path, places, inspect(folder, path, places, with_rows=with_rows))
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        jobs = {pool.submit(inspect, folder, *task, with_rows=with_rows): task for task in waiting}
        for job in as_completed(jobs):
            yield finished(*jobs[job], job.result())


def _key(path: Path, places: list[tuple[int, int]]) -> str:
    """Name a file in the state it was read in."""
    facts = path.stat()
    return f"{path.resolve()} {facts.st_size} {facts.st_mtime_ns} {places}"


def _read_journal(journal: Path | None) -> dict[str, Inspected]:
    if journal is None or not journal.exists():
        return {}
    known = {}
    for line in journal.read_text("utf-8").splitlines(keepends=True):
        if line.endswith("\n"):
            key, found = json.loads(line)
            known[key] = Inspected.from_json(found)
    return known


def _rows_without_records(
    folder: Path, database: Database, captures: int, others: set[str], running: set[str]
) -> Iterator[str]:
    """Name rows of which no file holds a record. Only asked in full if there are more rows than were found in the files."""
    finished = f"run NOT IN ({', '.join('?' * len(running))})"
    if database["capture"].count_where(finished, list(running)) > captures:
        for row in database.query(f"SELECT * FROM capture WHERE {finished} ORDER BY file, offset", list(running)):  # noqa: S608
            capture = Capture.from_row(row)
            path = folder / "warc" / capture.file
            still_open = path.with_name(path.name + OPEN_SUFFIX)
            place = still_open if still_open.exists() else path
            try:
                is_there = read_at(place, capture.offset, capture.length).id == capture.capture
            except DamagedRecordError:
                is_there = False
            if not is_there:
                yield f"{capture.file}, offset {capture.offset}: reports.db has a row of {capture.capture}, which is not there."
    for table, key in (("scan", "scan"), ("host_decision", "id")):
        for row in database.query(f"SELECT {key} FROM {table} WHERE {finished}", list(running)):  # noqa: S608 - our own names
            if row[key] not in others:
                yield f"reports.db: the {table} {row[key]} stands in no file."


def _dangling(database: Database) -> Iterator[str]:
    rows = database.query(
        "SELECT one.file, one.offset, one.refers_to FROM capture AS one"
        " LEFT JOIN fetch AS held ON held.capture = one.refers_to LEFT JOIN answer AS payload ON payload.answer = held.answer"
        " WHERE one.refers_to IS NOT NULL AND (held.capture IS NULL OR payload.refers_to IS NOT NULL)"
    )
    for row in rows:
        yield f"{row['file']}, offset {row['offset']}: refers to {row['refers_to']}, which holds no payload."
