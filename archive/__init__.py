"""What was served, and what it said.

On disk (the setting ``ARCHIVE_DIR``)::

    data/
      warc/        the truth: WARC/1.1, one gzip member per record, one file per run, gigabyte and day
        jiangsu_changzhou-20261121T093157Z-3f2a-00000.warc.gz         sealed: never written again
        jiangsu_changzhou-20261122T020000Z-91c4-00000.warc.gz.open    being written, locked by its crawl
      log/         every group of records in the order of entry, and signed checkpoints: evidence like warc/, see archive/log.py
      triage.jsonl what auditors made of findings and changes, only ever appended; evidence of theirs, see archive/triage.py
      quarantine/  torn tails of files whose crawl was killed, cut off and kept
      reports.db   a view of warc/: delete it and ``scrapy reparse`` brings the same rows back

A success leaves three records for each exchange: ``response``, ``request`` and, last, ``metadata`` with everything a row needs. A
visit that found the page unchanged leaves one, a ``revisit`` that says in its header what is new (`archive.repeat`). A failure
leaves the ``metadata`` alone, with the bytes that did arrive, if any. A page that a browser drew leaves, after its exchanges,
``resource`` records and a ``metadata`` that closes them (`archive.rendering`). What somebody else captured leaves the record it
came in and a ``metadata`` (`archive.load`). A crash leaves at worst a torn tail that the next start cuts off: what has a row is
on disk, and a whole group on disk gets its row at the next start.
"""

from archive.capture import Capture, Exchange, Fidelity, Outcome
from archive.errors import ArchiveError, DamagedRecordError
from archive.rendering import Rendering
from archive.run import Run
from archive.store import Archive

__all__ = [
    "Archive",
    "ArchiveError",
    "Capture",
    "DamagedRecordError",
    "Exchange",
    "Fidelity",
    "Outcome",
    "Rendering",
    "Run",
]
