"""Sentences against tables, against each other, and texts that others have too: each finding quotes what it is about."""

import random
import time
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.checks import Finding, findings
from audit.checks.places import foreign_places
from audit.checks.shingles import LENGTH, alike, shingles, similarity
from extraction.report import Flag
from tests.shelf import Shelf, changed, composed
from tests.test_years import form_2019
from tests.truth import CHANGZHOU_2022

SECTION = "三、收到和处理政府信息公开申请情况"
DISPUTES = "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"

# The report of a provincial office on 2019 (auditing, 3.5), its figures composed: the table is sound, the prose contradicts it.
OFFICE_2019 = form_2019(
    {
        (code, who): value
        for code, np, total in (
            ("requests.new", "780", "805"),
            ("requests.result.granted", "258", "272"),
            ("requests.result.partial", "3", "3"),
            ("requests.result.refused.process_info", "60", "65"),
            ("requests.result.unavailable.not_held", "259", "265"),
            ("requests.result.unavailable.needs_creation", "47", "47"),
            ("requests.result.unavailable.unclear", "25", "25"),
            ("requests.result.not_processed.petition", "50", "50"),
            ("requests.result.other", "78", "78"),
            ("requests.result.total", "780", "805"),
        )
        for who, value in (
            ("natural_person", np),
            ("commercial_enterprise", str(int(total) - int(np))),
            ("total", total),
        )
    }
    | {
        ("review.upheld", None): "4",
        ("review.corrected", None): "2",
        ("review.pending", None): "1",
        ("review.total", None): "7",
        ("litigation.direct.upheld", None): "9",
        ("litigation.direct.total", None): "9",
    }
)
SAID_2019 = {
    SECTION: (
        "2019年，共收到政府信息公开申请805件。全年办结申请805件。"
        "其中，予以公开及部分公开258件，占33.9%；不予公开65件；无法提供265件；不予处理50件；其他处理78件。"
    ),
    DISPUTES: "因政府信息公开引起的行政复议7件、行政诉讼9件，均获维持。",
}


def told(
    figures: Mapping[tuple[str, str | None], str | None],
    prose: Mapping[str, str],
    layout: str = "f2021",
    year: int = 2022,
    flags: Iterable[Flag] = (),
) -> dict[str, Finding]:
    shelf = Shelf()
    shelf.put(composed(figures, layout=layout, year=year, prose=prose, flags=flags))
    return {one.rule: one for one in findings(shelf.database).found if one.result == "fail"}


def test_the_four_conflicts_of_a_real_report_and_a_share_that_fits_neither() -> None:
    found = told(OFFICE_2019, SAID_2019, "f2019", 2019)
    assert found.keys() == {"N-GRANTED", "N-NARROW", "N-SUM", "N-ALL", "P-PERCENT"}
    granted = found["N-GRANTED"]
    assert (granted.left, granted.right, granted.delta, granted.attribution) == ("258", "275", "-17", "publisher")
    assert granted.quote.startswith("其中，予以公开及部分公开258件，占33.9%")
    assert (granted.locator or "").startswith("section 1#chars ")
    narrow = found["N-NARROW"]
    assert (narrow.left, narrow.right, narrow.severity) == ("265", "337", "hint")
    assert narrow.indicator == "requests.result.unavailable.not_held", "the one row that the sentence gives"
    assert (found["N-SUM"].left, found["N-SUM"].right, found["N-SUM"].delta) == ("716", "805", "-89")
    upheld = found["N-ALL"]
    assert (upheld.left, upheld.right) == ("3", "0"), "2 corrected and 1 pending"
    assert upheld.quote == "因政府信息公开引起的行政复议7件、行政诉讼9件，均获维持"


def test_prose_that_agrees_gives_nothing() -> None:
    prose = {
        SECTION: "2022年，共收到申请2752件，上年结转60件，办结2685件，结转下年度继续办理127件。予以公开791件，部分公开442件。",
        DISPUTES: "行政复议115件，其中纠正19件。行政诉讼153件。",
    }
    assert told(CHANGZHOU_2022, prose) == {}


def test_a_sentence_whose_digits_are_lost_is_the_copys() -> None:
    found = told(CHANGZHOU_2022, {SECTION: "本机关不掌握等原因无法提?088件。"})
    assert {rule: (one.left, one.right, one.attribution) for rule, one in found.items()} == {
        "N-UNAVAILABLE": ("?088", "1089", "capture")
    }
    assert found["N-UNAVAILABLE"].delta is None


def test_a_sentence_of_a_damaged_copy_is_the_copys() -> None:
    found = told(CHANGZHOU_2022, {SECTION: "全年办结申请2658件。"}, flags=[Flag("encoding_damage", "9 lost")])
    assert found["N-TOTAL"].attribution == "capture"


