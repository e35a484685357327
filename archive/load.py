"""Captures that somebody else made, into the archive: ``scrapy load``.

Each becomes a capture of ``fidelity`` imported in a run of its own, with its own date and its own block; the header it came with is
kept in the metadata record. So it can be read, shown and compared like any other, and is never taken for a visit of ours. Loading
the same thing again, in whatever file, changes nothing.
"""

import contextlib
import hashlib
import mimetypes
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from archive.beijing import BEIJING
from archive.capture import Capture
from archive.foreign import MAX_BLOCK, Fault, ForeignRecord, foreign_records
from archive.imports import Import, UnusableRecordError, target
from archive.moments import stretch
from archive.run import Run
from archive.store import Archive
from archive.warc import Record, warc_date

_WHOLE = frozenset({"response", "resource", "conversion"})
_REVISIT = frozenset({"revisit"})
_MAX_BATCH = 1000
_MAX_WAITING = 8 << 20
_MAX_FAULTS = 100

_KNOWN = "SELECT 1 FROM capture WHERE url = ? AND captured_at = ? AND payload_digest IS ?"
_HOLDER = """
entity_digest IS NOT NULL AND refers_to IS NULL
AND (capture = :id OR (url = :url AND captured_at = :date)) AND (:digest IS NULL OR payload_digest = :digest)
"""


class Loader:
    """Loads one file after the other; its run begins with the first capture that is new.

    ``begin`` starts a run, ``document`` says which document an address stands for (see `crawler.cms.family.Family.document`). Every
    write raises `ArchiveError` if the disk refuses; then `abandon`.
    """

    def __init__(self, archive: Archive, begin: Callable[[], Run], document: Callable[[str], str]) -> None:
        self._archive = archive
        self._begin = begin
        self._document = document
        self._run: Run | None = None
        self._source: dict[str, str] = {}
        self._batch: dict[tuple[str, str, str | None], Import] = {}
        self._waiting = 0
        self.loaded = 0
        self.known = 0
        self.faults = 0
        self.sentences: list[str] = []
        """What was left out and why, for the first hundred of `faults`."""

    def load(self, path: Path) -> None:
        """Load every capture of a WARC, WET or WACZ file. Raises `NoArchiveError` if it is none, OSError if it cannot be read."""
        self._read_from(path)
        revisits = 0
        for found in foreign_records(path, _WHOLE | _REVISIT):
            if isinstance(found, Fault):
                self._leave_out(found.sentence)
            elif found.get("WARC-Type") == "revisit":
                revisits += 1
            else:
                self._take(found)
        self._flush()
        if revisits:  # last, because what they refer to may stand anywhere in the file
            for found in foreign_records(path, _REVISIT):
                if isinstance(found, ForeignRecord):
                    self._take(found)
            self._flush()

    def load_page(self, path: Path, url: str, time: str, content_type: str | None) -> None:
        """Load one saved file as what ``url`` showed at ``time``: Beijing time, and exact only as far as it is written out.

        Raises OSError if it cannot be read, ValueError if ``time`` is none.
        """
        self._read_from(path)
        with path.open("rb") as stream:
            block = stream.read(MAX_BLOCK + 1)
        if len(block) > MAX_BLOCK:
            self._leave_out(f"{path.name}: is larger than the {MAX_BLOCK >> 20} MiB that are taken.")
            return
        kind = content_type or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        header = (("WARC-Type", "resource"), ("WARC-Target-URI", url), ("WARC-Date", time), ("Content-Type", kind))
        self._take(ForeignRecord(path.name, header, block), stretch(time, BEIJING))
        self._flush()

    def finish(self) -> None:
        """End the run, if anything was new."""
        if self._run is not None:
            self._run.finish("finished")

    def abandon(self) -> None:
        """Leave the file as it is after a write that failed; what was loaded stays."""
        if self._run is not None:
            self._run.abandon()

    def _read_from(self, path: Path) -> None:
        with path.open("rb") as stream:
            made_of = hashlib.file_digest(stream, "sha256").hexdigest()
        self._source = {"source": path.name, "source_digest": f"sha256:{made_of}"}

    def _take(self, found: ForeignRecord, when: tuple[datetime, datetime] | None = None) -> None:
        if not target(found).startswith(("http://", "https://")):
            return  # name look-ups, and what other crawlers note about themselves
        try:
            capture = Import.of(found, self._document, self._holder, when)
        except UnusableRecordError as error:
            self._leave_out(f"{found.place}: {error}.")
            return
        known = self._archive.database.execute(_KNOWN, capture.key).fetchone() is not None
        if known or capture.key in self._batch:
            self.known += 1
            return
        self._batch[capture.key] = capture
        self._waiting += len(capture.block)
        if self._waiting > _MAX_WAITING or len(self._batch) == _MAX_BATCH:
            self._flush()

    def _flush(self) -> None:
        """Write what waits, in one go: a sync for each of a million records would take an hour."""
        if not self._batch:
            return
        if self._run is None:
            self._run = self._begin()

        def groups(warcinfo: str) -> list[Record]:
            made = [capture.group(self._source, warcinfo=warcinfo) for capture in self._batch.values()]
            return [record for group in made for record in group]

        self._run.write(groups)
        self.loaded += len(self._batch)
        self._batch.clear()
        self._waiting = 0

    def _holder(self, revisit: ForeignRecord) -> Capture | None:
        """Return the capture whose payload a revisit repeats: by id, or by address and date."""
        digest = revisit.get("WARC-Payload-Digest")
        where = {
            "id": revisit.get("WARC-Refers-To"),
            "url": revisit.get("WARC-Refers-To-Target-URI").removeprefix("<").removesuffix(">"),
            "date": None,
            "digest": digest if digest.startswith("sha256:") else None,
        }
        with contextlib.suppress(ValueError):
            where["date"] = warc_date(stretch(revisit.get("WARC-Refers-To-Date"))[0])
        return next(self._archive.captures(_HOLDER, where), None)

    def _leave_out(self, sentence: str) -> None:
        self.faults += 1
        if self.faults <= _MAX_FAULTS:
            self.sentences.append(sentence)
