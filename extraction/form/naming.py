"""Gives each printed row its row of the form, by its label and its place among the others.

The form's order is kept, because 被依法纠错数 and 其他情形数 stand in it twice. Of all ways to lay the printed rows on the form in
order the best is sought, and a row is named only if every other place for it makes that way clearly worse; a
label that names one row only is taken even out of order. Local forms have rows and an order of their own: of them a row is
named by its exact label only.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from extraction.form.entry import Entry
from extraction.form.labels import FORM, VOCABULARIES, Slot, form_key, named
from extraction.report import Flag
from extraction.similarity import likeness

_LEAST = 0.75
"""Not enough by itself: 专职人员数 and 兼职人员数 are as like as this."""
_MARGIN = 0.08
_OFF = 1e-9
_COUNTERS = frozenset("甲乙丙丁戊")
"""Name the columns of a form in a row below its heads."""


def name_entries(entries: Sequence[Entry]) -> list[Flag]:
    """Names every row that can be named; returns what had to be guessed and what stays unknown, with all it prints."""
    layout = _printed_layout(entries)
    vocabulary = VOCABULARIES[layout]
    scores = [{} if vocabulary.is_local else _scores(entry, layout) for entry in entries]
    places = _placed(scores, len(vocabulary.slots))
    flags = []
    for entry, score, place in zip(entries, scores, places, strict=True):
        exact = _exact(entry, layout)
        if place is not None:
            entry.slot = vocabulary.slots[place]
        elif len(exact) == 1:
            entry.slot = exact[0]
        elif not (entry.is_head and not entry.raw) and entry.labels[0] not in _COUNTERS:
            flags.append(Flag("unknown_row", f"{FORM}: {entry.labels[0]}: {entry.raw}".rstrip(": ")))
        if place is not None and entry.slot is not None and score[place] < 1:
            flags.append(Flag("label_inexact", f"{FORM}: {entry.labels[0]} read as {entry.slot.keys[0]}"))
    return flags


def _printed_layout(entries: Sequence[Entry]) -> str:
    """The form most of whose labels are printed, whatever the year; the national one if several are as good."""
    counts = Counter(dict.fromkeys(VOCABULARIES, 0))
    for entry in entries:
        counts.update({slot.layout for slots in map(named, entry.labels) for slot in slots})
    return max(VOCABULARIES, key=counts.__getitem__)


def _exact(entry: Entry, layout: str) -> tuple[Slot, ...]:
    by_key = VOCABULARIES[layout].by_key
    return next((slots for label in entry.labels if (slots := by_key.get(form_key(label), ()))), ())


def _scores(entry: Entry, layout: str) -> dict[int, float]:
    """How well the row fits each row of the form; 1 for its own label."""
    exact = _exact(entry, layout)
    keys = [form_key(label) for label in entry.labels]
    if exact:
        keys = [key for key in keys if any(key in slot.keys for slot in exact)][:1]
    found: dict[int, float] = {}
    for key in keys:
        for number, score in _fits(key, layout):
            found[number] = max(score, found.get(number, 0.0))
    return found | {slot.number: 1.0 for slot in exact}


@lru_cache(maxsize=1024)
def _fits(key: str, layout: str) -> tuple[tuple[int, float], ...]:
    """Rows of the form that have a label like this key, and how like it is."""
    found = []
    for slot in VOCABULARIES[layout].slots:
        best = max((likeness(key, own) for own in slot.keys if _may_be_like(key, own)), default=0.0)
        if best > _LEAST:
            found.append((slot.number, best))
    return tuple(found)


def _may_be_like(one: str, other: str) -> bool:
    """Whether the two share enough characters, in whatever order."""
    needed = _LEAST * (len(one) + len(other)) / 2
    return min(len(one), len(other)) > needed and sum(character in other for character in one) > needed


def _placed(scores: Sequence[dict[int, float]], size: int) -> list[int | None]:
    """The place of each row in the best layout, None where it has none or another is about as good."""
    before = _best_before(scores, size)
    mirrored = [{size - 1 - number: score for number, score in row.items()} for row in reversed(scores)]
    after = _best_before(mirrored, size)
    best = before[-1][-1]
    places: list[int | None] = []
    for index, row in enumerate(scores):
        rest = after[len(scores) - 1 - index]
        with_it = sorted(((before[index][n] + score + rest[size - 1 - n], n) for n, score in row.items()), reverse=True)
        sure = bool(with_it) and with_it[0][0] >= best - _OFF
        rival = with_it[1][0] if len(with_it) > 1 else 0.0
        places.append(with_it[0][1] if sure and rival <= with_it[0][0] - _MARGIN else None)
    return places


def _best_before(scores: Sequence[dict[int, float]], size: int) -> list[list[float]]:
    """Best score of laying the first rows on the first places, for every number of both."""
    table = [[0.0] * (size + 1)]
    for row in scores:
        above = table[-1]
        current = [0.0]
        for number in range(size):
            taken = above[number] + row[number] if number in row else 0.0
            current.append(max(above[number + 1], current[number], taken))
        table.append(current)
    return table
