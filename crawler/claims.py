"""Whom a crawl has for itself: no two crawls ask the hosts of one authority at the same time, on one machine or on many.

On one machine a locked file in the archive's folder says so, which the system gives up with the process, however that ends. With
``REDIS_URL`` set it is a lock there, renewed while the crawl lives and gone ``WORKER_TIMEOUT`` seconds after it has died.
"""

import fcntl
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from scrapy.settings import BaseSettings

if TYPE_CHECKING:
    from redis.lock import Lock

TAKEN = 4
"""Exit code of a crawl that asked nothing because another one is at the same hosts."""

_RENEWALS = 4
"""How often a lock in Redis is renewed in the time it outlives its crawl."""


class TakenError(Exception):
    """Another crawl is at these hosts; the message is a sentence. Try again later."""


class Claims(Protocol):
    """Hosts that are ours until `close`."""

    def close(self) -> None: ...


def claim(settings: BaseSettings, authorities: Iterable[str], lost: Callable[[], object]) -> Claims:
    """Claim the hosts of these authorities (see `crawler.authority`) all at once.

    Raises `TakenError` if one of them is taken, and then holds none. ``lost`` is called, from a thread of its own, if Redis no
    longer says that they are ours: stop asking.
    """
    names = sorted(authorities)
    url = settings.get("REDIS_URL")
    return (
        _RedisClaims(url, settings.getint("WORKER_TIMEOUT"), names, lost)
        if url
        else _FileClaims(Path(settings["ARCHIVE_DIR"]) / "claims", names)
    )


class _FileClaims:
    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._files: list[BinaryIO] = []
        for name in names:
            file = (folder / f"{name}.lock").open("wb")
            self._files.append(file)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.close()
                raise TakenError(_taken(name)) from None

    def close(self) -> None:
        for file in self._files:
            file.close()


class _RedisClaims:
    def __init__(self, url: str, life: int, names: Iterable[str], lost: Callable[[], object]) -> None:
        from redis import Redis, RedisError  # noqa: PLC0415 - an extra

        self._redis = Redis.from_url(url)
        self._locks: list[Lock] = []
        self._lost = lost
        self._pause = life / _RENEWALS
        self._over = threading.Event()
        try:
            for name in names:
                lock = self._redis.lock(f"nianbao:claim:{name}", timeout=life, thread_local=False)
                if not lock.acquire(blocking=False):
                    self._release()
                    raise TakenError(_taken(name))
                self._locks.append(lock)
        except RedisError as error:
            self._release()
            raise TakenError(f"nobody can say whether another crawl is there: {error}") from error
        self._thread = threading.Thread(target=self._renew, name="claims", daemon=True)
        self._thread.start()

    def _renew(self) -> None:
        from redis import RedisError  # noqa: PLC0415 - an extra
        from redis.exceptions import LockError  # noqa: PLC0415

        failed = 0
        while not self._over.wait(self._pause):
            try:
                for lock in self._locks:
                    lock.reacquire()
                failed = 0
            except LockError:
                self._lost()
                return
            except RedisError:
                # A restart of Redis may pass; before the lock can have run out the crawl has to end.
                failed += 1
                if failed >= _RENEWALS - 1:
                    self._lost()
                    return

    def _release(self) -> None:
        from redis import RedisError  # noqa: PLC0415 - an extra

        for lock in self._locks:
            try:
                lock.release()
            except RedisError:
                continue  # it runs out by itself
        self._redis.close()

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        self._release()


def _taken(name: str) -> str:
    return f"another crawl is at the hosts of {name}; one at a time, so that the portal is not asked twice at once."
