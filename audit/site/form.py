"""The three tables of a report as its format lays them out, from the codebook: what stands beside, above and in every cell.

国办公开办函〔2021〕30号 and 〔2019〕60号, 国办发〔2014〕32号; before, every place had a form of its own.
"""

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import NamedTuple

from extraction.codebook import CODEBOOK, Layout
from extraction.terms import Key

_LEAF = 2
"""Dots in the code of an outcome that no group holds: requests.result.granted."""


class Cell(NamedTuple):
    """A label, or the place of a figure."""

    text: str
    key: Key | None = None
    rows: int = 1
    columns: int = 1
    heads: str = "row"
    """What a label heads: ``row``, ``col``, ``rowgroup`` or ``colgroup``."""


class Table(NamedTuple):
    """One table of the form."""

    caption: str
    english: str
    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]

    @property
    def keys(self) -> Iterator[Key]:
        """Every figure the table prints, row by row."""
        return (cell.key for row in self.body for cell in row if cell.key is not None)


@cache
def tables(layout: str | None) -> tuple[Table, ...]:
    """Return the tables of a layout; none for one that is not known."""
    entry = CODEBOOK.layouts.get(layout or "")
    if entry is None:
        return ()
    if entry.form is not None:
        return (_statistics(entry),)
    return (_disclosure(entry), _requests(entry), _disputes(entry))


def _disclosure(layout: Layout) -> Table:
    width = max(len(block.columns) for block in layout.blocks)
    rows: list[tuple[Cell, ...]] = []
    for block in layout.blocks:
        spans = [1] * (len(block.columns) - 1) + [width - len(block.columns) + 1]
        heads = zip(block.columns, spans, strict=True)
        rows.append((Cell(block.caption, None, 1, width + 1, "colgroup"),))
        rows.append((Cell("信息内容", heads="col"), *(Cell(text, None, 1, span, "col") for text, span in heads)))
        for row in block.rows:
            slots = (Cell("", (code, None), 1, span) for code, span in zip(row.codes, spans, strict=True))
            rows.append((Cell(row.label), *slots))
    return Table("二、主动公开政府信息情况", "Information disclosed", (), tuple(rows))


def _requests(layout: Layout) -> Table:
    whole, *groups = layout.groups
    inside = [code for code in layout.requests if code.startswith("requests.result.")]
    counts = {group: len(list(codes)) for group, codes in groupby(inside, lambda code: code.split(".")[2])}
    labels = iter(groups)
    rows: list[tuple[Cell, ...]] = []
    seen: set[str] = set()
    for code in layout.requests:
        before: list[Cell] = []
        label = CODEBOOK.indicators[code].label
        if code not in inside:
            before.append(Cell(label, None, 1, 3))
        else:
            if code == inside[0]:
                before.append(Cell(whole, None, len(inside), 1, "rowgroup"))
            group = code.split(".")[2]
            if code.count(".") == _LEAF:
                before.append(Cell(label, None, 1, 2))
            else:
                if group not in seen:
                    before.append(Cell(next(labels), None, counts[group], 1, "rowgroup"))
                before.append(Cell(label))
            seen.add(group)
        rows.append((*before, *(Cell("", (code, applicant.code)) for applicant in CODEBOOK.applicants)))
    person, *organisations, total = CODEBOOK.applicants
    head = (
        (
            Cell("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", None, 3, 3, "col"),
            Cell("申请人情况", None, 1, len(CODEBOOK.applicants), "colgroup"),
        ),
        (
            Cell(person.label, None, 2, 1, "col"),
            Cell("法人或其他组织", None, 1, len(organisations), "colgroup"),
            Cell(total.label, None, 2, 1, "col"),
        ),
        tuple(Cell(applicant.label, None, 1, 1, "col") for applicant in organisations),
    )
    return Table("三、收到和处理政府信息公开申请情况", "Requests", head, tuple(rows))


def _disputes(layout: Layout) -> Table:
    paths = [CODEBOOK.indicators[code].label.split(" / ") for code in layout.disputes]
    top = tuple(
        Cell(name, None, 2 if len(members[0]) == 2 else 1, len(members), "colgroup")
        for name, members in ((name, list(group)) for name, group in groupby(paths, lambda path: path[0]))
    )
    middle = tuple(
        Cell(name, None, 1, len(list(group)), "colgroup")
        for name, group in groupby((path for path in paths if len(path) > 2), lambda path: path[1])
    )
    bottom = tuple(Cell(path[-1], heads="col") for path in paths)
    body = (tuple(Cell("", (code, None)) for code in layout.disputes),)
    return Table("四、政府信息公开行政复议、行政诉讼情况", "Reviews and litigation", (top, middle, bottom), body)


def _statistics(layout: Layout) -> Table:
    assert layout.form is not None  # noqa: S101 - the caller asked
    head = ((Cell("统计指标", heads="col"), Cell("单位", heads="col"), Cell("统计数", heads="col")),)
    rows: list[tuple[Cell, ...]] = []
    for row in layout.form.rows:
        if row.code is None:
            rows.append((Cell(row.label, None, 1, 3, "rowgroup"),))
        else:
            unit = row.unit or CODEBOOK.indicators[row.code].unit
            rows.append((Cell(row.label), Cell(unit, heads=""), Cell("", (row.code, None))))
    return Table("政府信息公开情况统计表", "Statistics form", head, tuple(rows))