def test_channels_that_do_not_add_up_quote_a_sentence() -> None:
    text = "2022年收到政府信息公开申请2752件，其中当面申请100件，网络申请2000件，信函申请600件。"
    found = told(CHANGZHOU_2022, {SECTION: text})
    assert (found["P-CHANNELS"].left, found["P-CHANNELS"].right) == ("2700", "2752")
    assert "当面申请100件" in found["P-CHANNELS"].quote


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("行政复议115件，均维持。", "58"),
        ("行政复议115件，均未被纠正。", "19"),
        ("行政诉讼153件，全部胜诉。", "71"),
        ("行政复议115件，其中57件维持。", None),
        ("未被纠正的情况不存在。", None),
        ("行政复议57件均维持；行政诉讼另行统计。", "58"),
    ],
)
def test_words_for_all_are_held_against_the_rows_they_exclude(sentence: str, left: str | None) -> None:
    found = told(CHANGZHOU_2022, {DISPUTES: sentence})
    assert (found["N-ALL"].left if "N-ALL" in found else None) == left


def test_outcomes_that_are_listed_in_part_only_must_not_exceed_the_total() -> None:
    some = "全年办结申请2685件。其中予以公开791件，部分公开442件。"
    assert "N-SUM" not in told(CHANGZHOU_2022, {SECTION: some})
    more = "全年办结申请1200件。其中予以公开791件，部分公开442件。"
    assert (told(CHANGZHOU_2022, {SECTION: more})["N-SUM"].left) == "1233"


@pytest.mark.parametrize(
    ("said", "left", "right"),
    [
        ("同比增长10.1%", None, None),  # 2752 after 2500: 10.08
        ("，较上年增长10%", None, None),
        ("，同比增加18.0%", "18.0", "10.08"),
        ("，比上年下降10.1%", "-10.1", "10.08"),
        ("，较上年度增长12.5%", None, None),  # with what was carried in: 2812 after 2500
        ("。网站访问量同比增长50%", None, None),
    ],
)
def test_growth_is_reckoned_from_both_reports(said: str, left: str | None, right: str | None) -> None:
    shelf = Shelf()
    before = changed(CHANGZHOU_2022, {("requests.new", "total"): "2500", ("requests.carried_in", "total"): "0"})
    shelf.put(composed(before, year=2021))
    shelf.put(composed(CHANGZHOU_2022, prose={SECTION: f"2022年，全市共收到政府信息公开申请2752件{said}。"}))
    told = [(one.left, one.right) for one in findings(shelf.database).found if one.rule == "P-YOY"]
    assert told == ([(left, right)] if left else [])


STORY = (
    "{who}坚持以习近平新时代中国特色社会主义思想为指导，深入贯彻落实党的二十大精神，紧紧围绕市委市政府中心工作，扎实推进政务公开各项任务。"
    "一是加强组织领导，成立由主要负责同志任组长的工作领导小组，明确专人负责日常工作，层层压实责任，做到有部署有检查有落实。"
    "二是完善制度机制，修订信息发布审核办法，严格执行先审查后公开的原则，对拟公开内容逐条把关，确保准确规范、不发生泄密事件。"
    "三是拓展公开渠道，全年通过门户网站发布信息{n}条，微信公众号推送{m}条，举办开放日活动，邀请群众代表走进办事大厅参观体验。"
    "四是强化监督考核，将这项工作纳入年度绩效评估，定期通报进展情况，对发现的问题限期整改，推动整体水平不断提升。"
    "五是抓好业务培训，组织工作人员学习条例和配套文件，邀请专家授课，结合典型案例讲解办理流程和答复文书写作要点。"
)
OTHER = (
    "过去一年里我们把企业和群众最关心的就业、社保、医保、教育事项放在首位，制作图解、短视频和问答手册共同解读新政策，回应来信来电。"
    "针对农村地区老年人不熟悉网络的特点，在村级服务站设立查阅点，由驻村干部代为查询打印，赶集日现场宣讲惠农补贴的标准和发放名单。"
    "重大工程项目从立项、环评、招标到验收全过程上网，接受社会各界评议，收到的建议逐条研究后反馈采纳结果，并向提出者说明理由。"
    "办理群众申请时先电话沟通，弄清真实需求，能当场提供的当场提供，涉及其他部门的主动联系转办，尽量减少往返奔波和反复补充材料。"
    "预算决算、政府采购、国有资产处置和财政专项资金分配结果按季度集中公布，审计查出的突出问题及其整改情况也一并向社会说明清楚。"
)


def copied(shelf: Shelf, *rules: str) -> list[Finding]:
    return [one for one in findings(shelf.database).found if one.rule in rules]


def put(
    shelf: Shelf, publisher: str, text: str, year: int = 2022, *, at: str = "2023-03-10T00:00:00Z", portal: str = "p"
) -> None:
    shelf.put(composed(CHANGZHOU_2022, publisher=publisher, year=year, prose={"一、总体情况": text}), at, portal=portal)


