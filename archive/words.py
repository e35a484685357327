"""How the full-text index of ``texts.db`` takes a text apart: every Han character by itself, other words as they are written.

Chinese writes no blanks between words, and SQLite's tokenizers either take a whole clause for one word (``unicode61``) or find no
term under three characters (``trigram``: 纠正 gives nothing, and says nothing). With a blank around each Han character every term
is a phrase, whatever its length.
"""

import re
import unicodedata
from functools import lru_cache

_HAN = re.compile("[⺀-⿟々〇〡-〩㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
_LAST_KNOWN = "\u9fcc"
"""The tokenizer goes by Unicode 6.1; a Han character that came later it would take for punctuation."""


def folded(text: str) -> str:
    """Return a text as it is compared: width, compatibility forms and case do not count; length and places stay.

    >>> folded("２０２２年⼀⽉ＡＢc")
    '2022年一月abc'
    """
    return text if text.isascii() and text.islower() else "".join(map(_folded, text))


@lru_cache(maxsize=16384)
def _folded(character: str) -> str:
    form = unicodedata.normalize("NFKC", character).casefold()
    return form if len(form) == 1 else character


def spaced(text: str) -> str:
    """Return what is indexed of a text.

    >>> spaced("纠正127件")
    ' 纠  正 127 件 '
    """
    return "".join(map(_token, text))


@lru_cache(maxsize=16384)
def _token(character: str) -> str:
    form = _folded(character)
    if not _HAN.fullmatch(form):
        return form
    return f" {form} " if form <= _LAST_KNOWN else f" u{ord(form):x} "


def phrase(term: str) -> str | None:
    """Return the query for one term as FTS5 takes it; None if nothing of it is indexed, as of a mere bracket.

    >>> phrase("纠正"), phrase('27.5%"'), phrase("—")
    ('"纠 正"', '"27 5"', None)
    """
    words = re.findall(r"\w+", spaced(term))
    return f'"{" ".join(words)}"' if words else None


def pattern(term: str) -> re.Pattern[str]:
    r"""Return what finds a term in a folded text as it is printed: white space may stand between any two characters of it.

    Numbers and Latin words count whole, as the index has them: 27 is not found in 127, but in 27.5.

    >>> bool(pattern("行政复议").search("行 政\n复议")), bool(pattern("27").search("127"))
    (True, False)
    """
    characters = "".join(folded(term).split())
    before, after = (
        edge if character.isalnum() and not _HAN.fullmatch(character) else ""
        for character, edge in ((characters[0], "(?<![0-9a-z])"), (characters[-1], "(?![0-9a-z])"))
    )
    return re.compile(before + r"\s*".join(map(re.escape, characters)) + after)
