"""A table as CSV that spreadsheets, data tools and people read alike.

UTF-8 with a byte order mark, without which Excel takes Chinese for another encoding; commas, CRLF, RFC 4180. No text cell is
ever run as a formula: one that begins with ``= + - @``, their full-width forms, a tab or a line break, and one that begins with an
apostrophe itself, gets an apostrophe in front (OWASP, CSV Injection). So whoever wants the text back exactly drops one leading
apostrophe. Plain numbers such as ``-8`` stay as they are, and columns of figures hold nothing else.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import fields
from typing import IO, Any

from audit.release.table import Table

_BATCH = 1000
_HARMFUL = re.compile(r"[=+\-@＝＋－＠\t\r\n']")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_NOT_WRITABLE = re.compile(r"[\x00\ud800-\udfff]")


def write_sheet(table: Table, stream: IO[bytes]) -> int:
    """Write a table; return how many rows."""
    strings = [column.type == "string" for column in table.columns]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([harmless(column.name) for column in table.columns])
    stream.write(b"\xef\xbb\xbf")
    count = 0
    for row in table.rows():
        writer.writerow(
            [harmless(str(cell)) if is_text and cell else cell for is_text, cell in zip(strings, row, strict=True)]
        )
        count += 1
        if count % _BATCH == 0:
            _hand_over(text, stream)
    _hand_over(text, stream)
    return count


def sheet_of(kind: type, rows: Iterable[Any]) -> bytes:
    """Return rows of a dataclass as such a file: what ``--csv`` prints, with the mark that Excel wants."""
    names = [each.name for each in fields(kind)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        cells = (getattr(row, name) for name in names)
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return text.getvalue().encode("utf-8-sig", "replace")


def harmless(text: str) -> str:
    """Return a text no spreadsheet runs.

    >>> [harmless(text) for text in ("=1+1", "-", "-8", "'n", "年报", "＝HYPERLINK()")]
    ["'=1+1", "'-", '-8', "''n", '年报', "'＝HYPERLINK()"]
    """
    text = _NOT_WRITABLE.sub("\ufffd", text)
    return f"'{text}" if _HARMFUL.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def as_printed(cell: str) -> str:
    """Return the text of which `harmless` made this.

    >>> [as_printed(harmless(text)) for text in ("=1", "'", "年报", "")]
    ['=1', "'", '年报', '']
    """
    return cell.removeprefix("'")


def _hand_over(text: io.StringIO, stream: IO[bytes]) -> None:
    stream.write(text.getvalue().encode())
    text.seek(0)
    text.truncate()
