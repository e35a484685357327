"""Crawls what is due: every portal in a process of its own, several at once, never two of one authority (`crawler.claims`)."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event, Lock
from typing import BinaryIO

from archive.warc import warc_date
from crawler.claims import TAKEN

_MERCY = 600
"""Seconds a crawl has to end by itself once its time is over."""


def only_one(archive_dir: Path) -> BinaryIO | None:
    """Return the lock of the one run that may work on an archive; None while another has it.

    The crawls of a run inherit it, so it lasts until the last of them has ended, even if the run itself was killed.
    """
    archive_dir.mkdir(parents=True, exist_ok=True)
    file = open(os.open(archive_dir / "due.lock", os.O_CREAT | os.O_RDWR, 0o644), "r+b", buffering=0)  # noqa: PTH123, SIM115
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


@dataclass(frozen=True, slots=True)
class Ended:
    """How the crawl of one portal ended."""

    portal: str
    exitcode: int
    output: str
    errors: str


def exit_code(crawls: Iterable[Ended]) -> int:
    """Return 0 if every crawl ended well or found somebody else at its hosts, 3 if one could not be stored, else 1."""
    codes = {crawl.exitcode for crawl in crawls} - {0, TAKEN}
    return 3 if 3 in codes else int(bool(codes))


def queues(authorities: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Divide portals into queues such that no authority is in two of them; given is which each portal asks.

    >>> queues({"changzhou": ["a.cn"], "liyang": ["b.cn"], "zwfw": ["a.cn", "c.cn"], "gxj": ["c.cn"]})
    [['changzhou', 'zwfw', 'gxj'], ['liyang']]
    """
    queue_of: dict[str, list[str]] = {}
    for portal, asked in authorities.items():
        queue: list[str] = []
        for name in sorted(asked):
            other = queue_of.setdefault(name, queue)
            if other is not queue:
                queue += other
                queue_of |= {each: queue for each, one in queue_of.items() if one is other}
        queue.append(portal)
    return list({id(queue): queue for queue in queue_of.values()}.values())


class DueRun:
    """One run over all portals that have something due at a moment."""

    def __init__(
        self, lock: BinaryIO, until: datetime, *, options: Sequence[str], timeout: int, tell: Callable[[Ended], None]
    ) -> None:
        """``options`` are passed on to every crawl; ``tell`` is called as each ends."""
        self._lock = lock
        self._command = [sys.executable, "-m", "scrapy", "crawl"]
        self._options = ["-a", f"due={warc_date(until)}", "-s", f"CLOSESPIDER_TIMEOUT={timeout}", *options]
        self._timeout = timeout + _MERCY
        self._tell = tell
        self._telling = Lock()
        self._stopped = Event()

    def crawl(self, lines: Iterable[Sequence[str]], at_once: int) -> None:
        """Crawl the portals of each queue one after the other, the queues side by side.

        Whatever becomes of one crawl, the others go on.
        """
        with ThreadPoolExecutor(max_workers=at_once) as pool:
            try:
                list(pool.map(self._queue, lines))
            finally:
                self._stopped.set()  # after Ctrl-C what was not begun is left for the next run

    def _queue(self, portals: Sequence[str]) -> None:
        for portal in portals:
            if self._stopped.is_set():
                return
            ended = self._one(portal)
            with self._telling:
                self._tell(ended)

    def _one(self, portal: str) -> Ended:
        try:
            done = subprocess.run(  # noqa: S603 - our own command
                [*self._command, portal, *self._options],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=self._timeout,
                pass_fds=(self._lock.fileno(),),
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Ended(portal, 1, "", f"{portal}: did not end within {self._timeout} seconds and was killed.\n")
        errors = done.stderr
        if done.returncode < 0:
            errors += f"{portal}: its crawl was killed by signal {-done.returncode}; what it had stored is kept.\n"
        return Ended(portal, done.returncode, done.stdout, errors)
