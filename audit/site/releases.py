"""The frozen releases that lie in the archive's folder, as the site lists them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from audit.release.delta import DamagedReleaseError
from audit.release.shelf import SUMS, release_folders, release_in
from audit.site.site import Site

RELEASES = "releases"
"""Folder of the archive in which they are looked for."""


class Listed(NamedTuple):
    """One release on the page."""

    name: str
    facts: Mapping[str, Any] | None
    """Its release.json; None: it is not whole."""
    seal: str
    files: Sequence[tuple[str, str, str | None]]
    """Name, SHA-256, and path from the top of the site, if links can go there."""


def releases(site: Site) -> list[Listed]:
    """Return the releases, newest first; those that are not whole last."""
    found = [_listed(site, folder.name) for folder in release_folders(site.archive.folder / RELEASES)]
    return sorted(found, key=lambda one: (one.facts["as_of"] if one.facts else "", one.name), reverse=True)


def _listed(site: Site, name: str) -> Listed:
    try:
        release = release_in(site.archive.folder / RELEASES / name)
    except DamagedReleaseError:
        return Listed(name, None, "", ())
    files = [(file, made_of, _path(site, name, file)) for file, made_of in release.sums.items()]
    return Listed(name, release.facts, release.seal, [*files, (SUMS, release.seal, _path(site, name, SUMS))])


def _path(site: Site, name: str, file: str) -> str | None:
    return f"{site.shelf}/{quote(name)}/{quote(file)}" if site.shelf else None
