"""Several machines: a real Redis, real dramatiq workers with archives of their own, one of them killed."""

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import dramatiq
import pytest
from redis import Redis, RedisError
from scrapy.settings import Settings

from crawler.claims import TAKEN, Claims, TakenError, claim
from crawler.jobs import CrawlError, _is_worth_another_try
from tests.desk import Desk
from tests.portals import ReplicaPortals

SERVER = shutil.which("redis-server")
PORTALS = ("jiangsu_changzhou", "jiangsu_changzhou_zwfw", "jiangsu_liyang")
"""The first two are hosts of one authority."""

pytestmark = pytest.mark.skipif(SERVER is None, reason="needs redis-server, as Debian packages it")


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(SERVER), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    url = f"redis://127.0.0.1:{port}/0"
    try:
        with Redis.from_url(url) as client:
            wait(lambda: answers(client))
        yield url
    finally:
        server.kill()
        server.wait()


def answers(client: "Redis") -> bool:
    with contextlib.suppress(RedisError):
        return bool(client.ping())
    return False


def wait(happened: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def settings(tmp_path: Path, url: str | None) -> Settings:
    return Settings({"ARCHIVE_DIR": str(tmp_path), "REDIS_URL": url, "WORKER_TIMEOUT": 2})


def nothing() -> None:
    pytest.fail("the claim was not lost")


@pytest.fixture(params=["files", "redis"])
def claims(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[set[str]], Claims]:
    url = request.getfixturevalue("redis_url") if request.param == "redis" else None
    return lambda authorities: claim(settings(tmp_path, url), authorities, nothing)


def test_hosts_are_claimed_by_one_crawl_at_a_time(claims: Callable[[set[str]], Claims]) -> None:
    first = claims({"changzhou.gov.cn", "jsczxc.gov.cn"})
    other = claims({"jiaxing.gov.cn"})
    with pytest.raises(TakenError, match="changzhou"):
        claims({"changzhou.gov.cn", "aaa.gov.cn"})
    claims({"aaa.gov.cn"}).close()  # who gets not all, holds none
    first.close()
    claims({"changzhou.gov.cn"}).close()
    other.close()


def test_without_an_answer_nobody_may_ask(tmp_path: Path) -> None:
    with pytest.raises(TakenError, match="nobody can say"):
        claim(settings(tmp_path, "redis://127.0.0.1:1/0"), ["changzhou.gov.cn"], nothing)


def test_who_loses_a_claim_is_told(redis_url: str, tmp_path: Path) -> None:
    lost: list[bool] = []
    held = claim(settings(tmp_path, redis_url), ["changzhou.gov.cn"], lambda: lost.append(True))
    with Redis.from_url(redis_url) as client:
        client.flushall()
    wait(lambda: lost)
    held.close()


def test_a_second_crawl_of_the_same_hosts_asks_nothing(tmp_path: Path) -> None:
    with ReplicaPortals() as portals:
        desk = Desk(tmp_path / "data", portals)
        crawl = desk.start("crawl", "jiangsu_changzhou", "-s", "DOWNLOAD_DELAY=0.2")
        desk.wait_for_captures(2)
        second = desk.scrapy("crawl", "jiangsu_changzhou_zwfw")
        crawl.kill()
        crawl.communicate()
        assert second.returncode == TAKEN
        assert second.stderr.startswith("jiangsu_changzhou_zwfw: another crawl is at the hosts of changzhou.gov.cn")
        assert desk.query("SELECT DISTINCT portal FROM run") == [("jiangsu_changzhou",)]
        desk.crawl("jiangsu_changzhou_zwfw")


class Machine:
    """A worker with an archive of its own."""

    def __init__(self, folder: Path, portals: ReplicaPortals, redis_url: str) -> None:
        self.desk = Desk(folder, portals)
        environment = {
            "NIANBAO_REDIS_URL": redis_url,
            "NIANBAO_WORKER_TIMEOUT": "5",
            "NIANBAO_TAKEN_PAUSE": "1",
            "NIANBAO_DOWNLOAD_DELAY": "0.05",
            "PYTHONPATH": ".",
        }
        command = [sys.executable, "-m", "dramatiq", "crawler.jobs", "--processes", "1", "--threads", "2"]
        self.log = (folder.parent / f"{folder.name}.log").open("w")
        self.process = subprocess.Popen(
            command, env=self.desk.env | environment, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def captures(self) -> int:
        if not (self.desk.archive / "reports.db").exists():
            return 0
        with contextlib.suppress(sqlite3.OperationalError):  # not made yet
            return int(self.desk.query("SELECT count(*) FROM capture WHERE role = 'report'")[0][0])
        return 0

    def kill(self) -> None:
        """End it with all its crawls, as a machine ends whose power fails."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()


def finished(machines: list[Machine]) -> set[str]:
    done: set[str] = set()
    for machine in machines:
        if machine.captures():
            done |= {
                portal for (portal,) in machine.desk.query("SELECT portal FROM run WHERE finish_reason = 'finished'")
            }
    return done


def test_a_killed_worker_loses_nothing_and_no_host_is_asked_by_two(redis_url: str, tmp_path: Path) -> None:
    with ReplicaPortals() as portals, contextlib.ExitStack() as stack:
        machines = [Machine(tmp_path / name, portals, redis_url) for name in ("one", "two")]
        for machine in machines:
            stack.callback(machine.kill)
        central = Desk(tmp_path / "central", portals)
        central.env |= {"NIANBAO_REDIS_URL": redis_url}
        queued = central.scrapy("enqueue", "--due", *PORTALS)
        assert (queued.returncode, queued.stdout.count("queued")) == (0, len(PORTALS)), queued.stderr
        wait(lambda: any(machine.captures() > 2 for machine in machines))
        killed = max(machines, key=Machine.captures)
        killed.kill()
        (survivor,) = (machine for machine in machines if machine is not killed)
        wait(lambda: finished([survivor]) | finished([killed]) == set(PORTALS))
        survivor.kill()

        merged = central.scrapy("merge", *(str(machine.desk.archive) for machine in machines))
        assert merged.returncode == 0, merged.stderr
        assert central.scrapy("verify").returncode == 0
        for portal in PORTALS:
            found = {url for (url,) in central.query("SELECT url FROM report WHERE portal = ?", portal)}
            assert len(found) == len(portals.published(portal)), portal
        assert overlapping(central) == []


def overlapping(desk: Desk) -> list[tuple[str, str]]:
    """Two requests to one authority that were under way at the same time, by different runs."""
    return desk.query(
        "SELECT one.capture, other.capture FROM capture one JOIN capture other ON one.run < other.run"
        " AND one.captured_at < other.answered_at AND other.captured_at < one.answered_at"
        " WHERE one.url LIKE '%changzhou.gov.cn/%' AND other.url LIKE '%changzhou.gov.cn/%'"
    )


def test_only_a_portal_nobody_knows_is_given_up_at_once() -> None:
    error = dramatiq.errors
    assert all(_is_worth_another_try(0, mishap) for mishap in (CrawlError(), RedisError(), OSError(), error.Retry()))
    assert not _is_worth_another_try(0, ValueError())
    assert not _is_worth_another_try(99, CrawlError())
    assert _is_worth_another_try(99, error.Retry()), "hosts that are taken are waited for, however long"
