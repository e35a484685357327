"""A sheet of findings that an auditor filled in: the CSV that was printed, with verdict, who and note added by hand.

Every row is checked before anybody hears that one is kept. Spreadsheets write UTF-8 with a byte order mark, or GBK in China; both
are read. Columns may come in any order and others are left alone; rows without a verdict, or with the one already given, say
nothing new.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from archive.triage import Judgement, Opinion
from audit.release.sheet import as_printed
from audit.triage import Desk, Judgeable, judged

_NEEDED = ("id", "verdict", "who", "note")
_ENCODINGS = ("utf-8-sig", "gb18030")


class SheetError(ValueError):
    """The sheet cannot be taken: one sentence for each line that is wrong."""


class _Row(NamedTuple):
    line: int
    fields: Mapping[str, str]


def read_sheet(payload: bytes, things: Iterable[tuple[str, Judgeable]], desk: Desk) -> list[Judgement]:
    """Return the verdicts that a sheet adds. Raises `SheetError`, and then none of them counts."""
    known = {one.id: (kind, one) for kind, one in things}
    judgements, wrong = [], []
    for line, fields in _rows(payload):
        verdict = fields["verdict"].lower()
        if not verdict:
            continue
        kind, one = known.get(fields["id"], ("", None))
        if verdict not in {opinion.value for opinion in Opinion}:
            wrong.append(f"line {line}: {fields['verdict']!r} is none of {', '.join(Opinion)}")
        elif one is None:
            wrong.append(
                f"line {line}: nothing in the archive has the id {fields['id']!r} now; its values may have changed"
            )
        elif not fields["who"]:
            wrong.append(f"line {line}: a verdict needs a name in the column who")
        else:
            last = desk.standing(kind, one).judgement
            if last is None or (last.verdict, last.who, last.note) != (verdict, fields["who"], fields["note"]):
                judgements.append(judged(kind, one, Opinion(verdict), fields["who"], fields["note"]))
    if wrong:
        raise SheetError("\n".join(wrong))
    return judgements


def _rows(payload: bytes) -> list[_Row]:
    reader = csv.reader(io.StringIO(_text(payload), newline=""), strict=True)
    found: list[_Row] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        absent = [name for name in _NEEDED if name not in header]
        if absent:
            raise SheetError(
                f"line 1: there is no column {', '.join(absent)}; print the sheet with `scrapy checks --csv`"
            )
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cells):
                continue
            if len(cells) != len(header):
                raise SheetError(f"line {line}: {len(cells)} cells under {len(header)} headings")
            fields = dict(zip(header, cells, strict=True))
            found.append(_Row(line, {name: as_printed(fields[name].strip()) for name in _NEEDED}))
    except csv.Error as error:
        raise SheetError(f"line {reader.line_num}: {error}") from error
    return found


def _text(payload: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return payload.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError("line 1: the file is neither UTF-8 nor GBK text; save it as CSV UTF-8")
