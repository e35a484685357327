"""What is stored compactly comes back as it was read: figures with their provenance, claims with their sentences, checks."""

from pathlib import Path

import pytest

from archive.database import memory_database
from archive.figure_sets import figure_set, insert_sets
from extraction import AnnualReport, embedded, extract
from extraction.report import Observation, Verdict

FIXTURES = Path(__file__).parent / "fixtures"
NAMES = ("blanks_and_marks", "bytes_lost", "disclosure_of_2019", "carriers", "divs_only", "jiangsu_changzhou/report")
PAGES = sorted(path for name in NAMES for path in (FIXTURES / name).rglob("page.*"))
_FIGURES = """
SELECT indicator.code, applicant.code, figure.value, coalesce(figure.status, 'number'), coalesce(figure.raw, figure.value, ''),
       coalesce(figure.unit, indicator.unit), coalesce(figure.origin, 'table'), place.locator || coalesce('#' || figure.cell, '')
FROM figure JOIN indicator ON indicator.no = figure.indicator JOIN applicant ON applicant.no = figure.applicant
LEFT JOIN place ON place.figure_set = figure.figure_set AND place.no = figure.place
"""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_a_set_comes_back_as_it_was_read(page: Path) -> None:
    report = extract(page.read_bytes())
    database = memory_database()
    insert_sets(database, [figure_set(report)])
    assert {Observation(*row) for row in database.execute(_FIGURES)} == set(report.observations)
    said = database.execute("SELECT indicators, value, pattern, unit, sentence, scope, locator FROM claim ORDER BY no")
    assert said.fetchall() == [
        ("+".join(one.indicators), one.value, one.pattern, one.unit, one.raw, one.scope, one.locator)
        for one in report.claims
    ]
    applied = database.execute(
        "SELECT identity, scope, severity, verdict, left_side, right_side FROM check_result ORDER BY no"
    )
    assert applied.fetchall() == [_told(report, no) for no in range(len(report.checks))]


def _told(report: AnnualReport, no: int) -> tuple[str | None, ...]:
    check = report.checks[no]
    sides = (None, None) if check.verdict is Verdict.PASS else (check.left, check.right)
    return (check.identity, check.scope or "", check.severity, check.verdict, *sides)


def test_a_page_looked_through_for_parts_reads_alike() -> None:
    for page in PAGES:
        payload = page.read_bytes()
        alone = extract(payload)
        embedded(payload)
        assert extract(payload) == alone
