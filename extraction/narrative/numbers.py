"""The numbers of a paragraph that are counted in something: exact ones and damaged ones.

Approximate ones (30余件, 3.2万条, 约30件) are no figures. A ``?`` or U+FFFD before the digits stands for a lost character and
the first digit, as text in UTF-8 loses them that went through GBK and back: ``无法提供1089件`` becomes ``无法提?089件``.
"""

import re
from typing import NamedTuple

LOST = "?\ufffd"
_LOST_BEFORE = frozenset(LOST)
_UNIT = "人次|件次|场次|万元|[元件份宗起例条次期场篇项个批部人名]"
_NUMBER = re.compile(
    rf"(?P<digits>\d(?:(?<=(?<!\d)\d)\d{{0,2}}(?:,\d{{3}})+(?!\d)|\d*)(?:\.\d+)?)(?:(?P<unit>{_UNIT}|[{LOST}])|(?P<end>[,;。、)!]|$))"
)
_LONGEST = 12
_FORM_LABEL = "数"
"""Labels of the form of 2014 end so, and no unit is printed behind the number."""
_NOT_BEFORE = frozenset(("约", "近", "超", "逾", "第", "超过", "不足", "至少", "最多", ".", "-"))
_NOT_BEHIND = frozenset(("以上", "以下", "以内", "左右", "余", "多"))
_SHARE = re.compile(rf"[,(、]?(?:占[^,;。\d{LOST}]{{0,14}})?([{LOST}]?\d*(?:\.\d+)?)%")
_NUMBER_BEFORE = re.compile(rf".*\d(?!年|\d)(?:\.\d+)?(?:{_UNIT})?", re.DOTALL)


class Number(NamedTuple):
    start: int
    end: int
    value: str | None
    """Exact decimal; None if digits are lost."""
    pattern: str | None
    """``?089``; None unless digits are lost."""
    unit: str | None
    """None if no unit is printed, empty if it is lost."""


def numbers(text: str) -> list[Number]:
    """The numbers of folded text that can be quoted, in order.

    >>> [(n.value, n.pattern, n.unit) for n in numbers("2022年收到1,204件,不予公?21件,约30件,规范性文?9?全市,公开信息数24,")]
    [('1204', None, '件'), (None, '?21', '件'), (None, '?9', ''), ('24', None, None)]
    """
    found = []
    for match in _NUMBER.finditer(text):
        digits, unit = match.group("digits", "unit")
        first, last = match.span()
        if unit is None:
            last = match.end("digits")
            if not text.endswith(_FORM_LABEL, 0, first):
                continue
        lost = text[first - 1 : first] in _LOST_BEFORE
        while lost and first > 0 and text[first - 1] in LOST:
            first -= 1
        if not _is_exact(text, first, last):
            continue
        if "," in digits:
            digits = digits.replace(",", "")
        if len(digits) > _LONGEST or (len(digits) > 1 and digits[0] == "0" and digits[1] != "." and not lost):
            continue
        value, pattern = (None, f"?{digits}") if lost else (digits, None)
        found.append(Number(first, last, value, pattern, "" if unit and unit in LOST else unit))
    return found


def _is_exact(text: str, first: int, last: int) -> bool:
    """Whether the number is whole, and no round one."""
    before, behind = text[max(0, first - 2) : first], text[last : last + 2]
    last_before = before[-1:]
    if last_before in _NOT_BEFORE or before in _NOT_BEFORE or behind[:1] in _NOT_BEHIND or behind in _NOT_BEHIND:
        return False
    return not (last_before.isspace() and before[0].isdigit())


def label_start(text: str, start: int, end: int) -> int:
    """Where the label of a number at `end` begins: behind the number before it. A year is part of a label (2021年结转4件).

    >>> label_start("收到58件,上年结转3件", 0, 10), label_start("2021年结转4件", 0, 7)
    (5, 0)
    """
    found = _NUMBER_BEFORE.match(text, start, end)
    return found.end() if found else start


def share(text: str, position: int) -> str | None:
    """The percentage printed at this position, behind a number and its unit.

    >>> share("35件,占4.34%", 3), share("121件,?.5%", 4), share("145件,增长20%", 4)
    ('4.34', '?.5', None)
    """
    found = _SHARE.match(text, position)
    if not found or not found[1].strip(LOST):
        return None
    return found[1].replace("\ufffd", "?")
