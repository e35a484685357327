"""What is to be proven: groups of records, found by the names that people and rows use."""

from dataclasses import dataclass
from typing import Self

from archive.capture import Capture
from archive.store import Archive
from archive.warc import Hole, scan


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A record and where it stands; its group is proven as a whole."""

    file: str
    offset: int
    what: str

    @classmethod
    def of(cls, capture: Capture) -> Self:
        return cls(capture.file, capture.offset, f"{capture.url} as captured on {capture.captured_at}")


def exhibits(archive: Archive, name: str) -> list[Exhibit]:
    """Return what an id or an address stands for; a revisit brings the record that holds its payload. Empty if there is nothing.

    A name is the id of a capture, the id of a scan (what a list showed, and what it did not), or an address, which stands for
    its newest whole capture.
    """
    key = f"<urn:uuid:{name.removeprefix('<').removesuffix('>').removeprefix('urn:uuid:')}>"
    capture = next(archive.captures("capture = :key", {"key": key}), None) or archive.latest(name)
    if capture is not None:
        holder = archive.holder(capture)
        return [Exhibit.of(one) for one in ([capture] if holder is capture else [capture, holder])]
    for row in archive.database.query("SELECT run, list_url, finished_at FROM scan WHERE scan = ?", [key]):
        for path in sorted((archive.folder / "warc").glob(f"{row['run']}-*.warc.gz")):
            for seen in scan(path):
                if not isinstance(seen, Hole) and seen[2].id == key:
                    return [Exhibit(path.name, seen[0], f"{row['list_url']} as walked until {row['finished_at']}")]
    return []
