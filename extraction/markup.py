"""The bytes of a table in the page as it was fetched: the parser keeps no positions, so the page is scanned for them.

``<`` and ASCII letters mean themselves in UTF-8, GB18030 and Big5, never the second half of a character, so that the
scan works on bytes. A table is taken for the one looked for only if its text is the same.
"""

import re
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element

from extraction.shown import whole_text

_TAGS = re.compile(
    rb"<!--.*?-->|<(script|style|textarea|title|xmp|noembed|noframes)\b.*?</\1\s*>|<(/?)table\b[^>]*>",
    re.IGNORECASE | re.DOTALL,
)
_CELLS = re.compile(
    rb"<!--.*?-->|<(t[dh])\b[^>]*>|</?(?:t[dhr]|tbody|thead|tfoot|table)\b[^>]*>", re.IGNORECASE | re.DOTALL
)
_WIDE = ("utf-16", "utf-32")


class Stretch(NamedTuple):
    """Bytes of the payload, end excluded."""

    start: int
    end: int

    def of(self, payload: bytes) -> bytes:
        return payload[self.start : self.end]


def table_stretch(payload: bytes, charset: str, table: _Element) -> Stretch | None:
    """Where the table stands; None if no stretch of bytes has its text, or several do."""
    if charset.startswith(_WIDE):
        return None
    wanted = "".join(whole_text(table).split())
    same = [one for one in _tables(payload) if _text(one.of(payload), charset) == wanted]
    return same[0] if len(same) == 1 else None


def cell_stretch(payload: bytes, table: Stretch, number: int, count: int) -> Stretch | None:
    """Where the nth cell of a table without tables inside stands; None unless as many cells begin as were parsed."""
    found = list(_CELLS.finditer(payload, table.start, table.end))
    begun = [at for at, tag in enumerate(found) if tag[1]]
    if len(begun) != count:
        return None
    opening = begun[number]
    closing = next((tag for tag in found[opening + 1 :] if not tag[0].startswith(b"<!--")), None)
    if closing is None:
        return None
    is_own_end = closing[0].lower().startswith(b"</t") and closing[0][2:4].lower() in {b"td", b"th"}
    return Stretch(found[opening].start(), closing.end() if is_own_end else closing.start())


def _tables(payload: bytes) -> list[Stretch]:
    """Every table from its start tag to its end tag, those inside others too."""
    open_tables: list[int] = []
    tables = []
    for tag in _TAGS.finditer(payload):
        if tag[2] == b"":
            open_tables.append(tag.start())
        elif tag[2] == b"/" and open_tables:
            tables.append(Stretch(open_tables.pop(), tag.end()))
    return tables


def _text(markup: bytes, charset: str) -> str:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring(markup.decode(charset, "replace").encode("utf-8", "replace"), parser)
    return "" if root is None else "".join(whole_text(root).split())
