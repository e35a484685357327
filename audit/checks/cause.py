"""Where a mistake was made, and why that is thought: by the publisher, by our reading, or by the copy we read from.

A copy that is damaged, cut short or somebody else's is doubted first; then a figure that was not simply read from its cell; only
what stands in the cells exactly as it was taken is the publisher's own.
"""

from collections.abc import Iterable

from audit.checks.finding import CAPTURE, PARSER, PUBLISHER, UNKNOWN
from audit.checks.subject import Subject
from extraction.codebook import CODEBOOK
from extraction.report import Observation, Status
from extraction.values import read

_DAMAGES = {
    "encoding_damage": "characters of this copy are lost",
    "page_truncated": "the copy is cut short",
    "file_damaged": "the file is damaged",
    "file_incomplete": "the file is not whole",
}
_LOST = ("\ufffd", "?")
_APPLICANTS = {entry.code: entry.label for entry in CODEBOOK.applicants}
Cause = tuple[str, str]
"""Attribution and reason."""


def cause_of(subject: Subject, cells: Iterable[Observation]) -> Cause:
    """Say whose mistake it is that these cells do not agree; cells that the report does not have tell nothing."""
    if doubt := doubt_of(subject):
        return CAPTURE, doubt
    there = [cell for cell in cells if cell.status is not Status.MISSING]
    for cell in there:
        if one := _misread(cell):
            return one
    if not there:
        return UNKNOWN, "no cell of the report shows it"
    return PUBLISHER, "every cell prints exactly the figure" if len(there) > 1 else "the cell prints exactly the figure"


def doubt_of(subject: Subject) -> str:
    """Say what speaks against the copy itself; empty if nothing does."""
    for code, why in _DAMAGES.items():
        for detail in subject.told(code):
            return f"{why}: {detail}"
    return "somebody else's capture, not ours" if subject.is_imported else ""


def _misread(cell: Observation) -> Cause | None:
    where = named(cell)
    if cell.status is Status.DAMAGED:
        if any(mark in cell.raw for mark in _LOST):
            return CAPTURE, f"characters are lost in {where}: {cell.raw!r}"
        return PARSER, f"the number in {where} is torn apart: {cell.raw!r}"
    if cell.origin == "ocr":
        return PARSER, f"{where} was recognised in a picture"
    if cell.origin == "split":
        return PARSER, f"{where} is printed without a boundary to its neighbours: {cell.raw!r}"
    status, value, _ = read(cell.raw)
    if (status, value) != (cell.status, cell.value):
        return PARSER, f"{where} prints {cell.raw!r}"
    return None


def named(cell: Observation) -> str:
    """Return the cell in the words of the form.

    >>> named(Observation("requests.new", "total", "1", Status.NUMBER, "1", "件", "table", None))
    '一、本年新收政府信息公开申请数量 / 总计'
    """
    label = CODEBOOK.indicators[cell.indicator].label
    return f"{label} / {_APPLICANTS[cell.applicant]}" if cell.applicant else label
