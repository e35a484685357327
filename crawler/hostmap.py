"""Where to connect for a host: the setting ``HOST_MAP``.

For people behind a gateway, and for the replica portals of the tests. The request, its Host header, the TLS name and everything
archived stay those of the real host; only the TCP connection goes elsewhere. The form is that of curl's ``--connect-to``.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HostMap:
    """``host:port=address:port`` pairs, comma separated; host ``*`` stands for every host.

    >>> gateway = HostMap.parse("*:443=10.0.0.1:8443, www.liyang.gov.cn:80=127.0.0.1:8080")
    >>> gateway.target("www.liyang.gov.cn", 80), gateway.target("www.liyang.gov.cn", 443), gateway.target("a.gov.cn", 80)
    (('127.0.0.1', 8080), ('10.0.0.1', 8443), ('a.gov.cn', 80))
    """

    pairs: dict[tuple[str, int], tuple[str, int]]

    @classmethod
    def parse(cls, text: str | None) -> "HostMap":
        """Read the setting; raises ValueError with the offending pair."""
        pairs = {}
        for pair in (text or "").split(","):
            if pair.strip():
                try:
                    source, target = pair.strip().split("=")
                    pairs[_endpoint(source)] = _endpoint(target)
                except ValueError:
                    raise ValueError(f"HOST_MAP: {pair.strip()!r} is not host:port=address:port.") from None
        return cls(pairs)

    def covers(self, host: str, port: int) -> bool:
        """Whether a host is mapped, so that whoever wrote the map vouches for the address."""
        return (host, port) in self.pairs or ("*", port) in self.pairs

    @property
    def keeps_to_this_machine(self) -> bool:
        """Whether every host is mapped to loopback, as the replica portals have it: then nobody else is asked anything."""
        everything = ("*", 80) in self.pairs and ("*", 443) in self.pairs
        return everything and all(
            host.startswith("127.") or host in {"localhost", "::1"} for host, _ in self.pairs.values()
        )

    def target(self, host: str, port: int) -> tuple[str, int]:
        """Return the address and port to connect to."""
        return self.pairs.get((host, port)) or self.pairs.get(("*", port)) or (host, port)


def _endpoint(text: str) -> tuple[str, int]:
    host, port = text.rsplit(":", 1)
    if not 0 < int(port) < 1 << 16:
        raise ValueError(port)
    return host.strip("[]"), int(port)
