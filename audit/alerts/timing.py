"""Reports that were late, are missing, or were not there on the day their page gives, as alerts."""

from collections.abc import Iterator

from sqlite_utils import Database

from archive.beijing import beijing_time
from audit.alerts.alert import Alert, made_key, plain
from audit.sightings import Report
from audit.timeliness import LATE, MISSING_AFTER_DEADLINE, Publication, observed

KIND_LATE, KIND_MISSING, KIND_CONTRADICTED = "late", "missing", "date_contradicted"
_TITLES = {
    KIND_LATE: "晚于期限见到 seen after its day",
    KIND_MISSING: "期限后未见 not seen after its day",
    KIND_CONTRADICTED: "所印日期与所见不符 printed date contradicted",
}


def timing(database: Database) -> Iterator[Alert]:
    """Yield an alert for every report that is proven late or missing after its day, or whose printed date a list contradicts.

    The key names body and year; that it is still missing at the next crawl is no new finding.
    """
    for report, found in observed(database):
        if found.verdict == LATE:
            yield _alert(KIND_LATE, report, found, _late(found))
        elif found.verdict == MISSING_AFTER_DEADLINE:
            yield _alert(KIND_MISSING, report, found, _missing(found))
        if found.claimed_date_contradicted:
            yield _alert(KIND_CONTRADICTED, report, found, _contradicted(found))


def _alert(kind: str, report: Report, found: Publication, sentences: Iterator[str]) -> Alert:
    at = found.due if kind == KIND_MISSING else found.first_seen
    assert at is not None  # noqa: S101 - for the type checker: each of these rests on it
    publisher = plain(found.publisher)
    beside = (
        ("依据 Basis", found.basis),
        ("页面 Page", found.url),
        ("所见 Seen", found.first_seen_in),
        ("所无 Absent", found.last_absent_in),
    )
    return Alert(
        key=made_key(kind, *report.site, *map(str, report.body), str(report.report_year)),
        kind=kind,
        portal=found.portal,
        publisher=publisher,
        report_year=found.report_year,
        at=at,
        title=f"{publisher} {found.report_year}：{_TITLES[kind]}",
        text="\n".join([*sentences, *(f"{name}: {fact}" for name, fact in beside if fact)]),
        url=found.url or "",
    )


def _late(found: Publication) -> Iterator[str]:
    due, absent, seen = _moments(found)
    least, most = found.days_late_min, found.days_late_max
    yield f"{plain(found.publisher)}{found.report_year}年度报告的期限为北京时间 {due}。"
    yield f"{absent} 开始并读到末尾的列表中没有它，{seen} 首次见到：晚于期限 {least} 至 {most} 天。"
    yield f"Due by {due}, absent from lists begun at {absent} and read to their end, first seen at {seen} (Beijing time)."


def _missing(found: Publication) -> Iterator[str]:
    due, absent, _ = _moments(found)
    yield f"{plain(found.publisher)}{found.report_year}年度报告的期限为北京时间 {due}。"
    yield f"至今未见；期限之后最近一次于 {absent} 开始并读到末尾的列表中没有它。未见不等于未发布。"
    yield f"Due by {due} and never seen; lists begun at {absent} and read to their end lacked it (Beijing time)."


def _contradicted(found: Publication) -> Iterator[str]:
    _, absent, seen = _moments(found)
    yield f"{plain(found.publisher)}{found.report_year}年度报告的页面或列表印有：{plain(found.claimed_dates)}。"
    yield f"而北京时间 {absent} 开始并读到末尾的列表中没有它，{seen} 首次见到。"
    yield f"A date printed for its publication lies before {absent} (Beijing time), when lists read to their end lacked it."


def _moments(found: Publication) -> tuple[str, str, str]:
    due, absent, seen = (beijing_time(at) if at else "—" for at in (found.due, found.last_absent, found.first_seen))
    return due, absent, seen
