"""The schedule kept: the parameters of the settings applied to what the archive holds."""

from collections.abc import Iterable

from scrapy.settings import BaseSettings
from sqlite_utils import Database

from archive.due import replace_due
from audit.revisit import Policy
from audit.schedule import schedule

UNSCHEDULED = "any_portal"
"""The portals of `crawler.any_portal` have no spider to be visited by; `scrapy genspider` writes one."""


def policy_of(settings: BaseSettings) -> Policy:
    """Read the parameters; raises ValueError in a sentence for one that is no number of days."""
    days = settings.getint
    try:
        policy = Policy(
            list_floor=days("LIST_FLOOR"),
            report_floor=days("REPORT_FLOOR"),
            after_change=tuple(sorted(int(day) for day in settings.getlist("AFTER_CHANGE"))),
            fresh=days("FRESH_REPORT"),
            fresh_for=days("FRESH_FOR"),
            early=days("SEASON_EARLY"),
            close=days("SEASON_CLOSE"),
            late=days("SEASON_LATE"),
            close_begins=days("SEASON_CLOSE_BEGINS"),
            close_ends=days("SEASON_CLOSE_ENDS"),
        )
    except ValueError as error:
        raise ValueError(f"The schedule is set in whole days: {error}.") from error
    intervals = (policy.list_floor, policy.report_floor, policy.fresh, policy.early, policy.close, policy.late)
    if min(*intervals, *policy.after_change) < 1:
        raise ValueError("The schedule asks for less than a day between two visits, which no portal is asked for.")
    return policy


def reschedule(database: Database, settings: BaseSettings, portals: Iterable[str] | None = None) -> None:
    """Make the rows of ``due`` again, of these portals or of all the archive knows."""
    policy = policy_of(settings)
    known = {row["portal"] for row in database.query("SELECT DISTINCT portal FROM run")}
    for portal in sorted((known if portals is None else known & set(portals)) - {UNSCHEDULED}):
        replace_due(database, portal, schedule(database, portal, policy))
