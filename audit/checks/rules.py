"""Every rule that findings are about: identities of the codebook, those between prose and tables, those of ``rules.json``."""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from extraction.codebook import CODEBOOK, Identity


class Rule(NamedTuple):
    id: str
    severity: str
    label: str
    """Chinese, short."""
    formula: str
    """Chinese, what must hold."""
    basis: str
    """The document or thought it rests on."""


_FORM = "国办公开办函〔2021〕30号、〔2019〕60号或国办发〔2014〕32号所附表格"
_NAMES = {
    "T3-FLOW": "新收 + 上年结转 = 总计 + 结转下年度",
    "T3-RESULT-2021": "各项办理结果之和 = 总计",
    "T3-RESULT-2019": "各项办理结果之和 = 总计",
    "T3-APPLICANTS": "六类申请人之和 = 总计",
    "X-CARRY": "上年结转 = 上年报告的结转下年度",
}
_SIGNS = {"==": "=", "<=": "≤"}


@cache
def rules() -> dict[str, Rule]:
    """Return every rule by its id."""
    own = [Rule(**entry) for entry in _data()["rules"]]
    identities = [
        Rule(one.id, one.severity, _data()["labels"][one.id], _formula(one), _FORM)
        for one in CODEBOOK.identities
        if one.severity != "definition"
    ]
    return {rule.id: rule for rule in (*identities, *own)}


def rule(name: str) -> Rule:
    """Return a rule; those between prose and tables have an id and a severity of their own in each check.

    >>> rule("T4-REVIEW").formula
    '行政复议 / 结果维持 + 行政复议 / 结果纠正 + 行政复议 / 其他结果 + 行政复议 / 尚未审结 = 行政复议 / 总计'
    >>> rule("X-PENDING-REVIEW").formula, rule("N-GRANTED").formula
    ('上年 行政复议 / 尚未审结 ≤ 行政复议 / 总计', '正文数字 = 表格数字')
    """
    label = _data()["labels"].get(name, "正文与表格")
    return rules().get(name) or Rule(name, "usual", label, "正文数字 = 表格数字", "正文与表格")


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Path(__file__).with_name("rules.json").read_text(encoding="utf-8"))
    return data


def _formula(identity: Identity) -> str:
    if identity.id in _NAMES:
        return _NAMES[identity.id]
    left, right = (_side(terms) for terms in (identity.left, identity.right))
    return f"{left} {_SIGNS[identity.op]} {right}"


def _side(terms: tuple[str, ...]) -> str:
    text = ""
    for term in terms:
        code, _, lag = term.removeprefix("-").partition("@")
        text += f" {'-' if term.startswith('-') else '+'} {'上年 ' if lag else ''}{CODEBOOK.indicators[code].label}"
    return text.removeprefix(" + ").strip()
