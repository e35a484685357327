"""CDXJ: the index other tools look captures up in. One line per answer, sorted by address and time.

The address stands first as SURT key (host turned round, spelling levelled), in the form that the Internet Archive's tools agree on.
"""

import json
import re
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from archive.capture import TEXT_COPY, Capture, Fidelity, Outcome

_DEFAULT_PORTS = {"http": 80, "https": 443}
_WWW = re.compile(r"www\d*\.")
_SESSIONS = [
    re.compile(pattern + r"(?:&|$)", re.IGNORECASE)
    for pattern in (
        r"(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}",
        r"aspsessionid[a-z]{8}=[a-z]{24}",
        r"cfid=[^&]+&cftoken=[^&]+",
    )
]
_KEPT = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"  # printable ASCII but for # and %


def line(capture: Capture, *, file: str, offset: int) -> str | None:
    """Return the line of a capture whose record stands in ``file`` at ``offset``; None for a visit that brought no answer.

    Two more have none, for the sake of the tools that replay what they find here: a mere text, which no server ever sent, and a
    304, for which they would show an empty page where without it they show the page it confirms.
    """
    if capture.entity_digest is None and capture.status is None:
        return None
    if (capture.document or "").endswith(TEXT_COPY) or capture.outcome is Outcome.NOT_MODIFIED:
        return None
    url = f"urn:dom:{capture.url}" if capture.fidelity is Fidelity.BROWSER else capture.url
    mime = (capture.content_type or "").partition(";")[0].strip().lower() or "unk"
    facts = {
        "url": url,
        "mime": "warc/revisit" if capture.refers_to else mime,
        "status": str(capture.status) if capture.status else None,
        "digest": capture.payload_digest,
        "length": str(capture.length),
        "offset": str(offset),
        "filename": file,
    }
    timestamp = re.sub(r"\D", "", capture.captured_at)[:14]
    return f"{surt(url)} {timestamp} {json.dumps({name: value for name, value in facts.items() if value})}\n"


def surt(url: str) -> str:
    """Return the sort key of an address.

    >>> surt("https://www.Changzhou.gov.cn:443/a/../b//?y=2&x=1#top")
    'cn,gov,changzhou)/b?x=1&y=2'
    """
    if not url.startswith(("http://", "https://")):
        return url
    parts = urlsplit(url)
    host = _WWW.sub("", (parts.hostname or "").strip("."), count=1) if parts.hostname else ""
    key = ",".join(reversed(_escaped(host).split(".")))
    if parts.port not in {None, _DEFAULT_PORTS[parts.scheme]}:
        key += f":{parts.port}"
    path = _levelled(_escaped(parts.path)).lower()
    key += ")" + (path.removesuffix("/") or "/")
    query = parts.query
    for session in _SESSIONS:
        query = session.sub("", query, count=1)
    if query:
        arguments = sorted(_escaped(query).lower().split("&"), key=lambda argument: argument.split("=", 1))
        key += "?" + "&".join(arguments)
    return key


def _escaped(text: str) -> str:
    """Undo every percent escape, however often it was escaped, and escape once what is no printable ASCII."""
    data = text.encode()
    while (bare := unquote_to_bytes(data)) != data:
        data = bare
    return quote_from_bytes(data, safe=_KEPT)


def _levelled(path: str) -> str:
    """Resolve dots and doubled slashes."""
    kept: list[str] = []
    steps = path.split("/")[1:]
    for step in steps[:-1]:
        if step == ".." and kept:
            kept.pop()
        elif step not in {"", "."}:
            kept.append(step)
    last = steps[-1] if steps else ""
    if last == "..":
        kept[-1:] = []
    return "/" + "".join(f"{step}/" for step in kept) + (last if last not in {".", ".."} else "")
