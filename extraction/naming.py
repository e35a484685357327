"""Gives rows with an inexact label their name, by likeness and place."""

from collections.abc import Iterable

from extraction.found import Found
from extraction.labels import (
    COMMONPLACE,
    DISCLOSURE,
    DISCLOSURE_NAMES,
    DISCLOSURE_ORDER,
    MATCH_KEYS,
    REQUEST_NAMES,
    REQUEST_ORDER,
    REQUESTS,
)
from extraction.report import Flag
from extraction.similarity import clipped, closest

_LABELS: dict[str, dict[str, list[str]]] = {DISCLOSURE: {}, REQUESTS: {}}
_KEYS = {DISCLOSURE: DISCLOSURE_NAMES, REQUESTS: REQUEST_NAMES}
for _table, _names in _KEYS.items():
    for _label, _meant in _names.items():
        _LABELS[_table].setdefault(_meant, []).append(_label)
_ORDER = {DISCLOSURE: DISCLOSURE_ORDER, REQUESTS: REQUEST_ORDER}


def name_rows(found: Iterable[Found]) -> list[Flag]:
    """Names every row that can be named; returns what had to be guessed and what stays unknown."""
    flags = []
    for table, order in _ORDER.items():
        rows = [row for row in found if row.table == table]
        taken = {row.name for row in rows if row.name}
        for position, row in enumerate(rows):
            if row.name:
                continue
            name, sure = _name(row, table, _gap(rows, position, order), taken)
            if name is None:
                printed = " ".join(cell.text for cell in row.values if cell.text)
                flags.append(
                    Flag("unknown_row", f"{table}: {row.label or 'row without a label'}: {printed}".rstrip(": "))
                )
                continue
            row.name = name
            taken.add(name)
            if not sure:
                flags.append(Flag("label_inexact", f"{table}: {row.label} read as {_LABELS[table][name][0]}"))
    return flags


def _gap(rows: list[Found], position: int, order: tuple[str, ...]) -> tuple[str, ...]:
    """Names that may stand between the nearest known rows; all of them if the rows are out of order."""
    before = next((order.index(row.name) for row in reversed(rows[:position]) if row.name), -1)
    after = next((order.index(row.name) for row in rows[position + 1 :] if row.name), len(order))
    return order[before + 1 : after] if before < after else order


def _name(row: Found, table: str, gap: tuple[str, ...], taken: set[str]) -> tuple[str | None, bool]:
    for key in row.keys:
        whole = clipped(key, list(_KEYS[table]))
        if whole and _KEYS[table][whole] not in taken:
            return _KEYS[table][whole], True
    free = [name for name in gap if name not in taken]
    for key in row.keys:
        holders = [
            name for name in free if any(part in key for part in MATCH_KEYS.get(name, ()) if part not in COMMONPLACE)
        ]
        if len(holders) == 1:
            return holders[0], False
    if not row.keys:
        return None, False
    return closest(row.keys, [(name, _LABELS[table][name]) for name in free]), False
