"""Which addresses a crawl may ask: the portal's own hosts, over HTTP, and never an address inside somebody's network.

The portal's hosts are those below the names it has registered (`crawler.authority`), or, where its spider names hosts, those; then
pictures and attachments may still lie beside them. Names only: no list of suffixes is fetched for it.
"""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

from scrapy import Spider

from crawler.authority import authority

ELSEWHERE = "on another host"
"""The verdict on a row that leads out of the portal."""

_BESIDE = frozenset({"part", "asset", "robots"})
"""What may lie on another host of the same authority; robots.txt is asked wherever one of them is."""


def is_private(address: str) -> bool:
    """Whether an IP address is not one of the public internet: loopback, private, link-local, reserved, multicast.

    >>> [is_private(address) for address in ("127.0.0.1", "::ffff:10.1.2.3", "169.254.169.254", "fe80::1", "223.5.5.5")]
    [True, True, True, True, False]
    """
    literal = ip_address(address.partition("%")[0])
    literal = getattr(literal, "ipv4_mapped", None) or literal
    return not literal.is_global or literal.is_multicast


class Border:
    """The hosts of one crawl: those the spider names in ``allowed_domains``, else those of the authorities of its ``start_urls``.

    A spider that names neither (``scrapy fetch``, ``scrapy shell``) may ask any public host: its user names each address.
    """

    def __init__(self, domains: Iterable[str]) -> None:
        self._domains = frozenset(domain.lower().removeprefix("www.") for domain in domains)
        self.authorities = frozenset(authority(f"//{domain}") for domain in self._domains)
        """Those who registered the hosts."""

    @classmethod
    def of(cls, spider: Spider) -> Self:
        named = getattr(spider, "allowed_domains", None)
        return cls(named or [authority(url) for url in spider.start_urls])

    def objection(self, url: str, role: str | None = None) -> str | None:
        """Return why an address must not be asked for, in words; None if it may.

        >>> border = Border(["www.changzhou.gov.cn"])
        >>> border.objection("https://zwfw.changzhou.gov.cn/nb.htm"), border.objection("https://changzhou.gov.cn.example.com/")
        (None, 'on another host')
        """
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").lower()
        except ValueError:
            return "no address"
        if parts.scheme not in {"http", "https"}:
            return f"{parts.scheme}: is no scheme of the web"
        if self._inside(host, self._domains) or (role in _BESIDE and self._inside(host, self.authorities)):
            return None
        literal = _literal(host)
        if literal is not None and is_private(literal):
            return f"{host} is a private address"
        return ELSEWHERE if self._domains else None

    @staticmethod
    def _inside(host: str, domains: frozenset[str]) -> bool:
        return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _literal(host: str) -> str | None:
    """Return the IP address a host name is, None if it is a name."""
    try:
        return str(ip_address(host))
    except ValueError:
        return None
