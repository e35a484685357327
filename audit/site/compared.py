"""Two captures side by side: their tables in the layout of the form, their words, facts, attachments and layers."""

import difflib
import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from audit.history import Check
from audit.layers import Pair
from audit.site.figures import FigureSet, figure_set
from audit.site.form import Table, tables
from audit.site.site import Site
from audit.site.words import CHANGES
from extraction.terms import Key

_READING = "SELECT format, narrative, title, metadata FROM reading WHERE snapshot = ? AND extractor = ?"
_SECTIONS = "SELECT heading, body FROM texts.section WHERE narrative = ? ORDER BY no"
_PARTS = """
SELECT url, entity_digest FROM capture WHERE part_of = ? AND outcome IN ('ok', 'not_modified') ORDER BY captured_at, capture
"""
_SENTENCE = re.compile(r"[^。；\n]*[。；\n]?")


class Side(NamedTuple):
    """What one capture says."""

    check: Check
    figures: FigureSet
    format: str | None
    narrative: int
    facts: dict[str, str]
    parts: dict[str, str]

    @property
    def tables(self) -> list[Table]:
        """The tables of its form that it prints."""
        return [table for table in tables(self.format) if any(key in self.figures.figures for key in table.keys)]


def side(site: Site, check: Check) -> Side:
    """Read what one capture says."""
    row = site.database.execute(_READING, [check.snapshot, site.extractor]).fetchone()
    layout, narrative, title, metadata = row
    facts = {
        "标题": title or "",
        "发布机关": check.publisher or "",
        "年度": str(check.report_year),
        **json.loads(metadata),
    }
    parts = dict(site.database.execute(_PARTS, [check.capture]).fetchall())
    return Side(check, figure_set(site, check.figure_set), layout, narrative, facts, parts)


def changed_keys(old: Side, new: Side) -> set[Key]:
    """Return the figures that do not show the same."""
    keys = old.figures.figures.keys() | new.figures.figures.keys()
    return {key for key in keys if _shown(old.figures, key) != _shown(new.figures, key)}


def _shown(figures: FigureSet, key: Key) -> tuple[str | None, str] | None:
    figure = figures.figures.get(key)
    return None if figure is None else (figure.value, figure.status)


def differing(old: dict[str, str], new: dict[str, str]) -> list[tuple[str, str | None, str | None]]:
    """Return name, old and new of what differs; None where one side lacks it."""
    names = dict.fromkeys((*old, *new))
    return [(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)]


def words(site: Site, old: Side, new: Side) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return, for every section that differs, its heading and its sentences: ``same``, ``old`` or ``new``."""
    before, after = (dict(site.database.execute(_SECTIONS, [one.narrative]).fetchall()) for one in (old, new))
    return [
        (heading, list(_sentences(before.get(heading, ""), after.get(heading, ""))))
        for heading in dict.fromkeys((*before, *after))
        if before.get(heading) != after.get(heading)
    ]


def _sentences(old: str, new: str) -> Iterator[tuple[str, str]]:
    first, second = ([one for one in _SENTENCE.findall(text) if one.strip()] for text in (old, new))
    for operation, i, j, k, m in difflib.SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if operation == "equal":
            same = first[i:j]
            yield "same", "".join(same) if len(same) < 3 else f"{same[0]}……{same[-1]}"
            continue
        if i < j:
            yield "old", "".join(first[i:j])
        if k < m:
            yield "new", "".join(second[k:m])


def compared_layers(pair: Pair) -> Sequence[tuple[tuple[str, str], bool]]:
    """Return every layer that is compared by itself, and whether it is the same on both sides."""
    names = {
        "figures": "figures", "tables": "tables", "narrative": "prose", "metadata": "facts",
        "attachments": "attachments", "links": "links",
    }  # fmt: skip
    before, after = pair.before._asdict(), pair.after._asdict()
    rows = [((CHANGES[layer], layer), before[name] == after[name]) for layer, name in names.items()]
    rows.append((("全部文字（除去已知的无关变动）", "text after the rules of noise"), before["text"] == after["text"]))
    rows.append((("全部文字", "text"), before["raw_text"] == after["raw_text"]))
    return [*rows, (("字节", "bytes"), before["digest"] == after["digest"])]


def delta(old: Any, new: Any) -> str:  # noqa: ANN401 - figures, or None
    """Return by how much a number grew, signed; empty unless both are numbers."""
    if old is None or new is None or old.value is None or new.value is None:
        return ""
    return f"{Decimal(new.value) - Decimal(old.value):+}"
