"""Who publishes: one body under the names it prints and on the portals that show it."""

import re
from typing import NamedTuple

from audit.duty import REVISED_SINCE, Duty, duty
from extraction.level import level_of
from extraction.publisher import kind_of

_ENDING = re.compile(r"(?:人民)?政府$")
_BOTH = re.compile(r"(?:政府|[市县区旗州盟省])\(.*办公[厅室]\)$")


class Body(NamedTuple):
    """What tells one publisher from another; two rows of the database with equal bodies are about the same one."""

    place: str
    """Where the name is unique: empty for the whole country, else an area code or its first four digits."""
    name: str
    """Without 人民政府 where it is the government itself: titles say 靖江市 and 靖江市人民政府 by turns."""


def body(publisher: str, adcode: str, portal: str) -> Body:
    """Return the body a portal's report names.

    A name that begins with a province or a city is one body wherever it is shown, one that begins with a county within its
    city; 审计局 alone, and the towns of that name, only on portals of the same place.

    >>> body("溧阳市人民政府", "320400", "jiangsu_changzhou") == body("溧阳市", "320481", "jiangsu_liyang")
    True
    >>> body("审计局", "320400", "jiangsu_changzhou") == body("审计局", "320481", "jiangsu_liyang")
    False
    """
    name = _ENDING.sub("", publisher) if kind_of(publisher) == "government" else publisher
    match level_of(publisher):
        case "province" | "prefecture":
            return Body("", name)
        case "county":
            return Body(adcode[:4] or portal, name)
    return Body(adcode or portal, name)


def duty_of(publisher: str, kind: str | None, level: str | None, report_year: int) -> Duty | None:
    """Return what `audit.duty` lays on a publisher, as its reports print and the extractor classifies it.

    No rule is applied where the name leaves open whose report it is, nor, since 2019, to the bodies of a development zone, which
    is no level of government: the law would have to be interpreted, and that is not ours to do.

    >>> duty_of("贵阳市人民政府(市人民政府办公厅)", "office", "prefecture", 2021), duty_of("苏州工业园区", "government", None, 2021)
    (None, None)
    >>> str(duty_of("审计局", "department", None, 2021).due)
    '2022-01-31 15:59:59.999999+00:00'
    """
    zone = level is None and "区" in publisher
    if _BOTH.search(publisher) or (zone and report_year >= REVISED_SINCE):
        return None
    return duty(kind, report_year, level)
