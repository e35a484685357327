"""Which document a ZIP package holds, and its reader."""

from extraction.carriers.carrier import Carrier
from extraction.carriers.packed import Package
from extraction.payload import UnreadablePayload


def read_package(payload: bytes) -> Carrier:
    package = Package(payload)
    if package.has("OFD.xml"):
        from extraction.carriers.ofd import read_ofd  # noqa: PLC0415 - only the library that is needed

        return read_ofd(package)
    if package.has("[Content_Types].xml"):
        kinds = dict(package.relations("").values())
        main = kinds.get("officeDocument", "")
        if main.startswith("word/"):
            from extraction.carriers.docx import read_docx  # noqa: PLC0415

            return read_docx(package, main)
        if main.startswith("xl/"):
            from extraction.carriers.workbook import read_workbook  # noqa: PLC0415

            return read_workbook(payload, "xlsx")
    raise UnreadablePayload("The payload is a ZIP archive, but no DOCX, XLSX or OFD; unpack it and load what it holds.")
