"""Findings as Atom feeds (RFC 4287): one of all, one for each portal, publisher and class of finding, and a list of them (OPML).

Nothing in them is of the clock, so the same database gives the same bytes, and a feed changes only when something was found.
"""

import heapq
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from pathlib import Path
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from feedgenerator import Atom1Feed
from sqlite_utils import Database

from archive.digest import short_key
from audit.alerts.alert import Alert, plain, visible
from audit.alerts.sources import KINDS, alerts

ALL, OPML = "all.xml", "feeds.opml"
NEWEST = 100
"""Entries a feed keeps; the site has them all."""
_FILE_NAME = re.compile(r"[\w-]+")


class Feed(NamedTuple):
    """One file that was written."""

    file: str
    title: str
    entries: int


@dataclass(slots=True)
class Gathered:
    """What one feed tells, before it is written."""

    title: str
    newest: list[tuple[str, str, Alert]] = field(default_factory=list)
    """A heap of (instant, key, finding)."""

    def add(self, alert: Alert) -> None:
        """Keep the newest; keys are unique, so alerts themselves are never compared."""
        entry = (alert.at, alert.key, alert)
        (heapq.heappushpop if len(self.newest) == NEWEST else heapq.heappush)(self.newest, entry)


def write_feeds(database: Database, folder: Path, home: str = "../index.html") -> list[Feed]:
    """Write every feed that has an entry, and ``feeds.opml``, into a folder that is there; return what was written.

    ``home`` is the page the feeds belong to, as seen from the folder. A file that would be the same is left as it is.
    """
    found = gather(alerts(database))
    for file, feed in found.items():
        _write(folder / file, atom(file, feed, home))
    _write(folder / OPML, opml(found))
    return [Feed(file, feed.title, len(feed.newest)) for file, feed in found.items()]


def gather(found: Iterable[Alert]) -> dict[str, Gathered]:
    """Return every feed that has an entry, by the name of its file."""
    gathered: dict[str, Gathered] = {}
    for alert in found:
        for file, title in _feeds_of(alert):
            gathered.setdefault(file, Gathered(title)).add(alert)
    return dict(sorted(gathered.items()))


def kind_file(kind: str) -> str:
    return f"kind-{kind}.xml"


def portal_file(portal: str) -> str:
    return f"portal-{_code(portal)}.xml"


def publisher_file(portal: str, publisher: str) -> str:
    return f"publisher-{_code(portal)}-{short_key(plain(publisher)):016x}.xml"


def _code(portal: str) -> str:
    return portal if _FILE_NAME.fullmatch(portal) else f"{short_key(portal):016x}"


def _feeds_of(alert: Alert) -> Iterator[tuple[str, str]]:
    yield ALL, "全部发现 All findings"
    yield kind_file(alert.kind), KINDS[alert.kind]
    yield portal_file(alert.portal), f"门户 {plain(alert.portal)}"
    yield publisher_file(alert.portal, alert.publisher), f"{plain(alert.publisher)}（{plain(alert.portal)}）"


def atom(
    file: str,
    feed: Gathered,
    home: str,
    own: str | None = None,
    page_of: Callable[[Alert], str | None] = lambda _: None,
) -> bytes:
    """Return a feed as a file; ``own`` is its address, ``page_of`` names a page on a finding to link to instead of the portal's."""
    made = Atom1Feed(
        title=f"年报 {feed.title}",
        link=home,
        description="事实，不是指控。时间为北京时间。Facts, not accusations.",
        language="zh-CN",
        author_name="nianbao",
        feed_url=own or file,
        feed_guid=_urn("feed", file),
    )
    for at, key, alert in sorted(feed.newest, reverse=True):
        moment = datetime.fromisoformat(at)
        made.add_item(
            title=visible(alert.title),
            link=page_of(alert) or (visible(alert.url) if alert.url.startswith(("http://", "https://")) else home),
            description="<br>".join(map(escape, visible(alert.text).splitlines())),
            unique_id=_urn("alert", key),
            pubdate=moment,
            updateddate=moment,
            categories=[alert.kind, alert.portal],
        )
    text: str = made.writeString("utf-8")
    return text.encode()


def _urn(kind: str, name: str) -> str:
    return uuid5(NAMESPACE_URL, f"nianbao:{kind}:{name}").urn


def opml(feeds: dict[str, Gathered], base: str = "") -> bytes:
    """Return the list of feeds that readers import; ``base`` stands before the name of each file."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "年报 nianbao"
    body = ET.SubElement(root, "body")
    for file, feed in feeds.items():
        ET.SubElement(body, "outline", type="rss", text=feed.title, title=feed.title, xmlUrl=base + file)
    ET.indent(root)
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _write(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    unborn = path.with_name(path.name + ".new")
    unborn.write_bytes(content)
    unborn.replace(path)
