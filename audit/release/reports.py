"""The reports as a table: one row each, in the capture whose figures are shown."""

import json
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from audit.divisions import divisions, full_name
from audit.release.table import Column, Row, Table
from audit.selection import Selection

KEY = ("portal", "adcode", "publisher", "report_year")
"""What a report is known by."""

_REPORTS = """
SELECT report.*, fidelity AS seen_by,
  (SELECT count(*) FROM check_result c WHERE c.figure_set = report.figure_set AND c.severity = 'strict' AND c.verdict = 'fail')
    AS checks_failed
FROM report
WHERE {condition} AND (:since IS NULL OR report.captured_at >= :since)
ORDER BY portal, adcode, publisher, report_year
"""

KEY_COLUMNS = (
    Column("portal", "string", "门户。The portal's name: that of its spider."),
    Column("adcode", "string", "行政区划代码（GB/T 2260）。Code of the division, six digits.", missing={}),
    Column("publisher", "string", "编制单位，照原文。The publisher as printed."),
    Column("report_year", "integer", "报告年度。The year reported on, not that of publication."),
)
_COLUMNS = (
    *KEY_COLUMNS,
    Column("division", "string", "行政区划名称。Name of the division, with those above it."),
    Column(
        "publisher_kind",
        "string",
        "单位性质。government, office, department, township, dispatched_body; empty: not known.",
    ),
    Column("publisher_level", "string", "单位层级。province, prefecture, county, township; empty: not known."),
    Column("format", "string", "版式。Layout: f2021, f2019, f2014, f2008; empty: none of them."),
    Column("title", "string", "标题，照原文。Title as printed."),
    Column("url", "string", "页面地址。Address of the page."),
    Column("first_seen", "datetime", "首次见到（UTC）。When this document was first captured."),
    Column("captured_at", "datetime", "存档时间（UTC）。When the capture began whose figures are shown."),
    Column("answered_at", "datetime", "应答收齐时间（UTC）。When its answer was whole."),
    Column(
        "captured_by",
        "string",
        "存档方式。wire: the server's own bytes; browser: drawn by scripts; imported: another's capture.",
    ),
    Column("capture", "string", "存档编号。WARC-Record-ID of the capture."),
    Column("digest", "string", "内容摘要（SHA-256，base32）。Of the page as served, content coding removed."),
    Column(
        "renditions", "integer", "同一报告的发布件数。Documents in which the report is published: page, PDF, pictures."
    ),
    Column("extractor", "string", "解析器版本。Version of the extractor that read the figures."),
    Column("checks_failed", "integer", "未通过的勾稽关系数。Strict identities that do not hold."),
    Column("flags", "string", "标记。What a reader of the figures has to know; codes between blanks."),
)


def report_rows(database: Database, selection: Selection) -> Iterator[dict[str, Any]]:
    """Yield the rows of the view ``report`` that are asked for, in the order of every table here."""
    wanted = {
        "portal": selection.portal,
        "publisher": selection.publisher,
        "report_year": selection.report_year,
        "since": selection.since,
    }
    yield from database.query(_REPORTS.format(condition=selection.condition), wanted)


def reports_table(database: Database, selection: Selection) -> Table:
    """Return the table ``reports``."""

    def rows() -> Iterator[Row]:
        for row in report_rows(database, selection):
            flags = sorted({flag["code"] for flag in json.loads(row["flags"])})
            known = row["adcode"] in divisions()
            facts = row | {
                "division": full_name(row["adcode"]) if known else None,
                "captured_by": row["seen_by"],
                "flags": " ".join(flags),
            }
            yield [facts[column.name] for column in _COLUMNS]

    return Table(
        "reports",
        "报告 Reports",
        "每份报告一行，取其最新的可用存档。One row per report, in its newest usable capture.",
        _COLUMNS,
        KEY,
        rows,
    )
