"""A check in words: the identity as a formula of the form's own labels, both sides, and where it was applied."""

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from extraction.codebook import CODEBOOK
from extraction.report import Check, Verdict
from extraction.terms import Key, Terms, sides

VERDICTS = {
    Verdict.PASS: ("pass", "相符"),
    Verdict.PASS_BLANK_ZERO: ("pass", "空白计零后相符"),
    Verdict.FAIL: ("fail", "不符"),
    Verdict.NOT_ASSESSABLE: ("unknown", "不能判断"),
}
"""Kind of badge and word for each verdict."""
SEVERITIES = {"strict": "应恒等", "usual": "通常成立", "hint": "供参考"}
_WHOLE = 4
"""More terms than these are written as the first, the last and their number."""
_OPERATORS = {"==": "=", "<=": "≤"}
_IDENTITIES = {identity.id: identity for identity in CODEBOOK.identities}
_APPLICANT_LABELS = {entry.code: entry.label for entry in CODEBOOK.applicants}
_PROSE = {"P-PERCENT": "正文所印百分比 与 由数字算出的百分比", "P-CHANNELS": "正文所列各渠道之和 与 新收"}


class Rule(NamedTuple):
    """One check as a reader sees it."""

    identity: str
    formula: str
    where: str
    """Column or row it was applied to; empty for the whole report."""
    severity: str
    kind: str
    word: str
    left: str | None
    right: str | None
    difference: str | None
    """Left minus right, where both are numbers."""
    keys: tuple[Key, ...]
    """The figures it is about."""


@lru_cache(maxsize=16_384)
def rule(check: Check) -> Rule:
    """Put a check into words."""
    kind, word = VERDICTS[check.verdict]
    left, right = sides(check)
    keys = tuple(key for _, key in (*left, *right))
    identity = _IDENTITIES.get(check.identity)
    if identity is None:
        ways = [way.split(" + ") for way in (check.scope or "").split(" or ")]
        about = " 或 ".join(" + ".join(map(label, way)) for way in ways)
        formula = _PROSE.get(check.identity, "正文所述 与 表格所印")
        keys = tuple(dict.fromkeys((code, _column(code)) for way in ways for code in way if code))
        return Rule(
            check.identity, formula, about, check.severity, kind, word, check.left, check.right, _minus(check), keys
        )
    if identity.scope == "each_row":
        formula, where = "六类申请人之和 = 总计", label(check.scope or "")
    else:
        operator = _OPERATORS.get(identity.op, identity.op)
        formula = f"{_side(left)} {operator} {_side(right)}"
        where = _APPLICANT_LABELS.get(check.scope or "", "")
    return Rule(
        check.identity, formula, where, check.severity, kind, word, check.left, check.right, _minus(check), keys
    )


def label(code: str) -> str:
    """Return an indicator as the form prints it; a code that is none as it is."""
    entry = CODEBOOK.indicators.get(code)
    return entry.label if entry else code


def applicant_label(code: str | None) -> str:
    return _APPLICANT_LABELS.get(code or "", "")


def figure_label(key: Key) -> str:
    """Return the name of a figure.

    >>> figure_label(("requests.new", "natural_person"))
    '一、本年新收政府信息公开申请数量 · 自然人'
    """
    return " · ".join(filter(None, (label(key[0]), applicant_label(key[1]))))


def _column(code: str) -> str | None:
    """Return the column that prose speaks of where it names no applicant."""
    return "total" if code.startswith("requests.") else None


def _side(terms: Terms) -> str:
    parts = [("− " if sign < 0 else "+ ") + label(key[0]) for sign, key in terms]
    if len(parts) > _WHOLE:
        parts = [parts[0], "+ …", f"{parts[-1]}（共 {len(terms)} 项）"]
    return " ".join(parts).removeprefix("+ ")


def _minus(check: Check) -> str | None:
    if check.left is None or check.right is None:
        return None
    try:
        return f"{Decimal(check.left) - Decimal(check.right):+f}"
    except ArithmeticError:
        return None
