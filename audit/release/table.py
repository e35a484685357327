"""What a table of the release is: named columns that explain themselves, and rows that come one by one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Row = Sequence[str | int | None]
"""One cell per column. Numbers are exact decimals in text; None is nothing."""

STATUSES = {
    "blank": "空白：格在而无内容。The cell is there and empty; a blank is not a zero.",
    "mark": "记号：填报单位填写“/”“-”或“无”。The publisher wrote a mark or 无 instead of a number.",
    "text": "文字：应填数字处为文字。Words stand where a number was due.",
    "missing": "缺格：版式应有而报告中没有此格。The layout prints this figure, the report has no cell for it.",
    "damaged": "残损：数字缺失或无法确认。Digits are lost or cannot be told apart; `raw` holds what is left.",
}
"""What may stand in place of a number: the status of the figure, and what it means (`extraction.report.Status`)."""

NOTHING = {"": "无。Nothing."}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``type`` is string, integer, number or datetime, as Data Package calls them."""

    name: str
    type: str
    description: str
    missing: Mapping[str, str] | None = None
    """What stands where there is no value, and what it means; None: as in the whole table."""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Values of these columns are found in that table, under these names."""

    columns: tuple[str, ...]
    table: str
    its_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table; ``rows`` begins anew at every call, in an order that the content decides."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[], Iterable[Row]]
    references: tuple[Reference, ...] = ()
    missing: Mapping[str, str] = field(default_factory=NOTHING.copy)
    """What stands for no value in every column that does not say otherwise."""
