"""Times as people and WARC files write them: less than exact, so each is a stretch."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

_FORM = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,9}))?)?(?P<zone>Z|[+-]\d\d:\d\d)?)?)?)?"
)


def stretch(text: str, zone: tzinfo = UTC) -> tuple[datetime, datetime]:
    """Return the first and the last microsecond, in UTC, that a date or time may mean (W3C-DTF, as WARC-Date).

    ``zone`` is meant where the text names none. Raises ValueError if it is no date.

    >>> from datetime import timezone
    >>> [str(moment) for moment in stretch("2023-03", timezone(timedelta(hours=8)))]
    ['2023-02-28 16:00:00+00:00', '2023-03-31 15:59:59.999999+00:00']
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:40]!r} is no date such as 2023-03-01 or 2023-03-01T08:00:00+08:00")
    part = {name: int(match[name]) for name in ("year", "month", "day", "hour", "minute", "second") if match[name]}
    fraction = match["fraction"] or ""
    try:
        if match["zone"]:
            zone = datetime.fromisoformat(f"2000-01-01T00:00{match['zone']}").tzinfo or UTC
        first = datetime(**{"month": 1, "day": 1, **part}, microsecond=int(fraction[:6].ljust(6, "0")), tzinfo=zone)
        last = _following(first, list(part)[-1], len(fraction)) - timedelta(microseconds=1)
        return first.astimezone(UTC), last.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text[:40]!r} is on no calendar: {error}") from error


def _following(first: datetime, finest: str, decimals: int) -> datetime:
    """Return the first moment that is no longer meant."""
    if decimals:
        return first + timedelta(microseconds=10 ** max(6 - decimals, 0))
    if finest == "year":
        return first.replace(year=first.year + 1)
    if finest == "month":
        return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return first + timedelta(**{f"{finest}s": 1})
