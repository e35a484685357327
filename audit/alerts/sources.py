"""Where alerts come from: a new class of finding is one function more here, and its name for people."""

from collections.abc import Callable, Iterator

from sqlite_utils import Database

from audit.alerts import figures, reports
from audit.alerts.alert import Alert

KINDS: dict[str, str] = {
    figures.KIND: "数据变化 Figures that changed",
    reports.KIND: "首次见到的报告 Reports first seen",
}
SOURCES: tuple[Callable[[Database], Iterator[Alert]], ...] = (figures.changed_figures, reports.new_reports)


def alerts(database: Database) -> Iterator[Alert]:
    """Yield every finding the database holds, however old."""
    for source in SOURCES:
        yield from source(database)
