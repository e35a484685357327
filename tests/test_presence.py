"""Whether documents were there: one test for every sentence of the semantics."""

from audit.findings import findings
from audit.history import histories
from audit.presence import Presence
from tests.scripted import ADDRESS, LIST, OTHER, TITLE, TOTAL, Script, report, stamp

A, B = report(), report({TOTAL: "129"})
NEIGHBOUR = report(title=TITLE.replace("2022", "2021")).replace("2022年".encode(), "2021年".encode())
GONE = "404 Not Found"
SEARCH = "https://www.shili.gov.cn/art/2021/9.html"


def gone(script: Script, day: int, hour: int = 8, *, control: bool = True) -> None:
    """Add a crawl that finds nothing at the address, and another report of the same host."""
    script.crawl(day, hour).visit(status=GONE)
    if control:
        script.visit(NEIGHBOUR, url=SEARCH)


def kinds(script: Script) -> list[tuple[str, str]]:
    return [(row.kind, row.effect) for row in findings(script.database, kinds=["presence"]).changes]


def test_three_absences_over_three_days_with_a_control_are_a_withdrawal() -> None:
    script = Script()
    script.crawl(1).visit(A)
    script.crawl(2).visit(error="timeout")
    for day in (3, 4, 6):
        gone(script, day)
    (row,) = findings(script.database, kinds=["presence"]).changes
    assert (row.kind, row.effect, row.detail, row.unusable) == ("withdrawn", "", "gone × 3", "failed × 1")
    assert (row.not_before, row.not_after) == (stamp(1), stamp(3, milliseconds=500))
    assert (row.old, row.new, row.url, row.report_year) == ("present", "absent", ADDRESS, 2022)


def test_an_absence_is_provisional_until_there_are_three_checks_over_three_days() -> None:
    script = Script()
    script.crawl(1).visit(A)
    for day in (3, 4):
        gone(script, day)
    assert kinds(script) == [("withdrawn", "provisional")]
    gone(script, 4, 20)
    assert kinds(script) == [("withdrawn", "provisional")], "three checks, one day and a half"
    script.crawl(5).visit(status="503 Service Unavailable")
    gone(script, 6)
    assert kinds(script) == [("withdrawn", "")]


def test_without_a_control_of_the_same_host_nobody_can_tell() -> None:
    script = Script()
    script.crawl(1).visit(A)
    for day in (3, 4, 6):
        gone(script, day, control=False)
        script.visit(NEIGHBOUR, url="https://www.elsewhere.gov.cn/1.html")
    assert kinds(script) == []
    (history, _) = sorted(histories(script.database), key=lambda one: one.document, reverse=True)
    states = Presence(script.database, [history]).states(history)
    assert [(state.state, state.names) for state in states] == [
        ("present", {"ok": 1}),
        ("unknown", {"gone_without_control": 3}),
    ]


def test_a_list_of_the_same_host_is_a_control_too() -> None:
    script = Script()
    script.crawl(1).visit(A)
    for day in (3, 4, 6):
        gone(script, day, control=False)
        script.visit("<html><body>政府信息公开年报</body></html>".encode(), url=LIST, role="list")
    assert kinds(script) == [("withdrawn", "")]


def test_blocks_and_failures_never_say_that_a_report_is_gone() -> None:
    script = Script()
    script.crawl(1).visit(A)
    for day, status in ((3, "403 Forbidden"), (5, "500 Internal Server Error"), (7, "429 Too Many Requests")):
        script.crawl(day).visit(status=status)
        script.visit(NEIGHBOUR, url=SEARCH)
    assert kinds(script) == []


def test_an_address_that_leads_to_a_page_that_is_no_report_is_absent() -> None:
    script = Script()
    script.crawl(1).visit(A)
    for day in (3, 5, 7):
        script.crawl(day).visit(status="302 Found", headers="Location: /col/1.html\r\n")
        script.visit("<html><body><h1>栏目</h1><p>政府信息公开年报</p></body></html>".encode())
        script.visit(NEIGHBOUR, url=SEARCH)
    (row,) = findings(script.database, kinds=["presence"]).changes
    assert (row.kind, row.effect, row.detail) == ("withdrawn", "", "redirected_away × 3")


