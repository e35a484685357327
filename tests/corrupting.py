"""Single mistakes: every figure of a page altered, dropped, doubled, shifted, swapped; every label spoilt.

Unlike `damaging`, these change what the page says, so that nothing but an identity or a label that no longer fits can tell.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tests.damaging import CELL, ROW, shown

_FIGURE = re.compile(r"[+\-－增减]?[\d０-９][\d０-９,，.]*\s*(?:万?元|件)?(?:\(.*\))?")
_NUMBER = re.compile(r"[\d０-９]{2}")
_DIGIT = re.compile(r"[0-9０-９](?![^<]*>)")
_LABEL = re.compile(r"[\u4e00-\u9fff](?![^<]*>)")
_LONGEST_LABEL = 90

Corruption = Callable[[list[str], int], list[str] | None]
"""The cells of a row and the number of one of them to the cells as corrupted; None where that would change nothing."""


class Corrupted(NamedTuple):
    kind: str
    text: str
    figure: str
    """What was printed in the cell, or the label."""


def corrupted(text: str) -> Iterator[Corrupted]:
    """The page once for every figure in a table cell and every kind of mistake."""
    yield from _each(text, _is_figure, FIGURES)


def mislabelled(text: str) -> Iterator[Corrupted]:
    """The page once for every label in a table cell and every way to spoil it."""
    yield from _each(text, _is_label, LABELS)


def _each(text: str, is_wanted: Callable[[str], bool], kinds: tuple[Corruption, ...]) -> Iterator[Corrupted]:
    for row in ROW.finditer(text):
        cells = list(CELL.finditer(row[0]))
        pieces = [cell[0] for cell in cells]
        for number, cell in enumerate(cells):
            if not is_wanted(cell[2]):
                continue
            for kind in kinds:
                changed = kind(pieces, number)
                if changed is not None:
                    start, end = row.start() + cells[0].start(), row.start() + cells[-1].end()
                    spoilt = "</td>".join(changed)
                    yield Corrupted(kind.__name__, text[:start] + spoilt + text[end:], shown(cell[2]))


def _is_figure(markup: str) -> bool:
    return _FIGURE.fullmatch(shown(markup)) is not None


def _is_label(markup: str) -> bool:
    text = shown(markup)
    return (
        len(text) <= _LONGEST_LABEL
        and _LABEL.search(markup) is not None
        and not _NUMBER.search(text)
        and not _is_figure(markup)
    )


def one_digit(cells: list[str], number: int) -> list[str] | None:
    """The first digit one more, never a nought in front."""
    cell = cells[number]
    at = next(_DIGIT.finditer(cell), None)
    if at is None:
        return None
    digit = chr(ord(at[0]) + 1) if at[0] not in "9９" else chr(ord(at[0]) - 1)
    return [*cells[:number], cell[: at.start()] + digit + cell[at.end() :], *cells[number + 1 :]]


def dropped(cells: list[str], number: int) -> list[str] | None:
    return [*cells[:number], *cells[number + 1 :]] if len(cells) > 1 else None


def doubled(cells: list[str], number: int) -> list[str] | None:
    return [*cells[:number], cells[number], *cells[number:]]


def shifted(cells: list[str], number: int) -> list[str] | None:
    """The rest of the row one to the right, its last cell lost."""
    return [*cells[:number], "<td>", *cells[number:-1]]


def swapped(cells: list[str], number: int) -> list[str] | None:
    """With the figure to its right."""
    if number + 1 == len(cells) or shown(cells[number]) == shown(cells[number + 1]):
        return None
    return [*cells[:number], cells[number + 1], cells[number], *cells[number + 2 :]]


def first_lost(cells: list[str], number: int) -> list[str] | None:
    return _relabelled(cells, number, lambda label: label[1:])


def last_lost(cells: list[str], number: int) -> list[str] | None:
    return _relabelled(cells, number, lambda label: label[:-1])


def half_lost(cells: list[str], number: int) -> list[str] | None:
    return _relabelled(cells, number, lambda label: label[: len(label) // 2])


def emptied(cells: list[str], number: int) -> list[str] | None:
    return _relabelled(cells, number, lambda _: "")


def misspelt(cells: list[str], number: int) -> list[str] | None:
    return _relabelled(cells, number, lambda label: f"{label[: len(label) // 2]}某{label[len(label) // 2 + 1 :]}")


def strange(cells: list[str], number: int) -> list[str] | None:
    return _relabelled(cells, number, lambda _: "其他事项")


def _relabelled(cells: list[str], number: int, change: Callable[[str], str]) -> list[str]:
    opening = cells[number][: cells[number].index(">") + 1]
    return [*cells[:number], opening + change(shown(cells[number])), *cells[number + 1 :]]


FIGURES: tuple[Corruption, ...] = (one_digit, dropped, doubled, shifted, swapped)
LABELS: tuple[Corruption, ...] = (first_lost, last_lost, half_lost, emptied, misspelt, strange)
