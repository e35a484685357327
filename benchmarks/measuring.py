"""What the benchmarks share: processor time of a process of its own, medians with their spread, and rows of one table."""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Spread(NamedTuple):
    """What several rounds gave."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(statistics.median(values), min(values), max(values))

    @classmethod
    def ratio(cls, mine: Sequence[float], floor: Sequence[float]) -> "Spread":
        """Divide round by round: within a round a busy machine is slow for both."""
        return cls.of([one / other for one, other in zip(mine, floor, strict=True)])

    def __str__(self) -> str:
        form = "{:.2f}" if self.median < 100 else "{:.0f}"
        median, low, high = (form.format(value) for value in self)
        return median if low == high else f"{median} ({low} to {high})"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table in ``docs/performance.md``."""

    job: str
    cost: str
    """In the unit of its kind, for this machine on this day."""
    ratio: Spread | None = None
    """To the floor or peer measured in the same rounds, or the measured number itself where the goal is one."""
    goal: float | None = None
    """The most ``ratio`` may be; None: a floor, a peer, or told only."""

    @property
    def verdict(self) -> str:
        if self.goal is None or self.ratio is None:
            return ""
        return "met" if self.ratio.median <= self.goal else "missed"


def markdown(rows: Sequence[Row]) -> str:
    lines = ["| job | cost | ratio or number | goal | |", "| --- | --- | --- | --- | --- |"]
    for row in rows:
        goal = "" if row.goal is None else f"≤ {row.goal:g}"
        lines.append(f"| {row.job} | {row.cost} | {row.ratio or ''} | {goal} | {row.verdict} |")
    return "\n".join(lines)


class Usage(NamedTuple):
    """What a process used."""

    cpu: float
    ended: float
    """On the clock of `time.perf_counter`, which all processes of a machine share on Linux."""
    rss: int
    """Peak, in bytes."""
    output: str


def used(command: Sequence[str], env: Mapping[str, str] | None = None) -> Usage:
    """Run a process to its end and return what the kernel says it used; SystemExit with what it said if it failed."""
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, env=dict(os.environ) | dict(env or {}), stdout=said, stderr=said)  # noqa: S603
        _, status, usage = os.wait4(process.pid, 0)
        ended = time.perf_counter()
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        output = said.read()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: {output}")
    return Usage(usage.ru_utime + usage.ru_stime, ended, usage.ru_maxrss * 1024, output)


def python(*arguments: str) -> list[str]:
    return [sys.executable, "-W", "ignore", *arguments]


def rounds(jobs: Mapping[str, Callable[[], object]], count: int) -> dict[str, list[float]]:
    """Seconds of processor time of each job in each round, all jobs in turn within a round."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(count):
        for name, job in jobs.items():
            start = time.process_time()
            job()
            taken[name].append(time.process_time() - start)
    return taken


def main(rows: Callable[..., Sequence[Row]], about: str | None) -> None:
    """Run one benchmark as a script."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--quick", action="store_true", help="few pages, one round: whether it runs, not what it costs")
    print(markdown(rows(quick=parser.parse_args().quick)))
