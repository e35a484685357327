"""A crawl killed again and again at random moments, resumed by the same command, and what may be said afterwards."""

import random
import sqlite3
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from archive.checkpoint import Checkpoint
from archive.log import checkpoints
from archive.verify import verify
from archive.warc import Hole, scan
from tests.desk import Desk

PAGES = "SELECT DISTINCT role, url FROM capture WHERE outcome = 'ok' AND role <> 'robots'"
REPORTS = "SELECT portal, publisher, report_year, url FROM report ORDER BY 1, 2, 3"
FIGURES = "SELECT url, indicator, applicant, value, status, raw FROM figures ORDER BY 1, 2, 3"
SCANS = "SELECT list_url, state, seen, accepted FROM scan WHERE run = ? ORDER BY 1"


@dataclass
class Killing:
    """What the kills hit, and what was wrong in the end, each in a sentence."""

    kills: int = 0
    hit: dict[str, int] = field(default_factory=dict)
    pages: int = 0
    faults: list[str] = field(default_factory=list)


def kill_and_resume(desk: Desk, reference: Desk, portal: str, *, kills: int, chance: random.Random) -> Killing:
    """Crawl ``portal`` into ``reference`` undisturbed; into ``desk`` with real `kill -9`, then once more to the end."""
    command = ("crawl", portal, "-s", "DOWNLOAD_DELAY=0")
    began = time.monotonic()
    reference.crawl(portal)
    duration = time.monotonic() - began
    result = Killing()
    stored: set[Any] = set()
    kept: dict[str, Checkpoint] = {}
    while result.kills < kills:
        crawl = desk.start(*command)
        # More kills late than early: the first third of a crawl is the start of the interpreter.
        moment = chance.uniform(0.2, 1.0) * duration
        try:
            crawl.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            crawl.kill()
            crawl.communicate()
            result.kills += 1
            state = _state(desk.archive)
            result.hit[state] = result.hit.get(state, 0) + 1
        stored |= _rows(desk, "SELECT capture FROM capture")
        kept |= {one.line: one for one in checkpoints(desk.archive)}
    desk.crawl(portal)
    result.pages = len(_rows(desk, PAGES))
    result.faults = [
        *_lost(desk, reference, stored),
        *_untrue(desk, reference),
        *_invalid(desk.archive),
        *verify(desk.archive, since=list(kept.values())).problems,
        *_not_rebuilt(desk),
    ]
    return result


def _state(archive: Path) -> str:
    """Where a kill hit, as the files tell."""
    if list((archive / "warc").glob("*.open")):
        return "while a file was open"
    return "before or after" if (archive / "warc").exists() else "before the first file"


def _rows(desk: Desk, sql: str) -> set[Any]:
    try:
        return set(desk.query(sql))
    except sqlite3.OperationalError:  # killed before there were tables
        return set()


def _lost(desk: Desk, reference: Desk, stored: set[Any]) -> list[str]:
    faults = [f"row {row} is gone" for row in stored - _rows(desk, "SELECT capture FROM capture")]
    faults += [f"page {page} is missing" for page in _rows(reference, PAGES) - _rows(desk, PAGES)]
    for what, sql in (("reports", REPORTS), ("figures", FIGURES)):
        if desk.query(sql) != reference.query(sql):
            faults.append(f"the {what} are not those of an undisturbed crawl")
    doubled = "SELECT run, url, captured_at FROM capture GROUP BY 1, 2, 3 HAVING count(*) > 1"
    return faults + [f"row {row} is doubled" for row in desk.query(doubled)]


def _untrue(desk: Desk, reference: Desk) -> list[str]:
    """A run says `finished` if and only if its lists were walked as in an undisturbed crawl."""
    ((undisturbed,),) = reference.query("SELECT run FROM run")
    scans = reference.query(SCANS, undisturbed)
    faults = []
    for run, reason in desk.query("SELECT run, finish_reason FROM run"):
        if reason not in {None, "finished"} or (reason == "finished" and desk.query(SCANS, run) != scans):
            faults.append(f"run {run} says {reason}")
    return faults


def _invalid(archive: Path) -> list[str]:
    faults = [f"{path.name} was left open" for path in (archive / "warc").glob("*.open")]
    for path in (archive / "warc").glob("*.warc.gz"):
        ours = list(scan(path))
        faults += [f"{path.name}, offset {one.offset}: a hole" for one in ours if isinstance(one, Hole)]
        with path.open("rb") as stream:
            warcio = sum(1 for _ in ArchiveIterator(stream, no_record_parse=True))
        with path.open("rb") as stream:
            fast = [record.verify_block_digest() for record in FastIterator(stream, parse_http=False)]
        if not all(fast) or not len(ours) == len(fast) == warcio:
            faults.append(f"{path.name}: {len(ours)} records, {warcio} by warcio, {sum(fast)} good ones by fastwarc")
    return faults


def _not_rebuilt(desk: Desk) -> list[str]:
    tables = ("run", "capture", "scan", "scan_row", "hole", "warc_file")
    before = [desk.query(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]
    done = desk.scrapy("reindex")
    after = [desk.query(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]
    return [] if done.returncode == 0 and before == after else [f"reindex gives other rows: {done.stderr}"]
