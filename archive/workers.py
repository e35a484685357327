"""Those who do the reading of a re-parse: processes of this machine, or Dask workers on others."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from archive.collector import spare
from archive.errors import ArchiveError


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def processes(workers: int) -> Iterator[Executor | None]:
    """Yield a pool of so many processes; None for one, whose work is done right here."""
    if workers <= 1:
        yield None
        return
    # Spawned, not forked: what this process has opened (database, log) stays its own.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=spare) as pool:
        yield pool


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """Yield the workers of a Dask scheduler, for example ``tcp://10.0.0.5:8786``, and how many they are.

    Every worker runs this program in this version and sees the archive's folder under the same path. What a worker was doing when
    it died is done by another. Raises `ArchiveError` if nobody answers, or nobody works.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ArchiveError("Other machines need the extra `cluster`: pip install 'distributed'.") from error
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise ArchiveError(f"No Dask scheduler answers at {address}: {error}.") from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise ArchiveError(
                f"The scheduler at {address} has no workers: start `dask worker {address}` in this folder."
            )
        yield client.get_executor(pure=False), threads
