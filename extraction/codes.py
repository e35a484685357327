"""The codes a page prints under their names, taken apart where shape and check character are right.

A code that does not fit its standard is kept as printed and nothing is concluded from it: placeholders and local numbering are
common (see `identifiers`). What a code says of a year is the year of publication.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from extraction.codebook import CODEBOOK
from extraction.identifiers import credit_code, division, document_number, index_number, organisation_code, site_adcode
from extraction.values import read

_KINDS = {label: kind for kind, labels in CODEBOOK.code_labels.items() for label in labels}
OPAQUE = "opaque"


@dataclass(frozen=True, slots=True)
class PageCode:
    """One code as the page claims it."""

    name: str
    """What the page calls it."""
    kind: str
    """``index_number | document_number | credit_code | organisation_code | site_code``, or ``opaque``."""
    raw: str
    parts: dict[str, str] = field(default_factory=dict)
    """What the code says: ``organisation_code, credit_code, adcode, level, year, month, serial, issuer, number``."""


def read_codes(metadata: Mapping[str, str]) -> tuple[PageCode, ...]:
    """Every code among the labelled facts of a page, in their order; marks in the place of one are left out.

    >>> for code in read_codes({"索引号": "014109429/2023-00035", "文号": "/", "网站标识码": "3204000002"}):
    ...     print(code.kind, code.parts)
    index_number {'organisation_code': '014109429', 'year': '2023', 'serial': '00035'}
    site_code {'adcode': '320400', 'level': 'prefecture'}
    >>> read_codes({"索引号": "00000001/2018-00042"})
    (PageCode(name='索引号', kind='opaque', raw='00000001/2018-00042', parts={}),)
    """
    return tuple(
        PageCode(name, *_taken_apart(_KINDS[name], raw))
        for name, raw in metadata.items()
        if name in _KINDS and read(raw).status not in {"mark", "blank"}
    )


def adcode_of_organ(codes: tuple[PageCode, ...]) -> str | None:
    """Area of the authority that registered the organ, if a code with a check character says it."""
    return next((code.parts["adcode"] for code in codes if "credit_code" in code.parts), None)


def _taken_apart(kind: str, raw: str) -> tuple[str, str, dict[str, str]]:
    parts = _PARTS[kind](raw)
    if not parts and kind == "index_number":
        kind, parts = "credit_code", _credit(raw)
    if not parts and kind == "credit_code":
        organ = organisation_code(raw)
        kind, parts = "organisation_code", {"organisation_code": organ} if organ else {}
    return (kind if parts else OPAQUE), raw, parts


def _index(raw: str) -> dict[str, str]:
    found = index_number(raw)
    if not found:
        return {}
    parts = {"organisation_code": found.organisation_code} | _credit(found.credit_code or "")
    month = {"month": str(found.month)} if found.month else {}
    return parts | {"year": str(found.year)} | month | {"serial": found.serial}


def _credit(raw: str) -> dict[str, str]:
    found = credit_code(raw)
    if not found:
        return {}
    code = "".join(raw.split()).upper()
    return {"organisation_code": found.organisation_code, "credit_code": code, "adcode": found.adcode}


def _document(raw: str) -> dict[str, str]:
    found = document_number(raw)
    return {"issuer": found.issuer, "year": str(found.year), "number": str(found.number)} if found else {}


def _site(raw: str) -> dict[str, str]:
    adcode = site_adcode(raw)
    place = division(adcode) if adcode else None
    return {"adcode": place.adcode, "level": place.level} if place else {}


_PARTS = {"index_number": _index, "document_number": _document, "credit_code": _credit, "site_code": _site}