def test_a_list_read_to_its_end_without_a_report_it_had_is_a_withdrawal() -> None:
    script = Script()
    script.crawl(1).scan(ADDRESS, OTHER).visit(A)
    script.crawl(2).scan(OTHER)
    (row,) = findings(script.database, kinds=["presence"]).changes
    assert (row.kind, row.effect, row.detail) == ("withdrawn", "", "complete_list_without_it × 1")
    assert (row.not_before, row.not_after) == (stamp(1), stamp(2))


def test_a_list_that_broke_off_proves_nothing() -> None:
    script = Script()
    script.crawl(1).scan(ADDRESS, OTHER).visit(A)
    script.crawl(2).scan(OTHER, state="partial")
    assert kinds(script) == []


def test_a_report_that_another_list_of_the_same_crawl_shows_is_there() -> None:
    script = Script()
    script.crawl(1).scan(ADDRESS, OTHER).visit(A)
    script.crawl(2).scan(OTHER).scan(ADDRESS, list_url=f"{LIST}?2022")
    assert kinds(script) == []


def test_a_report_that_is_seen_at_its_address_is_there_whatever_the_list_says() -> None:
    script = Script()
    script.crawl(1).scan(ADDRESS, OTHER).visit(A)
    script.crawl(2).scan(OTHER).visit(A)
    assert kinds(script) == []


def test_a_report_that_comes_back_is_the_same_or_another() -> None:
    for back, kind in ((A, "reappeared_same"), (B, "reappeared_changed")):
        script = Script()
        script.crawl(1).visit(A)
        for day in (3, 4, 6):
            gone(script, day)
        script.crawl(7).visit(error="timeout")
        script.crawl(8).visit(back.replace(b"<body>", b"<body><!-- other bytes -->"))
        assert set(kinds(script)) == {("withdrawn", ""), (kind, "")}
        (row,) = (row for row in findings(script.database).changes if row.kind == kind)
        assert (row.not_before, row.not_after[:19], row.unusable) == (stamp(6), stamp(8)[:19], "failed × 1")
        assert (row.old, row.new) == ("absent", "present")


def test_an_absence_that_ended_before_it_was_established_is_no_event() -> None:
    script = Script()
    script.crawl(1).visit(A)
    gone(script, 3)
    script.crawl(4).visit(A)
    assert kinds(script) == []


def test_the_same_figures_at_another_address_are_a_move_and_others_replace_it() -> None:
    for shown, kind in ((A, "moved"), (B, "replaced")):
        script = Script()
        script.crawl(1).visit(A)
        for day in (3, 4, 6):
            gone(script, day)
            script.visit(shown, url=OTHER)
        (row,) = findings(script.database, kinds=["presence"]).changes
        assert (row.kind, row.url, row.new) == (kind, ADDRESS, OTHER)


def test_a_second_rendition_that_was_always_there_is_no_move() -> None:
    script = Script()
    script.crawl(1).visit(A)
    script.visit(A, url=OTHER)
    for day in (3, 4, 6):
        gone(script, day)
    assert kinds(script) == [("withdrawn", "")]


def test_the_states_of_a_document_are_told_with_what_was_seen() -> None:
    script = Script()
    script.crawl(1).visit(A)
    script.crawl(2).visit(A)
    script.crawl(3).visit(error="timeout")
    gone(script, 4)
    script.crawl(5).visit(A)
    known = list(histories(script.database))
    (history,) = (one for one in known if one.document in ADDRESS)
    states = Presence(script.database, known).states(history)
    assert [(one.state, one.since, one.crawls, one.names) for one in states] == [
        ("present", stamp(1), 2, {"ok": 2}),
        ("unknown", stamp(3), 1, {"failed": 1}),
        ("absent", stamp(4), 1, {"gone": 1}),
        ("present", stamp(5), 1, {"ok": 1}),
    ]
