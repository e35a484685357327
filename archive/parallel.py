"""The same work on one core, on every core, or on other machines, with the results in the order of the work.

Whoever can `concurrent.futures.Executor` can do it: a pool of processes here, ``dask.distributed.Client.get_executor()`` elsewhere.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import TypeVar

Unit = TypeVar("Unit")
Result = TypeVar("Result")

AHEAD = 4
"""Units that wait or are worked on for every worker: enough that none is idle, few enough that results do not pile up."""


def in_order(
    executor: Executor | None, workers: int, function: Callable[[Unit], Result], units: Iterable[Unit]
) -> Iterator[Result]:
    """Yield the result of every unit, in the order of the units; without an executor one after the other, here.

    What ``function`` raises is raised here, and `concurrent.futures.BrokenExecutor` if the workers are gone.
    """
    if executor is None:
        yield from map(function, units)
        return
    waiting: deque[Future[Result]] = deque()
    for unit in units:
        waiting.append(executor.submit(function, unit))
        if len(waiting) >= AHEAD * workers:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
