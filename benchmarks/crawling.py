"""Crawls of 8 loopback hosts against bare Scrapy and what else a user would run: ``python -m benchmarks.crawling [--quick]``.

Every crawl is a process of its own and the server another one. What a page costs is the processor time of the whole process
without what it had used for its first hundred pages. Nobody waits between requests, each host is asked one thing at a time.
"""

import json
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.crawl_job import HOSTS, WARM
from benchmarks.loopback import serving
from benchmarks.measuring import Row, Spread, main, python, used
from crawler import settings

_EACH = "COMMIT_WAIT=0"
_TUNED = f"CONCURRENT_ITEMS={settings.CONCURRENT_ITEMS}"
_WGET = "wget --warc-file"
_MS = 1000


class _Cost(NamedTuple):
    """What one crawl took after its first hundred pages."""

    cpu: float
    """Milliseconds per page."""
    wall: float
    rss: int


def rows(*, quick: bool = False) -> list[Row]:
    pages, count = (200, 1) if quick else (800, 3)
    taken: dict[str, list[_Cost]] = {}
    firsts: list[tuple[float, ...]] = []
    visits: list[tuple[float, ...]] = []
    with serving(pages) as port, tempfile.TemporaryDirectory() as name:
        for number in range(count):
            one = _Round(port, pages, Path(name) / str(number), taken)
            one.crawl("bare")
            one.crawl("bare, tuned", "bare", _TUNED)
            one.crawl("warcio")
            one.crawl("archive")
            one.crawl("archive, fsync per capture", "archive", _EACH)
            one.crawl("full")
            if shutil.which("wget"):
                one.wget()
            one.crawl("bare, again")
            for title, grown in (("archive, unchanged", firsts), ("archive, again", visits)):
                before = _sizes(one.folder("archive"))
                one.crawl(title, "archive", place="archive")
                after = _sizes(one.folder("archive"))
                grown.append(tuple((more - less) / pages for more, less in zip(after, before, strict=True)))
            one.crawl("full, again", "full", place="full")
            shutil.rmtree(Path(name) / str(number))
    return _told(taken, firsts, visits)


def _told(
    taken: dict[str, list[_Cost]], firsts: Sequence[tuple[float, ...]], visits: Sequence[tuple[float, ...]]
) -> list[Row]:
    def row(title: str, job: str, floor: str = "bare", goal: float | None = None) -> Row:
        times = [cost.cpu for cost in taken[job]]
        cost = f"{Spread.of(times).median:.2f} ms, {max(cost.rss for cost in taken[job]) >> 20} MiB"
        return Row(title, cost, Spread.ratio(times, [cost.cpu for cost in taken[floor]]), goal)

    each, group = ([cost.wall for cost in taken[job]] for job in ("archive, fsync per capture", "archive"))
    walls = Spread.ratio(each, group)
    return [
        row("bare Scrapy, bodies thrown away", "bare"),
        row(f"… with our {_TUNED}", "bare, tuned"),
        row("crawl + exact archive, group commit", "archive", goal=1.7),
        row("… against bare Scrapy with that setting", "archive", "bare, tuned"),
        row("… fsync per capture", "archive, fsync per capture"),
        Row("… its wall time against group commit", "", walls, 1.3),
        row("crawl + archive + full extraction + rows", "full", goal=4.0),
        row("Scrapy + warcio, unfaithful", "warcio"),
        *([row(_WGET, _WGET)] if _WGET in taken else []),
        row("bare Scrapy, all answers 304", "bare, again"),
        row("unchanged re-crawl, revisit records and rows", "archive, again", "bare, again", 1.4),
        row("… with the pipelines that read reports", "full, again", "bare, again"),
        Row(
            "… on the disk per visit: WARC, log and database, bytes",
            _parts(visits),
            Spread.of([sum(one) for one in visits]),
            1000,
        ),
        Row("… the first time a page is found unchanged", _parts(firsts), Spread.of([sum(one) for one in firsts])),
    ]


class _Round:
    """All jobs once, with a folder each."""

    def __init__(self, port: int, pages: int, place: Path, taken: dict[str, list[_Cost]]) -> None:
        self._port, self._pages, self._place, self._taken = port, pages, place, taken

    def folder(self, job: str) -> Path:
        return self._place / job / "data"

    def crawl(self, title: str, job: str | None = None, *settings: str, place: str | None = None) -> None:
        folder = self.folder(place or title)
        folder.parent.mkdir(parents=True, exist_ok=True)
        done = used(
            python(
                "-m", "benchmarks.crawl_job", job or title, str(self._port), str(self._pages), str(folder), *settings
            )
        )
        warm = json.loads(done.output.splitlines()[-1])
        cpu = (done.cpu - warm["cpu"]) * _MS / (self._pages - WARM)
        self._note(title, _Cost(cpu, done.ended - warm["wall"], done.rss))

    def wget(self) -> None:
        folder = self.folder("wget")
        folder.mkdir(parents=True)
        addresses = folder / "addresses"
        addresses.write_text(
            "\n".join(
                f"http://127.0.0.{number % HOSTS + 1}:{self._port}/{number}.html" for number in range(self._pages)
            )
        )
        command = ["wget", "-q", "-i", str(addresses), "-O", "/dev/null", f"--warc-file={folder / 'pages'}"]
        done = used(command)
        self._note(_WGET, _Cost(done.cpu * _MS / self._pages, 0.0, done.rss))

    def _note(self, title: str, cost: _Cost) -> None:
        self._taken.setdefault(title, []).append(cost)


def _sizes(folder: Path) -> tuple[int, ...]:
    """Return the bytes of WARC files, log and database."""
    return tuple(sum(path.stat().st_size for path in folder.glob(what)) for what in ("warc/*", "log/*", "*.db"))


def _parts(visits: Sequence[tuple[float, ...]]) -> str:
    return " + ".join(f"{statistics.median(part):.0f}" for part in zip(*visits, strict=True))


if __name__ == "__main__":
    main(rows, __doc__)
