"""Full extraction against the parse of the same bytes: ``python -m benchmarks.extraction [--quick | --profile]``."""

import cProfile
import pstats
import sys
from collections.abc import Callable, Sequence
from functools import partial

import lxml.html

from benchmarks.corpus import corpus
from benchmarks.measuring import Row, Spread, main, rounds
from extraction import extract

GOAL = 3.0


def rows(*, quick: bool = False) -> list[Row]:
    """Measure in interleaved rounds, so that a busy machine is slow for everybody."""
    pages = corpus(40)
    require_read(pages)
    jobs = {"parse": partial(_each, lxml.html.fromstring, pages), "extract": partial(_each, extract, pages)}
    taken = rounds(jobs, 1 if quick else 5)
    parse, ours = ([seconds / len(pages) * 1000 for seconds in taken[job]] for job in jobs)
    return [
        Row("floor: lxml.html, parse only", f"{Spread.of(parse).median:.2f} ms"),
        Row("full extraction of an HTML report", f"{Spread.of(ours).median:.2f} ms", Spread.ratio(ours, parse), GOAL),
    ]


def _each(job: Callable[[bytes], object], pages: Sequence[bytes]) -> None:
    for page in pages:
        job(page)


def require_read(pages: Sequence[bytes]) -> None:
    """A fast extractor that finds nothing is no result, and the first call warms the caches."""
    for page in pages:
        read = extract(page)
        if sum(seen.value is not None for seen in read.observations) < 200 or any(
            check.verdict == "fail" and check.severity == "strict" for check in read.checks
        ):
            raise SystemExit("The corpus is not read in full; the numbers would mean nothing.")


def profile(pages: Sequence[bytes]) -> None:
    profiler = cProfile.Profile()
    profiler.enable()
    for page in pages:
        extract(page)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    if "--profile" in sys.argv:
        profile(corpus(40))
    else:
        main(rows, __doc__)
