"""The project's own data about the reports, `codebook.json`, loaded once and typed.

Codes never change their meaning, and an indicator's `no` is never reused: databases keep numbers instead of words.
Layouts and labels are those of 国办公开办函〔2021〕30号 and 〔2019〕60号, the statistics form that of 国办发〔2014〕32号.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple


class Indicator(NamedTuple):
    no: int
    code: str
    label: str
    unit: str
    gloss: str
    variants: tuple[str, ...] = ()
    match_keys: tuple[str, ...] = ()


class Applicant(NamedTuple):
    """A column of the request table."""

    no: int
    code: str
    label: str
    variants: tuple[str, ...] = ()


class BlockRow(NamedTuple):
    label: str
    codes: tuple[str, ...]
    local: bool = False
    """Not in the national form; expected only where it is printed."""


class Block(NamedTuple):
    """A part of table 2 with a caption and column heads of its own."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[BlockRow, ...]


class FormRow(NamedTuple):
    label: str
    code: str | None
    """None for rows that only head others."""
    variants: tuple[str, ...] = ()
    unit: str = ""
    """Where the form counts in another unit than the indicator."""


class Form(NamedTuple):
    """A form with one column of figures: 统计指标, 单位, 统计数."""

    heads: dict[str, tuple[str, ...]]
    """What a column holds (``label | unit | number | value | total | remark``), and the heads that say so."""
    footer: tuple[str, ...]
    """Labels of the lines for names and dates below the form."""
    rows: tuple[FormRow, ...]
    local: bool = False
    """Of one place or another, which share labels and neither rows nor order; no row is due."""


class Layout(NamedTuple):
    code: str
    name: str
    basis: str
    years: tuple[int, int | None]
    blocks: tuple[Block, ...] = ()
    requests: tuple[str, ...] = ()
    """Data rows of table 3, in order."""
    groups: tuple[str, ...] = ()
    """Labels of table 3 that head other rows and have no figures of their own."""
    disputes: tuple[str, ...] = ()
    """Columns of table 4, in order."""
    fingerprints: tuple[str, ...] = ()
    form: Form | None = None


class Identity(NamedTuple):
    """An equation between figures; a term is a code, ``-`` in front subtracts it, ``@-1`` is last year's report."""

    id: str
    layouts: tuple[str, ...]
    scope: str
    severity: str
    left: tuple[str, ...]
    op: str
    right: tuple[str, ...]


class Heading(NamedTuple):
    number: int | None
    official: str
    pattern: str


class Codebook(NamedTuple):
    indicators: dict[str, Indicator]
    applicants: tuple[Applicant, ...]
    layouts: dict[str, Layout]
    identities: tuple[Identity, ...]
    headings: dict[str, tuple[Heading, ...]]
    publisher_kinds: tuple[tuple[str, str], ...]
    prefecture_cities: frozenset[str]
    """Cities of prefecture level (GB/T 2260 of 2023, and 襄樊 and 莱芜 before), without 市."""
    metadata_labels: dict[str, tuple[str, ...]]
    date_labels: dict[str, tuple[str, ...]]
    """Kind of date (``written | issued | published | updated | repealed``) to what pages call it."""
    code_labels: dict[str, tuple[str, ...]]
    """Kind of code (``index_number | document_number | credit_code | site_code``) to what pages call it."""
    traditional: str
    """Characters that a text in simplified script does not use."""


def _frozen(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


def _block(entry: dict[str, Any]) -> Block:
    rows = tuple(BlockRow(**_frozen(row)) for row in entry["rows"])
    return Block(entry["caption"], tuple(entry["columns"]), rows)


def _form(entry: dict[str, Any]) -> Form:
    heads = {kind: tuple(labels) for kind, labels in entry["heads"].items()}
    rows = tuple(FormRow(**_frozen(row)) for row in entry["rows"])
    return Form(heads, tuple(entry["footer"]), rows, entry.get("local", False))


def _layout(code: str, entry: dict[str, Any]) -> Layout:
    return Layout(
        code,
        entry["name"],
        entry["basis"],
        (entry["years"][0], entry["years"][1]),
        blocks=tuple(map(_block, entry.get("t2", ()))),
        requests=tuple(entry.get("t3", ())),
        groups=tuple(entry.get("groups", ())),
        disputes=tuple(entry.get("t4", ())),
        fingerprints=tuple(entry.get("fingerprints", ())),
        form=_form(entry["form"]) if "form" in entry else None,
    )


def _groups(entry: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {group: tuple(labels) for group, labels in entry.items()}


def _load(path: Path) -> Codebook:
    data = json.loads(path.read_text(encoding="utf-8"))
    return Codebook(
        indicators={entry["code"]: Indicator(**_frozen(entry)) for entry in data["indicators"]},
        applicants=tuple(Applicant(**_frozen(entry)) for entry in data["applicants"]),
        layouts={code: _layout(code, entry) for code, entry in data["layouts"].items()},
        identities=tuple(Identity(**_frozen(entry)) for entry in data["identities"]),
        headings={code: tuple(Heading(**entry) for entry in entries) for code, entries in data["headings"].items()},
        publisher_kinds=tuple((pattern, kind) for pattern, kind in data["publisher_kinds"]),
        prefecture_cities=frozenset(name for line in data["prefecture_cities"] for name in line.split()),
        metadata_labels=_groups(data["metadata_labels"]),
        date_labels=_groups(data["date_labels"]),
        code_labels=_groups(data["code_labels"]),
        traditional=data["traditional"],
    )


CODEBOOK = _load(Path(__file__).with_name("codebook.json"))
