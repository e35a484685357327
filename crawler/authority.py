"""Whose an address is: the name somebody registered, whatever hosts stand below it."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

_SHARED = (
    "ac|com|edu|gov|mil|net|org"
    "|ah|bj|cq|fj|gd|gs|gx|gz|ha|hb|he|hi|hk|hl|hn|jl|js|jx|ln|mo|nm|nx|qh|sc|sd|sh|sn|sx|tj|tw|xj|xz|yn|zj"
)
_REGISTERED = re.compile(rf"[^.]+\.(?:(?:{_SHARED})\.(?=cn$))?[^.]+$")
"""Names under .cn are registered there or under these second levels (中国互联网络域名体系, 工业和信息化部 2018)."""


def authority(url: str) -> str:
    """Return the registered name an address belongs to; a numeric or single name is its own authority.

    >>> authority("https://gzw.jiaxing.gov.cn/art/1.html"), authority("http://www.a.cn/"), authority("http://127.0.0.1:8080/")
    ('jiaxing.gov.cn', 'a.cn', '127.0.0.1')
    """
    host = urlsplit(url).hostname or ""
    try:
        return str(ip_address(host))
    except ValueError:
        registered = _REGISTERED.search(host)
        return registered[0] if registered else host
