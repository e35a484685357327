"""What changed, in which layer, between which two moments: one test for every sentence of the semantics."""

import json

import pytest

from archive.readings import NO_LAYERS, choose_extractor, record_readings
from audit.changes import Change, figure_changes, pairs
from audit.figure_history import report_histories
from audit.findings import findings
from audit.layers import Layer, explained_by
from audit.selection import Selection
from extraction import extract
from tests.composing import PERIOD
from tests.scripted import ADDRESS, HOST, LIST, OTHER, TITLE, TOTAL, Script, report, stamp

A, B = report(), report({TOTAL: "129"})
BLOCK = "<html><body>您的访问过于频繁，请完成安全验证</body></html>".encode()
EMPTY = b"<html><body></body></html>"


def test_a_to_b_to_a_is_two_changes_each_with_its_interval() -> None:
    script = Script()
    for day, shown in ((1, A), (2, A), (3, B), (4, B), (5, A)):
        script.crawl(day).visit(shown)
    found = list(figure_changes(script.database))
    assert [(one.old, one.new, one.not_before, one.not_after) for one in found] == [
        ("127", "129", stamp(2), stamp(3, milliseconds=500)),
        ("129", "127", stamp(4), stamp(5, milliseconds=500)),
    ]
    assert {(one.indicator, one.applicant, one.kind, one.unusable_visits) for one in found} == {(*TOTAL, "figures", 0)}


def test_checks_that_cannot_tell_never_close_an_interval_and_are_counted_by_name() -> None:
    script = Script()
    script.crawl(1).visit(A)
    script.crawl(2).visit(status="503 Service Unavailable")
    script.crawl(3).visit(BLOCK)
    script.crawl(4).visit(B[:2000], error="broke off", truncated="disconnect")
    script.crawl(5).visit(status="503 Service Unavailable")
    script.crawl(6).visit(EMPTY)
    script.crawl(7).visit(error="no such host")
    script.crawl(8).visit(status="404 Not Found")
    script.crawl(9).visit(B)
    (change,) = figure_changes(script.database)
    assert (change.not_before, change.not_after) == (stamp(1), stamp(9, milliseconds=500))
    assert change.unusable_visits == 7
    assert set(change.unusable.split(", ")) == {
        "error × 2", "blocked × 1", "truncated × 1", "no_report × 1", "failed × 1", "gone × 1",
    }  # fmt: skip


def test_a_crawl_that_asked_several_times_counts_once_and_by_its_last_word() -> None:
    script = Script()
    script.crawl(1).visit(A)
    script.crawl(2).visit(status="302 Found", headers=f"Location: {OTHER}\r\n")
    script.visit(status="503 Service Unavailable")
    script.crawl(3).visit(status="503 Service Unavailable")
    script.visit(B)
    (change,) = figure_changes(script.database)
    assert change.unusable == "error × 1", "the crawl that saw the new figure is not between"


