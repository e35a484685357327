"""`scrapy verify` against plain inflate and SHA-256 over the same files: ``python -m benchmarks.verify [--pages 2000]``."""

import argparse
import hashlib
import statistics
import tempfile
import time
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from archive import Archive, Exchange, Run
from archive.verify import verify
from benchmarks.corpus import corpus

GOAL = 2.0
_READ = 1 << 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        write(folder, options.pages, Path(name) / "key.pem")
        jobs: dict[str, Callable[[], object]] = {
            "inflate + sha256": partial(floor, folder),
            "verify": partial(whole, folder),
        }
        taken: dict[str, list[float]] = {job: [] for job in jobs}
        for _ in range(options.rounds):
            for job, run in jobs.items():
                start = time.process_time()
                run()
                taken[job].append(time.process_time() - start)
        base = taken["inflate + sha256"]
        size = sum(path.stat().st_size for path in (folder / "warc").iterdir())
        print(f"{'job':20} {'CPU s':>8} {'ratio':>7}   {options.pages} pages, {size / 1e6:.1f} MB packed")
        for job, times in taken.items():
            ratio = statistics.median(mine / other for mine, other in zip(times, base, strict=True))
            print(f"{job:20} {statistics.median(times):8.2f} {ratio:7.2f}")
        print(f"goal                 {'':8} {GOAL:7.2f}   {'met' if ratio <= GOAL else 'missed'}")


def write(folder: Path, count: int, key: Path) -> None:
    archive = Archive.open(folder, key)
    run = Run(archive, portal="benchmark", adcode="320400", software="benchmark", user_agent="benchmark")
    pages = corpus(40)
    for number in range(count):
        page = pages[number % len(pages)] + b"<!-- %d -->" % number
        exchange = Exchange(f"http://www.example.gov.cn/{number}.html", ip="127.0.0.1")
        exchange.sent += b"GET /%d.html HTTP/1.1\r\nHost: www.example.gov.cn\r\n\r\n" % number
        exchange.received += b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page)
        exchange.received += page
        run.capture(exchange, {"role": "report", "document": exchange.url})
    run.finish("finished")
    archive.close()


def floor(folder: Path) -> bytes:
    """The least that reads and hashes everything: one inflater after the other over each file."""
    sha256 = hashlib.sha256()
    for path in sorted((folder / "warc").iterdir()):
        with path.open("rb") as stream:
            unpacker = zlib.decompressobj(31)
            while data := stream.read(_READ):
                while data:
                    sha256.update(unpacker.decompress(data))
                    data = unpacker.unused_data
                    if unpacker.eof:
                        unpacker = zlib.decompressobj(31)
    return sha256.digest()


def whole(folder: Path) -> None:
    verdict = verify(folder)
    if verdict.problems:
        raise SystemExit("\n".join(verdict.problems))


if __name__ == "__main__":
    main()
