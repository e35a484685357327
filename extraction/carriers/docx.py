"""DOCX as WordprocessingML (ECMA-376 part 1, 17), read from its own elements.

Not by python-docx: its paragraphs leave out text that was inserted under change tracking, content controls and text boxes, and
its table cells repeat what is merged. What the page does not show is left out here: deletions, hidden text, field codes.
"""

from collections.abc import Iterable, Iterator

from lxml.etree import _Element

from extraction.carriers.carrier import Carrier, Placed, line
from extraction.carriers.numbering import Numbering
from extraction.carriers.packed import Package
from extraction.grid import LAYOUT_LENGTH
from extraction.report import Flag
from extraction.rows import Cell, Row

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_UNSEEN = frozenset(
    [
        f"{W}{name}"
        for name in (
            "del",
            "moveFrom",
            "delText",
            "instrText",
            "delInstrText",
            "rt",
            "pPr",
            "rPr",
            "txbxContent",
            "tbl",
        )
    ]
    + ["{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"]
)
_SIGNS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}
_WIDEST = 1000
_OFF = frozenset(("0", "false", "off"))


def read_docx(package: Package, main: str) -> Carrier:
    reader = _Reader(package, main)
    body = package.xml(main).find(f"{W}body")
    rows = list(reader.blocks(body)) if body is not None else []
    return Carrier("docx", tuple(rows), flags=tuple(reader.flags))


class _Reader:
    def __init__(self, package: Package, main: str) -> None:
        self._relations = package.relations(main)
        self._numbering = Numbering(package, self._relations)
        self._paragraphs = 0
        self._tables = 0
        self.flags: list[Flag] = []

    def blocks(self, container: _Element) -> Iterator[Row]:
        """Paragraphs and tables in order; what wraps them is looked through."""
        for element in container:
            if element.tag == f"{W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{W}tbl":
                yield from self._table(element)
            elif element.tag == f"{W}altChunk":
                self.flags.append(Flag("part_not_read", "a part in another format is embedded as text"))
            elif element.tag not in _UNSEEN:
                yield from self.blocks(element)

    def _paragraph(self, paragraph: _Element) -> Iterator[Row]:
        self._paragraphs += 1
        name, start = f"paragraph{self._paragraphs}", 0
        for text in self._text(paragraph).split("\n"):
            folded = " ".join(text.split())
            if folded:
                yield line("office", [(folded, f"{name}#{start}-{start + len(text)}")])
            start += len(text) + 1
        for box in paragraph.iter(f"{W}txbxContent"):
            if not _replaced(box, paragraph):
                yield from self.blocks(box)
        yield from self._pictures(paragraph)

    def _text(self, paragraph: _Element) -> str:
        return self._numbering.label(paragraph) + "".join(_texts(paragraph))

    def _pictures(self, element: _Element) -> Iterator[Row]:
        for picture in element.iter("{*}blip", "{*}imagedata"):
            target = self._relations.get(picture.get(f"{_R}embed") or picture.get(f"{_R}id") or "")
            if target and not _replaced(picture, element):
                yield Row((), image=target[1])

    def _table(self, table: _Element) -> Iterator[Row]:
        if next(table.iterdescendants(f"{W}tbl"), None) is not None:
            for outer in table.iter(f"{W}tc"):
                if next(outer.iterancestors(f"{W}tbl")) is table:
                    yield from self.blocks(outer)
            return
        self._tables += 1
        name = f"table{self._tables}"
        places: dict[tuple[int, int], str] = {}
        source = Placed("office", places)
        for number, row in enumerate(row for row in table.iter(f"{W}tr") if row.find(f"{W}trPr/{W}del") is None):
            cells, texts = [], []
            for column, width, begun in _cells(row):
                text = "\n".join(self._text(paragraph) for paragraph in begun.iter(f"{W}p"))
                places[number, column] = f"{name}#r{number}c{column}"
                texts.append(text)
                cells.append(Cell(" ".join(text.split()), source, number, column, width))
            if any(len(cell.text) > LAYOUT_LENGTH for cell in cells) or (len(cells) == 1 and "\n" in texts[0].strip()):
                for cell, text in zip(cells, texts, strict=True):
                    parts = (" ".join(part.split()) for part in text.split("\n"))
                    yield from (line("office", [(part, cell.locator)]) for part in parts if part)
            elif cells:
                yield Row(tuple(cells), source)
        yield from self._pictures(table)


def _cells(row: _Element) -> Iterator[tuple[int, int, _Element]]:
    """First column, width and element of each cell that begins in this row."""
    column = _count(row.find(f"{W}trPr/{W}gridBefore"), 0)
    begun: tuple[int, int, _Element] | None = None
    for cell in row.iter(f"{W}tc"):
        properties = cell.find(f"{W}tcPr")
        found = {child.tag: child for child in properties} if properties is not None else {}
        width = _count(found.get(f"{W}gridSpan"), 1)
        if f"{W}cellDel" in found:
            continue
        if begun and _continues(found.get(f"{W}hMerge")):
            begun = (begun[0], begun[1] + width, begun[2])
        else:
            if begun:
                yield begun
            begun = None if _continues(found.get(f"{W}vMerge")) else (column, width, cell)
        column += width
    if begun:
        yield begun


def _continues(merge: _Element | None) -> bool:
    return merge is not None and merge.get(f"{W}val") != "restart"


def _count(element: _Element | None, default: int) -> int:
    value = (element.get(f"{W}val") or "") if element is not None else ""
    return min(int(value), _WIDEST) if value.isascii() and value.isdecimal() and len(value) < 5 else default


def _texts(element: _Element) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            yield child.text or ""
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        elif tag not in _UNSEEN and not (tag == f"{W}r" and _is_hidden(child)):
            yield from _texts(child)


def _is_hidden(run: _Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val") not in _OFF


def _replaced(element: _Element, within: _Element) -> bool:
    """Whether the element is an older form of something that is there already, or deleted, or of a box inside."""
    ancestors: Iterable[_Element] = element.iterancestors()
    for ancestor in ancestors:
        if ancestor is within:
            return False
        if ancestor.tag in _UNSEEN:
            return True
    return False
