"""Who wants to hear of what, and how: a TOML file of subscriptions.

::

    [[subscription]]
    name = "desk"                          # what the outbox remembers it by: another name is another subscription
    url = "mailto://user:password@example.org?to=desk@example.org"   # any address apprise understands
    digest = "daily"                       # or "weekly"; without it every finding is a message of its own

    [[subscription]]
    name = "hook"
    url_from = "HOOK_URL"                  # the address stands in this environment variable
    kinds = ["figure_change"]
    portals = ["jiangsu_changzhou"]
    publishers = ["常州市人民政府"]
    years = [2022]
    since = 2026-01-01                     # also what was found before the subscription began, back to that day (Beijing time)

    [[subscription]]
    name = "operations"
    url = "ntfy://example.org/nianbao"
    operator = true                        # not findings, but that a portal fell silent, a list shrank, pages are blocked or unread

An address holds passwords, so it is never printed or stored.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from archive.beijing import BEIJING
from archive.warc import warc_date
from audit.alerts.alert import Alert
from audit.alerts.operator import KIND as OPERATOR
from audit.alerts.sources import KINDS

DIGESTS = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
_LISTS = {"kinds": str, "portals": str, "publishers": str, "years": int}
_OTHERS = {"name", "url", "url_from", "digest", "since", "operator"}


class SubscriptionError(Exception):
    """The file is not one of subscriptions; the message is a sentence without any address."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One receiver, and what it is told; a filter that is empty lets everything pass."""

    name: str
    url: str = field(repr=False)
    digest: timedelta | None = None
    kinds: frozenset[str] = frozenset()
    portals: frozenset[str] = frozenset()
    publishers: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    since: str | None = None
    """UTC; None: from when it began."""
    operator: bool = False
    """Whether it is told of the crawls instead of what was found."""

    def wants(self, alert: Alert) -> bool:
        return (
            (alert.kind == OPERATOR) == self.operator
            and (not self.kinds or alert.kind in self.kinds)
            and (not self.portals or alert.portal in self.portals)
            and (not self.publishers or alert.publisher in self.publishers)
            and (not self.years or alert.report_year in self.years)
        )


def read_subscriptions(path: Path, environment: Mapping[str, str] = os.environ) -> list[Subscription]:
    """Return the subscriptions of a file. Raises `SubscriptionError`."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise SubscriptionError(
            f"Nobody has subscribed yet: {path} is missing; audit/alerts/subscription.py shows one."
        ) from error
    except OSError as error:
        raise SubscriptionError(f"Cannot read {path}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SubscriptionError(f"{path} is no TOML: {error}.") from error
    entries = content.get("subscription")
    if content.keys() - {"subscription"} or not isinstance(entries, list):
        raise SubscriptionError(f"{path} holds no [[subscription]], or something else besides.")
    found = [_subscription(path, number, entry, environment) for number, entry in enumerate(entries, 1)]
    names = [one.name for one in found]
    if len(set(names)) < len(names):
        raise SubscriptionError(f"{path}: two subscriptions have one name.")
    return found


def _subscription(path: Path, number: int, entry: dict[str, Any], environment: Mapping[str, str]) -> Subscription:
    name = entry.get("name")
    if not isinstance(name, str) or not name:
        raise SubscriptionError(f"{path}: subscription {number} has no name.")
    where = f"{path}: subscription {name!r}"
    if unknown := entry.keys() - _OTHERS - _LISTS.keys():
        raise SubscriptionError(f"{where} says {', '.join(sorted(unknown))}, which means nothing here.")
    for key, kind in _LISTS.items():
        values = entry.get(key, [])
        if not isinstance(values, list) or not all(type(value) is kind for value in values):
            raise SubscriptionError(f"{where}: {key} is no list of {'numbers' if kind is int else 'texts'}.")
    if unknown := set(entry.get("kinds", [])) - KINDS.keys():
        raise SubscriptionError(f"{where}: there is no {', '.join(sorted(unknown))}, only {', '.join(KINDS)}.")
    if entry.get("digest") not in {None, *DIGESTS}:
        raise SubscriptionError(f"{where}: digest is {' or '.join(DIGESTS)}.")
    if not isinstance(entry.get("operator", False), bool):
        raise SubscriptionError(f"{where}: operator is true or false.")
    return Subscription(
        name,
        _url(where, entry, environment),
        DIGESTS.get(entry.get("digest", "")),
        **{key: frozenset(entry.get(key, ())) for key in _LISTS},
        since=_since(where, entry.get("since")),
        operator=entry.get("operator", False),
    )


def _url(where: str, entry: dict[str, Any], environment: Mapping[str, str]) -> str:
    if ("url" in entry) == ("url_from" in entry):
        raise SubscriptionError(f"{where} needs either url or url_from.")
    url = entry.get("url") or environment.get(str(entry.get("url_from")))
    if not isinstance(url, str) or not url:
        raise SubscriptionError(f"{where}: {entry.get('url_from', 'url')} is not set.")
    return url


def _since(where: str, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, date):
        raise SubscriptionError(f"{where}: since is no date such as 2026-01-01.")
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001 - below
    return warc_date((moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)).astimezone(UTC))
