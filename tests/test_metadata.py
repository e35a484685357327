"""What a page says about its report: level, dates under their own names, codes taken apart, year by order of trust, sections."""

from pathlib import Path

import pytest

from archive import Archive
from archive.capture_rows import enter_capture
from archive.readings import NO_LAYERS, choose_extractor, record_readings
from extraction import AnnualReport, extract
from extraction.level import level_of
from tests.composing import TITLE, body, page

FIXTURES = Path(__file__).parent / "fixtures"


def seed(number: int) -> AnnualReport:
    return extract((FIXTURES / f"seed_{number:03}" / "page.txt").read_bytes())


def with_head(head: str, *, title: str = TITLE) -> AnnualReport:
    """A report below a table of labelled facts, as openness platforms print it; the page's own PubDate is taken out."""
    whole = page(f"<table>{head}</table>{body(['', '', ''], title)}", title)
    return extract(whole.replace(b'<meta name="PubDate" content="2023-03-09 10:00">', b""))


def facts(*pairs: tuple[str, str]) -> str:
    return "".join(f"<tr><td>{label}：</td><td>{value}</td></tr>" for label, value in pairs)


def dates(report: AnnualReport) -> list[tuple[str, str, str | None]]:
    return [(date.name, date.kind, date.date) for date in report.dates]


def codes(report: AnnualReport) -> dict[str, tuple[str, dict[str, str]]]:
    return {code.name: (code.kind, code.parts) for code in report.codes}


# The real texts, whose heads were read by hand.


def test_a_damaged_head() -> None:
    report = seed(0)
    assert report.publisher_level == "prefecture"
    assert dates(report) == [("产生日期", "written", "2023-03-09"), ("发布日期", "published", "2023-03-09")]
    assert "废止日期" not in report.metadata, "有效 stands in its place, which is no date"
    assert report.metadata["有效性"] == "有效"
    assert codes(report) == {
        "索引号": ("index_number", {"organisation_code": "014109429", "year": "2023", "serial": "00035"}),
        "网站标识码": ("site_code", {"adcode": "320400", "level": "prefecture"}),
    }


def test_dates_that_differ_stay_apart() -> None:
    report = seed(3)
    assert report.publisher_level == "county"
    assert dates(report) == [("发文日期", "issued", "2023-02-10"), ("发布时间", "published", "2023-02-16")]
    assert {date.time for date in report.dates} == {None, "14:36"}
    assert codes(report)["索引号"][1]["organisation_code"] == "014437529"


def test_a_heading_at_the_end_of_a_paragraph_opens_its_section() -> None:
    sections = seed(3).sections
    assert [section.number for section in sections] == [1, 2, 3, 4, 5, 6]
    assert sections[4].heading == "五、存在的主要问题及改进情况"
    assert sections[3].text.endswith("具体改进措施如下:")
    assert sections[4].text.startswith("(一)进一步深化重点领域政务信息公开")


def test_headings_of_an_appended_plan_are_none_of_the_report() -> None:
    sections = seed(4).sections
    assert [section.heading[0] for section in sections] == ["一", "二", "三", "四", "五", "六"]
    assert sections[5].heading == "六、工作中存在的主要问题和改进措施"
    assert "2018年度政务公开工作要点" in sections[5].text


# Labels and values.


def test_every_date_is_kept_under_the_name_the_page_gives_it() -> None:
    report = with_head(
        facts(
            ("公文生成日期", "2023-01-10"),
            ("成文日期", "2023年1月12日"),
            ("发文日期", "2023/1/13"),
            ("发布日期", "20230120"),
            ("更新时间", "2024-05-06 08:00"),
            ("公开日期", "2023-13-01"),
        )
    )
    assert dates(report) == [
        ("公文生成日期", "written", "2023-01-10"),
        ("成文日期", "written", "2023-01-12"),
        ("发文日期", "issued", "2023-01-13"),
        ("发布日期", "published", "2023-01-20"),
        ("更新时间", "updated", "2024-05-06"),
        ("公开日期", "published", None),
    ]
    assert "year_conflict" not in {flag.code for flag in report.flags}


@pytest.mark.parametrize(
    ("label", "raw", "kind", "parts"),
    [
        (
            "发布文号",
            "国办公开办函〔2021〕30号",
            "document_number",
            {"issuer": "国办公开办函", "year": "2021", "number": "30"},
        ),
        ("文  号", "溧政办发[2017] 114号", "document_number", {"issuer": "溧政办发", "year": "2017", "number": "114"}),
        (
            "索引号",
            "11500000009275780L/2020-11304",
            "index_number",
            {
                "organisation_code": "009275780",
                "credit_code": "11500000009275780L",
                "adcode": "500000",
                "year": "2020",
                "serial": "11304",
            },
        ),
        (
            "索引号",
            "003110926/201510-00216",
            "index_number",
            {"organisation_code": "003110926", "year": "2015", "month": "10", "serial": "00216"},
        ),
        ("索引号", "014109428/2023-00035", "opaque", {}),
        ("索引号", "XM02100-0101-2019-00001", "opaque", {}),
        (
            "统一社会信用代码",
            "113325000026455663",
            "credit_code",
            {"organisation_code": "002645566", "credit_code": "113325000026455663", "adcode": "332500"},
        ),
    ],
)
def test_codes_are_taken_apart_where_their_check_characters_are_right(
    label: str, raw: str, kind: str, parts: dict[str, str]
) -> None:
    (read,) = (code for code in with_head(facts((label, raw))).codes if code.name != "网站标识码")
    assert (read.name, read.kind, read.raw, read.parts) == (label.replace(" ", ""), kind, raw, parts)


