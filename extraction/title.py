"""Titles: is this the title of an annual report, of which year and publisher, and if not, why not.

Serves the extractor and discovery alike; list pages cut titles with "…" and put dates and decorations around them.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from extraction.folding import fold

NO_YEAR = "no year"
"""The one reason that leaves the question open: the text of the report may name its year."""
NO_TITLE = "not an annual report title"
NO_WHOLE_YEAR = "not a whole year"


class Title(NamedTuple):
    reason: str
    """Why it is no title of an annual report, empty if it is one."""
    year: int | None = None
    publisher: str | None = None
    """In simplified script; None if the title names none."""

    @property
    def is_report(self) -> bool:
        return not self.reason


_CORE = re.compile(r"(?:政府|政务)?信息公开(?:工作)?(?:情况)?(?:的)?年?(?:度)?(?:工作)?(?:报告|年报|年度总结报告)")
_CUT_CORE = re.compile(r"(?:政府|政务)信息(?:公(?:开(?:工(?:作(?:年(?:度(?:报)?)?)?)?|年(?:度(?:报)?)?)?)?)?$")
_CUT = re.compile(r"(?:…|\.{2,}|⋯|。{2,})+$")
_FALSE_FRIENDS = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (r"网站.{0,6}(?:年度)?(?:工作)?(?:报表|年报|年度报告)|网站(?:监管)?年度", "政府网站工作年度报表"),
        (r"图解|一图(?:读|看)懂|图说|解读|漫画|H5", "图解"),
        (r"通知|关于(?:做好|开展|编制|报送|印发|征集)|的(?:公告|通告|函|批复|意见)$|培训|会议", "notice"),
        (
            r"(?:报告|年报)的?(?:格式|模板|模版|范本|样式|样本|制度|编制|编写|填报|目录|汇总|专栏|一览)",
            "format, rule or list",
        ),
        (r"统计表|统计数据|统计年报|统计公报|统计情况", "statistics"),
        (r"半年|季度|[一二三四]季|\d月(?!\d*日)", NO_WHOLE_YEAR),
        (r"工作要点|工作总结|工作计划|工作方案|实施方案|任务分解", "政务公开工作要点"),
        (r"政府工作报告", "政府工作报告"),
        (r"法治政府|依法行政|依法治", "法治政府建设年度报告"),
        (r"预算|决算", "部门预决算"),
        (r"评议|考核|评估|整改|督查|自查", "assessment"),
        (r"有限公司|股份|集团|公司年", "company report"),
    )
)
_DECORATION = re.compile(
    r"\((?![^()]*20\d\d)[^()]*(?:版|年报|文字|图片|链接|公开|附件?|全文|下载)[^()]*\)|\.(?:pdf|docx?|wps|html?)$",
    re.IGNORECASE,
)
_DATE = re.compile(r"[(\[]?20\d\d[-/.]\d{1,2}[-/.]\d{1,2}[)\]]?")
_YEAR = re.compile(r"\(?(20[0-3]\d)(?:年度|年|度|(?=(?:政府|政务)信息公开))\)?")
_SPAN = re.compile(r"20\d\d年?[-—~至到]20\d\d年")
_HAN_YEAR = re.compile(r"二[〇○零0Oo][〇○零0Oo一二三][〇○零0Oo一二三四五六七八九](?=年)")
_ROUND = str.maketrans("[]{}", "()()")
_HAN_DIGITS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_AFTER = re.compile(
    r"(?:全文|正文|附件|附表|表|的报告|公布|公开|发布|\([^()]*\)|[-—_|.,。:《》\"'】\]]|pdf|word|版)*", re.IGNORECASE
)
_AROUND = re.compile(
    r"^(?:(?!\()[\W\da-zA-Z_])+|^关于(?:公布|发布|公开)?|^\([^()]*\)(?=.)|(?:关于|的|在|\W(?<![()]))+$"
)
_VERBS = re.compile(r"发布|公布|召开|举办|推进|推动|组织|完成|要求|[。;!?]|:")
_LONGEST = 90
_LONGEST_PUBLISHER = 40


@lru_cache(maxsize=2048)
def parse_title(text: str) -> Title:
    """Reads a title as printed on a page or in a list.

    >>> parse_title("2022年常州市人民政府政府信息公开工作年度报告(图片版)")
    Title(reason='', year=2022, publisher='常州市人民政府')
    >>> parse_title("常州市政務服務管理辦公室2023年政府信息公開工作年度報告").publisher
    '常州市政务服务管理办公室'
    >>> parse_title("嘉兴市人民政府办公室2022年度政府信息公…").year
    2022
    >>> parse_title("2022年政府网站工作年度报表").reason, parse_title("关于做好2022年政府信息公开年报编制的通知").reason
    ('政府网站工作年度报表', 'notice')
    """
    folded = _DATE.sub("", fold(text)).translate(_ROUND)
    folded = _HAN_YEAR.sub(lambda match: match.group().translate(_HAN_DIGITS).replace("二", "2"), folded)
    is_cut = _CUT.search(folded) is not None
    folded = _CUT.sub("", folded)
    previous = ""
    while folded != previous:
        previous, folded = folded, _DECORATION.sub("", folded)
    core = _CORE.search(folded) or (_CUT_CORE.search(folded) if is_cut else None)
    reason = _why_not(folded)
    if reason or core is None or len(folded) > _LONGEST:
        return Title(reason or NO_TITLE)
    return _read(folded, core, is_cut=is_cut)


def _read(folded: str, core: re.Match[str], *, is_cut: bool) -> Title:
    """Year and publisher around the words every title has."""
    years = list(_YEAR.finditer(folded))
    if not years or _SPAN.search(folded):
        return Title("several years" if years else NO_YEAR)
    before = [year for year in years if year.start() < core.start()]
    year = before[-1] if before else years[0]
    publisher = _publisher(folded[: core.start()], core.group())
    ends = is_cut or _AFTER.fullmatch(_YEAR.sub("", folded[core.end() :]))
    if not ends or _VERBS.search(publisher) or len(publisher) > _LONGEST_PUBLISHER:
        return Title(NO_TITLE)
    return Title("", int(year[1]), publisher or None)


def _why_not(folded: str) -> str:
    return next((reason for pattern, reason in _FALSE_FRIENDS if pattern.search(folded)), "")


def _publisher(before: str, core: str) -> str:
    name = _YEAR.sub("", before.rsplit(">", 1)[-1])
    previous = ""
    while name != previous:
        previous, name = name, _AROUND.sub("", name)
    # 嘉兴市人民政府信息公开…: one 政府 printed for two.
    return name + "政府" if name.endswith("人民") and core.startswith("政府") else name
