"""By when the law wants a report published: 政府信息公开条例, as revised in 2019 and as it was before."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from archive.beijing import BEIJING
from archive.moments import stretch

_REVISED = "《中华人民共和国政府信息公开条例》（2019年修订，国务院令第711号）第四十九条"
_FIRST = "《中华人民共和国政府信息公开条例》（2007年，国务院令第492号）第三十一条"
_DEPARTMENT = f"{_REVISED}第一款：县级以上人民政府部门应当在每年1月31日前向社会公布上一年度报告"
_GOVERNMENT = (
    f"{_REVISED}第二款：县级以上地方人民政府的政府信息公开工作主管部门应当在每年3月31日前向社会公布本级政府上一年度报告"
)
_EVERYBODY = f"{_FIRST}：各级行政机关应当在每年3月31日前公布本行政机关的年度报告"

FIRST_YEAR = 2008  # the regulation came into force on 1 May 2008
REVISED_SINCE = 2019  # the revision came into force on 15 May 2019, after reports on 2018 were due
_BODIES = {"government", "office", "department", "township", "dispatched_body"}


@dataclass(frozen=True, slots=True)
class Duty:
    """Until when a report had to be public, and why."""

    due: datetime
    """The last instant of the last day in Asia/Shanghai, as UTC."""
    basis: str
    """The rule in Chinese: regulation, document number, article, what it says."""


def duty(kind: str | None, report_year: int, level: str | None = None) -> Duty | None:
    """Return the duty of a body of this kind (``extraction.publisher``) for its report on a year; None if the law names none.

    ``level`` is that of ``extraction.level``. The office of a government is one of its departments (工作部门) where it reports on
    itself. No rule is applied to a body whose kind is unknown; since the revision none to townships and street offices, to
    dispatched bodies, nor to offices inside a township, because article 49 names only governments at county level and above and
    their departments; and none to reports on years before 2008, when there was no such duty.

    >>> str(duty("department", 2023).due), str(duty("government", 2023).due), str(duty("department", 2018).due)
    ('2024-01-31 15:59:59.999999+00:00', '2024-03-31 15:59:59.999999+00:00', '2019-03-31 15:59:59.999999+00:00')
    >>> duty("township", 2023), duty("township", 2018) is None, duty("department", 2023, "township"), duty(None, 2018)
    (None, False, None, None)
    """
    if kind not in _BODIES or report_year < FIRST_YEAR:
        return None
    if report_year < REVISED_SINCE:
        return _until(report_year, "03-31", _EVERYBODY)
    if level == "township":
        return None
    match kind:
        case "government":
            return _until(report_year, "03-31", _GOVERNMENT)
        case "department" | "office":
            return _until(report_year, "01-31", _DEPARTMENT)
    return None


@cache
def _until(report_year: int, day: str, basis: str) -> Duty:
    return Duty(stretch(f"{report_year + 1}-{day}", BEIJING)[1], basis)
