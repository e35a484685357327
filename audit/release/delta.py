"""What is different between two releases: every figure that came, changed or went, with both values.

A figure that differs is no proof that the page changed. Where the page has the same bytes the extractor reads them otherwise now
(``reading``); where the extractor is the same the page was served otherwise (``page``); where both differ this table cannot tell.
"""

import csv
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from audit.release.reports import KEY, KEY_COLUMNS
from audit.release.sheet import as_printed
from audit.release.table import STATUSES, Column, Row, Table

_NONE = {"": "此版无此数。The release has no such figure.", **STATUSES}
_BOTH = ("value", "unit", "raw", "url", "digest", "extractor")
_COLUMNS = (
    Column("change", "string", "ADD 新增, MOD 有异, DEL 消失。"),
    Column("cause", "string", "page 页面不同; reading 页面相同而解析不同; undetermined 两者皆不同。Why it differs."),
    *KEY_COLUMNS,
    Column("indicator", "string", "指标代码。Code of the indicator."),
    Column("applicant", "string", "申请人代码；空：不分申请人。Code of the applicant; empty: not split.", {}),
    Column("label", "string", "指标名称。The indicator as the form prints it."),
    Column("applicant_label", "string", "申请人名称。The applicant as the form prints it."),
    Column("old_value", "number", "前一版的数值或状态。The figure in the earlier release.", _NONE),
    Column("new_value", "number", "本版的数值或状态。The figure in this release.", _NONE),
    *(Column(f"{age}_{name}", "string", f"See `{name}` of figures.") for name in _BOTH[1:] for age in ("old", "new")),
)  # fmt: skip
_Figure = dict[str, str]
_ReportKey = tuple[str, str, str, int]
_Report = tuple[_ReportKey, list[_Figure]]


class DamagedReleaseError(Exception):
    """A file is not the figures of a release; the message is a sentence."""


class Delta(NamedTuple):
    """The table, and how many rows of each kind it had when it was written."""

    table: Table
    counts: dict[str, int]


def delta(old: Path, new: Callable[[], Path]) -> Delta:
    """Return the table ``delta`` between two files figures.csv; the new one is asked for when rows are."""
    counts = {"ADD": 0, "MOD": 0, "DEL": 0}

    def rows() -> Iterator[Row]:
        with closing(_reports(old)) as earlier, closing(_reports(new())) as later:
            for before, after in _paired(earlier, later):
                for row in _differences(before, after):
                    counts[row["change"]] += 1
                    yield [row[column.name] for column in _COLUMNS]

    table = Table(
        "delta",
        "与前一版之差 Delta",
        "每个有异之数一行。One row per figure that differs from the previous release.",
        _COLUMNS,
        (*KEY, "indicator", "applicant"),
        rows,
    )
    return Delta(table, counts)


def _reports(path: Path) -> Generator[_Report, None, None]:
    """Yield the figures of each report, in the order of the file, which is that of the keys."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = (
                {name: as_printed(cell) for name, cell in row.items()} for row in csv.DictReader(stream, strict=True)
            )
            for key, figures in groupby(rows, _key):
                yield key, list(figures)
    except (csv.Error, KeyError, ValueError, TypeError, AttributeError) as error:
        raise DamagedReleaseError(f"{path} is not the table of figures of a release: {error}.") from error


def _key(figure: _Figure) -> _ReportKey:
    return figure["portal"], figure["adcode"], figure["publisher"], int(figure["report_year"])


def _paired(earlier: Iterator[_Report], later: Iterator[_Report]) -> Iterator[tuple[list[_Figure], list[_Figure]]]:
    """Yield the figures of each report in both releases, of one that is in only one of them with none for the other."""
    old, new = next(earlier, None), next(later, None)
    while old or new:
        if new is None or (old is not None and old[0] < new[0]):
            assert old is not None  # noqa: S101 - for the type checker
            yield old[1], []
            old = next(earlier, None)
        elif old is None or new[0] < old[0]:
            yield [], new[1]
            new = next(later, None)
        else:
            yield old[1], new[1]
            old, new = next(earlier, None), next(later, None)


def _differences(before: list[_Figure], after: list[_Figure]) -> Iterator[_Figure]:
    old = {(figure["indicator"], figure["applicant"]): figure for figure in before}
    new = {(figure["indicator"], figure["applicant"]): figure for figure in after}
    for key in dict.fromkeys((*new, *old)):
        was, now = old.get(key), new.get(key)
        if was is None or now is None:
            yield _row("DEL" if now is None else "ADD", was, now)
        elif (was["value"], was["unit"]) != (now["value"], now["unit"]):
            yield _row("MOD", was, now)


def _row(change: str, was: _Figure | None, now: _Figure | None) -> _Figure:
    known = now or was or {}
    row = {"change": change, "cause": _cause(was, now) if was and now else ""}
    row |= {name: known[name] for name in (*KEY, "indicator", "applicant", "label", "applicant_label")}
    for age, figure in (("old", was), ("new", now)):
        row |= {f"{age}_{name}": figure[name] if figure else "" for name in _BOTH}
    return row


def _cause(was: _Figure, now: _Figure) -> str:
    if was["extractor"] == now["extractor"]:
        return "page"
    return "reading" if was["digest"] == now["digest"] else "undetermined"
