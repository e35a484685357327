"""Where alerts come from: a new class of finding is one function more here, and its name for people."""

from collections.abc import Callable, Iterator

from sqlite_utils import Database

from audit.alerts import checks, figures, presence, reports, timing
from audit.alerts.alert import Alert

KINDS: dict[str, str] = {
    figures.KIND: "数据变化 Figures that changed",
    **presence.KINDS,
    reports.KIND: "首次见到的报告 Reports first seen",
    timing.KIND_LATE: "晚于期限见到的报告 Reports seen after their day",
    timing.KIND_MISSING: "期限后未见的报告 Reports not seen after their day",
    timing.KIND_CONTRADICTED: "所印日期与所见不符 Printed dates contradicted",
    checks.KIND: "不成立的校验 Rules that are not kept",
}
SOURCES: tuple[Callable[[Database], Iterator[Alert]], ...] = (
    figures.changed_figures,
    presence.whole_documents,
    reports.new_reports,
    timing.timing,
    checks.failed_checks,
)


def alerts(database: Database) -> Iterator[Alert]:
    """Yield every finding the database holds, however old."""
    for source in SOURCES:
        yield from source(database)
