"""Which characters the bytes mean.

Servers and pages name the wrong character set often enough that a label is only believed where the bytes leave the
question open. GB2312 and GBK are always read as GB18030, of which they are parts.
"""

import codecs
import re
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_COMMON = "的一是在和有了年政府信息公开工作"
_COMMON_TRADITIONAL = "的一是在和有了年政府資訊公開工作"
_CANDIDATES = {
    name: tuple(char.encode(name) for char in text)
    for name, text in (("utf-8", _COMMON), ("gb18030", _COMMON), ("big5hkscs", _COMMON_TRADITIONAL))
}
_ASCII_AS_SPACES = bytes.maketrans(bytes(range(128)), b" " * 128)
_PIECES = 480
_RUNS = 120
_SHORTEST = 4
_LABEL = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)


class Text(NamedTuple):
    text: str
    charset: str
    unreadable: int
    """Bytes that mean nothing in this character set, each shown as U+FFFD."""
    payload: bytes = b""
    """The bytes themselves if they are UTF-8 already."""

    def utf8(self) -> bytes:
        return self.payload or self.text.encode("utf-8", "replace")


def decode(payload: bytes, content_type: str | None = None) -> Text:
    """The payload as text: by byte order mark, as strict UTF-8, else in the set that yields most everyday characters.

    >>> decode("政府信息公开".encode("gbk"), "text/html; charset=utf-8").charset
    'gb18030'
    """
    for mark, name in _MARKS:
        if payload.startswith(mark):
            return _decoded(payload, name)
    try:
        return Text(payload.decode("utf-8"), "utf-8", 0, payload)
    except UnicodeDecodeError:
        return _decoded(payload, _best(payload, content_type))


def _best(payload: bytes, content_type: str | None) -> str:
    # Most of a page is mark-up and scripts, which a pattern would pass byte by byte.
    pieces = payload.translate(_ASCII_AS_SPACES).split(None, _PIECES)[:_PIECES]
    sample = b"\n".join([piece for piece in pieces if len(piece) >= _SHORTEST][:_RUNS])
    scores = {name: sum(map(sample.count, chars)) for name, chars in _CANDIDATES.items()}
    first, second = sorted(scores.values(), reverse=True)[:2]
    if first > 2 * second:
        return max(scores, key=scores.__getitem__)
    return _label(payload, content_type) or max(scores, key=scores.__getitem__)


def _label(payload: bytes, content_type: str | None) -> str | None:
    for source in ((content_type or "").encode("ascii", "ignore"), payload[:2048]):
        found = _LABEL.search(source)
        if not found:
            continue
        try:
            name = codecs.lookup(found[1].decode("ascii")).name
        except LookupError:
            continue
        return {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name, name)
    return None


def _decoded(payload: bytes, name: str) -> Text:
    text = payload.decode(name, "replace")
    return Text(text, name, lost_characters(text))


def lost_characters(text: str) -> int:
    """Whether there is one is known in no time, how many takes a look at each character."""
    return text.count("\ufffd") if "\ufffd" in text else 0
