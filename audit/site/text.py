"""What strangers wrote, made fit to be shown: nothing of it acts, and nothing of it hides.

Control, direction and other invisible characters are shown by their code point, the text is isolated from ours, and what is longer
than its place allows is cut, which is said. Escaping is Jinja's.
"""

import re
import unicodedata
from functools import lru_cache

from markupsafe import Markup, escape

SHOWN = 240
"""Characters of a text that stand in a table or a heading."""
_ALLOWED = "\n\t "
_HARMLESS = re.compile(r"[0-9A-Za-z\u4e00-\u9fff ,.:/%()，。、：；（）《》“”\-]*")


def _is_invisible(char: str) -> bool:
    if char in _ALLOWED:
        return False
    category = unicodedata.category(char)
    # The last two of every plane, and a stretch of the first, are noncharacters; Python counts them as unassigned.
    return category in {"Cc", "Cf", "Cs", "Zl", "Zp"} or (ord(char) & 0xFFFE) == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF


@lru_cache(maxsize=1024)
def _name(char: str) -> str:
    return f"U+{ord(char):04X}"


def plain(text: object, limit: int = SHOWN) -> str:
    r"""Return a text for an attribute or a title: invisible characters as ⟨U+202E⟩, too much as ….

    >>> plain("a\u202eb")
    'a⟨U+202E⟩b'
    """
    whole = str(text)
    if _HARMLESS.fullmatch(whole) and len(whole) <= limit:
        return whole
    cut = whole[:limit] + ("…" if len(whole) > limit else "")
    return "".join(f"⟨{_name(char)}⟩" if _is_invisible(char) else char for char in cut)


def said(text: object, limit: int | None = SHOWN) -> Markup:
    r"""Return a text as markup: escaped, isolated, invisible characters marked; ``limit`` None for the whole of it.

    >>> said("<b>\u202e")
    Markup('<bdi>&lt;b&gt;<i class="sign" title="U+202E RIGHT-TO-LEFT OVERRIDE">U+202E</i></bdi>')
    """
    whole = str(text)
    if _HARMLESS.fullmatch(whole) and (limit is None or len(whole) <= limit):
        return Markup(whole)  # noqa: S704 - the pattern lets through nothing that means anything in HTML
    cut = whole if limit is None else whole[:limit]
    left_out = len(whole) - len(cut)
    parts = [_sign(char) if _is_invisible(char) else escape(char) for char in cut] if _hides(cut) else [escape(cut)]
    if left_out:
        parts.append(Markup('<span class="cut">…（另有 {} 字，见存档原文）</span>').format(left_out))
    return Markup("<bdi>{}</bdi>").format(Markup().join(parts))


def _hides(text: str) -> bool:
    return any(_is_invisible(char) for char in set(text))


@lru_cache(maxsize=1024)
def _sign(char: str) -> Markup:
    name = unicodedata.name(char, "")
    return Markup('<i class="sign" title="{}">{}</i>').format(f"{_name(char)} {name}".strip(), _name(char))
