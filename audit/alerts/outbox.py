"""The outbox: ``outbox.db`` in the folder of the archive, in which a finding waits until somebody has accepted it.

A finding enters together with what is to be told of it, in one transaction, and leaves by an attempt without an error. So nothing
is lost by a crash. If it comes between the receiver's answer and the note of it, the message is sent again: at least once, never
not at all. Each message ends with the keys of its findings, by which a receiver can tell a repetition.
"""

import fcntl
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Self

from archive.durable import sync_folder
from archive.warc import warc_date
from audit.alerts.alert import Alert
from audit.alerts.subscription import Subscription

_SCHEMA = Path(__file__).with_name("outbox.sql")
_VERSION = 1
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(days=1)
_FIELDS = tuple(field.name for field in fields(Alert))
_WAITING = f"""
SELECT no, {", ".join(_FIELDS)},
  (SELECT count(*) FROM attempt WHERE attempt.alert = no AND attempt.subscription = :name) AS failures
FROM delivery JOIN alert ON no = delivery.alert
WHERE delivery.subscription = :name AND NOT EXISTS (
  SELECT 1 FROM attempt WHERE attempt.alert = no AND attempt.subscription = :name AND error IS NULL)
ORDER BY failures, at, no
"""  # noqa: S608 - our own
_LAST = "SELECT max(at) FROM attempt WHERE subscription = :name AND error IS NULL"
_FAILED = """
SELECT count(DISTINCT at), max(at) FROM attempt
WHERE subscription = :name AND at > coalesce((SELECT max(at) FROM attempt WHERE subscription = :name AND error IS NULL), '')
"""


class OutboxError(Exception):
    """The outbox cannot be used; the message is a sentence."""


class Waiting(NamedTuple):
    """A finding that a subscription has not been told yet."""

    no: int
    alert: Alert


class Outbox:
    """What is to be told, and what was."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def opened(cls, folder: Path) -> Iterator[Self]:
        """Open the outbox of an archive, for this process alone; make it if it is not there. Raises `OutboxError`."""
        path = folder / "outbox.db"
        with (folder / "outbox.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise OutboxError(f"Another process is sending from {path}.") from error
            connection = sqlite3.connect(path, isolation_level=None)
            try:
                connection.execute(
                    "PRAGMA synchronous = EXTRA"
                )  # a note that a power failure takes back is a message sent twice
                yield cls._prepared(connection, path)
            finally:
                connection.close()
            sync_folder(folder)

    @classmethod
    @contextmanager
    def rehearsed(cls, folder: Path) -> Iterator[Self]:
        """Give a copy in memory: whatever is done to it, the outbox of the archive stays as it is."""
        path = folder / "outbox.db"
        connection = sqlite3.connect(":memory:", isolation_level=None)
        try:
            if path.exists():
                source = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
                source.backup(connection)
                source.close()
            yield cls._prepared(connection, path)
        finally:
            connection.close()

    @classmethod
    def _prepared(cls, connection: sqlite3.Connection, path: Path) -> Self:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            schema = _SCHEMA.read_text("utf-8")
            connection.executescript(f"BEGIN; {schema} PRAGMA user_version = {_VERSION}; COMMIT;")
        elif version != _VERSION:
            raise OutboxError(f"{path} has schema {version}, not {_VERSION}: it was written by another version.")
        connection.execute("PRAGMA foreign_keys = ON")
        return cls(connection)

    def collect(self, found: Iterable[Alert], subscriptions: Sequence[Subscription], now: datetime) -> int:
        """Enter what is new, and what each subscription is to be told of it, all or nothing; return how much is new.

        A subscription that begins is told what is found from then on, and what lies after its ``since``.
        """
        noticed = warc_date(now)
        insert = f"INSERT OR IGNORE INTO alert ({', '.join(_FIELDS)}, noticed_at) VALUES ({', '.join('?' * (len(_FIELDS) + 1))})"  # noqa: S608
        with self._transaction():
            (last,) = self._connection.execute("SELECT coalesce(max(no), 0) FROM alert").fetchone()
            for alert in found:
                self._connection.execute(insert, [*(getattr(alert, name) for name in _FIELDS), noticed])
            for one in subscriptions:
                self._assign(one, last, noticed)
            (new,) = self._connection.execute("SELECT count(*) FROM alert WHERE no > ?", [last]).fetchone()
        return int(new)

    def _assign(self, one: Subscription, last: int, noticed: str) -> None:
        known = self._connection.execute("SELECT 1 FROM subscription WHERE name = ?", [one.name]).fetchone()
        if known:
            rows = self._alerts("no > ?", [last])
        else:
            self._connection.execute("INSERT INTO subscription VALUES (?, ?)", [one.name, noticed])
            rows = self._alerts("at >= ?", [one.since]) if one.since else iter(())
        wanted = [(one.name, waiting.no) for waiting in rows if one.wants(waiting.alert)]
        self._connection.executemany("INSERT INTO delivery VALUES (?, ?)", wanted)

    def _alerts(self, where: str, parameters: Sequence[object]) -> Iterator[Waiting]:
        sql = f"SELECT no, {', '.join(_FIELDS)} FROM alert WHERE {where} ORDER BY no"  # noqa: S608 - our own
        for no, *facts in self._connection.execute(sql, parameters):
            yield Waiting(no, Alert(*facts))

    def due(self, one: Subscription, now: datetime) -> list[Waiting]:
        """Return what a subscription is to be told now, those that failed least often first.

        After a failure there is a pause, twice as long each time, so that a receiver that is down is left in peace; a digest also
        waits until its time has come.
        """
        failures, failed_at = self._connection.execute(_FAILED, {"name": one.name}).fetchone()
        if failures and now < datetime.fromisoformat(failed_at) + pause(failures):
            return []
        (sent_at,) = self._connection.execute(_LAST, {"name": one.name}).fetchone()
        if one.digest and sent_at and now < datetime.fromisoformat(sent_at) + one.digest:
            return []
        return self.waiting(one)

    def waiting(self, one: Subscription) -> list[Waiting]:
        """Return all that a subscription has not been told yet."""
        rows = self._connection.execute(_WAITING, {"name": one.name})
        return [Waiting(no, Alert(*facts)) for no, *facts, _ in rows]

    def note(self, one: Subscription, told: Sequence[Waiting], now: datetime, error: str | None) -> None:
        """Note one attempt to send these, and that they were accepted unless there is an error."""
        rows = [(one.name, waiting.no, warc_date(now), error) for waiting in told]
        with self._transaction():
            self._connection.executemany("INSERT INTO attempt VALUES (?, ?, ?, ?)", rows)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


def pause(failures: int) -> timedelta:
    """Return how long a receiver is left alone after so many failures in a row.

    >>> [str(pause(failures)) for failures in (1, 2, 5, 40)]
    ['0:01:00', '0:02:00', '0:16:00', '1 day, 0:00:00']
    """
    return min(_FIRST_PAUSE * (1 << min(failures - 1, 20)), _LONGEST_PAUSE)
