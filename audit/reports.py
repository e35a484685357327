"""Every report the archive holds, in a line each."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from sqlite_utils import Database

from audit.selection import EVERYTHING, Selection


@dataclass(frozen=True, slots=True)
class ReportLine:
    """The newest usable capture of one report, in the rendition that is shown, counted."""

    portal: str
    publisher: str
    report_year: int
    format: str
    figures_read: int
    """Figures of the tables with a number; blanks, marks and missing ones do not count."""
    figures_due: int
    """Figures the layout prints."""
    claims: int
    """Figures quoted in prose."""
    checks_passed: int
    checks_failed: int
    flags: str
    """Flag codes, comma separated."""
    renditions: int
    """Documents in which the report is published: page, PDF, pictures; this one among them."""
    url: str


_SQL = """
SELECT report.portal, report.publisher, report.report_year, coalesce(report.format, '?') AS format,
  (SELECT count(*) FROM figure f WHERE f.figure_set = report.figure_set AND f.status IS NULL AND f.origin IS NOT 'narrative')
    AS figures_read,
  (SELECT count(*) FROM figure f WHERE f.figure_set = report.figure_set AND f.origin IS NOT 'narrative') AS figures_due,
  (SELECT count(*) FROM claim WHERE claim.figure_set = report.figure_set) AS claims,
  (SELECT count(*) FROM check_result c WHERE c.figure_set = report.figure_set AND c.severity = 'strict'
     AND c.verdict IN ('pass', 'pass_blank_zero')) AS checks_passed,
  (SELECT count(*) FROM check_result c WHERE c.figure_set = report.figure_set AND c.severity = 'strict'
     AND c.verdict = 'fail') AS checks_failed,
  coalesce((SELECT group_concat(code, ', ') FROM (SELECT DISTINCT value ->> 'code' AS code FROM json_each(report.flags))), '')
    AS flags,
  report.renditions, report.url
FROM report
WHERE {condition}
ORDER BY portal, publisher, report_year
"""


def report_lines(database: Database, selection: Selection = EVERYTHING) -> Iterator[ReportLine]:
    """Yield a line for every report of the selection, ordered by portal, publisher and year."""
    asked = {"portal": selection.portal, "publisher": selection.publisher, "report_year": selection.report_year}
    for row in database.query(_SQL.format(condition=selection.condition), asked):
        yield ReportLine(**row)


def copy_count(database: Database, portal: str | None = None) -> int:
    """Return how many copies that are not the publisher's own the archive holds, of one portal or of all; see the view ``copy``."""
    row = database.execute("SELECT count(*) FROM copy WHERE ? IS NULL OR portal = ?", [portal, portal]).fetchone()
    return int(row[0])


def unheard(database: Database, publisher: str) -> str | None:
    """Return in a sentence that no report prints this publisher, with the names most like it; None if one does."""
    names = [name for (name,) in database.execute("SELECT DISTINCT publisher FROM reading WHERE publisher IS NOT NULL")]
    if publisher in names:
        return None
    near = [name for name in sorted(names) if publisher in name] or get_close_matches(publisher, names)
    hint = f"; did you mean {' or '.join(near[:3])}" if near else ""
    return f"No report in the archive prints the publisher {publisher!r}{hint}{'?' if near else '.'}"
