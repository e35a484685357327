"""Pages of reports that are gone, as alerts."""

from collections.abc import Iterator

from sqlite_utils import Database

from archive.beijing import beijing_time
from audit.alerts.alert import Alert, made_key, plain
from audit.withdrawn import withdrawn

KIND = "withdrawn"
_LAST_SEEN = """
SELECT publisher, report_year, url, capture, captured_at FROM visit
WHERE official AND portal = ? AND document = ? AND captured_at < ?
ORDER BY captured_at DESC LIMIT 1
"""


def withdrawals(database: Database) -> Iterator[Alert]:
    """Yield an alert for every document that is gone now, by `audit.withdrawn`; one that goes again later is another finding."""
    for (portal, document), since in withdrawn(database).items():
        row = database.execute(_LAST_SEEN, [portal, document, since]).fetchone()
        if row is None:
            continue  # it never showed a report
        publisher, year, url, capture, seen = row
        name, last, first = plain(publisher), beijing_time(seen), beijing_time(since)
        lines = (
            f"{name}{year}年度报告的页面自北京时间 {first} 起至少三次访问、历时 72 小时以上均答以“无此页”。",
            f"此前最后一次见到为北京时间 {last}。",
            f"Last seen at {last}; since {first} three crawls or more over 72 hours were told there is no such page (Beijing).",
            f"页面 Page: {url}",
            f"存档 Capture: {capture}",
        )
        yield Alert(
            key=made_key(KIND, portal, document, since),
            kind=KIND,
            portal=portal,
            publisher=name,
            report_year=year,
            at=since,
            title=f"{name} {year}：页面已不可见 page gone",
            text="\n".join(lines),
            url=url,
        )
