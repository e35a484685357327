"""Which label means which row or head, as far as its text alone can say.

All keys are `label_key` forms. Rows of table 2 go by their name (规章), because the column decides the figure; rows of
table 3 go by the code of their indicator.
"""

from typing import NamedTuple

from extraction.codebook import CODEBOOK, Block
from extraction.folding import label_key

DISCLOSURE, REQUESTS, DISPUTES = "t2", "t3", "t4"
APPLICANTS = tuple(applicant.code for applicant in CODEBOOK.applicants)
OTHER = "requests.result.other"
"""One row in 2019, a group of three since 2021 (国办公开办函〔2019〕60号, 〔2021〕30号)."""

_MODERN = (CODEBOOK.layouts["f2021"], CODEBOOK.layouts["f2019"])


class Printed(NamedTuple):
    """A row of table 2 as one layout prints it."""

    layout: str
    block: Block
    codes: tuple[str, ...]
    local: bool


def _name(label: str) -> str:
    return "规范性文件" if label == "行政规范性文件" else label


def _keys(code: str) -> tuple[str, ...]:
    """Keys of the labels of an indicator, the form's own first."""
    indicator = CODEBOOK.indicators[code]
    return tuple(dict.fromkeys(label_key(label) for label in (indicator.label, *indicator.variants)))


DISCLOSURE_ROWS: dict[str, list[Printed]] = {}
"""Rows of table 2 by name."""
for _layout in _MODERN:
    for _block in _layout.blocks:
        for _row in _block.rows:
            _printed = Printed(_layout.code, _block, _row.codes, _row.local)
            DISCLOSURE_ROWS.setdefault(_name(_row.label), []).append(_printed)
DISCLOSURE_NAMES = {"行政规范性文件": "规范性文件"} | {name: name for name in DISCLOSURE_ROWS}
"""Key of a row label of table 2 to the name of the row."""
DISCLOSURE_ORDER = (
    "规章",
    "规范性文件",
    "其他主动公开文件",
    "行政许可",
    "其他对外管理服务事项",
    "行政处罚",
    "行政强制",
    "行政事业性收费",
    "政府集中采购",
)

_rows = CODEBOOK.layouts["f2021"].requests
_split = _rows.index("requests.result.other.correction_overdue")
REQUEST_ORDER = (*_rows[:_split], OTHER, *_rows[_split:])
"""Rows of table 3 of both layouts, in printed order."""
REQUEST_NAMES = {key: code for code in REQUEST_ORDER for key in _keys(code)}
MATCH_KEYS = {code: tuple(map(label_key, CODEBOOK.indicators[code].match_keys)) for code in REQUEST_ORDER}
GROUPS = {label_key(group) for layout in _MODERN for group in layout.groups}.difference(_keys(OTHER))
"""Labels that head other rows and have no figures."""

CAPTION = "第二十条第"
COLUMNS = tuple(
    dict.fromkeys(label_key(head) for layout in _MODERN for block in layout.blocks for head in block.columns)
)
"""Column heads of table 2, both layouts."""
APPLICANT_NAMES = {label_key(name): a.code for a in CODEBOOK.applicants for name in (a.label, *a.variants)}
ORGANISATIONS = "法人或其他组织"
OUTCOMES = {"结果维持": "upheld", "结果纠正": "corrected", "其他结果": "other", "尚未审结": "pending", "总计": "total"}
ROUTES = {"行政复议": "review", "未经复议直接起诉": "litigation.direct", "复议后起诉": "litigation.after_review"}

COMMONPLACE = frozenset(("其他", "其它", "总计", "合计"))
"""Name rows only inside table 3, and open no table as heads."""
HEADS = {
    **dict.fromkeys((*COLUMNS, "信息内容"), DISCLOSURE),
    **dict.fromkeys(("申请人情况", ORGANISATIONS, *(APPLICANT_NAMES.keys() - COMMONPLACE)), REQUESTS),
    **dict.fromkeys(("行政诉讼", *(OUTCOMES.keys() - COMMONPLACE), *ROUTES), DISPUTES),
}
"""Head to the table it stands in."""
HEAD_KEYS = frozenset((*HEADS, *APPLICANT_NAMES, *OUTCOMES))


def row_name(key: str, table: str | None) -> tuple[str, str] | None:
    """Table and name of the row with exactly this label, met while reading `table`.

    >>> row_name("总计", "t3"), row_name("总计", "t4"), row_name("规章", "t2"), row_name("上年结转政府信息公开申请数量", None)
    (('t3', 'requests.result.total'), None, ('t2', '规章'), ('t3', 'requests.carried_in'))
    """
    code = REQUEST_NAMES.get(key)
    if code and (table == REQUESTS or (key not in COMMONPLACE and len(key) > len("重复申请"))):
        return REQUESTS, code
    name = DISCLOSURE_NAMES.get(key)
    return (DISCLOSURE, name) if name and table == DISCLOSURE else None
