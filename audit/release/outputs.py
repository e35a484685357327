"""Every form the data can leave in, by the name a user gives it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import IO

from archive import Archive
from audit.alerts.feeds import write_feeds
from audit.release.datasette import metadata
from audit.release.figures import figures_table
from audit.release.package import write_package
from audit.release.parquet import write_parquet
from audit.release.sheet import write_sheet
from audit.release.table import Table
from audit.release.unborn import new_file, new_folder
from audit.release.wide import wide_tables
from audit.selection import Selection


def write_csv(archive: Archive, selection: Selection, path: Path) -> str:
    """Write the tidy table into one file; return what was done, in a sentence."""
    return _one_table(archive, selection, path, write_sheet)


def write_columns(archive: Archive, selection: Selection, path: Path) -> str:
    """Write the tidy table as Parquet."""
    return _one_table(archive, selection, path, write_parquet)


def _one_table(archive: Archive, selection: Selection, path: Path, write: Callable[[Table, IO[bytes]], int]) -> str:
    with new_file(path) as stream:
        count = write(figures_table(archive.database, selection), stream)
    return f"{count} figures in {path}."


def write_wide(archive: Archive, selection: Selection, path: Path) -> str:
    """Write one sheet for each layout into a folder."""
    with new_folder(path) as folder:
        counts = []
        for table in wide_tables(archive.database, selection):
            with (folder / f"{table.name}.csv").open("xb") as stream:
                counts.append(f"{write_sheet(table, stream)} reports in {path / table.name}.csv")
    return f"{', '.join(counts) or 'No reports'}."


def write_datapackage(archive: Archive, selection: Selection, path: Path) -> str:
    with new_folder(path) as folder:
        rows = write_package(archive.database, selection, folder)
    return f"{rows['figures']} figures of {rows['reports']} reports in {path}/datapackage.json."


def write_metadata(archive: Archive, _selection: Selection, path: Path) -> str:
    """Write what `datasette --metadata` takes."""
    with new_file(path) as stream:
        stream.write((json.dumps(metadata(archive.database), ensure_ascii=False, indent=1) + "\n").encode())
    return f"Labels, facets and queries for Datasette in {path}."


def write_atom(archive: Archive, _selection: Selection, path: Path) -> str:
    with new_folder(path) as folder:
        feeds = write_feeds(archive.database, folder)
    return f"{len(feeds)} feeds in {path}/feeds.opml."


OUTPUTS: dict[str, Callable[[Archive, Selection, Path], str]] = {
    "csv": write_csv,
    "parquet": write_columns,
    "wide": write_wide,
    "datapackage": write_datapackage,
    "datasette": write_metadata,
    "feeds": write_atom,
}
