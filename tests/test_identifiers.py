"""Codes and dates of page heads; their examples stand in the doctests, here is what holds for all of them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction import identifiers
from extraction.dates import read_dates

ORGANISATION_CODES = (
    "014109429",
    "014437529",
    "014416330",
    "014320144",
    "002489452",
    "470118716",
    "00835003X",
    "000014349",
)
CREDIT_CODES = ("113325000026455663", "11500000009275780L")


def altered(code: str) -> list[str]:
    """The code with one character changed, or two neighbours exchanged."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    changed = [code[:at] + other + code[at + 1 :] for at in range(len(code)) for other in alphabet if other != code[at]]
    swapped = [code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(len(code) - 1)]
    return [*changed, *(one for one in swapped if one != code)]


@pytest.mark.parametrize("code", ORGANISATION_CODES)
def test_organisation_codes(code: str) -> None:
    assert identifiers.organisation_code(code) == code
    assert identifiers.organisation_code(f" {code[:8]}-{code[8]} ") == code


@pytest.mark.parametrize("code", CREDIT_CODES)
def test_credit_codes_hold_an_organisation_code_and_survive_no_slip(code: str) -> None:
    read = identifiers.credit_code(code)
    assert read is not None
    assert (read.registrar, read.body) == ("机构编制", "机关")
    assert identifiers.organisation_code(read.organisation_code) == read.organisation_code
    assert not any(identifiers.credit_code(one) for one in altered(code))


@pytest.mark.parametrize("code", ORGANISATION_CODES)
def test_a_wrong_digit_of_an_organisation_code_shows(code: str) -> None:
    """Weights share factors with 11 nowhere, so every change of one digit by less than 11 breaks the sum."""
    for at in range(8):
        for other in "0123456789":
            if other != code[at]:
                assert identifiers.organisation_code(code[:at] + other + code[at + 1 :]) is None


@pytest.mark.parametrize(
    ("text", "organ", "year", "serial"),
    [
        ("014109429/2023-00035", "014109429", 2023, "00035"),
        ("014437529/2023-00211", "014437529", 2023, "00211"),
        ("０１４１０９４２９／２０２３－０００３５", "014109429", 2023, "00035"),
        ("01410942-9/2023-00035", "014109429", 2023, "00035"),
        ("00311092 6/201510-00216", "003110926", 2015, "00216"),
    ],
)
def test_index_numbers(text: str, organ: str, year: int, serial: str) -> None:
    read = identifiers.index_number(text)
    assert read is not None
    assert (read.organisation_code, read.year, read.serial) == (organ, year, serial)


@pytest.mark.parametrize(
    "text",
    ["", "无", "00000001/2018-00042", "035210000/2025-00016", "014109429/1999-00035", "014109429/202313-00035", "-/-"],
)
def test_other_index_numbers_are_opaque(text: str) -> None:
    assert identifiers.index_number(text) is None


def test_document_numbers_in_all_brackets() -> None:
    for brackets in ("〔〕", "[]", "()", "（）", "【】", "［］"):
        read = identifiers.document_number(f"厦湖府{brackets[0]}2019{brackets[1]}1号")
        assert read == ("厦湖府", 2019, 1)


@given(st.text(max_size=30))
def test_any_text_may_stand_in_place_of_a_code(text: str) -> None:
    for read in (
        identifiers.organisation_code,
        identifiers.credit_code,
        identifiers.index_number,
        identifiers.document_number,
        identifiers.site_adcode,
        identifiers.division,
    ):
        read(text)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2039, 12, 31)))
def test_dates_in_every_notation(day: dt.date) -> None:
    notations = (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month:02}.{day.day:02} 08:05",
        f"{day:%Y%m%d}",
        f"{day.isoformat()}T23:59:00+08:00",
        f"{day.year} 年 {day.month} 月 {day.day} 日",
    )
    for notation in notations:
        (read,) = read_dates({"成文日期": notation})
        assert (read.date, read.raw) == (day.isoformat(), notation)


def test_dates_are_kept_apart_under_their_names() -> None:
    facts = {
        "索引号": "014437529/2023-00211",
        "发文日期": "2023-02-10",
        "发布时间": "2023-02-16 14:36",
        "PubDate": "2023-02-17",
    }
    read = read_dates(facts)
    assert [(date.name, date.kind, date.date) for date in read] == [
        ("发文日期", "issued", "2023-02-10"),
        ("发布时间", "published", "2023-02-16"),
        ("PubDate", "published", "2023-02-17"),
    ]
    assert read[1].time == "14:36"


@given(st.text(max_size=40))
def test_any_text_may_stand_in_place_of_a_date(text: str) -> None:
    for read in read_dates({"发布日期": text}):
        assert read.raw == text
        assert read.date is None or dt.date.fromisoformat(read.date)
