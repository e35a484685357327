"""Where everything stands: paths below the folder of the site, and the way from one page to another.

Paths are made of codes and digests, never of what a page says, so that a hostile title cannot choose a file name, and they stay
the same as long as the thing they name is the same.
"""

import re
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote, urlsplit

_CODE = re.compile(r"[a-z0-9_]{1,60}")
_UNUSUAL = "%/?:@!$&'()*+,;=~-._#[]"
STYLE = "style.css"


def relative(here: str, there: str) -> str:
    """Return the address of a page as it stands on another one: up to the top, and down again.

    >>> relative("reports/a/2022-1f.html", "index.html#top"), relative("index.html", "about.html"), relative("a.html", "a.html#x")
    ('../../index.html#top', 'about.html', '#x')
    """
    if there.startswith(here) and there[len(here) : len(here) + 1] == "#":
        return there[len(here) :]
    return "../" * here.count("/") + there


def short(*parts: object, length: int = 10) -> str:
    """Return a name made of content: the first digits of its SHA-256."""
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]


def portal_code(portal: str) -> str:
    """Return a portal's name as a folder; a name that is none of ours becomes a digest."""
    return portal if _CODE.fullmatch(portal) else short(portal)


def body_path(portal: str, adcode: str, publisher: str) -> str:
    """Page of one publisher: its years."""
    return f"publishers/{portal_code(portal)}/{short(portal, adcode, publisher)}.html"


def place_path(portal: str) -> str:
    """Page of one portal: its publishers."""
    return f"places/{portal_code(portal)}.html"


def report_path(portal: str, adcode: str, publisher: str, report_year: int) -> str:
    """Page of one report: 报告页."""
    return f"reports/{portal_code(portal)}/{report_year}-{short(portal, adcode, publisher)}.html"


def figures_path(portal: str, adcode: str, publisher: str, report_year: int) -> str:
    """Page with every figure of one report: 数字页; `figure_anchor` leads to one of them."""
    return f"figures/{portal_code(portal)}/{report_year}-{short(portal, adcode, publisher)}.html"


def figure_anchor(indicator: str, applicant: str | None = None) -> str:
    """Anchor of a figure on its page; of a row of the form without an applicant.

    >>> figure_anchor("requests.new", "total")
    'requests.new.total'
    """
    return f"{indicator}.{applicant}" if applicant else indicator


def evidence_path(snapshot: int) -> str:
    """Page that shows the text of one snapshot: 存档原文."""
    return f"evidence/{snapshot:016x}.html"


@lru_cache(maxsize=16_384)
def evidence_anchor(locator: str) -> str:
    """Anchor of the place that a locator of the data names, on the page of evidence."""
    return f"p{short(locator)}"


def raw_path(digest: str, content_type: str | None) -> str:
    """File with the archived bytes; named so that no browser runs it and no server serves it as a page."""
    kind = "html.txt" if "html" in (content_type or "") else "bin"
    return f"evidence/raw/{short(digest, length=32)}.{kind}"


def pair_path(old_snapshot: int, new_snapshot: int) -> str:
    """Page of two consecutive captures that differ: 变化页; named by both, so that it never moves."""
    return f"changes/{old_snapshot:016x}-{new_snapshot:016x}.html"


def named_pair(name: str) -> str:
    """The same page by the name of the pair, `audit.layers.Pair.name`."""
    return f"changes/{name}.html"


def bundle_path(old_snapshot: int, new_snapshot: int) -> str:
    """Bundle of evidence of such a pair: 证据包."""
    return f"changes/{old_snapshot:016x}-{new_snapshot:016x}.zip"


def outward(url: str | None) -> str | None:
    """Return the address of a portal if it may be linked: http or https, with nothing in it that an address cannot hold.

    >>> outward("https://www.a.gov.cn/x?y=1&z"), outward("javascript:alert(1)")
    ('https://www.a.gov.cn/x?y=1&z', None)
    """
    if url is None or urlsplit(url.strip()[:2000]).scheme not in {"http", "https"}:
        return None
    return quote(url.strip(), safe=_UNUSUAL)
