"""Crawls on several machines: one portal, one job, handed out by dramatiq through Redis.

On each machine, in the project's folder, with ``NIANBAO_REDIS_URL`` set and an archive of its own::

    dramatiq crawler.jobs --processes 1 --threads 4

``scrapy enqueue NAME …`` fills the queue from anywhere. A crawl is a process of its own that claims its hosts (`crawler.claims`)
and holds them for as long as it lives, even if the worker that began it does not: so a job that is handed out again after its
worker died waits until nobody is at those hosts any more. What the machines have stored, ``scrapy merge`` brings together.
"""

import os
import subprocess
import sys
from pathlib import Path

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from scrapy.utils.project import get_project_settings

from crawler.claims import TAKEN

_ROOT = Path(__file__).resolve().parent.parent
_SETTINGS = get_project_settings()
_URL = _SETTINGS["REDIS_URL"] or "redis://127.0.0.1:6379/0"
_NO_SUCH_PORTAL, _NOT_STORED = 2, 3
_DAY = 86_400
_TRIES = 5

BROKER = RedisBroker(  # type: ignore[no-untyped-call]
    url=_URL,
    namespace="nianbao",
    heartbeat_timeout=_SETTINGS.getint("WORKER_TIMEOUT") * 1000,
    maintenance_chance=100_000,  # default 0.1 %: in a queue that is asked once a second a dead worker would be missed for long
)
dramatiq.set_broker(BROKER)


class CrawlError(Exception):
    """A crawl ended in a way that another try may mend: it was killed, or could not store what it fetched."""


def _is_worth_another_try(tries: int, error: BaseException) -> bool:
    """A portal nobody knows is none; whatever else went wrong, the stop of a worker too, may be over the next time."""
    return isinstance(error, dramatiq.errors.Retry) or (not isinstance(error, ValueError) and tries < _TRIES)


@dramatiq.actor(time_limit=_DAY * 1000, retry_when=_is_worth_another_try, min_backoff=60_000, max_backoff=3_600_000)
def crawl(portal: str, *, due: bool = False) -> None:
    """Crawl one portal into this machine's archive, or what that says is ``due`` of it.

    Lists that could not be read to their end are told there, not tried again.
    """
    BROKER.client.delete(_queued(portal))
    command = [sys.executable, "-m", "scrapy", "crawl", portal, *(["-a", "due=now"] if due else [])]
    env = os.environ | {"NIANBAO_REDIS_URL": _URL}  # where the crawl claims its hosts
    done = subprocess.run(command, cwd=_ROOT, env=env, check=False)  # noqa: S603 - our own
    if done.returncode == TAKEN:
        raise dramatiq.errors.Retry(
            f"{portal}: another crawl is at its hosts.", delay=_SETTINGS.getint("TAKEN_PAUSE") * 1000
        )
    if done.returncode < 0 or done.returncode == _NOT_STORED:
        raise CrawlError(f"{portal}: the crawl ended with {done.returncode}.")
    if done.returncode == _NO_SUCH_PORTAL:
        raise ValueError(f"There is no portal {portal!r} on this machine.")


def enqueue(portal: str, *, due: bool = False) -> bool:
    """Put one portal into the queue; return False if it waits there already. Raises `redis.RedisError` if Redis does not answer."""
    if not BROKER.client.set(_queued(portal), 1, nx=True, ex=_DAY):
        return False
    crawl.send(portal, due=due)
    return True


def _queued(portal: str) -> str:
    return f"nianbao:queued:{portal}"
