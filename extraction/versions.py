"""What each version of the extractor reads differently than the one before: so that an upgrade need not read everything again."""

from collections.abc import Sequence
from typing import NamedTuple


class Version(NamedTuple):
    """One version of the extractor."""

    name: str
    change: str
    """What reads differently since the version before, in a clause."""
    origins: frozenset[str] | None
    """The origins (see `extraction.Observation`) whose figures, and the pages they stand on, can read differently; None: any."""


VERSIONS = (
    Version("1", "reads the layouts of 2019 and 2021 on web pages", None),
    Version("2", "reads every layout, attachments, PDF and Office files", None),
    Version(
        "3",
        "tells copies and levels of publishers apart, and reads pictures and figures whose boundaries are lost",
        None,
    ),
    Version(
        "4",
        "keeps what captures are compared by, and reads dates without a blank before them and places behind menus",
        None,
    ),
)
"""Every version there was, oldest first. A new one names the origins it touches only if nothing else can read differently."""


def touched(since: str, versions: Sequence[Version] = VERSIONS) -> tuple[frozenset[str] | None, str]:
    """Return which origins can read differently now than under the version ``since``, None for any, and the changes in words.

    Raises KeyError for a version that never was.

    >>> versions = [*VERSIONS, Version("5", "reads PDF", frozenset({"pdf"})), Version("6", "reads scans", frozenset({"ocr"}))]
    >>> origins, changes = touched("4", versions)
    >>> sorted(origins), changes
    (['ocr', 'pdf'], '5 reads PDF; 6 reads scans')
    >>> touched("2", versions)[0] is None
    True
    """
    names = [version.name for version in versions]
    if since not in names:
        raise KeyError(since)
    later = versions[names.index(since) + 1 :]
    changes = "; ".join(f"{version.name} {version.change}" for version in later)
    if any(version.origins is None for version in later):
        return None, changes
    return frozenset().union(*(version.origins or () for version in later)), changes
