"""After a new version of the extractor: which readings of the old one hold without reading again."""

import json
from collections.abc import Sequence

from sqlite_utils import Database

from archive.errors import ArchiveError
from archive.readings import chosen_extractor
from extraction.report import EXTRACTOR_VERSION
from extraction.versions import VERSIONS, Version, touched

_SPARED = """
FROM reading AS old
WHERE old.extractor = :old
  AND EXISTS (SELECT 1 FROM figure WHERE figure.figure_set = old.figure_set)
  AND NOT EXISTS (SELECT 1 FROM figure WHERE figure.figure_set = old.figure_set
                  AND coalesce(figure.origin, 'table') IN (SELECT value FROM json_each(:origins)))
  AND NOT EXISTS (SELECT 1 FROM twin WHERE twin.figure_set = old.figure_set)
  AND NOT EXISTS (SELECT 1 FROM capture JOIN capture AS part ON part.part_of = capture.capture
                  WHERE capture.snapshot = old.snapshot AND capture.role = 'report')
"""
"""A page that gave figures, none of an origin the new version reads differently, and that has no parts it could now read."""


def carry_over(database: Database, versions: Sequence[Version] = VERSIONS) -> str:
    """Give the present extractor the readings of the chosen one that it would only repeat; return in a sentence what was done.

    Raises `ArchiveError` if the chosen version is unknown here.
    """
    old = chosen_extractor(database)
    if old is None or old == EXTRACTOR_VERSION:
        return f"Extractor {EXTRACTOR_VERSION} is the one whose readings count: only what it has not read yet is read."
    try:
        origins, changes = touched(old, versions)
    except KeyError as error:
        raise ArchiveError(
            f"Extractor {old} is not known to this program: run `scrapy reparse` without --changed-only."
        ) from error
    if origins is None:
        return f"Everything is read again, for any page may read differently than under extractor {old}: {changes}."
    columns = [column.name for column in database["reading"].columns]
    taken = ", ".join(":new" if name == "extractor" else f"old.{name}" for name in columns)
    question = {"old": old, "new": EXTRACTOR_VERSION, "origins": json.dumps(sorted(origins))}
    with database.conn:
        done = database.execute(f"INSERT OR IGNORE INTO reading SELECT {taken} {_SPARED}", question)
    return f"{done.rowcount} readings of extractor {old} hold; the rest is read again: {changes}."