def test_readings_of_two_versions_of_the_extractor_never_make_a_change() -> None:
    script = Script()
    first = script.crawl(1).visit(A)
    script.crawl(2).visit(A.replace(b"<body>", b"<body><!-- 2 -->"))
    (snapshot,) = script.database.execute("SELECT snapshot FROM capture WHERE capture = ?", [first]).fetchone()
    record_readings(script.database, "next", [(snapshot, extract(report({TOTAL: "1127"}), url=ADDRESS), NO_LAYERS)])
    assert list(figure_changes(script.database)) == []
    choose_extractor(script.database, "next")
    assert findings(script.database).changes == [], "what the next version has not read yet is no reading at all"
    assert [check.name for one in report_histories(script.database) for check in one.documents[0].history.checks] == [
        "ok", "unread",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "layer", "label"),
    [
        (("<td", "<td>备注</td><td"), Layer.TABLES, ""),
        (("培训不够", "培训还不够"), Layer.NARRATIVE, "五、存在的主要问题及改进情况"),
        ((PERIOD, PERIOD + "欢迎监督。"), Layer.NARRATIVE, "above the first heading"),
        (('content="2023-03-09 10:00"', 'content="2023-03-01 10:00"'), Layer.METADATA, "PubDate"),
        (("</h1>", "</h1><p>索引号：014109429/2023-00035</p>"), Layer.METADATA, "索引号"),
        (("不够。", '不够。<img src="/1.png">'), Layer.ATTACHMENTS, "addresses or names"),
        (("不够。", '不够。<a href="/1.html"></a>'), Layer.LINKS, ""),
        (("</ul>", "</ul>新华社"), Layer.NOISE, "outside_the_report/1"),
        (("<h1>", "<p>浏览次数：12</p><h1>"), Layer.NOISE, "visit_count/1"),
        (("<h1>", "<h1><!-- 12 -->"), Layer.NOISE, "not_shown/1"),
        (("<h1>示例市", "<h1>\n 示例市"), Layer.NOISE, "not_shown/1"),
        (("不够。", "不 够。"), Layer.NOISE, "white_space/1"),
        (("不够。</p>", "不够。</p><p>浏览次数：12</p>"), Layer.NOISE, "visit_count/1"),
        (
            ("本年度未收取政府信息处理费。</p>", "本年度未收取政府信息处理费。</p><p>打印</p><p>欢迎</p>"),
            Layer.UNEXPLAINED,
            "",
        ),
    ],
)
def test_the_highest_layer_that_differs_is_told(edit: tuple[str, str], layer: Layer, label: str) -> None:
    script = Script()
    script.crawl(1).visit(A)
    script.crawl(2).visit(report(edit=edit))
    (pair,) = pairs(script.database)
    assert pair.layer is layer
    (row,) = findings(script.database, kinds=[layer]).changes
    assert label in {row.label, row.detail}


def test_figures_come_before_everything_else_that_differs_with_them() -> None:
    script = Script()
    script.crawl(1).visit(A)
    script.crawl(2).visit(report({TOTAL: "129"}, edit=("培训不够", "培训还不够")))
    (pair,) = pairs(script.database)
    assert pair.layer is Layer.FIGURES
    assert {row.kind for row in findings(script.database).changes} == {"figures"}


def test_noise_names_the_rules_whose_matches_differ_and_no_others() -> None:
    script = Script()
    for day in (1, 2):
        counters = f"<p>浏览次数：{day} 字体：大 中 小</p><p>页面执行0.{day}秒</p><h1>"
        script.crawl(day).visit(report(edit=("<h1>", counters)))
    (pair,) = pairs(script.database)
    assert explained_by(script.database, pair) == ["page_timing/1", "visit_count/1"]


def test_noise_has_to_make_both_sides_equal() -> None:
    script = Script()
    for day, word in ((1, ""), (2, "欢迎")):
        ending = f"未收取政府信息处理费。</p><p>打印</p><p>{word} 浏览次数：{day}</p>"
        script.crawl(day).visit(report(edit=("未收取政府信息处理费。</p>", ending)))
    (pair,) = pairs(script.database)
    assert pair.layer is Layer.UNEXPLAINED
    assert explained_by(script.database, pair) == []


def test_noise_is_counted_and_listed_only_when_asked_for() -> None:
    script = Script()
    for day in range(1, 5):
        script.crawl(day).visit(report(edit=("<h1>", f"<p>浏览次数：{day}</p><h1>")))
    found = findings(script.database)
    assert (found.changes, found.left_out) == ([], {"noise": 3})
    assert len(findings(script.database, kinds=["noise"]).changes) == 3


def test_nothing_is_taken_out_of_what_is_kept_and_what_was_taken_is_told() -> None:
    script = Script()
    script.crawl(1).visit(report(edit=("<h1>", "<p>浏览次数：12</p><h1>")))
    ((noise, text, raw_text),) = script.database.execute("SELECT noise, text_key, raw_text_key FROM reading").fetchall()
    assert list(json.loads(noise)) == ["visit_count/1"]
    assert text != raw_text


