"""Findings as Atom feeds (RFC 4287): one of all, one for each portal, publisher and class of finding, and a list of them (OPML).

Nothing in them is of the clock, so the same database gives the same bytes, and a feed changes only when something was found.
"""

import heapq
import re
from collections.abc import Iterator
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

_FILE_NAME = re.compile(r"[\w-]+")
_NEWEST = 100
"""Entries a feed keeps; the site has them all."""


class Feed(NamedTuple):
    """One file that was written."""

    file: str
    title: str
    entries: int


@dataclass(slots=True)
class _Gathered:
    title: str
    newest: list[tuple[str, str, Alert]] = field(default_factory=list)

    def add(self, alert: Alert) -> None:
        """Keep the newest; keys are unique, so alerts themselves are never compared."""
        entry = (alert.at, alert.key, alert)
        (heapq.heappushpop if len(self.newest) == _NEWEST else heapq.heappush)(self.newest, entry)


def write_feeds(database: Database, folder: Path, home: str = "../index.html") -> list[Feed]:
    """Write every feed that has an entry, and ``feeds.opml``, into a folder that is there; return what was written.

    ``home`` is the page the feeds belong to, as seen from the folder. A file that would be the same is left as it is.
    """
    gathered: dict[str, _Gathered] = {}
    for alert in alerts(database):
        for file, title in _feeds_of(alert):
            gathered.setdefault(file, _Gathered(title)).add(alert)
    written = []
    for file, feed in sorted(gathered.items()):
        _write(folder / file, _atom(file, feed, home))
        written.append(Feed(file, feed.title, len(feed.newest)))
    _write(folder / "feeds.opml", _opml(written))
    return written


def _feeds_of(alert: Alert) -> Iterator[tuple[str, str]]:
    yield "all.xml", "全部发现 All findings"
    yield f"kind-{alert.kind}.xml", KINDS[alert.kind]
    portal = alert.portal if _FILE_NAME.fullmatch(alert.portal) else f"{short_key(alert.portal):016x}"
    yield f"portal-{portal}.xml", f"门户 {plain(alert.portal)}"
    yield (
        f"publisher-{portal}-{short_key(alert.publisher):016x}.xml",
        f"{plain(alert.publisher)}（{plain(alert.portal)}）",
    )


def _atom(file: str, feed: _Gathered, home: str) -> bytes:
    atom = Atom1Feed(
        title=f"年报 {feed.title}",
        link=home,
        description="事实，不是指控。时间为北京时间。Facts, not accusations.",
        language="zh-CN",
        author_name="nianbao",
        feed_url=file,
        feed_guid=_urn("feed", file),
    )
    for at, key, alert in sorted(feed.newest, reverse=True):
        moment = datetime.fromisoformat(at)
        atom.add_item(
            title=visible(alert.title),
            link=visible(alert.url) if alert.url.startswith(("http://", "https://")) else home,
            description="<br>".join(map(escape, visible(alert.text).splitlines())),
            unique_id=_urn("alert", key),
            pubdate=moment,
            updateddate=moment,
            categories=[alert.kind, alert.portal],
        )
    text: str = atom.writeString("utf-8")
    return text.encode()


def _urn(kind: str, name: str) -> str:
    return uuid5(NAMESPACE_URL, f"nianbao:{kind}:{name}").urn


def _opml(feeds: list[Feed]) -> bytes:
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "年报 nianbao"
    body = ET.SubElement(root, "body")
    for feed in feeds:
        ET.SubElement(body, "outline", type="rss", text=feed.title, title=feed.title, xmlUrl=feed.file)
    ET.indent(root)
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _write(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    unborn = path.with_name(path.name + ".new")
    unborn.write_bytes(content)
    unborn.replace(path)
