"""What strangers wrote, made fit to be shown: nothing of it acts, and nothing of it hides.

Control, direction and other invisible characters are shown by their code point, the text is isolated from ours, and what is longer
than its place allows is cut, which is said. Escaping is Jinja's.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

SHOWN = 240
"""Characters of a text that stand in a table or a heading."""
_HARMLESS = re.compile(r"[0-9A-Za-z\u4e00-\u9fff ,.:/%()，。、：；（）《》“”\-]*")
"""What needs no isolation: it runs from left to right and nothing in it turns that."""


def _classes() -> str:
    """Return every control, format, surrogate, line separator and noncharacter as a character class, white space left out."""
    ranges = [(0x00, 0x08), (0x0B, 0x0C), (0x0E, 0x1F), (0x7F, 0x9F), (0xD800, 0xDFFF), (0xFDD0, 0xFDEF)]
    ranges += [
        (0x2028, 0x2029),
        (0xE0001, 0xE007F),
        *((plane | 0xFFFE, plane | 0xFFFF) for plane in range(0, 0x110000, 0x10000)),
    ]
    # Format characters (Cf) stand in these blocks; the rest of the planes has none.
    blocks = (
        range(0x80, 0x3100),
        range(0xFE00, 0x10000),
        range(0x11000, 0x11100),
        range(0x13400, 0x13500),
        range(0x1BC00, 0x1D200),
    )
    formats = (char for block in blocks for char in block if unicodedata.category(chr(char)) == "Cf")
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in [*ranges, *((char, char) for char in formats)])


_INVISIBLE = re.compile(f"[{_classes()}]")


def plain(text: object, limit: int = SHOWN) -> str:
    r"""Return a text for an attribute or a title: invisible characters as ⟨U+202E⟩, too much as ….

    >>> plain("a\u202eb")
    'a⟨U+202E⟩b'
    """
    whole = str(text)
    cut = whole if len(whole) <= limit else f"{whole[:limit]}…"
    return _INVISIBLE.sub(lambda found: f"⟨{_name(found[0])}⟩", cut) if _hides(cut) else cut


def said(text: object, limit: int | None = SHOWN) -> Markup:
    r"""Return a text as markup: escaped, isolated, invisible characters marked; ``limit`` None for the whole of it.

    >>> said("<b>\u202e")
    Markup('<bdi>&lt;b&gt;<i class="sign" title="U+202E RIGHT-TO-LEFT OVERRIDE">U+202E</i></bdi>')
    """
    whole = str(text)
    return _short(whole, limit) if len(whole) <= SHOWN else _said(whole, limit)


def _said(whole: str, limit: int | None) -> Markup:
    cut = whole if limit is None else whole[:limit]
    markup = str(escape(cut))
    if _hides(cut):
        markup = _INVISIBLE.sub(lambda found: _sign(found[0]), markup)
    if len(cut) < len(whole):
        markup += f'<span class="cut">…（另有 {len(whole) - len(cut)} 字，见存档原文）</span>'
    # Digits, Latin and Chinese go one way and cannot turn what stands around them.
    return Markup(markup if _HARMLESS.fullmatch(cut) else f"<bdi>{markup}</bdi>")  # noqa: S704 - escaped above


_short = lru_cache(maxsize=65_536)(_said)


def _hides(text: str) -> bool:
    """Whether a text may have characters of `_INVISIBLE`; what is printable has none, and that is known in no time."""
    return not text.isprintable() and _INVISIBLE.search(text) is not None


@lru_cache(maxsize=1024)
def _name(char: str) -> str:
    return f"U+{ord(char):04X}"


@lru_cache(maxsize=1024)
def _sign(char: str) -> str:
    name = unicodedata.name(char, "")
    return f'<i class="sign" title="{f"{_name(char)} {name}".strip()}">{_name(char)}</i>'


_STATUSES = {"blank": "空白", "missing": "无此格", "text": "文字：", "damaged": "残缺："}


def value(figure: Any) -> Markup:  # noqa: ANN401 - whatever has value, status and raw
    """Return a figure as it is printed, or the status that says why there is no number."""
    if figure.status == "number" and figure.value is not None:
        return said(figure.value, 40)
    if figure.status == "mark":
        return Markup('<span class="status" title="所印为符号，不是数字">{}</span>').format(said(figure.raw or "/", 12))
    word = _STATUSES.get(figure.status, "—")
    raw = said(figure.raw, 24) if figure.status in {"text", "damaged"} else ""
    return Markup('<span class="status">{}{}</span>').format(word, raw)
