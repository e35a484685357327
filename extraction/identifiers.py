"""Codes printed on report pages: who the organ is, where it is, and which document this is.

A code is taken apart only if its shape and its check character are right; whatever else stands in its place is a local
scheme or a placeholder, and an opaque string to us. None says nothing about the year reported on: index numbers carry the
year of publication. One organ may publish under several codes over time, so none of them is its key.
"""

import json
import re
from pathlib import Path
from typing import NamedTuple

from extraction.folding import narrow

_TABLES: dict[str, dict[str, str]] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
PROVINCES = tuple(_TABLES["provinces"].values())
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CREDIT_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION = re.compile(r"([0-9A-Z]{8})-?([0-9X])")
_CREDIT = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_INDEX = re.compile(
    r"(?P<organ>[0-9A-Z]{18}|[0-9A-Z]{8}-?[0-9X])[/-](?P<year>20\d\d)(?P<month>\d\d)?-(?P<serial>\d{4,})"
)
_DOCUMENT = re.compile(r"([\u4e00-\u9fff]{2,20})[(\[]((?:19|20)\d\d)[)\]]第?(\d{1,5})号")
_SITE = re.compile(r"\d{10}")
_ADCODE = re.compile(r"(\d\d)(\d\d)(\d\d)(\d{3})?")


class CreditCode(NamedTuple):
    registrar: str
    body: str
    """机关, 事业单位 …; empty for kinds that do not publish reports."""
    adcode: str
    """Of the registering authority."""
    organisation_code: str


class IndexNumber(NamedTuple):
    organisation_code: str
    credit_code: str | None
    year: int
    """Of publication."""
    month: int | None
    serial: str


class DocumentNumber(NamedTuple):
    issuer: str
    """Abbreviation of the issuing organ."""
    year: int
    number: int


class Division(NamedTuple):
    adcode: str
    province: str
    level: str
    """``province | prefecture | county | township``"""


def _code(text: str) -> str:
    return "".join(narrow(text).split()).upper()


def organisation_code(text: str) -> str | None:
    """The nine characters of a 组织机构代码 (GB 11714) if the last one is right.

    >>> [organisation_code(text) for text in ("014109429", "00835003-X", "０１４４３７５２９")]
    ['014109429', '00835003X', '014437529']
    >>> [organisation_code(text) for text in ("035210000", "00000001", "014109428")]
    [None, None, None]
    """
    found = _ORGANISATION.fullmatch(_code(text))
    if not found:
        return None
    total = sum(_DIGITS.index(digit) * weight for digit, weight in zip(found[1], _ORGANISATION_WEIGHTS, strict=True))
    return found[1] + found[2] if "0123456789X0"[11 - total % 11] == found[2] else None


def credit_code(text: str) -> CreditCode | None:
    """A 统一社会信用代码 (GB 32100-2015) taken apart, if its check character is right.

    >>> credit_code("113325000026455663")
    CreditCode(registrar='机构编制', body='机关', adcode='332500', organisation_code='002645566')
    >>> credit_code("11500000009275780L").organisation_code
    '009275780'
    >>> credit_code("113325000026455664"), credit_code("11500000009275780I")
    (None, None)
    """
    code = _code(text)
    if not _CREDIT.fullmatch(code):
        return None
    total = sum(_CREDIT_DIGITS.index(digit) * pow(3, place, 31) for place, digit in enumerate(code[:17]))
    registrar = _TABLES["registrars"].get(code[0])
    organ = organisation_code(code[8:17])
    if _CREDIT_DIGITS[-total % 31] != code[17] or registrar is None or organ is None:
        return None
    return CreditCode(registrar, _TABLES["bodies"].get(code[:2], ""), code[2:8], organ)


def index_number(text: str) -> IndexNumber | None:
    """A 索引号 of the usual shapes, organisation code and year of publication in front of a serial.

    >>> index_number("014109429/2023-00035")
    IndexNumber(organisation_code='014109429', credit_code=None, year=2023, month=None, serial='00035')
    >>> index_number("11500000009275780L/2020-11304")[:2], index_number("003110926/201510-00216")[2:]
    (('009275780', '11500000009275780L'), (2015, 10, '00216'))
    >>> index_number("01527918X-2020-153077").serial
    '153077'

    Placeholders and local numbering are left alone:

    >>> [index_number(text) for text in ("00000001/2018-00042", "035210000/2025-00016", "XM02100-0101-2019-00001")]
    [None, None, None]
    """
    found = _INDEX.fullmatch(_code(text))
    if not found:
        return None
    credit = credit_code(found["organ"])
    organ = credit.organisation_code if credit else organisation_code(found["organ"])
    month = int(found["month"]) if found["month"] else None
    if organ is None or (month is not None and not 1 <= month <= 12):
        return None
    return IndexNumber(organ, found["organ"] if credit else None, int(found["year"]), month, found["serial"])


def document_number(text: str) -> DocumentNumber | None:
    """A 文号; its year stands in 〔〕, which many sites print as brackets.

    >>> document_number("国办公开办函〔2021〕30号"), document_number("溧政办发[2017] 114号")
    (DocumentNumber(issuer='国办公开办函', year=2021, number=30), DocumentNumber(issuer='溧政办发', year=2017, number=114))
    >>> document_number("国办公开办函〔202130"), document_number("无")
    (None, None)
    """
    found = _DOCUMENT.fullmatch(_code(text))
    return DocumentNumber(found[1], int(found[2]), int(found[3])) if found else None


def site_adcode(text: str) -> str | None:
    """Area code in a 网站标识码, the registration number of a government website.

    >>> site_adcode("3204000002"), site_adcode("9904000002"), site_adcode("320400000")
    ('320400', None, None)
    """
    code = _code(text)
    return code[:6] if _SITE.fullmatch(code) and division(code[:6]) else None


def division(text: str) -> Division | None:
    """Province and level of a 行政区划代码 (GB/T 2260, nine digits below counties); shape only, codes come and go.

    >>> [division(code).level for code in ("320000", "320400", "320481", "320481001", "429004")]
    ['province', 'prefecture', 'county', 'township', 'county']
    >>> division("330400").province, division("990400"), division("320081"), division("3204")
    ('浙江省', None, None, None)
    """
    code = _code(text)
    found = _ADCODE.fullmatch(code)
    if not found or found[1] not in _TABLES["provinces"]:
        return None
    _, prefecture, county, township = found.groups()
    if prefecture == "00":
        level = "province" if county == "00" and not township else ""
    elif county == "00":
        level = "prefecture" if not township else ""
    else:
        level = "township" if township else "county"
    return Division(code, _TABLES["provinces"][found[1]], level) if level else None
