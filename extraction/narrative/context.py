"""What the words around a number are about: whose year, whose cases, whose figure.

The traps are real: hotline cases in millions stand next to 受理 and 件, a bureau of justice counts reconsiderations by the
hundred, and the work plan of the next year hangs on to the report.
"""

import re
from bisect import bisect_right
from functools import lru_cache

# The first lines of these two are all characters they may begin with: most places of a text are passed after one look.
_TOPICS = re.compile(
    r"(?=[依公申来信行直复诉1热工提建议办留咨投举许审政])(?:"
    r"(?P<request>依申请|公开(?![^,。;、\d]{0,6}复议)[^,。;、\d]{0,6}申请|申请(?:公开|人)|来[信访]申请|信访、?(?:举报|投诉)、?(?:投诉|举报)类|行政执法案卷|行政查询事项)"
    r"|(?P<direct>直接(?:起诉|提起))|(?P<after_review>复议后(?:再|又|仍)?(?:起诉|提起))|(?P<review>复[议?\ufffd])|(?P<litigation>诉[讼?\ufffd])"
    r"|(?P<other>12345|热线|信箱|工单|诉求|提案|建议|议案|办件|信访|留言|咨询|来信|来访|投诉|举报|行政许可|许可|审批|政务服务|行政处罚))"
)
_YEAR = re.compile(
    r"(?<![较比与同到至])(?:20|[?\ufffd]0)(\d\d)[年?\ufffd](?!度?(?:结转|转结)|版|以来|[增减升降]|上升|下降|同期|相比)|(?P<own>全年|本年|今年(?:以来)?|年内|年度内)|(?P<since>以[来?\ufffd]|[上下]半[年?\ufffd]|[一二三四]季[度?\ufffd])"
)
_MAY_NAME_YEAR = re.compile("[年以半季?\ufffd]")
"""One of these stands in all that `_YEAR` finds, and is found in a fraction of the time."""
_BOOK = re.compile(r"《[^》]*》")
_INTENDED = re.compile(r"将(?!近)|力争|计划|拟|不少于|不低于|不超过|确保|争取|目标|预计|原则上")
_SCOPE = re.compile(
    r"(?=[全市县区本我各])(?:"
    r"全[市县区省州盟旗镇乡](?:各级|范围内)?(?:行政机关|政府机关|政府部门|政府系统|各部门)?"
    r"|[市区县]本级|本(?:行政)?机关(?!不?掌握|公开|职责|政府信息|负责)|本(?:单位|部门|[市县区局办委镇乡院])(?!级|年|质|次|月|着|科)"
    r"|我[市县区局办委镇乡厅院处](?!们)|(?<!人民)[市区县]政府办公[厅室]|各部门)"
)
ABOUT_DISCLOSURE = re.compile(r"信息公开|政务公开|依申请|公开类|公开申请|公开事项")
ABOUT_DISPUTES = re.compile(r"复议.{0,8}诉讼")
ABOUT_FEES = re.compile(r"收费|其[他它].{0,6}事项")


def topic(text: str, end: int, standing: str = "") -> str:
    """What the text was last speaking of before this position: request, review, litigation …, other, or `standing`."""
    ends, named = _topics(text)
    index = bisect_right(ends, end)
    return named[index - 1] if index else standing


def standing(heading: str) -> str:
    """What paragraphs under the heading speak of until they say so themselves; headings name both kinds of dispute."""
    named = topic(heading, len(heading))
    return named if named in {"request", "other"} else ""


@lru_cache(maxsize=16)
def _topics(text: str) -> tuple[list[int], list[str]]:
    """Where words end that name a topic, and which; asked for every number of a paragraph."""
    found = list(_TOPICS.finditer(text))
    return [one.end() for one in found], [one.lastgroup or "" for one in found]


def year_named(text: str, start: int, end: int) -> int | None:
    """The year that a sentence last named: None if that was none or its own, 0 for several years or a part of one."""
    named = None
    if not _MAY_NAME_YEAR.search(text, start, end):
        return named
    books = [found.span() for found in _BOOK.finditer(text, start, end)] if "《" in text else []
    for found in _YEAR.finditer(text, start, end):
        if not any(first < found.start() < last for first, last in books):
            named = None if found["own"] else 0 if found["since"] else 2000 + int(found[1])
    return named


def is_set_aside(text: str, position: int, clause: str) -> bool:
    """Whether the number is in the title of a document (《…2023年版》), or its clause speaks of what shall be."""
    return text.rfind("《", 0, position) > text.rfind("》", 0, position) or _INTENDED.search(clause) is not None


def scope(text: str, start: int, end: int) -> str:
    """The last words of the sentence so far that say whose figure it is."""
    last = ""
    for found in _SCOPE.finditer(text, start, end):
        last = found[0]
    return last
