"""Records with their proof, in a folder that anybody can check with Python alone."""

import base64
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from archive import check
from archive.checkpoint import Checkpoint, verifier_key
from archive.errors import ArchiveError
from archive.exhibit import Exhibit
from archive.log import checkpoints, lines
from archive.merkle import inclusion_path, leaf_hash

_NAMES = ("capture.warc.gz", "payload.warc.gz")


def prove(archive: Path, exhibits: Sequence[Exhibit], folder: Path, *, at: Checkpoint | None = None) -> Checkpoint:
    """Write records, inclusion proofs, checkpoint, public key and checker into a new folder; return the checkpoint.

    ``archive`` is its folder; ``at`` is a checkpoint the reader of the proof holds, without it the newest is taken. Raises
    `ArchiveError` if the checkpoint does not cover the exhibits, the archive does not know that checkpoint, or the folder is there.
    """
    entries = list(lines(archive))
    checkpoint = _checkpoint(archive, at)
    key = _signer(entries, checkpoint)
    indexes = [_index(entries, one, checkpoint) for one in exhibits]
    leaves = [leaf_hash(entry) for entry in entries[: checkpoint.size]]
    try:
        folder.mkdir(parents=True)
    except FileExistsError as error:
        raise ArchiveError(f"{folder} is there already: name a new folder.") from error
    proofs = []
    for name, index in zip(_NAMES, indexes, strict=False):
        text = entries[index].decode()
        _, _, offset, length, file = text.split(" ", 4)
        with (archive / "warc" / file).open("rb") as stream:
            stream.seek(int(offset))
            (folder / name).write_bytes(stream.read(int(length)))
        path = [base64.b64encode(step).decode() for step in inclusion_path(leaves, index)]
        proofs.append({"records": name, "entry": text, "index": index, "path": path})
    (folder / "proof.json").write_text(json.dumps(proofs, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / "checkpoint.txt").write_text(checkpoint.note(), "utf-8")
    (folder / "key.txt").write_text(verifier_key(checkpoint.origin, key) + "\n", "utf-8")
    shutil.copyfile(check.__file__, folder / "check.py")
    try:
        check.check(folder)
    except ValueError as error:
        shutil.rmtree(folder)
        raise ArchiveError(f"{exhibits[0].what}: {error}; `scrapy verify` says more.") from error
    return checkpoint


def _checkpoint(folder: Path, at: Checkpoint | None) -> Checkpoint:
    """Return the archive's newest checkpoint, or its own copy of the one given."""
    try:
        known = checkpoints(folder)
    except ValueError as error:
        raise ArchiveError(f"{folder}/log/checkpoints is damaged: {error}") from error
    for checkpoint in reversed(known):
        if at is None or checkpoint.line == at.line:
            return checkpoint
    raise ArchiveError(f"{folder} has no checkpoint{'' if at is None else f' {at.line}'}; `scrapy verify` says more.")


def _signer(entries: list[bytes], checkpoint: Checkpoint) -> bytes:
    for entry in entries[: checkpoint.size]:
        if entry.startswith(b"key "):
            public = base64.b64decode(entry.split(b" ")[1])
            if checkpoint.is_signed_by(public):
                return public
    raise ArchiveError("The checkpoint is not signed by a key the log names; `scrapy verify` says more.")


def _index(entries: list[bytes], exhibit: Exhibit, checkpoint: Checkpoint) -> int:
    """Return which entry of the log speaks of an exhibit."""
    ending = f" {exhibit.file}".encode()
    for index, entry in enumerate(entries):
        if entry.endswith(ending):
            _, _, offset, length, _ = entry.split(b" ", 4)
            if int(offset) <= exhibit.offset < int(offset) + int(length):
                if index >= checkpoint.size:
                    raise ArchiveError(f"{exhibit.what}, was entered after the checkpoint {checkpoint.line}.")
                return index
    raise ArchiveError(
        f"{exhibit.file} is not in the log yet: it is sealed when its crawl ends, or at the next start if it was killed."
    )
