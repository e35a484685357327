"""Reports that are gone, as alerts."""

from collections.abc import Iterator

from sqlite_utils import Database

from archive.beijing import beijing_time
from audit.alerts.alert import Alert, made_key, plain
from audit.history import told
from audit.presence import withdrawn
from audit.wording import PRESENCE, ended

KIND = "withdrawn"


def withdrawals(database: Database) -> Iterator[Alert]:
    """Yield an alert for every document that is gone now; one that comes back and goes again later is another finding."""
    for (portal, document), event in withdrawn(database).items():
        seen, since = event.last, event.first.at
        name, year, last, first = (
            plain(seen.publisher or ""),
            seen.report_year or 0,
            beijing_time(seen.captured_at),
            beijing_time(since),
        )
        lines = (
            f"{name}{year}年度报告：{PRESENCE[event.kind]}。自北京时间 {first} 起：{ended(event.evidence)}。",
            f"此前最后一次见到为北京时间 {last}。",
            f"Last seen at {last}; since {first} (Beijing): {told(event.evidence)}.",
            *([f"另一地址 Other address: {event.successor.url}"] if event.successor else []),
            f"页面 Page: {seen.url}",
            f"存档 Capture: {seen.capture}",
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
            url=seen.url,
        )
