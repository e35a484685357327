"""What a capture claims about its own time, and whether its publisher announced a correction: shown beside a change, never used.

A server's Last-Modified and the dates a page prints say what somebody entered; they never narrow an interval.
"""

import json
import re
from functools import cached_property

from sqlite_utils import Database

from audit.history import Check

_CLAIMS = """
SELECT capture.last_modified, reading.dates FROM capture
LEFT JOIN reading ON reading.snapshot = capture.snapshot AND reading.extractor = :extractor WHERE capture.capture = :capture
"""
_NOTICES = """
SELECT DISTINCT run.portal, row.title, row.listed_date FROM scan_row AS row JOIN scan USING (scan) JOIN run USING (run)
WHERE (row.title GLOB '*更正*' OR row.title GLOB '*修订*' OR row.title GLOB '*勘误*') AND row.title GLOB '*年*报*'
"""
_TITLES = """
SELECT coalesce(capture.listed_title, '') AS listed, coalesce(reading.title, '') AS printed FROM capture
LEFT JOIN reading ON reading.snapshot = capture.snapshot AND reading.extractor = :extractor WHERE capture.capture = :capture
"""
_WORDS = ("更正", "修订", "勘误")


class Claims:
    """Looks up what stands beside changes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, check: Check) -> str:
        """Return the dates a capture claims, each under its own name; empty if it claims none.

        A date printed twice stands once: ``Last-Modified Thu, 09 Mar 2023 02:00:00 GMT; 发布日期 2023-03-09 10:00``.
        """
        given = {"capture": check.capture, "extractor": check.extractor}
        claims = []
        for row in self._database.query(_CLAIMS, given):
            claims += [f"Last-Modified {row['last_modified']}"] if row["last_modified"] else []
            claims += [f"{date['name']} {date['raw']}" for date in json.loads(row["dates"] or "[]")]
        return "; ".join(dict.fromkeys(claims))

    def notice(self, check: Check) -> str:
        """Return the words in which the publisher announces a correction of the report a check saw; empty if none was found.

        They stand in its title, in its title on a list, or in the title of another row of the portal's lists that names the
        publisher and the year.
        """
        given = {"capture": check.capture, "extractor": check.extractor}
        for row in self._database.query(_TITLES, given):
            for title in row.values():
                if any(word in title for word in _WORDS):
                    return str(title)
        short = (check.publisher or "").removesuffix("人民政府")
        # Not 常州市财政局 where 常州市 is meant: what follows the name is no part of another.
        named = re.compile(
            rf"{re.escape(short)}(?:人民政府)?(?=\d{{4}}|政府信息|信息公开|关于|《|》|$).*{check.report_year}"
        )
        for portal, title, date in self._notices:
            if portal == check.portal and named.search(title):
                return f"{title} ({date})" if date else title
        return ""

    @cached_property
    def _notices(self) -> list[tuple[str, str, str | None]]:
        return self._database.execute(_NOTICES).fetchall()
