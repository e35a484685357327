"""What every source of findings makes of them: one record, whose key says when two are the same."""

import re
from dataclasses import dataclass

from archive.digest import short_key

_LONGEST_NAME = 120
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Alert:
    """One finding, told once."""

    key: str
    """Made of what the finding is about, never of how it is worded or read: see `made_key`."""
    kind: str
    """Class of finding: ``figure_change``, ``new_report`` …"""
    portal: str
    publisher: str
    report_year: int | None
    at: str
    """When the archive could know it first, UTC."""
    title: str
    text: str
    """The finding in sentences, Chinese first; lines, no markup."""
    url: str
    """The page it is about."""


def made_key(kind: str, *parts: str) -> str:
    """Return the key of a finding: the same finding has the same one in every database made again from the archive.

    >>> made_key("new_report", "p", "2022") == made_key("new_report", "p", "2022") != made_key("new_report", "p", "2023")
    True
    """
    return f"{short_key(kind, *parts):016x}"


def visible(text: str) -> str:
    r"""Return a text without the characters that no message or XML may hold, or that only make it look like another one.

    >>> visible("常州市\u202e\n人民政府\x00")
    '常州市\n人民政府'
    """
    return _INVISIBLE.sub("", text)


def plain(text: str) -> str:
    r"""Return text from an archived page as a message can hold it: one line, nothing invisible, not without end.

    >>> plain("常州市\u202e\r\n人民政府\x00"), len(plain("长" * 100_000))
    ('常州市 人民政府', 121)
    """
    text = " ".join(visible(text).split())
    return text if len(text) <= _LONGEST_NAME else f"{text[:_LONGEST_NAME]}…"
