"""The releases a folder holds, as each says of itself."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from audit.release.delta import DamagedReleaseError

SUMS, FACTS = "SHA256SUMS", "release.json"


class Release(NamedTuple):
    """A frozen release (`audit.release.freeze`)."""

    folder: Path
    facts: dict[str, Any]
    """Its release.json."""
    sums: dict[str, str]
    """SHA-256 by file, as its SHA256SUMS has them."""
    seal: str
    """SHA-256 of SHA256SUMS itself: whoever noted it can tell this release from every other."""


def release_in(folder: Path, *checked: str) -> Release:
    """Return the release in a folder, when ``release.json`` and the files ``checked`` are what SHA256SUMS says.

    Raises `DamagedReleaseError`.
    """
    try:
        facts = json.loads((folder / FACTS).read_text("utf-8"))
        lines = (folder / SUMS).read_text("utf-8").splitlines()
        sums = {name: made_of for made_of, _, name in (line.partition("  ") for line in lines)}
        for name in (FACTS, *checked):
            if sums[name] != sha256(folder / name):
                raise DamagedReleaseError(f"{folder / name} is not what {SUMS} beside it says.")
        known = {"as_of": str(facts["as_of"]), "extractor": str(facts["extractor"])}
        return Release(folder, {**facts, **known}, sums, sha256(folder / SUMS))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedReleaseError(f"{folder} holds no whole release: {error}.") from error


def release_folders(out: Path) -> Iterator[Path]:
    """Yield every folder of ``out`` that a release was written into to its end."""
    return (path.parent for path in sorted(out.glob(f"*/{FACTS}")) if path.parent.suffix != ".new")


def sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
