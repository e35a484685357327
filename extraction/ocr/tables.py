"""The tables of all pictures of one report, read by their labels and judged: what assembly asks for."""

import logging
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from extraction.labels import DISCLOSURE, REQUESTS
from extraction.layout import TABLES
from extraction.ocr.door import OcrNotInstalled, UnreadablePicture, read_picture
from extraction.ocr.evidence import ORIGIN
from extraction.ocr.referee import referee
from extraction.report import Flag, Status
from extraction.rows import Row, gather
from extraction.scan import scan
from extraction.tables import Tables, read_tables

if TYPE_CHECKING:
    from extraction.ocr.picture import Picture

logger = logging.getLogger(__name__)

NOT_INSTALLED, NOT_READ = "ocr_not_installed", "picture_not_read"
MOST_PICTURES = 40
"""A report has six to fifteen pages; more pictures are an album and would keep a crawl for minutes."""
_NEWEST = "f2021"
"""Where only table 4 is printed, which is the same in all."""


class PictureTables(NamedTuple):
    tables: Tables
    """Figures that are confirmed or damaged, the layouts seen, and flags."""
    pictures: "dict[str, Picture]"
    """What was read in each picture, by address: rows, tables with their seconds, evidence."""
    rows: list[Row]
    """Of all pictures, in order."""
    used: set[int]
    """Indexes of the rows that are parts of tables."""


def read_picture_tables(images: Mapping[str, bytes], *, in_points: bool = False, prose: bool = True) -> PictureTables:
    """Read the pictures of a report, by address and in order; a table may go on in the next picture.

    Never raises for a picture: without the extra there is one flag ``ocr_not_installed``, for each picture that cannot be
    read one flag ``picture_not_read``. The time each table took goes to the log. The options are those of `read_picture`.
    """
    pictures: dict[str, Picture] = {}
    flags: list[Flag] = []
    if len(images) > MOST_PICTURES:
        flags.append(Flag(NOT_READ, f"{len(images)} pictures, only the first {MOST_PICTURES} are read"))
    for address, image in islice(images.items(), MOST_PICTURES):
        try:
            pictures[address] = picture = read_picture(image, address, in_points=in_points, prose=prose)
        except OcrNotInstalled as absent:
            flags.append(Flag(NOT_INSTALLED, str(absent)))
            break
        except UnreadablePicture as refusal:
            flags.append(Flag(NOT_READ, f"{address}: {refusal}"))
            continue
        for table in picture.tables:
            logger.info("%s: a table of %d cells in %.1f seconds", address, table.cells, table.seconds)
    rows = gather([row for picture in pictures.values() for row in picture.rows])
    found = scan(rows)
    seen = read_tables(found)
    layout = seen.layouts.get(REQUESTS) or seen.layouts.get(DISCLOSURE) or _NEWEST
    layouts = {table: seen.layouts.get(table) or layout for table in TABLES}
    evidence = {locator: proof for picture in pictures.values() for locator, proof in picture.evidence.items()}
    # What the identities prove of digits that ran together holds for printed digits only: these may be misread as well.
    pictured = {
        key: one if one.origin == ORIGIN else one._replace(value=None, status=Status.DAMAGED, origin=ORIGIN)
        for key, one in seen.observations.items()
    }
    judged, doubts = referee(pictured, layouts, evidence)
    return PictureTables(Tables(judged, seen.layouts, [*flags, *seen.flags, *doubts]), pictures, rows, found.used)
