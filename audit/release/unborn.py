"""A file or folder is written under another name and gets its own when it is whole and on the disk.

What is there already is never overwritten. A run that fails leaves nothing; one that was killed leaves ``<name>.new``, which the
next one clears away, unless it is still being written.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from archive.durable import sync_folder


class TakenError(Exception):
    """The name is taken; the message is a sentence."""


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Give a folder to fill that becomes ``path`` at the end. Raises `TakenError`, and OSError if it cannot be written."""
    _require_free(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    unborn = path.with_name(path.name + ".new")
    unborn.mkdir(exist_ok=True)
    descriptor = os.open(unborn, os.O_RDONLY)
    try:
        _lock(descriptor, unborn)
        _empty(unborn)
        try:
            yield unborn
            for file in sorted(unborn.iterdir()):
                _sync(file)
            os.fsync(descriptor)
            _require_free(path)
            unborn.rename(path)
        except BaseException:
            shutil.rmtree(unborn, ignore_errors=True)
            raise
        sync_folder(path.parent)
    finally:
        os.close(descriptor)


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a stream whose content becomes ``path`` at the end. Raises as `new_folder` does."""
    _require_free(path)
    unborn = path.with_name(path.name + ".new")
    descriptor = os.open(unborn, os.O_RDWR | os.O_CREAT, 0o644)
    with open(descriptor, "r+b") as stream:  # noqa: PTH123 - r+ that creates
        _lock(descriptor, unborn)
        stream.truncate(0)
        try:
            yield stream
            stream.flush()
            os.fsync(descriptor)
            _require_free(path)
            unborn.rename(path)
        except BaseException:
            unborn.unlink()
            raise
    sync_folder(path.parent)


def _require_free(path: Path) -> None:
    if path.exists():
        raise TakenError(f"{path} is there already and is not overwritten.")


def _lock(descriptor: int, unborn: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise TakenError(f"{unborn} is being written by another export.") from error


def _empty(folder: Path) -> None:
    for left in folder.iterdir():
        left.unlink()


def _sync(file: Path) -> None:
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
