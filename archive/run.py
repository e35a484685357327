"""One crawl as it is written into the archive."""

import secrets
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from archive import groups
from archive.capture import Capture, Exchange, Outcome
from archive.checkpoint import Checkpoint
from archive.errors import ArchiveError, DamagedRecordError
from archive.ledger import Ledger
from archive.rebuild import run_order
from archive.rendering import Rendering, rendering_group
from archive.segment import Segment
from archive.store import Archive
from archive.warc import Record, warc_date


class Run:
    """One crawl being written, or one load, which has no ``user_agent``.

    Every call returns once its records are on the disk and have their rows; `stage` alone leaves that to `commit`.
    """

    def __init__(  # noqa: PLR0913 - what a run has to say of itself, each by its name
        self,
        archive: Archive,
        *,
        portal: str,
        adcode: str,
        software: str,
        user_agent: str,
        scope: str = "",
        domains: Sequence[str] = (),
    ) -> None:
        self.archive = archive
        self._started = datetime.now(UTC)
        self.name = f"{portal}-{self._started:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
        self._facts = {
            "software": software,
            **({"http-header-user-agent": user_agent, "robots": "classic"} if user_agent else {}),
            "run": self.name,
            "portal": portal,
            "adcode": adcode,
            "started": warc_date(self._started),
            **({"scope": scope} if scope else {}),
            **({"domains": " ".join(domains)} if domains else {}),
        }
        self._serial = 0
        self._staged: list[tuple[Record, int, int]] = []
        self._staged_urls: set[str] = set()
        self._failure: ArchiveError | None = None
        self._torn = False
        self._begin_file()

    def _begin_file(self) -> None:
        file = f"{self.name}-{self._serial:05}.warc.gz"
        self._serial += 1
        try:
            self._segment = Segment(self.archive.folder / "warc", file)
        except OSError as error:
            raise ArchiveError(f"Cannot begin {file}: {error.strerror}.") from error
        self._ledger = Ledger(self.archive.database, file)
        info = groups.warcinfo_record(file, self._facts, started=datetime.now(UTC))
        self._warcinfo = info.id
        self._append([info])

    def capture(
        self,
        exchange: Exchange,
        facts: Mapping[str, str | None],
        *,
        revalidates: Capture | None = None,
        to_render: bool = False,
    ) -> Capture:
        """Store one exchange as `stage` does, make it durable and return its capture. Raises `ArchiveError` if the disk refuses."""
        key = self.stage(exchange, facts, revalidates=revalidates, to_render=to_render)
        self.commit()
        return self.archive.find(key)

    def stage(
        self,
        exchange: Exchange,
        facts: Mapping[str, str | None],
        *,
        revalidates: Capture | None = None,
        to_render: bool = False,
    ) -> str:
        """Write one exchange with the facts its rows need (role, document, listed title …); return the id its capture will have.

        It is stored, and has rows, when `commit` has returned. An answer with the payload of the latest capture of the same
        address becomes a revisit of the record that holds it; so does a 304 to a request that asked whether ``revalidates`` is
        still what is served. A page that a browser is ``to_render`` is a shell, whatever it was asked for as. Raises
        `ArchiveError` if the disk refuses.
        """
        self._roll_over()
        answer = groups.Answer.of(exchange, facts.get("role"))
        if to_render and answer.is_page:
            facts = {**facts, "role": "shell"}
        confirmed = answer.verdict.outcome is Outcome.NOT_MODIFIED
        holder = self._confirmed(revalidates) if confirmed else self._unchanged(exchange, answer)
        if holder is None:
            records = groups.capture_group(exchange, answer, facts, warcinfo=self._warcinfo)
        else:
            records = [
                groups.revisit_record(exchange, answer, facts, holder=holder, base_request=self._request(holder))
            ]
        self._write(records)
        self._staged_urls.add(exchange.url)
        return records[0].id if answer.message is not None else records[-1].id

    def _request(self, holder: Capture) -> bytes | None:
        """Return the request of a holder, empty if it is damaged; None if who reads the files in order meets it after this one."""
        if run_order(holder.file) > run_order(self._segment.name):
            return None
        try:
            return self.archive.request(holder)
        except (OSError, DamagedRecordError):
            return b""

    def commit(self) -> None:
        """Make durable what is staged: one fsync, then one transaction. Raises `ArchiveError`, after a failure again and again."""
        staged, self._staged = self._staged, []
        self._staged_urls.clear()
        if staged:
            with self._tearing():
                self._segment.sync()
        if self._failure is not None:
            raise self._failure
        if staged:
            try:
                self._ledger.enter(staged)
            except sqlite3.Error as error:
                self._failure = ArchiveError(
                    f"Cannot write reports.db: {error}. The next start enters what is in the WARC files."
                )
                raise self._failure from error

    def _write(self, records: list[Record]) -> None:
        with self._tearing():
            places = self._segment.append(records)
        self._staged += [(record, *place) for record, place in zip(records, places, strict=True)]

    @contextmanager
    def _tearing(self) -> Iterator[None]:
        """Write nothing behind a write that failed, for it may be torn. Where only the rows fail, what arrives is still kept."""
        if self._torn:
            assert self._failure is not None  # noqa: S101 - for the type checker
            raise self._failure
        try:
            yield
        except ArchiveError as error:
            self._torn, self._failure = True, error
            raise

    def render(self, rendering: Rendering, facts: Mapping[str, str | None], *, shell: Capture) -> Capture:
        """Store what a browser made of a shell, or that it made nothing of it, and return it as a capture of its own."""
        self._roll_over()
        records = rendering_group(rendering, facts, shell=shell, warcinfo=self._warcinfo)
        self._append(records)
        return self.archive.find(records[0 if rendering.dom is not None else -1].id)

    def write(self, make: Callable[[str], list[Record]]) -> None:
        """Store whole groups of records; ``make`` is given the id of the warcinfo record they belong to."""
        self._roll_over()
        self._append(make(self._warcinfo))

    def _roll_over(self) -> None:
        if self._segment.is_full:
            self.commit()
            self._segment.seal(self.archive.log)
            self._begin_file()

    def refuse(self, url: str, facts: Mapping[str, str | None], reason: str) -> Capture:
        """Store that an address was not asked for, and why; return it as a capture without an answer."""
        record = groups.refusal_record(url, facts, reason, at=datetime.now(UTC), warcinfo=self._warcinfo)
        self._append([record])
        return self.archive.find(record.id)

    def decide(self, host: str, facts: Mapping[str, Any]) -> None:
        """Store a decision about a host; see the table ``host_decision``."""
        self._append([groups.host_record(host, facts, at=datetime.now(UTC), warcinfo=self._warcinfo)])

    def _confirmed(self, revalidates: Capture | None) -> Capture | None:
        return None if revalidates is None else self.archive.holder(revalidates)

    def _unchanged(self, exchange: Exchange, answer: groups.Answer) -> Capture | None:
        if exchange.url in self._staged_urls:
            self.commit()  # the latest capture may be among them
        whole = answer.message is not None and answer.message.status == 200
        if not whole or answer.verdict.outcome is not Outcome.OK:
            return None
        earlier = self.archive.latest(exchange.url)
        if earlier is None or earlier.payload_digest != answer.payload_digest:
            return None
        return self.archive.whole_holder(earlier)  # the good copy in hand is kept where the old one is damaged

    def scan(self, list_url: str, facts: Mapping[str, Any], rows: Sequence[Mapping[str, str | None]]) -> None:
        """Store what the walk of one list found; see `archive.groups.scan_record`."""
        self._append([groups.scan_record(list_url, facts, rows, finished=datetime.now(UTC), warcinfo=self._warcinfo)])

    def finish(self, reason: str) -> Checkpoint:
        """Write how the run ended, seal its last file and sign what the archive has become."""
        self._append([groups.run_end_record(reason, finished=datetime.now(UTC), warcinfo=self._warcinfo)])
        return self._segment.seal(self.archive.log)

    def abandon(self) -> None:
        """Close the file as it is, after a write that failed; the next `Archive.open` cuts its torn tail and seals it."""
        self._segment.close()

    def _append(self, records: list[Record]) -> None:
        self._write(records)
        self.commit()
