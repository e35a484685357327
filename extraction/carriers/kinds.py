"""What kind of file a payload is, by its own bytes: names and Content-Types of attachments are wrong too often.

A ``.doc`` may be OLE, RTF, HTML or a DOCX; a ``.wps`` or ``.et`` is OLE or OOXML.
"""

from enum import StrEnum

_JUNK = b"\xef\xbb\xbf \t\r\n\0"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR = 512
_MOST_SECTORS = 4096
_ENTRY = 128
_END = 0xFFFFFFFA


class Kind(StrEnum):
    PDF = "pdf"
    ZIP = "zip"
    """DOCX, XLSX or OFD: a look inside tells."""
    WORD = "doc"
    """Word 97 and WPS Writer documents in an OLE file."""
    EXCEL = "xls"
    """Excel 97 and WPS Spreadsheets (ET) workbooks in an OLE file."""
    ENCRYPTED = "encrypted"
    """An Office document with a password is an OLE file around a secret."""
    OLE = "ole"
    """Any other OLE file."""
    RTF = "rtf"


def kind_of(payload: bytes) -> Kind | None:
    r"""The kind of file, None if it is none of those read here (text, HTML, pictures, archives of other sorts).

    >>> kind_of(b"%PDF-1.7"), kind_of(rb"{\rtf1\ansi"), kind_of(b"PK\3\4"), kind_of(b"<html>"), kind_of(b"")
    (<Kind.PDF: 'pdf'>, <Kind.RTF: 'rtf'>, <Kind.ZIP: 'zip'>, None, None)
    """
    start = payload[:1024].lstrip(_JUNK)
    if start.startswith(b"%PDF-"):
        return Kind.PDF
    if start.startswith(b"PK\x03\x04"):
        return Kind.ZIP
    if start.startswith(b"{\\rtf"):
        return Kind.RTF
    if payload.startswith(_OLE):
        return _by_streams(_names(payload))
    return None


def _by_streams(names: list[str]) -> Kind:
    """By the streams of the file, in the order of its directory: what is embedded comes after what embeds it."""
    known = {
        "WordDocument": Kind.WORD,
        "Workbook": Kind.EXCEL,
        "Book": Kind.EXCEL,
        "EncryptedPackage": Kind.ENCRYPTED,
    }
    return next((known[name] for name in names if name in known), Kind.OLE)


def _names(payload: bytes) -> list[str]:
    """Names of the directory entries ([MS-CFB] 2.6), as far as they can be read; those of embedded objects left out."""
    shift = int.from_bytes(payload[30:32], "little")
    size = 1 << shift if shift in {9, 12} else _SECTOR
    table = [
        int.from_bytes(payload[at : at + 4], "little") for at in range(76, _SECTOR, 4)
    ]  # where the allocation table stands
    sector = int.from_bytes(payload[48:52], "little")
    entries: list[bytes] = []
    for _ in range(_MOST_SECTORS):
        chunk = payload[(sector + 1) * size : (sector + 2) * size]
        if sector >= _END or not chunk:
            break
        entries += [chunk[at : at + _ENTRY] for at in range(0, len(chunk), _ENTRY)]
        block, place = divmod(sector, size // 4)
        if block >= len(table):
            break
        at = (table[block] + 1) * size + place * 4
        sector = int.from_bytes(payload[at : at + 4], "little")
    return [_name(entries[index]) for index in _children(entries)]


def _children(entries: list[bytes]) -> list[int]:
    """Indexes of what stands in the root itself: a tree of siblings that starts at its child."""
    found: list[int] = []
    queue = [int.from_bytes(entries[0][76:80], "little")] if entries else []
    while queue:
        index = queue.pop()
        if index < len(entries) and index not in found:
            found.append(index)
            queue += [int.from_bytes(entries[index][at : at + 4], "little") for at in (68, 72)]
    return sorted(found)


def _name(entry: bytes) -> str:
    length = min(int.from_bytes(entry[64:66], "little"), 64)
    return entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
