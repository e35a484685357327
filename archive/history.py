"""The log against what was signed: whether it only ever grew since a checkpoint."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archive.checkpoint import Checkpoint
from archive.log import checkpoints, lines, origin
from archive.merkle import Tree


@dataclass
class History:
    """What one walk over the log found."""

    size: int = 0
    root: bytes = b""
    origin: str = ""
    places: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """For each WARC file where its lines begin and end in ``log/leaves``: once, or more often if a crawl was killed there."""
    keys: list[tuple[int, bytes]] = field(default_factory=list)
    """(entry from which on it signs, raw public key)"""
    problems: list[str] = field(default_factory=list)
    last: Checkpoint | None = None
    """The newest checkpoint that fits the log and its keys."""

    @property
    def line(self) -> str:
        return Checkpoint(self.origin, self.size, self.root).line


def read_history(folder: Path, kept: Sequence[Checkpoint] = ()) -> History:
    """Walk the log once and compare it with the archive's own checkpoints and those kept elsewhere."""
    history = History()
    try:
        own = checkpoints(folder)
    except ValueError as error:
        own = []
        history.problems.append(f"log/checkpoints: {error}")
    roots = _walk(folder, history, {one.size for one in (*own, *kept)})
    for checkpoint in own:
        problem = _problem(checkpoint, history, roots) or _unsigned(checkpoint, history)
        if problem:
            history.problems.append(f"log/checkpoints, {checkpoint.time or checkpoint.line}: {problem}")
        else:
            history.last = checkpoint
    for checkpoint in kept:
        problem = _problem(checkpoint, history, roots)
        if problem is None and checkpoint.signatures:
            problem = _unsigned(checkpoint, history)
        if problem:
            history.problems.append(f"The checkpoint you kept, {checkpoint.line}: {problem}")
    if history.size and history.last is None:
        history.problems.append("log/checkpoints: holds no checkpoint that fits the log.")
    return history


def _walk(folder: Path, history: History, sizes: set[int]) -> dict[int, bytes]:
    """Fill in what the log says; return the roots it had at these sizes."""
    tree = Tree()
    roots = {}
    position = 0
    for line in lines(folder):
        if tree.size == 0:
            history.origin = origin(line)
        end = position + len(line) + 1
        match line.split(b" ", 4):
            case [b"warc", _, _, _, file]:
                places = history.places.setdefault(file.decode("utf-8", "replace"), [])
                if places and places[-1][1] == position:
                    places[-1] = (places[-1][0], end)
                else:
                    places.append((position, end))
            case [b"key", public, _]:
                key = base64.b64decode(public)
                if not history.keys or history.keys[-1][1] != key:
                    history.keys.append((tree.size, key))
            case _:
                history.problems.append(f"log/leaves, offset {position}: this line is no entry.")
        tree.append(line)
        position = end
        if tree.size in sizes:
            roots[tree.size] = tree.root()
    history.size, history.root = tree.size, tree.root()
    return roots


def _problem(checkpoint: Checkpoint, history: History, roots: dict[int, bytes]) -> str | None:
    if checkpoint.origin != history.origin:
        return f"names another log than this one, {history.origin or 'which is empty'}: the log was begun anew, or exchanged."
    if checkpoint.size > history.size:
        return f"the log had {checkpoint.size} entries then and has {history.size} now: the end of the log was cut off."
    if checkpoint.size and roots[checkpoint.size] != checkpoint.root:
        return f"the first {checkpoint.size} entries of the log are not what they were: history was rewritten."
    return None


def _unsigned(checkpoint: Checkpoint, history: History) -> str | None:
    keys = [public for entry, public in history.keys if entry < checkpoint.size]
    if keys and checkpoint.is_signed_by(keys[-1]):
        return None
    return "is not signed with the key that the log names for that time."
