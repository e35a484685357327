"""Pages of reports that are gone, moved, replaced or back, as alerts."""

from collections.abc import Iterator

from sqlite_utils import Database

from archive.beijing import beijing_time
from audit.alerts.alert import Alert, made_key, plain
from audit.history import histories, told
from audit.presence import Kind, Presence, PresenceEvent

KINDS: dict[str, str] = {
    Kind.WITHDRAWN: "已不可见的页面 Pages that are gone",
    Kind.MOVED: "移至他处的页面 Pages that moved",
    Kind.REPLACED: "被替换的页面 Pages that were replaced",
    Kind.REAPPEARED_SAME: "重新可见的页面 Pages that are back",
    Kind.REAPPEARED_CHANGED: "重新可见而内容不同的页面 Pages that are back otherwise",
}
_SAID = {
    Kind.WITHDRAWN: ("页面不再可见", "the page is gone"),
    Kind.MOVED: ("页面不再可见，相同的数据见于另一地址", "the page is gone, the same figures are at another address"),
    Kind.REPLACED: ("页面不再可见，同一报告的不同数据见于另一地址", "the page is gone, other figures are at another address"),
    Kind.REAPPEARED_SAME: ("页面重新可见，内容相同", "the page is back, the same"),
    Kind.REAPPEARED_CHANGED: ("页面重新可见，内容不同", "the page is back, not the same"),
}  # fmt: skip


def whole_documents(database: Database) -> Iterator[Alert]:
    """Yield an alert for every established event of `audit.presence`; what is provisional may be an outage and is not told."""
    for event in Presence(database, list(histories(database))).events():
        if event.established:
            yield _alert(event)


def _alert(event: PresenceEvent) -> Alert:
    last, publisher = event.last, plain(event.last.publisher or "")
    chinese, english = _SAID[event.kind]
    now = event.successor or event.first.check
    since, until = beijing_time(event.not_before), beijing_time(event.not_after)
    shown_by = now.capture if now and event.successor is None else last.capture
    lines = [
        f"{publisher}{last.report_year}年度报告：{chinese}。发生于北京时间 {since} 之后、{until} 之前。",
        f"Of the report {english}, after {since} and not later than {until} (Beijing time).",
        f"其间所见 Seen meanwhile: {told(event.evidence)}" if event.evidence else "",
        f"其间未能判断 Could not tell: {told(event.unknown)}" if event.unknown else "",
        f"页面 Page: {last.url}",
        f"另一地址 Other address: {event.successor.url}" if event.successor else "",
        f"存档 Captures: {last.capture}{f' → {now.capture}' if now else ''}",
    ]
    return Alert(
        key=made_key(event.kind, last.portal, last.document, shown_by),
        kind=str(event.kind),
        portal=last.portal,
        publisher=publisher,
        report_year=last.report_year,
        at=event.not_after,
        title=f"{publisher} {last.report_year}：{chinese} {english}",
        text="\n".join(filter(None, lines)),
        url=last.url,
    )