def test_a_counter_with_words_around_it_is_content_not_noise() -> None:
    script = Script()
    for day in (1, 2):
        script.crawl(day).visit(report(edit=("培训不够", f"网站浏览次数:{day}万次")))
    (pair,) = pairs(script.database)
    assert pair.layer is Layer.NARRATIVE


def test_a_session_in_an_address_is_noise() -> None:
    script = Script()
    for session in ("1F3", "2A4"):
        link = f'不够。<a href="/next.html;jsessionid={session}">见此</a>'
        script.crawl(int(session[0])).visit(report(edit=("不够。", link)))
    (pair,) = pairs(script.database)
    assert (pair.layer, explained_by(script.database, pair)) == (Layer.NOISE, ["session_id/1"])


def test_the_same_page_under_another_scheme_or_host_name_has_not_changed() -> None:
    script = Script()
    page = report(edit=("不够。", '不够。<a href="/1.pdf">附件</a> <a href="b.html">表</a>'))
    script.crawl(1).visit(page)
    script.crawl(2).visit(page, url=ADDRESS.replace("https", "http"), document=f"{HOST}/art/2023/1.html")
    script.crawl(3).visit(page, url=ADDRESS.replace("www", "zwgk"), document=f"{HOST}/art/2023/1.html")
    assert list(pairs(script.database)) == []


def test_a_repair_is_a_silent_correction_and_a_break_an_introduced_inconsistency() -> None:
    script = Script()
    for day, shown in ((1, A), (2, B), (3, A)):
        script.crawl(day).visit(shown)
    broken, repaired = figure_changes(script.database)
    assert (broken.effect, repaired.effect) == ("introduced_inconsistency", "silent_correction")
    assert "(total)" in broken.detail
    assert broken.detail == repaired.detail


def test_a_correction_the_publisher_announces_is_not_silent() -> None:
    notice = "关于更正示例市人民政府2022年政府信息公开工作年度报告的说明"
    others = ("关于更正示例市财政局2022年政府信息公开工作年度报告的说明", "示例市2022年度规章修订计划")
    script = Script()
    script.crawl(1).visit(B)
    script.crawl(2).scan(ADDRESS, *(f"{OTHER}?{n}" for n in range(2)), titles=[TITLE, *others])
    script.visit(A)
    (change,) = figure_changes(script.database)
    assert (change.effect, change.notice) == ("silent_correction", ""), "notices about others are not this one's"
    script.scan(OTHER, titles=[notice], list_url=f"{LIST}?2")
    (change,) = figure_changes(script.database)
    assert (change.effect, change.notice) == ("announced_correction", notice)


def test_dates_of_server_and_page_stand_beside_a_change_and_never_narrow_it() -> None:
    script = Script()
    script.crawl(1).visit(A, headers="Last-Modified: Thu, 09 Feb 2023 02:00:00 GMT\r\n")
    script.crawl(9).visit(B, headers="last-modified: Fri, 03 Mar 2023 02:00:00 GMT\r\n")
    (change,) = figure_changes(script.database)
    assert change.old_claims == "Last-Modified Thu, 09 Feb 2023 02:00:00 GMT; PubDate 2023-03-09 10:00"
    assert change.new_claims == "Last-Modified Fri, 03 Mar 2023 02:00:00 GMT; PubDate 2023-03-09 10:00"
    assert (change.not_before, change.not_after[:19]) == (stamp(1), stamp(9)[:19])


def test_an_attachment_that_changed_under_its_address_is_a_change() -> None:
    script = Script()
    address = f"https://{HOST}/1.pdf"
    page = report(edit=("不够。", '不够。<a href="/1.pdf">附件</a>'))
    script.crawl(1).visit(page, parts={address: b"%PDF one"})
    script.crawl(2).visit(page, parts={address: b"%PDF one"})
    script.crawl(3).visit(page, parts={address: b"%PDF two"})
    (pair,) = pairs(script.database)
    assert (pair.layer, pair.not_before) == (Layer.ATTACHMENTS, stamp(2))
    (row,) = findings(script.database).changes
    assert (row.label, row.old != row.new) == (address, True)


