"""What was found, as Chinese sentences that state facts: nobody is accused of anything."""

from collections.abc import Mapping

from audit.absence import AWAY, NO_CONTROL, UNLISTED
from audit.history import INCOMPLETE, NO_REPORT, UNREAD
from audit.presence import Kind

ENDS: Mapping[str, str] = {
    "gone": "答以“无此页”",
    "soft_gone": "以其他页面表示“无此页”",
    AWAY: "被引向不是报告的页面",
    UNLISTED: "列表读到末尾，其中没有该报告",
    NO_CONTROL: "答以“无此页”，但同一网站其他页面当时也未能见到",
    "redirected": "被引向他处",
    "blocked": "被拒绝或拦截",
    "error": "服务器出错",
    "truncated": "回答未完",
    "failed": "未能连接",
    "refused": "按规则未访问",
    NO_REPORT: "有回答但不成年报",
    UNREAD: "尚未读取",
    INCOMPLETE: "附件或图片未能取得，无法比较",
}
"""How checks ended."""
PRESENCE: Mapping[str, str] = {
    Kind.WITHDRAWN: "原址不再见到该报告",
    Kind.MOVED: "原址不再见到该报告，另一地址登有数字相同的报告",
    Kind.REPLACED: "原址不再见到该报告，另一地址登有同一年度、数字不同的报告",
    Kind.REAPPEARED_SAME: "该报告重新出现，内容与此前相同",
    Kind.REAPPEARED_CHANGED: "该报告重新出现，内容与此前不同",
}


def ended(counts: Mapping[str, int]) -> str:
    """Return how checks ended, with how often.

    >>> ended({"blocked": 2, "failed": 1})
    '被拒绝或拦截 2 次、未能连接 1 次'
    """
    return "、".join(f"{ENDS.get(name, name)} {count} 次" for name, count in counts.items())
