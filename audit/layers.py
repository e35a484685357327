"""What differs between two consecutive captures of a document: the highest layer, or the noise that explains the difference.

Order decides, not difference: a document that goes from A to B and back to A gives two pairs. Compared is what one document showed
at two times, never two documents, and only as one version of the extractor reads both.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from sqlite_utils import Database

from archive import Fidelity
from audit.history import INCOMPLETE, Check, History, unusable
from extraction.noise import NOT_SHOWN, OUTSIDE, WHITE_SPACE


class Layer(StrEnum):
    """Highest first."""

    REPLACED = "replaced"
    """The address shows the report on another year, with other figures."""
    FIGURES = "figures"
    TABLES = "tables"
    NARRATIVE = "narrative"
    METADATA = "metadata"
    ATTACHMENTS = "attachments"
    LINKS = "links"
    NOISE = "noise"
    """After the rules of noise both sides are equal in text, links and attachments."""
    UNEXPLAINED = "unexplained"


class Pair(NamedTuple):
    """Two consecutive usable checks of a document that are not the same. There may be tens of thousands: counters move."""

    before: Check
    after: Check
    layer: Layer
    between: Sequence[Check]
    """Checks in between that could not tell."""
    partial: bool = False
    """Attachments or pictures could not be had with one of the two: figures that one side lacks have not changed by that."""

    @property
    def unusable(self) -> dict[str, int]:
        """Crawls in between that asked and could not tell, by how they ended."""
        return unusable(self.between, self.before, self.after)

    @property
    def not_before(self) -> str:
        """When the last usable check that saw the old state began."""
        return self.before.captured_at

    @property
    def not_after(self) -> str:
        """When the first usable check that saw the new state had its answer."""
        return self.after.answered_at

    @property
    def name(self) -> str:
        """The same for the same two states wherever the archive is rebuilt; made of the keys of both snapshots."""
        return f"{self.before.snapshot or 0:016x}-{self.after.snapshot or 0:016x}"


Lacking = Mapping[str, frozenset[str]]
"""By capture, the addresses of attachments and pictures that could not be had with it."""
_LACKING = """
SELECT part_of, url FROM capture
WHERE part_of IS NOT NULL AND outcome NOT IN ('ok', 'not_modified', 'gone', 'soft_gone', 'redirected')
"""
_NOTHING: frozenset[str] = frozenset()


def lacking(database: Database) -> Lacking:
    """Return what captures of reports lack because the server did not give it at that time."""
    found: dict[str, frozenset[str]] = {}
    for page, url in database.execute(_LACKING).fetchall():
        found[page] = found.get(page, _NOTHING) | {url}
    return found


class Comparison:
    """Compares the checks of one document after the other."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lacking = lacking(database)

    def pairs(self, history: History) -> Iterator[Pair]:
        """Yield every pair of consecutive usable checks that differ, oldest first."""
        return (pair for _, pair in self.walk(history) if pair is not None)

    def walk(self, history: History) -> Iterator[tuple[Check, Pair | None]]:
        """Yield every usable check that can be compared, and the pair it makes if it differs from the one before."""
        before: Check | None = None
        state: tuple[object, ...] = ()
        between: list[Check] = []
        for after in history.checks:
            if not after.usable:
                between.append(after)
                continue
            pair = None
            earlier, state = state, after.state
            if before is not None and state != earlier:
                layer = _highest(before, after)
                if self._can_tell(before, after, layer):
                    pair = Pair(before, after, layer, between, self._lacks(before) != self._lacks(after))
                elif not self._shows_more(before, after):
                    between.append(after._replace(outcome=INCOMPLETE))
                    state = earlier
                    continue
            yield after, pair
            before, between = after, []

    def _can_tell(self, before: Check, after: Check, layer: Layer) -> bool:
        """Whether the difference can be one of the document, not of what we, or somebody else, could get hold of.

        An imported capture may lack the pictures and attachments that figures stood in: it counts only if it gives the very
        figures, changed or not, that the other gives. One of ours may lack them because the server did not answer: it counts
        only if the page itself differs.
        """
        if layer is Layer.FIGURES and Fidelity.IMPORTED in {before.fidelity, after.fidelity}:
            return self._figures(before.figure_set) == self._figures(after.figure_set)
        if layer in {Layer.FIGURES, Layer.ATTACHMENTS} and self._lacks(before) != self._lacks(after):
            return before.tables != after.tables or before.prose != after.prose
        return True

    def _shows_more(self, before: Check, after: Check) -> bool:
        """Whether the newer one is the better of two that cannot be compared: then all that comes is compared with it."""
        if before.fidelity == Fidelity.IMPORTED != after.fidelity:
            return True
        return after.fidelity != Fidelity.IMPORTED and self._lacks(after) < self._lacks(before)

    def _lacks(self, check: Check) -> frozenset[str]:
        return self._lacking.get(check.capture, _NOTHING)

    def _figures(self, figure_set: int) -> set[tuple[int, int]]:
        sql = "SELECT indicator, applicant FROM figure WHERE figure_set = ?"
        return set(self._database.execute(sql, [figure_set]).fetchall())


def _highest(before: Check, after: Check) -> Layer:
    layer = Layer.UNEXPLAINED
    if before.figures != after.figures:
        layer = Layer.FIGURES if before.report_year == after.report_year else Layer.REPLACED
    elif before.tables != after.tables:
        layer = Layer.TABLES
    elif before.prose != after.prose:
        layer = Layer.NARRATIVE
    elif before.facts != after.facts or (before.publisher, before.report_year) != (after.publisher, after.report_year):
        layer = Layer.METADATA
    elif before.fidelity == after.fidelity and before.attachments != after.attachments:
        layer = Layer.ATTACHMENTS
    elif before.fidelity == after.fidelity and before.links != after.links:
        layer = Layer.LINKS
    elif _is_quiet(before, after):
        layer = Layer.NOISE
    return layer


def _is_quiet(before: Check, after: Check) -> bool:
    """Whether the rules of noise make both sides equal."""
    if before.attachments != after.attachments or before.links != after.links:
        return False  # of captures made by different means: a browser writes addresses anew
    return before.text == after.text or before.body == after.body != 0


_NOISE = """
SELECT snapshot, noise FROM reading WHERE snapshot IN (?, ?) AND extractor = (SELECT value FROM setting WHERE name = 'extractor')
"""


def explained_by(database: Database, pair: Pair) -> list[str]:
    """Return the rules that make a pair of captures equal, by name and version; empty unless the pair is noise."""
    if pair.layer is not Layer.NOISE:
        return []
    before, after, rules = pair.before, pair.after, moved(database, pair)
    if before.text != after.text:
        rules.append(OUTSIDE)
    elif before.raw_text != after.raw_text and not rules:
        rules.append(WHITE_SPACE)
    return rules or [NOT_SHOWN]


def moved(database: Database, pair: Pair) -> list[str]:
    """Return the rules of noise that took something else out of one side than out of the other, by name and version."""
    rows = database.execute(_NOISE, [pair.before.snapshot, pair.after.snapshot]).fetchall()
    taken = {snapshot: json.loads(noise) for snapshot, noise in rows}
    old, new = (taken.get(check.snapshot, {}) for check in (pair.before, pair.after))
    return [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
