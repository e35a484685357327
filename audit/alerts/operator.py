"""What the operator should know, apart from what was found: a portal fell silent, a list shrank, pages are blocked or unread.

These are about the crawls and not about any publisher. They stand in no feed, and go only to subscriptions that say ``operator``.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlite_utils import Database

from archive.beijing import BEIJING
from archive.warc import warc_date
from audit import health
from audit.alerts.alert import Alert, made_key, plain, visible
from audit.health import Alarm, Margins
from audit.runs import baselines

KIND = "operator"
_ABOUT_ONE = {"shrank", "unread_list", "certificate"}
"""Alarms that begin with the list or host they are about; a portal may have several."""


def operator_alerts(database: Database, margins: Margins, free: int, now: datetime) -> Iterator[Alert]:
    """Yield an alert for everything out of the ordinary (`audit.health`); while it lasts it is told again once a week."""
    year, week, _ = now.astimezone(BEIJING).isocalendar()
    for alarm in _alarms(database, margins, free, now):
        subject = alarm.what.partition(" ")[0] if alarm.alarm in _ABOUT_ONE else ""
        person = "需要人处理 A person is needed." if alarm.needs_person else "仅供知悉 For information."
        yield Alert(
            key=made_key(KIND, alarm.portal, alarm.alarm, subject, f"{year}-{week}"),
            kind=KIND,
            portal=alarm.portal,
            publisher="",
            report_year=None,
            at=warc_date(now),
            title=f"运行 operator: {alarm.portal or '全部 all'} {alarm.alarm} {plain(alarm.what)}",
            text=f"{visible(alarm.what)}\n{person}",
            url="",
        )


def _alarms(database: Database, margins: Margins, free: int, now: datetime) -> Iterator[Alarm]:
    yield from health.disk_alarms(free, margins)
    yield from health.overdue_alarms(database, margins, now)
    for baseline in baselines(database):
        yield from health.run_alarms(baseline, margins)
    yield from health.list_alarms(database, margins)
    yield from health.certificate_alarms(database, now)
