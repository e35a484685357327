"""Coverage-guided fuzzing of `extract` on bytes: ``python -m benchmarks.fuzz FOUND tests/fixtures [libFuzzer options]``.

A crash is any exception but a refusal, a hang anything slower than two seconds of processor time for every 100 kB; memory
is bounded by ``-rss_limit_mb``. What reaches new code is kept in the folder FOUND. Needs atheris, which is no dependency of
the project: ``pip install atheris`` into an environment of its own. Files that are read in a process of their own (PDF,
Office) are left out: there every exception ends in a refusal by design, and `tests.test_carriers` damages them.
"""

import sys
import time
from contextlib import suppress

import atheris

with atheris.instrument_imports(include=["extraction"]):
    from extraction import UnreadablePayload, extract
    from extraction.carriers.kinds import kind_of

_SECONDS_PER_BYTE = 2 / 100_000
_LEAST_SECONDS = 2.0


def one_input(payload: bytes) -> int:
    """Minus one tells the fuzzer not to keep what it made."""
    if kind_of(payload):
        return -1
    start = time.process_time()
    with suppress(UnreadablePayload):
        extract(payload).as_json()
    taken = time.process_time() - start
    if taken > max(_LEAST_SECONDS, len(payload) * _SECONDS_PER_BYTE):
        raise TimeoutError(f"{len(payload)} bytes took {taken:.1f} s")
    return 0


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
