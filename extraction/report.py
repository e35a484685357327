"""What one annual report says: the records that `extraction.extract` returns.

Every record is frozen and holds only text, numbers and tuples, so that two readings of the same bytes compare equal and
serialise to the same JSON. Values are exact decimals written as text, never floats. Records that come by the hundred are
named tuples, which are made in less than half the time of a frozen dataclass.
"""

from dataclasses import asdict, dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from extraction.codes import PageCode
    from extraction.dates import PageDate
    from extraction.narrative.claim import Claim

EXTRACTOR_VERSION = "4"
"""Raised whenever the same bytes would give other rows; readings of different versions are kept side by side."""


class Status(StrEnum):
    """What stood in a cell. A blank is not a zero, and neither is a mark."""

    NUMBER = "number"
    BLANK = "blank"
    """The cell is there and empty."""
    MARK = "mark"
    """The publisher wrote ``/``, ``-``, ``—`` or 无 instead of a number."""
    TEXT = "text"
    """Words where a number was due."""
    MISSING = "missing"
    """The layout prints this figure, this report has no cell for it."""
    DAMAGED = "damaged"
    """Digits are lost or cannot be told apart; ``raw`` holds what is left."""


class Verdict(StrEnum):
    """Outcome of one identity (report-format, section 10)."""

    PASS = "pass"
    PASS_BLANK_ZERO = "pass_blank_zero"
    """Holds if the blank parts count as zero."""
    FAIL = "fail"
    NOT_ASSESSABLE = "not_assessable"
    """A total is blank, or a figure is missing, damaged or text."""


class Observation(NamedTuple):
    """One figure of one report as it is printed."""

    indicator: str
    """Code of the codebook, for example ``requests.new``."""
    applicant: str | None
    """Column of the request table (``natural_person`` … ``total``), None in the other tables."""
    value: str | None
    """Exact decimal, or None unless the status is ``number``."""
    status: Status
    raw: str
    """The text of the cell as printed, white space folded; empty for a blank or missing cell."""
    unit: str
    origin: str
    """``table`` (HTML grid), ``text_table``, ``pdf``, ``office``, ``ocr``, ``narrative``; ``split`` for a run of digits whose
    boundaries the identities prove, see `extraction.proof`."""
    locator: str | None
    """Leads back to the cell: ``<xpath of the table>#r<row>c<column>`` (0-based grid), ``page<n>#<box in points>`` in a PDF,
    ``<address of the picture>#<box in pixels>`` in a picture, a box being left, top, right, bottom;
    ``section <n>#chars <start>-<end>`` in prose, ``chars#<start>-<end>`` in a text; the address of the part stands before it
    where a figure comes from an attachment."""


class Section(NamedTuple):
    """One numbered part of the report, heading and text as printed."""

    number: int
    heading: str
    text: str


class Check(NamedTuple):
    """One identity applied to one column, row or table of this report."""

    identity: str
    scope: str | None
    """Applicant for ``each_applicant`` identities, indicator for ``each_row`` ones, else None."""
    severity: str
    left: str | None
    right: str | None
    verdict: Verdict


class Flag(NamedTuple):
    """Something a reader of the figures has to know."""

    code: str
    """snake_case kind, for example ``table_missing``."""
    detail: str
    """What exactly: the table, the offending text, the two years that disagree."""


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """One report, or a page that turned out to be none (then ``title`` and ``report_year`` are None and a flag says so)."""

    title: str | None = None
    publisher: str | None = None
    publisher_kind: str | None = None
    """``government | office | department | township | dispatched_body``"""
    publisher_level: str | None = None
    """``province | prefecture | county | township``"""
    report_year: int | None = None
    """The year reported on, not the year of publication."""
    format: str | None = None
    """Layout: ``f2021 | f2019 | f2014 | f2008``; hybrids carry the layout of the request table and a flag."""
    metadata: dict[str, str] = field(default_factory=dict)
    """Labelled facts of the page, by folded label (索引号, 发布日期, …), values as printed."""
    dates: "tuple[PageDate, ...]" = ()
    """The dates among those facts, each under the name the page gives it; none of them is the year reported on."""
    codes: "tuple[PageCode, ...]" = ()
    """The codes among those facts, taken apart where their check characters are right."""
    sections: tuple[Section, ...] = ()
    observations: tuple[Observation, ...] = ()
    twins: tuple[Observation, ...] = ()
    """Readings of the same figures in other carriers of the report, which do not have the word; see `extraction.twins`."""
    claims: "tuple[Claim, ...]" = ()
    """Figures quoted in prose; those no table prints stand among the observations too, with origin ``narrative``."""
    checks: tuple[Check, ...] = ()
    flags: tuple[Flag, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The JSON form of design.md: plain dicts and lists, ready for `json.dumps(..., ensure_ascii=False)`."""
        return {each.name: _plain(getattr(self, each.name)) for each in fields(self)}


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, tuple):
        if hasattr(value, "_asdict"):
            return {name: _plain(part) for name, part in value._asdict().items()}
        return [_plain(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return dict(value) if isinstance(value, dict) else value
