"""The archive and the key that the settings name."""

from pathlib import Path

from scrapy.settings import BaseSettings

from archive import Archive


def open_archive(settings: BaseSettings) -> Archive:
    """Open the archive for writing, create it if need be. Raises what `Archive.open` raises."""
    key = settings["KEY_FILE"]
    return Archive.open(Path(settings["ARCHIVE_DIR"]), Path(key) if key else None)
