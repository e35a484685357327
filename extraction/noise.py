"""Versioned rules for what moves on a page although nobody touched the report: ``noise.json``.

They serve comparison alone. What a rule takes out of a text is told beside it, so that of two captures which are equal after the
rules anybody can see which rule made them so; and nothing is taken out of what is archived.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple


class Rule(NamedTuple):
    """One kind of noise."""

    name: str
    """Id and version: ``visit_count/1``."""
    pattern: re.Pattern[str] | None
    """None for rules about a capture as a whole, which `audit.layers` applies."""
    reason: str


_FILE = json.loads(Path(__file__).with_name("noise.json").read_text("utf-8"))


def _rules(scope: str) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            f"{entry['id']}/{entry['version']}",
            re.compile(entry["pattern"], re.IGNORECASE) if "pattern" in entry else None,
            entry["reason"],
        )
        for entry in _FILE[scope]
    )


TEXT, ADDRESS, WHOLE = _rules("text"), _rules("address"), _rules("whole")
RULES = {rule.name: rule for rule in (*TEXT, *ADDRESS, *WHOLE)}
OUTSIDE, WHITE_SPACE, NOT_SHOWN = (rule.name for rule in WHOLE)
_HINT = re.compile(_FILE["hints"], re.IGNORECASE)
_LONGEST = 400
"""A longer line is prose; every pattern is tried on furniture only, which also keeps the work small."""

Matches = dict[str, list[str]]
"""By name of the rule, what it has taken out."""


def quiet(line: str, matches: Matches, *, in_address: bool = False) -> str:
    """Return what the rules leave of one line, and add to ``matches`` what they took.

    >>> taken = {}
    >>> quiet("来源：市政府办 浏览次数：127", taken), taken
    ('来源：市政府办', {'visit_count/1': ['浏览次数：127']})
    """
    if len(line) > _LONGEST:
        return line
    left, found = _quieted(line, in_address=in_address)
    for name, taken in found:
        matches.setdefault(name, []).extend(taken)
    return left


@lru_cache(maxsize=1 << 14)
def _quieted(line: str, *, in_address: bool) -> tuple[str, list[tuple[str, list[str]]]]:
    """Kept, because menus and buttons come again with every page of a portal."""
    if not in_address and not _HINT.search(line):
        return line, []
    found = []
    for rule in ADDRESS if in_address else TEXT:
        assert rule.pattern is not None  # noqa: S101 - these scopes have patterns
        taken = [match[0] for match in rule.pattern.finditer(line) if match[0]]
        if taken:
            found.append((rule.name, taken))
            line = rule.pattern.sub("", line)
    return line.strip(), found


def is_noise(line: str) -> bool:
    """Whether nothing but noise stands in a line: then it is no part of what a report says.

    >>> is_noise("浏览次数：127"), is_noise("网站浏览次数：127万")
    (True, False)
    """
    return bool(line) and not quiet(line, {})
