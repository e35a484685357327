"""An HTML page as rows in reading order: lines of text, table rows, pictures.

One parse and one walk. Tables that hold other tables are page layout and are read through; the tables at the bottom
become grids.
"""

import re
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element

from extraction.charset import Text
from extraction.grid import read_grid
from extraction.rows import Cell, Row
from extraction.shown import BLOCK, BLOCKS, BREAK, END, IMAGE, MARKS, TABLE, TABLE_END, Tree, whole_text

_IS_HTML = re.compile(
    r"<!doctype\s+html|</?(?:html|head|body|table|tr|td|div|p|span|ul|li|h[1-6]|br|title)\b[^<>]*>", re.IGNORECASE
)
_MARK = re.compile(f"[{''.join(MARKS)}\0]|&#(?:[xX][fF][dD][dD][0-9]|649(?:7[6-9]|8[0-5]));?")
_TITLE_END = re.compile("(?<!<)/title>", re.IGNORECASE)
_END = re.compile(rb"</(?:html|body)\b[^>]*>", re.IGNORECASE)
_MARK_REFERENCE = re.compile(rb"&#(?:[xX][fF][dD][dD]|649)")
_HIDING = re.compile(r"display\s*:\s*none")
_NOTHING = f"{END} \t\n"
_HIDDEN_AT_MOST = 500
"""Longer hidden parts are kept: some portals show the article itself only by script."""


class Page(NamedTuple):
    tree: Tree
    rows: list[Row]
    metas: dict[str, str]
    """Contents of the named metas of the head; portals have ArticleTitle, PubDate, ContentSource by national rule."""
    title: str
    truncated: bool
    """Nested deeper than the parser goes; what follows is lost."""

    @property
    def root(self) -> _Element:
        return self.tree.root


class Lines:
    """Lines outside tables. A cell's `row` counts the blocks begun before it, its `column` those it has left since."""

    origin = "text_table"

    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    def element_of(self, cell: Cell) -> _Element:
        element = self.tree.blocks[cell.row]
        for _ in range(cell.column):
            element = next(element.iterancestors(*BLOCKS), self.tree.root)
        return element

    def locator(self, cell: Cell) -> str:
        return self.tree.path(self.element_of(cell))


def is_html(text: str) -> bool:
    return "<" in text and _IS_HTML.search(text) is not None


def read_page(document: Text) -> Page | None:
    """The page, or None if nothing of it is HTML."""
    payload = document.utf8()
    if _may_hold_marks(document.text, payload):
        payload = _MARK.sub("\ufffd", document.text).encode("utf-8", "replace")
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    root = etree.fromstring(payload, parser)
    if root is None:
        return None
    if root.getnext() is not None:
        # After </html> the parser begins a second tree beside the first; a browser goes on in the body, and so do we.
        root = etree.fromstring(_END.sub(b"", payload), parser)
    if _HIDING.search(document.text):
        _drop_hidden(root)
    tree = Tree(root)
    titles = [" ".join(whole_text(title).split()) for title in tree.named["title"]]
    if titles and "<body" in titles[0] and _TITLE_END.search(document.text):
        # The < of its end tag was lost to a wrong character set, and the title has swallowed the page.
        return read_page(Text(_TITLE_END.sub("</title>", document.text), document.charset, document.unreadable))
    last = parser.error_log.last_error
    truncated = last is not None and "depth" in last.message
    metas = {name.lower(): meta.get("content") or "" for meta in tree.named["meta"] if (name := meta.get("name"))}
    return Page(tree, _rows(tree), metas, titles[0] if titles else "", truncated)


def _may_hold_marks(text: str, payload: bytes) -> bool:
    """Single characters are searched for in a fraction of the time of a pattern; zeros are rare among bytes only."""
    return b"\0" in payload or any(mark in text for mark in MARKS) or _MARK_REFERENCE.search(payload) is not None


def _drop_hidden(root: _Element) -> None:
    styled = [element for element in root.iter("*") if "display" in (element.get("style") or "")]
    for element in styled:
        parent = element.getparent()
        if parent is None or not _HIDING.search(element.get("style") or ""):
            continue
        if len(whole_text(element)) <= _HIDDEN_AT_MOST:
            tail, before = element.tail or "", element.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + tail
            else:
                parent.text = (parent.text or "") + tail
            parent.remove(element)


def _rows(tree: Tree) -> list[Row]:
    source = Lines(tree)
    rows: list[Row] = []
    block = left = 0
    for number, piece in enumerate(tree.shown.split(TABLE)):
        table, _, text = piece.rpartition(TABLE_END)
        if table:
            rows += read_grid(table, tree, number - 1)
        for begun, inside in enumerate(text.split(BLOCK)):
            if not inside.strip(_NOTHING):
                continue  # what menus leave, hundreds of times
            gone = 0 if begun else left
            for ended, line in enumerate(inside.split(END)):
                if line and not line.isspace():
                    _add_lines(rows, line, source, block + begun, gone + ended)
        _, mark, last = text.rpartition(BLOCK)
        left = last.count(END) + (0 if mark else left)
        block += text.count(BLOCK)
    return rows


def _add_lines(rows: list[Row], text: str, source: Lines, block: int, left: int) -> None:
    for line in text.split(BREAK) if BREAK in text else (text,):
        if line.startswith(IMAGE):
            rows.append(Row((), image=line[1:]))
            continue
        folded = " ".join(line.split())
        if folded:
            rows.append(Row((Cell(folded, source, block, left),)))