def test_an_attachment_that_could_not_be_had_changes_nothing() -> None:
    script = Script()
    address = f"https://{HOST}/1.pdf"
    page = report(edit=("不够。", '不够。<a href="/1.pdf">附件</a>'))
    edited = page.replace("培训不够".encode(), "培训还不够".encode())
    script.crawl(1).visit(page, parts={address: b"%PDF one"})
    script.crawl(2).visit(page, parts={address: None})
    script.crawl(3).visit(page, parts={address: b"%PDF two"})
    script.crawl(4).visit(edited, parts={address: None})
    first, second = pairs(script.database)
    assert (first.layer, first.not_before, first.unusable) == (Layer.ATTACHMENTS, stamp(1), {"incomplete": 1})
    assert (second.layer, second.not_before) == (Layer.NARRATIVE, stamp(3)), "the page itself was seen"


def test_an_address_that_shows_the_report_on_another_year_replaces_it_and_changes_no_figure() -> None:
    script = Script()
    script.crawl(1).visit(A)
    script.crawl(2).visit(B.replace("2022年".encode(), "2023年".encode()))
    (row,) = findings(script.database).changes
    assert (row.kind, row.old, row.new) == ("replaced", "示例市人民政府 2022", "示例市人民政府 2023")
    assert list(figure_changes(script.database)) == []


def test_a_pair_has_the_same_name_in_every_rebuilt_database() -> None:
    names = []
    for _ in range(2):
        script = Script()
        script.crawl(1).visit(A)
        script.crawl(2).visit(B)
        names += [pair.name for pair in pairs(script.database)]
    assert names[0] == names[1]
    assert len(names[0]) == 33


def test_a_selection_narrows_by_portal_publisher_year_and_time() -> None:
    script = Script()
    for day, shown in ((1, A), (2, B), (3, A)):
        script.crawl(day).visit(shown)

    def count(selection: Selection) -> int:
        return len(list(figure_changes(script.database, selection)))

    assert count(Selection()) == 2
    assert count(Selection(since=stamp(3))) == 1
    assert count(Selection(portal="shili", publisher="示例市人民政府", report_year=2022)) == 2
    assert count(Selection(portal="other")) == count(Selection(report_year=2021)) == 0


def test_the_history_of_a_figure_is_its_values_and_when_each_began() -> None:
    script = Script()
    script.crawl(1).visit(A)
    script.crawl(2).visit(A)
    script.crawl(3).visit(error="no such host")
    script.crawl(4).visit(B)
    script.crawl(5).visit(report({TOTAL: "129"}, edit=("培训不够", "培训还不够")))
    script.crawl(6).visit(A)
    (whole,) = report_histories(script.database)
    assert (whole.publisher, whole.report_year, whole.changed()) == ("示例市人民政府", 2022, {TOTAL})
    (history,) = whole.figure(*TOTAL)
    assert history.changes == 2
    assert [
        (span.shown, span.not_before, span.not_after[:19], span.checks, span.unusable) for span in history.spans
    ] == [
        ("127", None, stamp(1)[:19], 2, {}),
        ("129", stamp(2), stamp(4)[:19], 2, {"failed": 1}),
        ("127", stamp(5), stamp(6)[:19], 1, {}),
    ]
    assert [span.last.captured_at for span in history.spans] == [stamp(2), stamp(5), stamp(6)]
    (steady,) = whole.figure("requests.new", "total")
    assert (steady.changes, steady.spans[0].shown, steady.spans[0].checks) == (0, "2752", 5)
    with pytest.raises(KeyError):
        whole.figure("no.such", None)


def test_rows_keep_the_names_that_programs_know() -> None:
    known = (
        "portal publisher report_year indicator label applicant applicant_label old new not_before not_after unusable_visits"
        " url old_capture new_capture old_fidelity new_fidelity"
    )
    assert set(known.split()) <= set(Change.__slots__)
