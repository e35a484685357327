"""Full extraction against the parse of the same bytes: ``python -m benchmarks.extraction [--profile]``."""

import argparse
import cProfile
import pstats
import statistics
import time
from collections.abc import Callable, Sequence

import lxml.html

from benchmarks.corpus import corpus
from extraction import extract

GOAL = 3.0


def main() -> None:
    """Measure in interleaved rounds, so that a busy machine is slow for everybody."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--profile", action="store_true", help="where the time of extraction goes")
    options = parser.parse_args()
    pages = corpus(options.pages)
    require_read(pages)
    if options.profile:
        profile(pages)
        return
    jobs: dict[str, Callable[[bytes], object]] = {"lxml.html parse": lxml.html.fromstring, "full extraction": extract}
    report(rounds(jobs, pages, options.rounds), sum(map(len, pages)) / len(pages))


def require_read(pages: Sequence[bytes]) -> None:
    """A fast extractor that finds nothing is no result, and the first call warms the caches."""
    for page in pages:
        read = extract(page)
        if sum(seen.value is not None for seen in read.observations) < 200 or any(
            check.verdict == "fail" and check.severity == "strict" for check in read.checks
        ):
            raise SystemExit("The corpus is not read in full; the numbers would mean nothing.")


def rounds(jobs: dict[str, Callable[[bytes], object]], pages: Sequence[bytes], count: int) -> dict[str, list[float]]:
    """Milliseconds of processor time per page, for each job and round."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(count):
        for name, job in jobs.items():
            start = time.process_time()
            for page in pages:
                job(page)
            taken[name].append((time.process_time() - start) / len(pages) * 1000)
    return taken


def report(taken: dict[str, list[float]], size: float) -> None:
    """A table of medians; the ratio is the median of the ratios within each round."""
    floor = next(iter(taken.values()))
    print(f"{'job':20} {'CPU ms/page':>12} {'ratio':>7}   pages of {size / 1000:.0f} kB, {len(floor)} rounds")
    for name, times in taken.items():
        ratio = statistics.median(mine / base for mine, base in zip(times, floor, strict=True))
        print(f"{name:20} {statistics.median(times):12.2f} {ratio:7.2f}")
    print(f"goal                 {'':12} {GOAL:7.2f}   {'met' if ratio <= GOAL else 'missed'}")


def profile(pages: Sequence[bytes]) -> None:
    profiler = cProfile.Profile()
    profiler.enable()
    for page in pages:
        extract(page)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
