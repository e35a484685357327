"""What one cell says: its status, its exact value, and the unit if one is printed beside the number.

A cell is read as printed or not at all (国办公开办函〔2021〕30号 prints plain numbers only): nothing is repaired, and
whatever could be read in two ways is `damaged`.

    >>> read("３，６０１，２２８")
    Reading(status=<Status.NUMBER: 'number'>, value='3601228', unit='')
    >>> read("251000元")
    Reading(status=<Status.NUMBER: 'number'>, value='251000', unit='元')
    >>> read("49(其中修订16件)")
    Reading(status=<Status.NUMBER: 'number'>, value='49', unit='')
    >>> read(""), read("—")
    (Reading(status=<Status.BLANK: 'blank'>, value=None, unit=''), Reading(status=<Status.MARK: 'mark'>, value=None, unit=''))

Two numbers in one cell, a leading zero, or digits beside a lost character have no value:

    >>> [read(cell).status.value for cell in ("12 34", "007", "?089", "1,23", "约30", "0.50")]
    ['damaged', 'damaged', 'damaged', 'damaged', 'text', 'number']
    >>> read("减8").value, read("+2").value, read("－1").value
    ('-8', '2', '-1')
"""

import re
from functools import lru_cache
from typing import NamedTuple

from extraction.folding import narrow
from extraction.report import Status

UNITS = "亿元|万元|元|件|条|项|个|人次|人|次|份|宗|篇|期"


class Reading(NamedTuple):
    status: Status
    value: str | None = None
    unit: str = ""


_NUMBER = re.compile(
    rf"([+-]|增加?|减少?)?(0|[1-9]\d*|[1-9]\d{{0,2}}(?:,\d{{3}})+)(\.\d+)?\s*({UNITS})?(?:\((?:其中|含)[^()]*\))?"
)
_MARK = re.compile(r"[/\\|*\-‐-―−─━~～]{1,4}|无|\(无\)")
_DIGITS_ONLY = re.compile(r"[\d\s.,+\-/?:;'()�]*\d[\d\s.,+\-/?:;'()�]*")
_VALUE_LIKE = re.compile(rf"\s*(?:[+-]?\d[\d,. ]*(?:{UNITS})?|[/\\\-‐-―−─━]{{1,4}}|无)\s*")

_RUN = re.compile(r"[\d ]{7,90}")
_LONGEST_RUN = 90
_FIRST = frozenset("0123456789０１２３４５６７８９+-＋－/／\\＼‐‑‒–—―−─━无")
_LONGEST = 24

BLANK = Reading(Status.BLANK)
MARK = Reading(Status.MARK)
TEXT = Reading(Status.TEXT)
DAMAGED = Reading(Status.DAMAGED)


@lru_cache(maxsize=4096)
def read(raw: str) -> Reading:
    """The reading of one cell's text."""
    if raw.isascii() and raw.isdecimal() and (raw[0] != "0" or raw == "0"):
        return Reading(Status.NUMBER, raw)
    text = narrow(raw).strip()
    if not text:
        return BLANK
    if _MARK.fullmatch(text):
        return MARK
    number = _NUMBER.fullmatch(text)
    if number:
        sign, digits, fraction, unit = number.groups(default="")
        minus = "-" if sign in {"-", "减", "减少"} else ""
        return Reading(Status.NUMBER, minus + digits.replace(",", "") + fraction, unit)
    return DAMAGED if _DIGITS_ONLY.fullmatch(text) else TEXT


def looks_like_value(text: str) -> bool:
    """Whether a line of text can only be the content of a value cell.

    >>> [looks_like_value(line) for line in ("2512", "１８", "/", "181321.09", "3.其他", "2022年", "一")]
    [True, True, True, True, False, False, False]
    """
    if text[0] not in _FIRST:
        return False
    if len(text) > _LONGEST:
        return len(text) <= _LONGEST_RUN and is_run(text)
    return text.isdecimal() or _VALUE_LIKE.fullmatch(narrow(text)) is not None


def is_run(text: str) -> bool:
    """Whether a text may be the figures of a whole row without the boundaries between them (see `proof`).

    >>> is_run("15130000154"), is_run("57 19 14 25 115 64 6 33 18 121 18 0 4 10 32"), is_run("151,300")
    (True, True, False)
    """
    return _RUN.fullmatch(narrow(text)) is not None
