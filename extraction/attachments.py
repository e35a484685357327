"""Images and attachments inside the body of a report: the parts a snapshot needs to be whole."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml.etree import _Element

from extraction.body import report_body
from extraction.document import read_ahead
from extraction.page import Page
from extraction.shown import whole_text

_DOCUMENT = re.compile(
    r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|rtf|zip|rar|7z|pptx?|txt|jpe?g|png|gif|bmp|tiff?)$", re.IGNORECASE
)
_DOWNLOAD = re.compile(
    r"(?:downfile|download|downloadfile|attach(?:ment)?|fileDown\w*)\.(?:jsp|do|aspx?|php)$|/download(?:file)?/",
    re.IGNORECASE,
)
_NEVER = re.compile(
    r"visit|counter|count\.|hits?\.|tongji|stat\.|jiathis|bshare|share|weixin|wechat|weibo|qrcode|erweima|ewm|icon|logo|"
    r"/print|btn|button|blank\.gif|space(?:r)?\.gif|loading|jiucuo|dzjg|_share",
    re.IGNORECASE,
)
_TOOLS = re.compile(r"share|print|tool|assist|qrcode|ewm|weixin|prev|next|related|xgwd|page[-_]?nav", re.IGNORECASE)
_FRAME = re.compile(
    r"(?:https?:)?[^?]*?\.(?:pdf|ofd)(?:$|[?#&])|[?&](?:file|src|url)=([^&]+\.(?:pdf|ofd))", re.IGNORECASE
)


def embedded(payload: bytes, *, url: str | None = None, content_type: str | None = None) -> list[str]:
    """Absolute addresses, each once, in reading order; without a base address those that are absolute already.

    Raises UnreadablePayload for what is no text.
    """
    page = read_ahead(payload, content_type).page
    return listed(page, url) if page else []


class Linked(NamedTuple):
    """Where a page leads from inside the report."""

    body: _Element | None
    """The element that holds the report."""
    files: list[tuple[str, str]]
    """Address and name of its pictures and attachments; a picture that stands in the page itself is its own address."""
    links: list[tuple[str, str]]
    """Address and name of all other links."""


def linked(page: Page, url: str | None = None) -> Linked:
    """What the body of a page leads to, in reading order; buttons and menus beside the text left out."""
    start, body = _start(page, url), report_body(page)
    files = [(address, _name(element)) for element, address in _documents(page, start, body)]
    if body is None:
        return Linked(None, files, [])
    links = []
    for element in body.iter("a", "img"):
        address = (element.get("href") or element.get("src") or "").strip()
        if element.tag == "img":
            if address.startswith("data:"):
                files.append((address, _name(element)))
        elif address and _address(element) is None and not _in_tools(element, body):
            absolute = urldefrag(urljoin(start, address)).url
            if urlsplit(absolute).scheme in {"http", "https"}:
                links.append((absolute, _name(element)))
    return Linked(body, files, links)


def _name(element: _Element) -> str:
    return " ".join(whole_text(element).split()) or element.get("title") or element.get("alt") or ""


def listed(page: Page, url: str | None = None) -> list[str]:
    """The same as `embedded` for a page that is read already."""
    found = _documents(page, _start(page, url), report_body(page))
    return list(dict.fromkeys(address for _, address in found))


def _start(page: Page, url: str | None) -> str:
    base = next((element.get("href") for element in page.root.iter("base") if element.get("href")), None)
    return urljoin(url or "", base or "")


def _documents(page: Page, start: str, body: _Element | None) -> Iterator[tuple[_Element, str]]:
    top = body if body is not None else page.root
    for element in top.iter("img", "a", "embed", "object", "iframe"):
        address = _address(element)
        # Without a body only documents can be told from furniture.
        if not address or (body is None and element.tag != "a") or _in_tools(element, top):
            continue
        absolute = urldefrag(urljoin(start, address)).url
        if urlsplit(absolute).scheme in {"http", "https"}:
            yield element, absolute


def _address(element: _Element) -> str | None:
    """The address of a picture or document, None for anything else."""
    if element.tag == "img":
        address = next((value for name in ("src", "data-src", "data-original") if (value := element.get(name))), "")
        return address.strip() if address and not _NEVER.search(address) else None
    address = (element.get("href") or element.get("src") or element.get("data") or "").strip()
    path = urlsplit(address).path
    if element.tag == "a":
        return address if _DOCUMENT.search(path) or _DOWNLOAD.search(path) else None
    inside = _FRAME.search(address)
    if inside and not _NEVER.search(address):
        return address
    return None


def _in_tools(element: _Element, top: _Element) -> bool:
    for ancestor in element.iterancestors():
        if ancestor is top:
            return False
        if _TOOLS.search(f"{ancestor.get('id') or ''} {ancestor.get('class') or ''}"):
            return True
    return False
