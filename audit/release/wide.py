"""The figures as wide tables for spreadsheets: one row per report, one labelled column per figure, one table per layout.

A column holds one unit. What a report prints in another unit than the form's is not converted: the cell says so, and the tidy table
has the figure as printed. Columns are those that any report of the layout has, in the order of the form.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from sqlite_utils import Database

from audit.release.reports import KEY, KEY_COLUMNS, report_rows
from audit.release.table import NOTHING, STATUSES, Column, Reference, Row, Table
from audit.selection import Selection

_IN_CELL = {"blank": "空白", "mark": "记号", "text": "文字", "missing": "缺格", "damaged": "残损"}
_OTHER_UNIT = "单位不同"
MISSING = {
    "": "此报告不载此项。The report does not print this figure.",
    _OTHER_UNIT: "此报告所用单位与本列不同，原值见 figures。Printed in another unit than this column's; the table figures has it.",
    **{shown: STATUSES[status] for status, shown in _IN_CELL.items()},
}
"""What stands where there is no number, and what it means."""

_FORMATS = "SELECT DISTINCT coalesce(format, '') AS format FROM report ORDER BY 1"
_HEADS = """
SELECT DISTINCT figure.indicator AS indicator_no, figure.applicant AS applicant_no, indicator.code AS indicator, indicator.label,
  indicator.unit, applicant.code AS applicant, applicant.label AS applicant_label
FROM figure
JOIN indicator ON indicator.no = figure.indicator JOIN applicant ON applicant.no = figure.applicant
WHERE figure_set IN (SELECT figure_set FROM report WHERE coalesce(format, '') = :format)
ORDER BY figure.indicator, figure.applicant
"""
_FIGURES = (
    "SELECT indicator, applicant, value, coalesce(status, 'number') AS status, unit FROM figure WHERE figure_set = ?"
)

_BESIDE = (
    Column("title", "string", "标题，照原文。Title as printed."),
    Column("url", "string", "页面地址。Address of the page."),
    Column("captured_at", "datetime", "存档时间（UTC）。When the capture began."),
    Column("checks_failed", "integer", "未通过的勾稽关系数。Strict identities that do not hold."),
)
_DESCRIBED = tuple(replace(column, missing=column.missing or NOTHING) for column in (*KEY_COLUMNS, *_BESIDE))


class _Head(NamedTuple):
    key: tuple[int, int]
    column: Column


def wide_tables(database: Database, selection: Selection) -> list[Table]:
    """Return a table for each layout the archive holds reports in: ``wide_f2021`` and so on."""
    return [_wide(database, selection, row["format"]) for row in list(database.query(_FORMATS))]


def _wide(database: Database, selection: Selection, layout: str) -> Table:
    heads = list(_heads(database, layout))

    def rows() -> Iterator[Row]:
        for report in report_rows(database, selection):
            if (report["format"] or "") == layout:
                figures = {
                    (indicator, applicant): _cell(value, status, unit)
                    for indicator, applicant, value, status, unit in database.execute(_FIGURES, [report["figure_set"]])
                }
                beside = [report[column.name] for column in _DESCRIBED]
                yield [*beside, *(figures.get(head.key) for head in heads)]

    return Table(
        f"wide_{layout or 'other'}",
        f"宽表 {layout or '其他版式'} Wide",
        f"每份报告一行（版式 {layout or '其他'}）。One row per report of the layout {layout or 'of no national form'}.",
        (*_DESCRIBED, *(head.column for head in heads)),
        KEY,
        rows,
        (Reference(KEY, "reports", KEY),),
        MISSING,
    )


def _heads(database: Database, layout: str) -> Iterator[_Head]:
    for row in list(database.query(_HEADS, {"format": layout})):
        split = f" · {row['applicant_label']}" if row["applicant"] else ""
        unit = f"（{row['unit']}）" if row["unit"] and f"单位:{row['unit']}" not in row["label"] else ""
        code = row["indicator"] + (f" × {row['applicant']}" if row["applicant"] else "")
        column = Column(f"{row['label']}{split}{unit}", "number", code, unit=row["unit"])
        yield _Head((row["indicator_no"], row["applicant_no"]), column)


def _cell(value: str | None, status: str, unit: str | None) -> str | None:
    if status != "number":
        return _IN_CELL[status]
    return value if unit is None else _OTHER_UNIT
