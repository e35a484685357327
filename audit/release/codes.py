"""The codebook as tables: what every indicator and applicant stands for."""

from collections.abc import Iterator

from audit.release.table import Column, Row, Table
from extraction.codebook import CODEBOOK, Layout


def printed_codes(layout: Layout) -> Iterator[str]:
    """Yield the code of every figure a format prints; some twice."""
    for block in layout.blocks:
        for row in block.rows:
            yield from row.codes
    yield from (*layout.requests, *layout.disputes)
    if layout.form is not None:
        yield from (row.code for row in layout.form.rows if row.code)


def _indicators() -> Iterator[Row]:
    printed: dict[str, list[str]] = {}
    for layout in CODEBOOK.layouts.values():
        for code in dict.fromkeys(printed_codes(layout)):
            printed.setdefault(code, []).append(layout.code)
    for entry in sorted(CODEBOOK.indicators.values(), key=lambda entry: entry.no):
        layouts = " ".join(printed.get(entry.code, ()))
        yield entry.code, entry.no, entry.label, entry.unit, entry.gloss, layouts


def _applicants() -> Iterator[Row]:
    yield "", 0, "", "不分申请人。The indicator is not split by applicant."
    for entry in CODEBOOK.applicants:
        yield entry.code, entry.no, entry.label, ""


INDICATORS = Table(
    "indicators",
    "指标代码表 Codebook of indicators",
    "国办公开办函〔2021〕30号、〔2019〕60号与国办发〔2014〕32号所列各项。Every figure of the national layouts; "
    "a code never changes its meaning.",
    (
        Column("code", "string", "指标代码。Code of the indicator."),
        Column("no", "integer", "序号。Its number, never used again."),
        Column("label", "string", "表中名称。The label as the form prints it."),
        Column("unit", "string", "计量单位。Unit; empty: the form leaves it to the publisher."),
        Column("gloss", "string", "英文释义。What it means, in English."),
        Column(
            "layouts", "string", "所属版式。Layouts that print it, between blanks; empty: only local forms or prose."
        ),
    ),
    ("code",),
    _indicators,
)
APPLICANTS = Table(
    "applicants",
    "申请人代码表 Codebook of applicants",
    "第三部分表格的各列。The columns of the table of requests.",
    (
        Column("code", "string", "申请人代码；空：不分申请人。Code; empty: not split by applicant.", missing={}),
        Column("no", "integer", "序号。Its number."),
        Column("label", "string", "表中名称。The head as the form prints it."),
        Column("note", "string", "说明。Note."),
    ),
    ("code",),
    _applicants,
)