def test_marks_in_the_place_of_codes_are_none() -> None:
    report = with_head(facts(("文号", "无"), ("索引号", "/")))
    assert [code.name for code in report.codes] == ["网站标识码"]


# Year.


def test_a_page_put_on_line_years_later_flags_the_year_and_keeps_it() -> None:
    report = with_head(facts(("成文日期", "2023-01-12"), ("发布日期", "2025-06-01")))
    assert report.report_year == 2022
    assert [flag.detail for flag in report.flags if flag.code == "year_conflict"] == [
        "period 2022, title 2022, year before publication 2024"
    ]


def test_the_date_of_an_update_says_nothing_of_the_year() -> None:
    report = with_head(facts(("更新时间", "2025-06-01")))
    assert "year_conflict" not in {flag.code for flag in report.flags}


# Level.


@pytest.mark.parametrize(
    ("publisher", "level"),
    [
        ("上海市人民政府办公厅", "province"),
        ("江苏省市场监督管理局", "province"),
        ("内蒙古自治区人民政府", "province"),
        ("常州市", "prefecture"),
        ("贵阳市人民政府(市人民政府办公厅)", "prefecture"),
        ("江苏常州市人民政府", "prefecture"),
        ("恩施土家族苗族自治州人民政府", "prefecture"),
        ("兴安盟行政公署", "prefecture"),
        ("常州市城市管理局", "prefecture"),
        ("常州市社区矫正局", "prefecture"),
        ("常州市市场监督管理局", "prefecture"),
        ("溧阳市", "county"),
        ("济南市市中区人民政府", "county"),
        ("晋城市城区人民政府", "county"),
        ("上海市浦东新区人民政府", "county"),
        ("天津市和平区发展改革委", "county"),
        ("徐闻县司法局", "county"),
        ("佳县螅镇", "township"),
        ("景德镇市", "prefecture"),
        ("苏州市相城区黄桥街道办事处", "township"),
        ("西咸新区太平镇人民政府", "township"),
        ("苏州工业园区管委会", None),
        ("南京市江北新区管委会", None),
        ("审计局", None),
    ],
)
def test_levels(publisher: str, level: str | None) -> None:
    assert level_of(publisher) == level


def test_a_name_without_a_place_takes_the_level_of_the_authority_that_registered_the_organ() -> None:
    assert level_of("审计局", "332500") == "prefecture"
    assert level_of("太平镇人民政府", "610100") == "township", "registered by its county, or above"


def test_a_date_may_follow_the_fact_before_it_without_a_blank() -> None:
    spans = "<span>来源：市政府办公室</span><span>发布时间：2023-02-10</span><span>浏览次数：12</span>"
    report = extract(f"<html><body><p>{spans}</p></body></html>".encode(), content_type="text/html; charset=utf-8")
    assert (report.metadata["来源"], report.metadata["发布时间"]) == ("市政府办公室", "2023-02-10")


# In the database.


def test_claimed_dates_are_rows_for_auditors(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path)
    database = archive.database
    report = seed(3)
    record_readings(database, "x", [(1, report, NO_LAYERS)])
    choose_extractor(database, "x")
    with database.conn:
        columns = "run, portal, adcode, software, domains, scope, started_at"
        database.execute(
            f"INSERT INTO run ({columns}) VALUES ('r', 'jiangsu_jingjiang', '321282', 's', '', '', '2023-02-17')"
        )
        facts = {"capture": "c", "captured_at": "2023-02-17T01:00:00Z", "took": 0, "snapshot": 1, "document": "d"}
        place = {"run": "r", "file": "f", "offset": 0, "length": 0}
        enter_capture(
            database.conn, {**facts, **place, "url": "u", "role": "report", "outcome": "ok", "fidelity": "wire"}
        )
    assert database.execute("SELECT publisher_level FROM report").fetchall() == [("county",)]
    rows = database.execute("SELECT publisher, report_year, name, kind, date, time, raw FROM claimed_date").fetchall()
    assert rows == [
        ("靖江市", 2022, "发文日期", "issued", "2023-02-10", None, "2023-02-10"),
        ("靖江市", 2022, "发布时间", "published", "2023-02-16", "14:36", "2023-02-16 14:36"),
    ]
    archive.close()
