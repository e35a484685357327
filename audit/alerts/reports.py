"""Reports that the archive saw for the first time, as alerts."""

from collections.abc import Iterator

from sqlite_utils import Database

from archive import Fidelity
from archive.beijing import beijing_time
from audit.alerts.alert import Alert, made_key, plain

KIND = "new_report"
_FIRST = """
SELECT portal, publisher, report_year, title, document, url, capture, fidelity, min(answered_at) AS seen
FROM visit
WHERE official
GROUP BY portal, adcode, publisher, report_year
ORDER BY portal, adcode, publisher, report_year
"""


def new_reports(database: Database) -> Iterator[Alert]:
    """Yield an alert for every report, of when any of its documents was first seen. That is not when it was published.

    The key names the document, not the publisher: an extractor that reads the name otherwise finds no new report.
    """
    for row in database.query(_FIRST):
        publisher, year, seen = plain(row["publisher"]), row["report_year"], beijing_time(row["seen"])
        lines = [
            f"{publisher}{year}年度报告首次见于北京时间 {seen}。这是存档首次见到的时间，并非发布时间。",
            f"The report was first seen at {seen} (Beijing time); that is not when it was published.",
            f"标题 Title: {plain(row['title'] or '')}",
            f"页面 Page: {row['url']}",
            f"存档 Capture: {row['capture']}",
        ]
        if row["fidelity"] == Fidelity.IMPORTED:
            lines.insert(2, "此存档由他人制作。The capture is somebody else's.")
        yield Alert(
            key=made_key(KIND, row["portal"], row["document"], str(year)),
            kind=KIND,
            portal=row["portal"],
            publisher=row["publisher"],
            report_year=year,
            at=row["seen"],
            title=f"{publisher} {year}：首次见到报告 report first seen",
            text="\n".join(lines),
            url=row["url"],
        )
