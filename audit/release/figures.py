"""The figures as a tidy table: one row each, with the interval since which it reads so, and where it stands."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from sqlite_utils import Database

from audit.changes import figure_changes
from audit.release.reports import KEY, KEY_COLUMNS, report_rows
from audit.release.table import STATUSES, Column, Reference, Row, Table
from audit.selection import Selection
from extraction.checks import equations
from extraction.codebook import CODEBOOK
from extraction.form import FORM
from extraction.labels import DISCLOSURE, DISPUTES, REQUESTS

COLUMNS = (
    *KEY_COLUMNS,
    Column("indicator", "string", "指标代码，见 indicators。Code of the indicator."),
    Column("applicant", "string", "申请人代码；空：不分申请人。Code of the applicant; empty: not split.", missing={}),
    Column("label", "string", "指标名称。The indicator as the form prints it."),
    Column("applicant_label", "string", "申请人名称。The applicant as the form prints it."),
    Column("value", "number", "数值，照原文；无数字时为状态。The exact figure; without one, its status.", STATUSES),
    Column("unit", "string", "计量单位。Unit."),
    Column("status", "string", "状态。number, or why there is none: blank, mark, text, missing, damaged."),
    Column("raw", "string", "格中原文。The text of the cell."),
    Column("origin", "string", "出处。table, text_table, pdf, office, ocr, split, narrative."),
    Column("not_before", "datetime", "此值出现不早于（UTC）。The last visit that saw another value began; empty: none did."),
    Column("not_after", "datetime", "此值出现不晚于（UTC）。The first visit that saw this value had its answer."),
    Column("checks_failed", "string", "此数所涉而未通过的勾稽关系。Its strict identities that do not hold."),
    Column("format", "string", "版式。Layout of the report."),
    Column("url", "string", "页面地址。Address of the page."),
    Column("captured_at", "datetime", "存档时间（UTC）。When the capture began."),
    Column("digest", "string", "内容摘要（SHA-256，base32）。Of the page as served, content coding removed."),
    Column("locator", "string", "格的位置。Leads to the cell: XPath, row and column; page and box; or characters."),
    Column("extractor", "string", "解析器版本。Version of the extractor."),
)  # fmt: skip

_FIGURES = """
SELECT figure.indicator AS indicator_no, figure.applicant AS applicant_no, indicator.code AS indicator,
  coalesce(applicant.code, '') AS applicant, indicator.label, applicant.label AS applicant_label, figure.value,
  coalesce(figure.status, 'number') AS status, coalesce(figure.raw, figure.value, '') AS raw,
  coalesce(figure.unit, indicator.unit) AS unit, coalesce(figure.origin, 'table') AS origin,
  place.locator || coalesce('#' || figure.cell, '') AS locator
FROM figure
JOIN indicator ON indicator.no = figure.indicator
JOIN applicant ON applicant.no = figure.applicant
LEFT JOIN place ON place.figure_set = figure.figure_set AND place.no = figure.place
WHERE figure.figure_set = :figure_set
ORDER BY figure.indicator, figure.applicant
"""
_SINCE = """
WITH shown AS MATERIALIZED (
  SELECT figure_set, min(answered_at) AS answered_at FROM visit
  WHERE portal = :portal AND document = :document AND official GROUP BY figure_set
)
SELECT now.indicator, now.applicant, min(shown.answered_at) AS since
FROM shown
JOIN figure AS seen USING (figure_set)
JOIN figure AS now ON now.figure_set = :figure_set AND now.indicator = seen.indicator AND now.applicant = seen.applicant
  AND now.value IS seen.value AND now.status IS seen.status
GROUP BY now.indicator, now.applicant
"""
_FAILED = "SELECT identity, scope FROM check_result WHERE figure_set = :figure_set AND verdict = 'fail' AND severity = 'strict'"
_Interval = tuple[str, str]


class _Figure(NamedTuple):
    """A figure of one document, whatever it reads."""

    portal: str
    document: str
    indicator: str
    applicant: str


def figures_table(database: Database, selection: Selection) -> Table:
    """Return the table ``figures``."""

    def rows() -> Iterator[Row]:
        changed = _last_changes(database)
        for report in report_rows(database, selection):
            for figure in report_figures(database, report, changed):
                yield [figure[column.name] for column in COLUMNS]

    return Table(
        "figures",
        "数据 Figures",
        "每个数字一行，取各报告最新的可用存档。One row per figure of the newest usable capture of each report.",
        COLUMNS,
        (*KEY, "indicator", "applicant"),
        rows,
        (
            Reference(KEY, "reports", KEY),
            Reference(("indicator",), "indicators", ("code",)),
            Reference(("applicant",), "applicants", ("code",)),
        ),
    )


def report_figures(
    database: Database, report: dict[str, Any], changed: dict[_Figure, _Interval]
) -> Iterator[dict[str, Any]]:
    """Yield the figures of one row of the view ``report``, in the order of the codebook."""
    of_set = {"figure_set": report["figure_set"]}
    failed = _failed(database, report["figure_set"])
    document = {"portal": report["portal"], "document": report["document"]}
    since = {
        (row["indicator"], row["applicant"]): row["since"] for row in database.query(_SINCE, {**of_set, **document})
    }
    for row in list(database.query(_FIGURES, of_set)):
        figure = (row["indicator"], row["applicant"])
        unchanged = (None, since.get((row["indicator_no"], row["applicant_no"]), report["answered_at"]))
        not_before, not_after = changed.get(_Figure(report["portal"], report["document"], *figure), unchanged)
        yield {
            **report,
            **row,
            "value": row["value"] if row["status"] == "number" else row["status"],
            "not_before": not_before,
            "not_after": not_after,
            "checks_failed": " ".join(sorted(failed.get(figure, ()))),
        }


def _last_changes(database: Database) -> dict[_Figure, _Interval]:
    """Return between which two moments each figure that ever changed took the value it has."""
    document = "SELECT document FROM capture WHERE capture = ?"
    changed = {}
    for change in figure_changes(database):
        (key,) = database.execute(document, [change.new_capture]).fetchone()
        figure = _Figure(change.portal, key, change.indicator or "", change.applicant or "")
        changed[figure] = (change.not_before, change.not_after)
    return changed


def _failed(database: Database, figure_set: int) -> dict[tuple[str, str], set[str]]:
    failed: dict[tuple[str, str], set[str]] = {}
    for row in list(database.query(_FAILED, {"figure_set": figure_set})):
        for figure in _parts().get((row["identity"], row["scope"]), ()):
            failed.setdefault(figure, set()).add(row["identity"])
    return failed


@cache
def _parts() -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Return the figures that take part in each identity, by its name and scope."""
    parts: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for layout in CODEBOOK.layouts:
        for table in (DISCLOSURE, REQUESTS, DISPUTES, FORM):
            for equation in equations(table, layout):
                figures = {(code, applicant or "") for _, (code, applicant) in (*equation.left, *equation.right)}
                parts.setdefault((equation.identity, equation.scope or ""), set()).update(figures)
    return parts
