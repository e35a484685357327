"""Keeps connections out of private networks: a name that resolves to a private address is not connected to.

A portal's name can point anywhere, by mistake or not. So addresses are judged when they are known, between the resolution of the
name and the connection. What the host map names is not judged: who wrote it meant it.
"""

from collections.abc import Sequence
from typing import Any

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from crawler.border import is_private


@implementer(IHostnameResolver)
class PublicResolver:
    """Resolves names as another resolver does, and keeps private addresses out of the answer."""

    def __init__(self) -> None:
        self.kept_out: list[str] = []
        """Private addresses a name resolved to."""
        self._resolver: Any = None

    def before(self, resolver: IHostnameResolver) -> "PublicResolver":
        """Stand before ``resolver``; return itself."""
        self._resolver = resolver
        return self

    @property
    def reason(self) -> str:
        return f"its name resolves to the private address {', '.join(self.kept_out)}"

    def resolveHostName(  # noqa: N802 - Twisted's
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        receiver = _PublicOnly(resolutionReceiver, self.kept_out)
        resolution: IHostResolution = self._resolver.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution


@implementer(IResolutionReceiver)
class _PublicOnly:
    def __init__(self, receiver: Any, kept_out: list[str]) -> None:  # noqa: ANN401 - zope's interface
        self._receiver = receiver
        self._kept_out = kept_out

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: ANN401, N802
        if is_private(address.host):
            self._kept_out.append(address.host)
        else:
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()
