"""Who publishes: the kind of body a name stands for, and the name where the title has none."""

import re
from collections import Counter

from extraction.codebook import CODEBOOK
from extraction.folding import HAN, fold

_KINDS = tuple((re.compile(pattern), kind) for pattern, kind in CODEBOOK.publisher_kinds)
_OFFICE_IN_BRACKETS = re.compile(r"\([^()]*办公[厅室]\)$")
_PLACE = rf"(?!我|全|本|各|该){HAN}{{2,7}}?(?:省|市|自治州|县|区|旗|盟)(?:人民政府(?:办公[厅室])?)?"
_SUBJECT = rf"20\d\d年度?,?({_PLACE})(?![级直政委域内])"
_NAMED = (
    "发布机构",
    "发布单位",
    "发文机关",
    "发文机构",
    "公开责任部门",
    "责任部门",
    "ContentSource",
    "信息来源",
    "来源",
)
_GENERIC = re.compile(r"网|报社|日报|本站|原创|未知|管理员|admin", re.IGNORECASE)


def kind_of(name: str) -> str | None:
    """government, office, department, township or dispatched_body; the first rule that matches wins.

    >>> [kind_of(name) for name in ("常州市人民政府", "靖江市", "嘉兴市人民政府办公室", "太平镇人民政府", "高新区管委会", "审计局")]
    ['government', 'government', 'office', 'township', 'dispatched_body', 'department']
    >>> kind_of("常州市政务服务管理办公室"), kind_of("贵阳市人民政府(市人民政府办公厅)")
    ('department', 'office')
    """
    if _OFFICE_IN_BRACKETS.search(name):
        return "office"
    return next((kind for pattern, kind in _KINDS if pattern.search(name)), None)


def publisher_without_title(metadata: dict[str, str], paragraphs: list[str]) -> str | None:
    """The body the page names as its source, else the one whose year the text tells of (2017年,溧阳市…)."""
    for label in _NAMED:
        name = fold(metadata.get(label, ""))
        if name and not _GENERIC.search(name) and kind_of(name):
            return name
    counts = Counter(name for paragraph in paragraphs for name in re.findall(_SUBJECT, fold(paragraph)))
    return counts.most_common(1)[0][0] if counts else None
