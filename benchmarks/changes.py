"""`scrapy changes` over a ledger of many visits: ``python -m benchmarks.changes [--visits 100000] [--reports 5000]``.

The rows are made up, not captured: visits of reports in turn, one in a thousand of them edited, one in two with a moving counter,
a few failed, a few gone, and a complete list for each portal and round.
"""

import argparse
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.capture_rows import enter_capture
from archive.database import open_database
from archive.warc import warc_date

GOAL_SECONDS, GOAL_MEGABYTES = 2.0, 500
PORTALS, FIGURES = 50, 20
KEYS = ("figures", "tables", "prose", "facts", "attachments", "links", "text", "body", "raw_text")
READING = f"INSERT OR IGNORE INTO reading VALUES ({', '.join('?' * 26)})"  # noqa: S608 - question marks
SET = "INSERT INTO figure_set VALUES (?, 1, ?, 0, 1, '[]', '[]')"
SCAN = f"INSERT INTO scan VALUES ({', '.join('?' * 11)})"  # noqa: S608


def main() -> None:
    """Build the database, run the command in a process of its own as a user does, and report time and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=100_000)
    parser.add_argument("--reports", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        edits = build(Path(folder), options.reports, options.visits // options.reports)
        command = [sys.executable, "-m", "scrapy", "changes", "--json", "-s", f"ARCHIVE_DIR={folder}"]
        taken = []
        for _ in range(options.rounds):
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)  # noqa: S603
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            taken.append((_busy(after) - _busy(before), time.perf_counter() - start))
    found = sum(row["kind"] == "figures" for row in json.loads(done.stdout))
    if found != edits:
        raise SystemExit(f"{edits} edits, {found} changes found: the numbers would mean nothing.")
    busy, passed = map(min, zip(*taken, strict=True))
    size = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{options.visits} visits of {options.reports} reports, {edits} figures changed; start of the program included"
    )
    print(
        f"fastest of {options.rounds}: {busy:.2f} s of processor time (goal {GOAL_SECONDS}), {passed:.2f} s on the clock"
    )
    print(f"peak: {size:.0f} MB (goal {GOAL_MEGABYTES})")
    if busy > GOAL_SECONDS or size > GOAL_MEGABYTES:
        raise SystemExit("missed")


def _busy(used: resource.struct_rusage) -> float:
    return used.ru_utime + used.ru_stime


def build(folder: Path, reports: int, visits: int, portals: int = PORTALS, figures: int = FIGURES) -> int:
    """Write a database of so many visits to each of so many reports; return how many figures were edited."""
    database = open_database(folder / "reports.db")
    chance = random.Random(4)
    edited: list[tuple[int, int]] = []
    with database.conn as connection:
        cells = [(1, no, no % 100 + 1, no // 100) for no in range(figures)]
        connection.executemany("INSERT INTO grid_cell (grid, no, indicator, applicant) VALUES (?, ?, ?, ?)", cells)
        connection.execute("INSERT INTO setting VALUES ('extractor', '4')")
        for no in range(visits):
            begun = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(days=no)
            for portal in range(portals):
                _write_run(connection, portal, no, begun, range(portal, reports, portals))
        for report in range(reports):
            rows = list(_visits(report, visits, portals, chance, edited))
            for capture, _ in rows:
                enter_capture(connection, capture)
            connection.executemany(READING, [reading for _, reading in rows if reading])
            sets = {r[10]: int(str(r[10])) % 1000 for _, r in rows if r}
            connection.executemany(SET, [(one, json.dumps([str(value)] * figures)) for one, value in sets.items()])
    database.close()
    return len(edited) * figures


def _write_run(connection: sqlite3.Connection, portal: int, no: int, begun: datetime, reports: range) -> None:
    run, at = f"p{portal:02}-{no:05}", warc_date(begun)
    connection.execute(
        "INSERT INTO run VALUES (?, ?, '320400', '', '', '', ?, ?, 'finished')", [run, f"p{portal:02}", at, at]
    )
    scan = f"<urn:scan:{run}>"
    shown = [report for report in reports if (report * 31 + no) % 997]
    facts = [scan, run, f"https://p{portal}.gov.cn/list", at, at, "complete", "end", None, 5, len(shown), len(shown)]
    connection.execute(SCAN, facts)
    rows = [
        (scan, place, _url(report, portal), "政府信息公开工作年度报告", None, "report")
        for place, report in enumerate(shown)
    ]
    connection.executemany("INSERT INTO scan_row VALUES (?, ?, ?, ?, ?, ?)", rows)


def _url(report: int, portal: int) -> str:
    return f"https://p{portal}.gov.cn/art/2023/1/9/art_{report}.html"


def _visits(
    report: int, visits: int, portals: int, chance: random.Random, edited: list[tuple[int, int]]
) -> Iterator[tuple[dict[str, object], list[object] | None]]:
    """Yield a row of ``capture`` and one of ``reading`` for each visit."""
    portal, value, counter, seen = report % portals, 0, 0, False
    for no in range(visits):
        at = warc_date(datetime(2023, 1, 1, tzinfo=UTC) + timedelta(days=no, seconds=report))
        ends = chance.random()
        outcome = "ok" if ends > 0.02 else "failed" if ends > 0.003 else "gone"
        if outcome == "ok" and seen and chance.random() < 0.001:
            value += 1
            edited.append((report, no))
        counter += chance.random() < 0.5
        snapshot = report * 1_000_000 + value * 1_000 + counter
        read = outcome == "ok"
        seen = seen or read
        yield (
            {
                "capture": f"<urn:{report}-{no}>", "captured_at": at, "took": 0, "role": "report", "url": _url(report, portal),
                "outcome": outcome, "fidelity": "wire", "status": 200 if read else None, "snapshot": snapshot if read else None,
                "entity_digest": f"sha256:{snapshot}" if read else None, "document": f"p{portal}.gov.cn/{report}",
                "run": f"p{portal:02}-{no:05}", "file": "f", "offset": 0, "length": 1,
            },
            [
                snapshot, "4", "t", f"第{report // portals}局", "department", "county", 2022, "f2021", 1, 200,
                report * 1_000 + value, report, "{}", "[]", "[]", "[]",
                *(report * 1_000 + (value if key in {"figures", "tables", "text", "body"} else 0) for key in KEYS[:-1]),
                snapshot, json.dumps({"visit_count/1": counter}),
            ] if read else None,
        )  # fmt: skip


if __name__ == "__main__":
    main()
