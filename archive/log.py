"""The log: one line for every group of records the archive holds, in the order in which the groups became final.

On disk::

    log/leaves        the entries, one line each, only ever appended to; the leaves of an RFC 6962 tree
    log/checkpoints   signed size and root of that tree, one note after the other; what an auditor copies
    log/tree          hashes that spare reading all leaves at every seal; made again when it does not fit

A line is one of::

    key <base64 of a public key> <time>                 from here on checkpoints are signed with this key; always the first line
    warc <sha256> <offset> <length> <file>              these bytes of this file are one group of records

Every ``warc`` line follows from the WARC file alone. The order of the files does not: crawls run side by side, and a killed one is
sealed by the next start. So the order is recorded, not derived: a file's lines are appended, all at once and in the order of its
bytes, just before it is sealed, under a lock. Nothing is ever written again below a size that was signed, hence the log is evidence
itself and is kept and backed up like the WARC files. A file is sealed within a day, so nothing waits longer for its signature.
"""

import base64
import fcntl
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.checkpoint import Checkpoint, key_id, parse, sign
from archive.durable import sync_folder
from archive.errors import ArchiveError
from archive.merkle import Tree, leaf_hash
from archive.stretch import Stretch
from archive.warc import warc_date


def origin(first_line: bytes) -> str:
    """Return the name of the log that begins with this line; no two logs begin with the same one."""
    return f"nianbao/{leaf_hash(first_line).hex()[:16]}"


def entry(file: str, stretch: Stretch) -> str:
    return f"warc {stretch.sha256} {stretch.offset} {stretch.length} {file}"


def lines(folder: Path) -> Iterator[bytes]:
    """Yield the whole lines of the log of an archive; what a killed crawl left half written is no entry."""
    try:
        with (folder / "log" / "leaves").open("rb") as stream:
            for line in stream:
                if line.endswith(b"\n"):
                    yield line[:-1]
    except FileNotFoundError:
        return


def checkpoints(folder: Path) -> list[Checkpoint]:
    """Return the archive's own checkpoints, oldest first. Raises ValueError if the file is damaged."""
    path = folder / "log" / "checkpoints"
    text = _whole(path.read_text("utf-8")) if path.exists() else ""
    return parse(text) if text else []


def _whole(notes: str) -> str:
    """Leave out what follows the last signature: a note that is half written is none."""
    return notes[: max((match.end() for match in re.finditer(r"^— .*\n", notes, re.MULTILINE)), default=0)]


class Log:
    """Appends to the log of one archive and signs what it has become."""

    def __init__(self, folder: Path, key: Ed25519PrivateKey) -> None:
        self._archive = folder
        self._folder = folder / "log"
        self._key = key

    def exists(self) -> bool:
        return (self._folder / "leaves").exists()

    def covered(self) -> dict[str, int]:
        """Return up to which byte each file is in the log."""
        ends: dict[str, int] = {}
        for line in lines(self._archive):
            if line.startswith(b"warc "):
                _, _, offset, length, file = line.decode().split(" ", 4)
                ends[file] = int(offset) + int(length)
        return ends

    def append(self, found: Mapping[str, Iterable[Stretch]]) -> Checkpoint:
        """Append every stretch and return the checkpoint that was signed then; both are on the disk.

        Raises `ArchiveError` if they cannot be written, or if the log is no longer what was signed: then nothing is signed on top.
        """
        try:
            with self._opened() as leaves:
                tree, size, last = self._state(leaves)
                leaves.truncate(leaves.seek(size))  # half a line of a killed crawl, never signed
                return self._write(
                    leaves, tree, last, (entry(file, one) for file, many in found.items() for one in many)
                )
        except OSError as error:
            raise ArchiveError(f"Cannot write {self._folder}: {error.strerror}.") from error
        except ValueError as error:
            raise ArchiveError(f"{self._folder}/checkpoints is damaged: {error} Restore it from a copy.") from error

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        self._folder.mkdir(exist_ok=True)
        descriptor = os.open(self._folder / "leaves", os.O_RDWR | os.O_CREAT, 0o644)
        with open(descriptor, "r+b") as leaves:  # noqa: PTH123 - r+ that creates
            fcntl.flock(leaves, fcntl.LOCK_EX)
            yield leaves

    def _write(self, leaves: BinaryIO, tree: Tree, last: Checkpoint | None, entries: Iterable[str]) -> Checkpoint:
        public = self._key.public_key().public_bytes_raw()
        name = origin(next(lines(self._archive))) if last is not None else ""
        signers = {base64.b64decode(text)[:4] for text in last.signatures} if last is not None else set()
        if key_id(name, public) not in signers:
            _append(leaves, tree, f"key {base64.b64encode(public).decode()} {warc_date(datetime.now(UTC))}")
        for text in entries:
            _append(leaves, tree, text)
        leaves.flush()
        os.fsync(leaves.fileno())
        name = origin(next(lines(self._archive)))
        made = sign(Checkpoint(name, tree.size, tree.root(), warc_date(datetime.now(UTC))), self._key)
        with (self._folder / "checkpoints").open("a+", encoding="utf-8") as notes:
            notes.seek(0)
            notes.truncate(len(_whole(notes.read()).encode()))
            notes.write(("\n" if last is not None else "") + made.note())
            notes.flush()
            os.fsync(notes.fileno())
        if last is None:
            sync_folder(self._folder)
            sync_folder(self._archive)
        state = {"bytes": leaves.tell(), "size": tree.size, "subtrees": [one.hex() for one in tree.subtrees]}
        unborn = self._folder / "tree.new"
        unborn.write_text(json.dumps(state), "utf-8")
        unborn.rename(self._folder / "tree")
        return made

    def _state(self, leaves: BinaryIO) -> tuple[Tree, int, Checkpoint | None]:
        """Return the tree, the bytes of whole lines it stands for, and the last checkpoint."""
        signed = checkpoints(self._archive)
        last = signed[-1] if signed else None
        size, tree = self._kept_tree(last)
        leaves.seek(size)
        for line in leaves:
            if not line.endswith(b"\n"):
                break
            if last is not None and tree.size == last.size:
                self._require(last, tree)
            tree.append(line[:-1])
            size += len(line)
        if last is not None and tree.size <= last.size:
            self._require(last, tree)
        return tree, size, last

    def _kept_tree(self, last: Checkpoint | None) -> tuple[int, Tree]:
        try:
            state = json.loads((self._folder / "tree").read_text("utf-8"))
            tree = Tree(state["size"], [bytes.fromhex(one) for one in state["subtrees"]])
            size = int(state["bytes"])
        except (FileNotFoundError, ValueError, KeyError):
            return 0, Tree()
        fits = last is not None and (tree.size, tree.root()) == (last.size, last.root)
        return (size, tree) if fits and (self._folder / "leaves").stat().st_size >= size else (0, Tree())

    def _require(self, last: Checkpoint, tree: Tree) -> None:
        if (tree.size, tree.root()) != (last.size, last.root):
            raise ArchiveError(
                f"{self._folder}/leaves is no longer what was signed on {last.time}; `scrapy verify` says more. Restore the "
                "folder from a copy, or move it away: a new log then begins."
            )


def _append(leaves: BinaryIO, tree: Tree, text: str) -> None:
    leaves.write(text.encode() + b"\n")
    tree.append(text.encode())
