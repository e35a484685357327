"""From an archive to a folder of pages."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive import Archive
from audit.site import links
from audit.site.page import Page
from audit.site.pages import modules
from audit.site.releases import RELEASES
from audit.site.render import HERE
from audit.site.site import Site
from audit.site.writer import Writer

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    index: Path
    pages: int
    written: int
    """Files that were not there, or said something else."""
    removed: int


def build(
    archive: Archive,
    folder: Path,
    *,
    portal: str | None = None,
    url: str | None = None,
    progress: Progress | None = None,
) -> Built:
    """Render the site of an archive into a folder, or of one portal of it. Raises OSError if the folder cannot be written.

    ``url`` is where the folder is going to be served, for feeds to link back to.
    """
    site = Site(archive, portal, url)
    site.shelf = _shelf(archive.folder, folder) if not url else None
    found = modules()
    site.menu = sorted((module.MENU for module in found if hasattr(module, "MENU")), key=lambda menu: menu.order)
    writer = Writer(folder)
    expected = max(len(writer.before), 1)
    for page in (page for module in found for page in module.pages(site)):
        writer.put(page)
        if progress is not None and writer.pages % 50 == 0:
            progress(writer.pages, max(expected, writer.pages))
    for page in _assets(site):
        writer.put(page)
    writer.finish()
    return Built(folder / "index.html", writer.pages, writer.written, writer.removed)


def _shelf(archive: Path, folder: Path) -> str | None:
    """Return the way from the site to the folder of releases, if both lie in the folder of the archive."""
    if not folder.resolve().is_relative_to(archive.resolve()):
        return None
    return Path(os.path.relpath((archive / RELEASES).resolve(), folder.resolve())).as_posix()


def _assets(site: Site) -> Iterator[Page]:
    yield site.data(links.STYLE, inputs=(), make=(HERE / links.STYLE).read_bytes)
