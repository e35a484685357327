"""Puts pages into a folder: only those that changed, each whole or not at all."""

import os
from collections.abc import Iterable
from pathlib import Path

from audit.site.page import Page

_KEYS = ".keys"
"""Beside the pages: which key each was made with, a line each."""


class Writer:
    """A folder of pages. What an earlier run wrote and this one does not is removed; other people's files are left alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before = self._read_keys()
        self._keys: dict[str, str] = {}
        self.written = 0
        self.removed = 0

    @property
    def pages(self) -> int:
        return len(self._keys)

    def put(self, page: Page) -> None:
        """Make the page unless it stands there already. Raises OSError if it cannot be written, ValueError for a path twice."""
        if page.path in self._keys:
            raise ValueError(f"two pages want to be {page.path}")
        path = self.folder / page.path
        self._keys[page.path] = page.key
        if self.before.get(page.path) == page.key and path.exists():
            return
        content = page.make()
        if not path.exists() or path.read_bytes() != content:
            replace(path, content)
            self.written += 1

    def finish(self) -> None:
        """Remove what no page is any more, and remember the keys for the next run."""
        for path in self.before.keys() - self._keys.keys():
            if _is_inside(self.folder, path) and (self.folder / path).exists():
                (self.folder / path).unlink()
                self.removed += 1
        if self._keys != self.before:
            lines = "".join(f"{key} {path}\n" for path, key in sorted(self._keys.items()))
            replace(self.folder / _KEYS, lines.encode())

    def _read_keys(self) -> dict[str, str]:
        path = self.folder / _KEYS
        lines: Iterable[str] = path.read_text("utf-8").splitlines() if path.exists() else ()
        return {name: key for key, _, name in (line.partition(" ") for line in lines) if name}


def replace(path: Path, content: bytes) -> None:
    """Write a file so that readers see the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)  # noqa: PTH105 - the name says what it does


def _is_inside(folder: Path, path: str) -> bool:
    return (folder / path).resolve().is_relative_to(folder.resolve())
