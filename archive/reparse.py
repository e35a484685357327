"""From a capture to rows: the one line a live crawl and a re-parse both run."""

from collections.abc import Callable

from archive.capture import Capture
from archive.errors import DamagedRecordError
from archive.readings import choose_extractor, chosen_extractor, record_reading
from archive.store import Archive
from extraction import Part, UnreadablePayload, extract
from extraction.report import EXTRACTOR_VERSION, AnnualReport, Flag

_SHOWS = "outcome IN ('ok', 'not_modified') AND snapshot IS NOT NULL"
_READABLE = f"role = 'report' AND {_SHOWS}"
_UNREAD = f"{_READABLE} AND NOT EXISTS (SELECT 1 FROM reading WHERE reading.snapshot = capture.snapshot)"  # noqa: S608 - our own


def read_capture(archive: Archive, capture: Capture) -> AnnualReport:
    """Read one capture back from the archive, extract it, record its rows.

    A payload of a kind that cannot be read yet gives a reading with the flag ``unreadable_payload``. Raises
    `archive.DamagedRecordError` if the record is not what was written.
    """
    assert capture.snapshot is not None  # noqa: S101 - for the type checker; callers ask for readable captures
    try:
        report = extract(
            archive.entity(capture), url=capture.url, content_type=capture.content_type, parts=_parts(archive, capture)
        )
    except UnreadablePayload as error:
        report = AnnualReport(flags=(Flag("unreadable_payload", str(error)),))
    record_reading(archive.database, capture.snapshot, EXTRACTOR_VERSION, report)
    if chosen_extractor(archive.database) is None:
        choose_extractor(archive.database, EXTRACTOR_VERSION)
    return report


def _parts(archive: Archive, capture: Capture) -> list[Part]:
    """The pictures and attachments that were fetched with a page."""
    with_it = archive.captures(f"part_of = :page AND {_SHOWS}", {"page": capture.capture})
    return [Part(archive.entity(part), part.url, part.content_type) for part in with_it]


def unread(archive: Archive) -> list[Capture]:
    """Return one capture of every snapshot nobody has read, oldest first: what a killed crawl leaves.

    Snapshots that only an earlier extractor has read are not among them; they wait for `reparse`.
    """
    return [captures[0] for captures in _by_snapshot(archive, _UNREAD)]


def reparse(archive: Archive, *, progress: Callable[[int, int], object] | None = None) -> list[DamagedRecordError]:
    """Run every archived snapshot through the present extractor, then make its readings the ones that count.

    ``progress`` is called with (done, total). Returns what could not be read back from any of its captures; it shows no figures
    under the present extractor. The choice is made last, so a re-parse that is interrupted leaves the views as they were.
    """
    snapshots = _by_snapshot(archive, _READABLE)
    damages = []
    for done, captures in enumerate(snapshots, 1):
        damage = _read_any(archive, captures)
        if damage is not None:
            damages.append(damage)
        if progress is not None:
            progress(done, len(snapshots))
    choose_extractor(archive.database, EXTRACTOR_VERSION)
    return damages


def _read_any(archive: Archive, captures: list[Capture]) -> DamagedRecordError | None:
    """Read the first of these captures of one snapshot that can be read back; return the last damage if none can."""
    damage = None
    for capture in captures:
        try:
            read_capture(archive, capture)
        except DamagedRecordError as error:
            damage = error
        else:
            return None
    return damage


def _by_snapshot(archive: Archive, where: str) -> list[list[Capture]]:
    """Return the captures of each snapshot; most hold it once, and the later ones are revisits of the first."""
    found: dict[int | None, list[Capture]] = {}
    for capture in archive.captures(where):
        found.setdefault(capture.snapshot, []).append(capture)
    return list(found.values())