def test_last_years_text_with_other_figures_and_peers_text_with_another_name_are_told() -> None:
    shelf = Shelf()
    put(shelf, "常州市教育局", STORY.format(who="常州市教育局", n=12, m=30), 2021, at="2022-01-10T00:00:00Z")
    put(shelf, "常州市教育局", STORY.format(who="常州市教育局", n=2345, m=67), 2022, at="2023-01-10T00:00:00Z")
    put(shelf, "常州市财政局", STORY.format(who="市财政局", n=8, m=9), 2022, at="2023-01-11T00:00:00Z")
    put(shelf, "常州市水利局", OTHER, 2022, at="2023-01-11T00:00:00Z")
    put(shelf, "无锡市教育局", STORY.format(who="无锡市教育局", n=1, m=2), 2022, portal="other")
    own, peer = copied(shelf, "COPY-SELF", "COPY-PEER")
    assert (own.publisher, own.report_year, own.scope, own.left, own.right) == (
        "常州市教育局",
        2022,
        "常州市教育局 2021",
        "1.00",
        "0.90",
    )
    assert own.other_url.endswith("2021.html")
    assert (peer.publisher, peer.scope, peer.severity) == ("常州市财政局", "常州市教育局 2022", "hint")
    assert float(peer.left or 0) >= 0.9
    assert peer.attribution == "publisher"


def test_a_text_half_of_which_is_new_is_no_copy() -> None:
    shelf = Shelf()
    put(shelf, "常州市教育局", STORY.format(who="", n=1, m=1))
    put(shelf, "常州市财政局", STORY.format(who="", n=1, m=1)[:280] + OTHER)
    assert copied(shelf, "COPY-SELF", "COPY-PEER") == []


def test_the_forms_own_words_alone_are_no_copy() -> None:
    shelf = Shelf()
    for name in ("教育局", "财政局"):
        put(shelf, f"常州市{name}", "本机关本年度未收到政府信息公开申请，无其他需要报告的事项。" * 3)
    assert copied(shelf, "COPY-SELF", "COPY-PEER") == []


COMMON = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动"
WORDS = st.text(alphabet=COMMON, min_size=320, max_size=500)


@given(st.lists(WORDS, min_size=2, max_size=6), st.data())
@settings(max_examples=60, deadline=None)
def test_every_pair_that_is_alike_enough_is_found(texts: list[str], data: st.DataObject) -> None:
    """Whatever the sample indexes: a text with one passage of another in it is found where the whole texts are alike."""
    base = data.draw(st.sampled_from(texts))
    at = data.draw(st.integers(0, len(base)))
    edited = base[:at] + "本机关另行说明" + base[at:]
    many = [*texts, edited]
    expected = max(similarity(shingles(edited), shingles(text)) for text in texts)
    found = {pair.text: pair for pair in alike(many, 0.9)}
    if expected >= 0.9 and edited not in texts:
        assert found[len(texts)].similarity == pytest.approx(expected)
    else:
        assert len(texts) not in found or edited in texts


def test_a_heap_of_five_thousand_texts_is_compared_in_seconds() -> None:
    """All of them near copies of ten, which is worse than any portal."""
    chance = random.Random(7)
    bases = ["".join(chance.choices(COMMON, k=1000)) for _ in range(10)]
    heap = []
    for number in range(5000):
        base = bases[number % 10]
        heap.append(base[: number % 500] + chr(0x4E00 + number) + base[number % 500 :])
    started = time.process_time()
    pairs = list(alike(heap, 0.9))
    assert time.process_time() - started < 20
    assert len(pairs) == 4990
    assert all(pair.text % 10 == pair.earlier % 10 for pair in pairs)
    assert LENGTH < 10


def test_places_elsewhere_are_told_and_those_above_and_below_are_not() -> None:
    text = (
        "江苏省人民政府要求，常州市及所辖溧阳市、武进区落实。\n苏州市人民政府门户网站是主要公开渠道。"
        "\n组织人员赴杭州市学习。在城市中区域开展宣传。\n广西壮族自治区也有要求"
    )
    assert [tuple(one) for one in foreign_places(text, "320400", "常州市人民政府")] == [
        ("苏州市", "苏州市人民政府门户网站是主要公开渠道"),
        ("广西壮族自治区", "广西壮族自治区也有要求"),
    ]
    assert [one.name for one in foreign_places("宁波市", "", "常州市人民政府")] == ["宁波市"]
    assert list(foreign_places("宁波市", "", "某局")) == [], "nobody knows where it is"


def test_a_place_elsewhere_is_a_hint_with_its_sentence() -> None:
    shelf = Shelf()
    shelf.put(composed(CHANGZHOU_2022, prose={"一、总体情况": "苏州市政府信息公开工作有序推进。"}))
    (one,) = copied(shelf, "PLACE-FOREIGN")
    assert (one.scope, one.quote, one.severity) == ("苏州市", "苏州市政府信息公开工作有序推进", "hint")
    assert changed(CHANGZHOU_2022, {}) == CHANGZHOU_2022
