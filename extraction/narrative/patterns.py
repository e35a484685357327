"""The wordings of prose figures, `patterns.json`, compiled for quick look-up.

A label stands before its number (收到申请58件) or after it (3件结转下年); labels that end in the same character are looked
up together, so that a number costs a few searches however long the list grows. The list is ordered, specific wordings
before general ones, and an entry without codes keeps a wording from being taken for a more general one.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

MODERN = "f2021"
_FILE = Path(__file__).with_name("patterns.json")
_FILLER = r'(?:的|共计|合计|总计|累计|共有|共|总数|数量|数|分别为|均为|为|有|达到|达|计|[:"])'
_REMARK = r"(?:\([^()\d]{0,24}\))?"
_TAIL = re.compile(r"(?:\(\?:(?P<group>[^()]+)\)|(?P<literal>[\u4e00-\u9fff]{1,2}[》\"]?|(?<=\\)\)))$")
FILLERS = re.compile(rf"(?:{_FILLER}|\([^()\d]{{0,24}}\))$")
"""One word, or a remark in brackets, that may stand between a label and its number."""
FILLER_ENDS = frozenset('的计有共数量为到达:")')


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to name a figure beside its number."""

    rank: int
    codes: tuple[str, ...]
    by_topic: Mapping[str, str]
    """Codes of words that need one: 维持 is an outcome of a review or of a lawsuit."""
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    excluded: re.Pattern[str] | None
    """Words that make it another figure if they stand between the last number and this one."""
    units: frozenset[str]
    topic: str
    """What the paragraph must have been speaking of."""
    follows: tuple[str, ...]
    """Figures of the same sentence, in any order, that must stand right before; one ending in a dot is a prefix."""
    unless: tuple[str, ...]
    """Figures of the same sentence that make it another one right behind them: what a gazette printed."""
    year: str
    """``last`` or ``next``: the year that its label may name."""
    is_bare: bool
    """Whether the form prints it without a unit."""
    is_dispute: bool
    """Whether the sentence must say that it is about disclosure: for some bureaus reviews are daily business."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Words that say there was none."""

    codes: tuple[str, ...]
    find: re.Pattern[str]
    excluded: re.Pattern[str] | None
    unit: str
    is_dispute: bool
    is_fee: bool


@dataclass(frozen=True, slots=True, eq=False)
class Wordings:
    """All of one layout; there is one object for each, so that it can be the key of a cache."""

    by_ending: Mapping[str, tuple[Wording, ...]]
    by_lost: Mapping[str, Mapping[str, tuple[Wording, ...]]]
    """For labels that lost their last character: what is last now, what may be lost, and the wordings that end so."""
    behind: tuple[Wording, ...]
    """Wordings without a label before the number."""
    any_behind: re.Pattern[str]
    """The labels of all of these, so that one look is enough where there is none."""
    statements: tuple[Statement, ...]
    _known: dict[tuple[str, bool, str | None], tuple[Wording, ...]] = field(default_factory=dict)

    def candidates(self, endings: str, unit: str | None, *, behind: bool) -> tuple[Wording, ...]:
        """Wordings with labels that end in one of these characters, for the unit, by rank; looked up once for each."""
        key = (endings, behind, unit)
        if key not in self._known:
            found = {wording.rank: wording for last in endings for wording in self.by_ending[last]}
            found |= {wording.rank: wording for wording in self.behind if behind}
            self._known[key] = counted_in(unit, (found[rank] for rank in sorted(found)))
        return self._known[key]


def counted_in(unit: str | None, wordings: Iterable[Wording]) -> tuple[Wording, ...]:
    """Those whose number may have the unit, have lost it (empty), or have none (None)."""
    return tuple(
        wording
        for wording in wordings
        if not wording.units or unit in wording.units or unit == "" or (unit is None and wording.is_bare)
    )


def tails(alternative: str) -> frozenset[str]:
    """The one or two characters a label may end in. Raises ValueError if the expression does not show them.

    >>> sorted(tails("(?:延期|超期)(?:答复|办结)")), sorted(tails("无法提供")), sorted(tails("(?:下一?|次)(?:年|年度)"))
    (['办结', '答复'], ['提供'], ['年', '年度'])
    """
    found = _TAIL.search(alternative)
    if not found:
        raise ValueError(f"{alternative!r} must end in a character or in a group of words")
    return (
        frozenset(word[-2:] for word in found["group"].split("|")) if found["group"] else frozenset((found["literal"],))
    )


def _wording(rank: int, entry: dict[str, Any], units: dict[str, list[str]]) -> Wording:
    filler = "" if entry.get("open") else rf"{_REMARK}{_FILLER}*"
    before = "|".join(entry.get("before", ()))
    return Wording(
        rank,
        tuple(entry.get("codes", ())),
        entry.get("by_topic", {}),
        re.compile(rf"(?:{before}){filler}$") if before else None,
        re.compile(entry["after"]) if "after" in entry else None,
        re.compile(entry["not"]) if "not" in entry else None,
        frozenset(units[entry["units"]]) if "units" in entry else frozenset(),
        entry.get("topic", ""),
        tuple(entry.get("follows", ())),
        tuple(entry.get("unless", ())),
        entry.get("year", ""),
        entry.get("bare", False),
        entry.get("about", False),
    )


def _statement(entry: dict[str, Any]) -> Statement:
    return Statement(
        tuple(entry["codes"]),
        re.compile(entry["find"]),
        re.compile(entry["not"]) if "not" in entry else None,
        entry.get("unit", "件"),
        entry.get("about", False),
        entry.get("fee", False),
    )


@cache
def wordings_by_layout() -> Mapping[str, Wordings]:
    """Return those of every layout; compiled when first asked for, because most commands read no prose."""
    data = json.loads(_FILE.read_text(encoding="utf-8"))
    figures, statements, units = data["figures"], data["statements"], data["units"]
    loaded = {}
    for layout in (MODERN, "f2019", "f2014", "f2008"):
        by_ending: dict[str, list[Wording]] = {}
        by_lost: dict[str, dict[str, list[Wording]]] = {}
        behind = []
        for rank, entry in enumerate(figures):
            if layout not in entry.get("layouts", (layout,)):
                continue
            wording = _wording(rank, entry, units)
            if wording.before is None:
                behind.append(wording)
            ends = frozenset[str]().union(*map(tails, entry.get("before", ())))
            for last in {tail[-1] for tail in ends}:
                by_ending.setdefault(last, []).append(wording)
            for tail in (tail for tail in ends if len(tail) > 1):
                by_lost.setdefault(tail[:-1], {}).setdefault(tail[-1], []).append(wording)
        loaded[layout] = Wordings(
            _frozen(by_ending),
            {before: _frozen(found) for before, found in by_lost.items()},
            tuple(behind),
            re.compile("|".join(f"(?:{wording.after.pattern})" for wording in behind if wording.after)),
            tuple(_statement(entry) for entry in statements if layout in entry.get("layouts", (layout,))),
        )
    return loaded


def _frozen(lists: dict[str, list[Wording]]) -> dict[str, tuple[Wording, ...]]:
    return {key: tuple(found) for key, found in lists.items()}
