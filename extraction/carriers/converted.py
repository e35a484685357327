"""DOC, WPS and RTF: LibreOffice makes HTML of them, which goes the way of all HTML.

antiword and catdoc lose the request table; LibreOffice reads all three by their content. It runs without network and
macros, in a profile of its own that is thrown away, and is killed with its children after a minute.
"""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from extraction.carriers.carrier import Carrier, Placed, line
from extraction.carriers.confined import run
from extraction.charset import decode
from extraction.page import read_page
from extraction.payload import UnreadablePayload
from extraction.rows import Row

SECONDS = 60.0
_LARGEST_PAGE = 32 << 20
_OFFICE = ("soffice", "libreoffice")
_LIMITED = ("/bin/sh", "-c", f'ulimit -t {int(SECONDS)} && ulimit -f 524288 && exec "$0" "$@"')
"""Processor seconds, and 256 MB per file written (POSIX counts blocks of 512 bytes)."""
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    *(("Inet/Settings", f"ooInet{scheme}ProxyName", "127.0.0.1") for scheme in ("HTTP", "HTTPS")),
    *(("Inet/Settings", f"ooInet{scheme}ProxyPort", "9") for scheme in ("HTTP", "HTTPS")),
)
"""A document may name pictures and macros anywhere; nothing is fetched (port 9 discards) and nothing runs."""


def read_converted(payload: bytes, kind: str, what: str) -> Carrier:
    """The rows of the document as LibreOffice sees it."""
    office = next((found for name in _OFFICE if (found := shutil.which(name))), None)
    if office is None:
        raise UnreadablePayload(
            f"The payload is {what}, which LibreOffice has to convert: install it (apt install libreoffice-writer-nogui) "
            "and reparse."
        )
    with tempfile.TemporaryDirectory(prefix="nianbao-") as name:
        folder = Path(name)
        (folder / f"report.{kind}").write_bytes(payload)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
        command = [
            *_LIMITED,
            office,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
        ]
        command += [
            "--convert-to",
            "html:HTML (StarWriter):EmbedImages",
            "--outdir",
            str(folder),
            str(folder / f"report.{kind}"),
        ]
        run(command, b"", what, seconds=SECONDS, folder=folder, HOME=name, TMPDIR=name)
        page = folder / "report.html"
        if not page.exists() or page.stat().st_size > _LARGEST_PAGE:
            raise UnreadablePayload(
                f"The payload is {what} that LibreOffice cannot convert; it may have a password, look at it by hand."
            )
        converted = read_page(decode(page.read_bytes(), None))
    return Carrier(kind, tuple(_placed(converted.rows)) if converted else ())


def _settings() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    return f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'


def _placed(rows: list[Row]) -> Iterator[Row]:
    """The rows, placed in the document: nobody keeps the HTML that lay between."""
    tables: dict[int, tuple[str, Placed, dict[tuple[int, int], str]]] = {}
    lines = 0
    for row in rows:
        if not row.cells:
            yield Row((), image="picture")
        elif row.table is None:
            lines += 1
            yield line("office", [(cell.text, f"paragraph{lines}#0-{len(cell.text)}") for cell in row.cells])
        else:
            name, source, places = tables.setdefault(id(row.table), _table(len(tables) + 1))
            places |= {(cell.row, cell.column): f"{name}#r{cell.row}c{cell.column}" for cell in row.cells}
            yield Row(tuple(replace(cell, source=source) for cell in row.cells), source)


def _table(number: int) -> tuple[str, Placed, dict[tuple[int, int], str]]:
    places: dict[tuple[int, int], str] = {}
    return f"table{number}", Placed("office", places), places
