"""ZIP packages of XML parts (DOCX, XLSX, OFD), opened without trust.

Sizes are checked before anything is unpacked, and zipfile never unpacks more than was declared. XML of these formats has
no document type (ECMA-376 part 2, 8.1.4; GB/T 33190-2016), so one that has is refused before it is parsed: no entities.
"""

import io
import posixpath
import zipfile

from lxml import etree
from lxml.etree import _Element

from extraction.payload import UnreadablePayload

_MOST_PARTS = 5000
_LARGEST_PACKAGE = 256 << 20
_LARGEST_XML = 32 << 20
_DOCTYPES = tuple("<!DOCTYPE".encode(charset) for charset in ("ascii", "utf-16-le", "utf-16-be"))
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    def __init__(self, payload: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(payload))
        parts = self._zip.infolist()
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_PACKAGE:
            raise UnreadablePayload(
                f"The payload is a ZIP package that unpacks to more than {_LARGEST_PACKAGE >> 20} MB or {_MOST_PARTS:,} parts; "
                "that is no report but a bomb or a collection, look at it by hand."
            )
        if any(part.flag_bits & 1 for part in parts):
            raise UnreadablePayload(
                "The payload is an encrypted ZIP package; ask the publisher for one without a password."
            )
        self.names = {part.filename.lstrip("/").lower(): part.filename for part in parts}
        """Part names as written, by their form for comparison: case does not count (ECMA-376 part 2, 6.2.2)."""

    def has(self, name: str) -> bool:
        return name.lstrip("/").lower() in self.names

    def bytes_of(self, name: str) -> bytes:
        return self._zip.read(self.names[name.lstrip("/").lower()])

    def xml(self, name: str) -> _Element:
        part = self._zip.getinfo(self.names[name.lstrip("/").lower()])
        if part.file_size > _LARGEST_XML:
            raise UnreadablePayload(
                f"The part {name} of the payload is larger than {_LARGEST_XML >> 20} MB; look at it by hand."
            )
        source = self._zip.read(part)
        if any(mark in source for mark in _DOCTYPES):
            raise UnreadablePayload(
                f"The part {name} of the payload declares a document type, which no Office document does; look at it by hand."
            )
        return etree.fromstring(source, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Relationships of a part of an Office package: type and target by id, targets outside left out."""
        folder, base = posixpath.split(name)
        listed = posixpath.join(folder, "_rels", f"{base}.rels")
        if not self.has(listed):
            return {}
        return {
            relation.get("Id", ""): (
                posixpath.basename(relation.get("Type", "")),
                posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
            )
            for relation in self.xml(listed).iter(_RELATIONS)
            if relation.get("TargetMode") != "External"
        }
