"""What `archive.replay` shows: archived pages that lead on inside the archive, and tables of its own."""

import html
import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

# What stands in an attribute or in CSS and does not lead on from the page's own address by itself. Bytes, because in GBK and
# UTF-8 alike none of these characters is part of another one.
_LINK = re.compile(
    rb"((?:\s(?:href|src|background|poster|data|action)\s*=|\burl\()\s*[\"']?\s*)(https?://|//|/)", re.IGNORECASE
)


def led_here(page: bytes, timestamp: str, url: str) -> bytes:
    """Return a page or style sheet whose absolute links lead to this server at the same moment, as relative ones do anyway.

    >>> led_here(b'<a href="/b"><img src=//c.cn/d>', "20230301000000", "http://a.cn/x")
    b'<a href="/20230301000000/http://a.cn/b"><img src=/20230301000000/http://c.cn/d>'
    """
    parts = urlsplit(url)
    here = f"/{timestamp}/".encode()
    begins = {b"/": f"{parts.scheme}://{parts.netloc}/".encode(), b"//": f"{parts.scheme}://".encode()}
    return _LINK.sub(lambda match: match[1] + here + begins.get(match[2], match[2]), page)


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def link(captured_at: str, url: str, text: str) -> Markup:
    """Return the way to what an address showed at an instant of the data."""
    timestamp = re.sub(r"\D", "", captured_at)[:14]
    return Markup(f'<a href="/{timestamp}/{html.escape(url)}">{html.escape(text)}</a>')


def table(title: str, rows: Iterable[Sequence[str]]) -> str:
    """Return a page with a table; whatever is no `Markup` is text."""
    lines = ("".join(f"<td>{cell if isinstance(cell, Markup) else html.escape(cell)}" for cell in row) for row in rows)
    head = f'<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>{html.escape(title)}</title>'
    return f"{head}<h1>{html.escape(title)}</h1><table>{''.join(f'<tr>{line}' for line in lines)}</table>"
