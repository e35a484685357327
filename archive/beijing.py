"""China keeps one time zone for the whole country and no summer time."""

from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


def beijing_time(utc: str) -> str:
    """Return an instant of the data (UTC, ISO 8601) as people in China write it, to the second.

    >>> beijing_time("2023-03-10T23:59:59.500000Z")
    '2023-03-11 07:59:59'
    """
    return datetime.fromisoformat(utc).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
