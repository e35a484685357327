"""Pages that name reports and are none."""

from tests.pages.made import Made

_ROWS = (
    ("202009/t20200903_1", "示例市2019年政府信息公开工作年度报告"),
    ("202008/t20200811_2", "示例市召开政务公开工作推进会"),
    ("202003/t20200311_3", "示例市人民政府办公室2019年政府信息公开工作年度报告"),
    ("201911/t20191105_4", "关于做好2019年政府信息公开工作年度报告编制的通知"),
    ("201905/t20190530_5", "示例市2018年政府信息公开年度报告"),
    ("201905/t20190530_6", "示例自治区2018年政府信息公开工作年度报告"),
    ("201904/t20190409_7", "示例市生态示范区2018年预算执行情况"),
)


def list_of_reports() -> Made:
    """鄂尔多斯's TRS column 信息公开年报: layout tables in layout tables, reports and news one below the other."""
    items = "".join(
        f'<tr><td width="20"><img src="../../images/dot.jpg"></td><td><a href="./{address}.html">{title}</a></td>'
        f'<td width="100">({address[:4]}-{address[4:6]}-{address[9:11]})</td></tr><tr><td colspan="3" height="1"></td></tr>'
        for address, title in _ROWS
    )
    above = (("../../", "首页"), ("../", "信息公开"))
    path = "".join(f'<a href="{up}" class="CurrChnlCls">{name}</a>&nbsp;&gt;&gt;&nbsp;' for up, name in above)
    whole = (
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>信息公开年报_示例市人民政府</title></head><body>"
        '<table width="1006" id="memu"><tbody><tr><td class="td1"><a href="../../">首页</a></td>'
        '<td class="td3"><a href="../">信息公开</a></td></tr></tbody></table>'
        '<table width="1006"><tr><td width="136"><a href="./">信息公开年报</a></td><td>'
        f"<table><tr><td>{path}信息公开年报</td></tr><tr><td><table>{items}</table></td></tr></table>"
        "</td></tr></table></body></html>"
    )  # fmt: skip
    return Made(whole.encode(), {}, flags=frozenset({"not_a_report"}))


LISTS = (list_of_reports,)
