"""The tables as a data package: CSV files and a ``datapackage.json`` that says what every column and every gap means.

Data Package, version 2 (datapackage.org). Nothing in it is of the clock: ``created`` is what the archive is as of.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlite_utils import Database

from archive.readings import chosen_extractor
from audit.release.codes import APPLICANTS, INDICATORS
from audit.release.figures import figures_table
from audit.release.moment import as_of
from audit.release.reports import reports_table
from audit.release.sheet import write_sheet
from audit.release.table import Column, Table
from audit.release.wide import wide_tables
from audit.selection import Selection

_PROFILES = "https://datapackage.org/profiles/2.0"
TITLE = "政府信息公开工作年度报告数据 Figures of the annual disclosure reports of Chinese governments and departments"
LICENSE = {
    "name": "other-pd",
    "title": "国家机关公文不适用著作权法（《中华人民共和国著作权法》第五条）。Official documents of state organs, to which the "
    "Copyright Law does not apply (art. 5). Name publisher and address when you cite a figure.",
}
_HOSTS = "SELECT DISTINCT portal, url FROM report WHERE :portal IS NULL OR portal = :portal ORDER BY portal, url"


def package_tables(database: Database, selection: Selection) -> list[Table]:
    """Return every table of the package."""
    figures, reports = figures_table(database, selection), reports_table(database, selection)
    return [figures, reports, INDICATORS, APPLICANTS, *wide_tables(database, selection)]


def write_package(
    database: Database, selection: Selection, folder: Path, beside: Sequence[Table] = ()
) -> dict[str, int]:
    """Write the tables, those ``beside`` last, and ``datapackage.json`` into a folder; return the rows of each table."""
    tables = [*package_tables(database, selection), *beside]
    counts = {}
    for table in tables:
        with (folder / f"{table.name}.csv").open("xb") as stream:
            counts[table.name] = write_sheet(table, stream)
    descriptor = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": "nianbao",
        "title": TITLE,
        "description": "数字照原文，缺者说明缘由，从不更正。A figure is what the publisher printed, or why there is none; "
        "nothing is repaired. A text cell that begins with = + - @, their full-width forms, a tab, a line break or an apostrophe "
        "has one apostrophe in front, so that no spreadsheet runs it: drop one leading apostrophe to have it as printed.",
        "created": as_of(database),
        "extractor": chosen_extractor(database),
        "licenses": [LICENSE],
        "sources": list(sources(database, selection)),
        "resources": [_resource(table) for table in tables],
    }
    text = json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n"
    (folder / "datapackage.json").write_text(text, "utf-8")
    return counts


def sources(database: Database, selection: Selection) -> Iterable[dict[str, str]]:
    """Yield each host the reports stand on, once for every portal."""
    seen: dict[tuple[str, str], None] = {}
    for row in database.query(_HOSTS, {"portal": selection.portal}):
        parts = urlsplit(row["url"])
        seen[row["portal"], f"{parts.scheme}://{parts.netloc}/"] = None
    return [{"title": portal, "path": path} for portal, path in seen]


def _resource(table: Table) -> dict[str, Any]:
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": table.name,
        "type": "table",
        "title": table.title,
        "description": table.description,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "$schema": f"{_PROFILES}/tableschema.json",
            "fields": [_field(column) for column in table.columns],
            "missingValues": _missing(table.missing),
            "primaryKey": list(table.key),
            "foreignKeys": [
                {
                    "fields": list(reference.columns),
                    "reference": {"resource": reference.table, "fields": list(reference.its_columns)},
                }
                for reference in table.references
            ],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    if column.missing is not None:
        described["missingValues"] = _missing(column.missing)
    if column.unit:
        described["unit"] = column.unit
    return described


def _missing(labels: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in labels.items()]
