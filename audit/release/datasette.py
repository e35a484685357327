"""What Datasette is told about ``reports.db``: labels of columns, units, facets, licence, and questions ready to ask."""

from typing import Any

from sqlite_utils import Database

from archive.readings import chosen_extractor
from audit.release.figures import COLUMNS
from audit.release.moment import as_of
from audit.release.package import LICENSE, TITLE

_OUTCOMES = {
    "新收 new": "requests.new",
    "予以公开 granted": "requests.result.granted",
    "部分公开 partial": "requests.result.partial",
    "不予公开 refused": "requests.result.refused",
    "无法提供 unavailable": "requests.result.unavailable",
    "不予处理 not processed": "requests.result.not_processed",
}
_SUMS = ", ".join(
    f"sum(CASE WHEN indicator = '{code}' THEN CAST(value AS NUMERIC) END) AS \"{name}\""
    for name, code in _OUTCOMES.items()
)

QUERIES: dict[str, dict[str, Any]] = {
    "report_figures": {
        "title": "一份报告的全部数据 All figures of one report",
        "sql": "SELECT indicator.label, applicant.label AS applicant, figures.value, figures.status, figures.raw, figures.unit, "
        "figures.origin, figures.locator FROM figures JOIN indicator ON indicator.code = figures.indicator "
        "JOIN applicant ON applicant.code IS figures.applicant WHERE publisher = :publisher AND report_year = :report_year "
        "ORDER BY indicator.no, applicant.no",
    },
    "figure_over_years": {
        "title": "一个指标的历年数据 One figure over the years",
        "sql": "SELECT publisher, report_year, value, status, raw, unit, url FROM figures WHERE publisher = :publisher "
        "AND indicator = :indicator AND coalesce(applicant, 'total') = 'total' ORDER BY report_year",
    },
    "requests_by_outcome": {
        "title": "各年度申请及办理结果 Requests over the years by outcome",
        "description": "只计能读出的数字。Sums of the figures that are numbers; blanks and marks are not counted as zero.",
        "sql": f"SELECT report_year, count(DISTINCT portal || publisher) AS reports, {_SUMS} FROM figures "  # noqa: S608 - our own
        "WHERE applicant = 'total' AND status = 'number' GROUP BY report_year ORDER BY report_year",
    },
    "failed_checks": {
        "title": "未通过的勾稽关系 Identities that do not hold",
        "sql": "SELECT portal, publisher, report_year, identity, scope, left_side, right_side, url FROM report "
        "JOIN check_result USING (figure_set) WHERE verdict = 'fail' AND severity = 'strict' "
        "ORDER BY portal, publisher, report_year, no",
    },
    "figures_without_number": {
        "title": "没有数字的格 Figures without a number",
        "sql": "SELECT status, count(*) AS figures, count(DISTINCT portal || publisher || report_year) AS reports FROM figures "
        "WHERE status <> 'number' GROUP BY status ORDER BY figures DESC",
    },
    "reports": {
        "title": "报告清单 Reports by portal and year",
        "sql": "SELECT portal, report_year, count(*) AS reports, min(first_seen) AS first_seen FROM report "
        "GROUP BY portal, report_year ORDER BY portal, report_year",
    },
}


def metadata(database: Database) -> dict[str, Any]:
    """Return the content of Datasette's ``metadata.json`` for this database."""
    about = {
        "title": TITLE,
        "description": f"截至 {as_of(database)}（UTC），解析器版本 {chosen_extractor(database)}。As of then, by that extractor.",
        "license": LICENSE["title"],
        "source": "各政府门户网站，地址见 url 列。The portals themselves: column url.",
    }
    described = {column.name: column.description for column in COLUMNS}
    units = {row["code"]: row["unit"] for row in database["indicator"].rows if row["unit"]}
    figures = {
        "title": "数据 Figures",
        "description": f"每个数字一行。One row per figure. 计量单位 Units: {', '.join(sorted(set(units.values())))}.",
        "columns": {name: described[name] for name in database["figures"].columns_dict if name in described},
        "facets": ["portal", "report_year", "status", "format"],
        "size": 50,
    }
    report = {
        "title": "报告 Reports",
        "description": "每份报告一行。One row per report, in its newest usable capture.",
        "columns": {name: described[name] for name in database["report"].columns_dict if name in described},
        "facets": ["portal", "report_year", "format", "publisher_kind"],
    }
    labels = {"indicator": {"label_column": "label"}, "applicant": {"label_column": "label"}}
    tables = {"figures": figures, "report": report, **labels}
    return {**about, "databases": {"reports": {"tables": tables, "queries": QUERIES}}}
