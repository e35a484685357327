"""What one entry of the log speaks of: the bytes of one group of records."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.repeat import FIELD
from archive.warc import Hole, Record, scan


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes of a WARC file that were written as one: the records of a visit, of a walked list, of the beginning or end of a run."""

    offset: int
    length: int
    sha256: str

    @property
    def end(self) -> int:
        return self.offset + self.length


def closes_group(record: Record) -> bool:
    """Whether a group of records ends here: a warcinfo stands alone, as does a revisit with its facts; others end with metadata."""
    return record.type in {"warcinfo", "metadata"} or FIELD in record.fields


def group_ends(path: Path) -> list[int]:
    """Return where each group ends, as the file itself tells; what follows the last one counts as a group."""
    ends = [entry[0] + entry[1] for entry in scan(path) if not isinstance(entry, Hole) and closes_group(entry[2])]
    size = path.stat().st_size
    return ends if not size or (ends and ends[-1] == size) else [*ends, size]


def stretches(path: Path, ends: Iterable[int], start: int = 0) -> Iterator[Stretch]:
    """Hash a file from group to group, as it lies on the disk; ``start`` is where one of the groups begins."""
    with path.open("rb") as stream:
        stream.seek(start)
        for end in ends:
            if end > start:
                yield Stretch(start, end - start, hashlib.sha256(stream.read(end - start)).hexdigest())
                start = end
