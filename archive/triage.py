"""What auditors made of findings and changes: verdicts, only ever appended.

A verdict is no view of the WARC files, so it does not live in ``reports.db`` but in ``triage.jsonl`` of the archive folder: one
JSON object a line, synced before anybody is told that it is kept, and never written again. A verdict holds for exactly the values
it was given on; other values have another identity and are open again, and what was said before stands beside them as history.
"""

import fcntl
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from archive.durable import sync_folder
from archive.errors import ArchiveError

_NAME = "triage.jsonl"
_DIGITS = 15


class Opinion(StrEnum):
    """What an auditor can make of something."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One line of the file."""

    id: str
    kind: str
    """``finding``, ``change``: what of."""
    verdict: Opinion
    who: str
    when: str
    """UTC."""
    note: str
    subject: tuple[str, ...]
    """What was judged, whatever its values."""
    seen: tuple[str, ...]
    """The values it showed then."""


@dataclass(frozen=True, slots=True)
class Triage:
    """The whole file, oldest first."""

    judgements: tuple[Judgement, ...] = ()
    damages: tuple[str, ...] = ()
    """Lines that are no judgement, a torn last one among them; a sentence each."""


def identity_of(kind: str, subject: Sequence[str], seen: Sequence[str]) -> str:
    """Return the name of something that can be judged. It begins with a letter, for spreadsheets take ``12e4567`` for a number.

    >>> identity_of("finding", ("常州市", "2022"), ("127", "129"))
    'fc4f4648efa1d9ff'
    """
    text = json.dumps([kind, list(subject), list(seen)], ensure_ascii=False)
    return kind[0] + sha256(text.encode()).hexdigest()[:_DIGITS]


def append_judgements(folder: Path, judgements: Sequence[Judgement]) -> None:
    """Append them, all at once, and return when they are on the disk. Raises `ArchiveError` if they cannot be written."""
    path = folder / _NAME
    lines = "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in judgements)
    try:
        is_new = not path.exists()
        with path.open("ab+") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            # What a killed process left half written stays as it is, on a line of its own.
            stream.write(b"" if _ends_whole(stream.fileno()) else b"\n")
            stream.write(lines.encode())
            stream.flush()
            os.fsync(stream.fileno())
        if is_new:
            sync_folder(folder)
    except OSError as error:
        raise ArchiveError(f"Cannot write {path}: {error.strerror}. Nothing was recorded.") from error


def read_triage(folder: Path) -> Triage:
    """Read every verdict given. A line that is none is reported and passed over, wherever it stands."""
    path = folder / _NAME
    if not path.exists():
        return Triage()
    judgements, damages = [], []
    *whole, rest = path.read_bytes().split(b"\n")
    for number, line in enumerate(whole, 1):
        try:
            judgements.append(_judgement(json.loads(line)))
        except (ValueError, KeyError, TypeError):
            damages.append(f"{path}, line {number} is no verdict: {line[:60]!r}")
    if rest:
        damages.append(f"{path}, line {len(whole) + 1} was torn off while it was written: {rest[:60]!r}")
    return Triage(tuple(judgements), tuple(damages))


def take_judgements(folder: Path, other: Path) -> int:
    """Append the verdicts of another archive that are not here yet; return how many. Raises `ArchiveError` as appending does."""
    known = set(read_triage(folder).judgements)
    new = [one for one in dict.fromkeys(read_triage(other).judgements) if one not in known]
    if new:
        append_judgements(folder, new)
    return len(new)


def _judgement(fields: dict[str, Any]) -> Judgement:
    return Judgement(
        id=str(fields["id"]),
        kind=str(fields["kind"]),
        verdict=Opinion(fields["verdict"]),
        who=str(fields["who"]),
        when=str(fields["when"]),
        note=str(fields["note"]),
        subject=tuple(map(str, fields["subject"])),
        seen=tuple(map(str, fields["seen"])),
    )


def _ends_whole(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"
