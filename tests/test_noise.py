"""Rules of noise: every one has an example it takes out, and leaves alone what is content."""

import json
import re
from pathlib import Path

import pytest

import extraction.noise
from extraction.noise import _FILE, ADDRESS, RULES, TEXT, quiet

EXAMPLES = {
    "visit_count": ("来源：政府办 浏览次数：127", "您是今天第486位使用助读的读者。", "[点击量: 12次]", "阅读：3"),
    "visitors_online": ("在线人数：31人",),
    "current_date": ("今天是2023年3月10日 星期五", "2023年3月10日 星期五", "现在时间：2023-03-10 08:00:00"),
    "weather": ("天气预报：多云 12℃~20℃",),
    "page_timing": ("页面执行0.175020秒", "页面加载时间：35ms", "Processed in 0.031 second(s), 7 queries"),
    "page_made": ("页面生成时间：2023-03-10 08:00:00",),
    "print_time": ("打印时间：2023-03-10 08:00",),
    "font_size": ("【字体：大 中 小】", "字号：[大] [中] [小]"),
    "page_tools": ("【打印】【关闭】", "打印本页", "分享到：微信 微博"),
    "scan_code": ("扫一扫在手机打开当前页",),
    "neighbours": ("上一篇：某局2021年政府信息公开工作年度报告",),
    "site_age": ("本站已安全运行1234天",),
    "copyright_years": ("版权所有 © 2015-2026",),
    "token": ("d41d8cd98f00b204e9800998ecf8427e",),
    "session_id": ("/a.html;jsessionid=1F3A", "/a.html?sid=1&x=2"),
    "address_token": ("/a.html?_t=1678406400", "/a.html?token=ab&x=1"),
}
CONTENT = (
    "2022年，网站浏览次数：127万次，同比增长12%。",
    "全年通过门户网站主动公开政府信息190条，总访问量达到1,234,567次。",
    "发布日期：2023-01-31 10:22",
    "本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。",
    "现在是法治政府建设的关键时期",
    "打印费用0元",
    "网上咨询办理时间3天",
    "运行维护网站1个",
    "当前位置：首页",
    "127",
)


@pytest.mark.parametrize("rule", [*TEXT, *ADDRESS], ids=lambda rule: rule.name)
def test_every_rule_takes_out_its_examples_alone(rule: extraction.noise.Rule) -> None:
    assert rule.reason
    for example in EXAMPLES[rule.name.partition("/")[0]]:
        matches: extraction.noise.Matches = {}
        quiet(example, matches, in_address=rule in ADDRESS)
        assert set(matches) == {rule.name}, example


@pytest.mark.parametrize("line", CONTENT)
def test_what_a_report_says_is_left_alone(line: str) -> None:
    assert extraction.noise.is_noise(line) is False
    if "万次" not in line:
        assert quiet(line, {}) == line


def test_rules_have_ids_of_their_own_versions_and_reasons() -> None:
    file = json.loads(Path(extraction.noise.__file__).with_name("noise.json").read_text("utf-8"))
    entries = [entry for scope in ("text", "address", "whole") for entry in file[scope]]
    assert len({entry["id"] for entry in entries}) == len(entries) == len(RULES)
    assert all(entry["version"] >= 1 and entry["reason"] for entry in entries)


def test_a_line_is_looked_at_wherever_a_hint_may_begin() -> None:
    firsts, hints = re.fullmatch(r"\(\?=(\[.+?\])\)\(\?:(.+)\)", _FILE["hints"]).groups()  # type: ignore[union-attr]
    characters = {*hints, *map(chr, range(0x250))}
    for hint in hints.split("|"):
        begins = re.compile(re.match(r"\[[^]]+\]|\\?.", hint)[0], re.IGNORECASE)  # type: ignore[index]
        first = {character for character in characters if begins.match(character)}
        assert first, hint
        assert all(re.match(firsts, character, re.IGNORECASE) for character in first), hint
