"""What a body says of its year: the form's headings, the requests as they stand in the table, and words nobody else uses so."""

import random

from tests.portals.figures import Figures
from tests.portals.narrative import _requests as requests_told

_WHEN = ("年初", "上半年", "汛期前后", "入秋以来", "年末", "办公室搬迁期间", "新系统上线以后", "在人手最紧的几个月里")
_WHO = ("值班同志", "法规科", "窗口工作人员", "档案室", "新媒体小组", "各业务科室负责人", "两位新录用的同事", "联络员")
_HOW = (
    "逐条对照",
    "利用周五下午",
    "请教兄弟单位之后",
    "按照意见箱里的来信",
    "不等催办",
    "会同保密审查人员",
    "一边接待来访一边",
)
_DID = ("梳理了", "重新编写了", "补齐了", "撤换了", "印制了", "录成短片介绍了", "在大厅张贴了", "翻译成通俗文字讲解了")
_WHAT = (
    "办事指南中过时的电话",
    "历年会议纪要的目录",
    "补贴申领的条件与样表",
    "招考岗位的说明",
    "群众最常问的事项",
    "栏目里打不开的链接",
    "已经失效的文件清单",
    "听证会的邀请名单",
)
_SO = (
    "来电明显减少",
    "有市民专程致谢",
    "仍有遗漏，已列入台账",
    "效果要到明年才看得出",
    "同行前来观摩",
    "经费由本机关承担",
)


def paragraphs(publisher: str, year: int, figures: Figures) -> tuple[str, ...]:
    """Return the paragraphs of a report of the layout of 2021, with `[[table n]]` where its tables stand."""
    rng = random.Random(f"words/{publisher}/{year}")
    first, second, last = ("".join(_sentence(rng) for _ in range(count)) for count in (8, 6, 4))
    return (
        f"本报告根据《中华人民共和国政府信息公开条例》编制。所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
        "一、总体情况",
        first,
        requests_told(figures, "f2021"),
        second,
        "二、主动公开政府信息情况",
        "[[table 2]]",
        "三、收到和处理政府信息公开申请情况",
        "[[table 3]]",
        "四、政府信息公开行政复议、行政诉讼情况",
        "[[table 4]]",
        "五、存在的主要问题及改进情况",
        last,
        "六、其他需要报告的事项",
        "本年度未收取政府信息公开信息处理费。",
    )


def _sentence(rng: random.Random) -> str:
    said = "".join(rng.choice(words) for words in (_WHEN, _WHO, _HOW, _DID, _WHAT))
    return f"{said}，{rng.choice(_SO)}。"
