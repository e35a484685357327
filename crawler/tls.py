"""TLS as this crawler does it: every certificate verified, an old server's ways allowed only where its spider says so.

Some portals run servers so old that OpenSSL refuses the handshake (``UNSAFE_LEGACY_RENEGOTIATION_DISABLED``). Their spider sets
``tls_legacy = True``; the certificate is verified all the same. There is no setting that turns verification off. A portal whose
HTTPS is dead is asked over HTTP: its spider sets ``scheme``.
"""

from pathlib import Path
from typing import Any

import certifi
from OpenSSL import SSL, crypto
from scrapy.core.downloader.contextfactory import _get_creator_context
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.ssl import Certificate, optionsForClientTLS, trustRootFromCertificates
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

OP_LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL's option to speak with a server that cannot renegotiate safely (RFC 5746); pyOpenSSL has no name for it."""


@implementer(IPolicyForHTTPS)
class VerifyingPolicy:
    """Verifies every certificate against certifi's roots and, where a gateway needs it, one more PEM file."""

    def __init__(self, extra_ca_file: str | None) -> None:
        self._trust: Any = None
        self.legacy = False
        """Whether a server may be one that cannot renegotiate safely."""
        self._files = [certifi.where(), *([extra_ca_file] if extra_ca_file else [])]

    def creatorForNetloc(self, hostname: bytes, port: int) -> IOpenSSLClientConnectionCreator:  # noqa: ARG002, N802 - Twisted's
        if self._trust is None:  # reading 140 certificates takes a moment that plain HTTP need not pay
            marker = b"-----END CERTIFICATE-----\n"
            self._trust = trustRootFromCertificates(
                [
                    Certificate(crypto.load_certificate(crypto.FILETYPE_PEM, pem + marker))
                    for file in self._files
                    for pem in Path(file).read_bytes().split(marker)[:-1]
                ]
            )
        creator = optionsForClientTLS(hostname.decode("ascii"), trustRoot=self._trust)
        if self.legacy:
            _get_creator_context(creator).set_options(OP_LEGACY_SERVER_CONNECT)
        return creator


def tls_facts(transport: Any, *, legacy: bool) -> dict[str, str] | None:  # noqa: ANN401 - any Twisted transport
    """Return protocol, cipher and leaf certificate of a connection; None for plain TCP."""
    if not hasattr(transport, "getPeerCertificate"):
        return None
    connection = transport.getHandle()
    facts = {
        "verified": "yes",  # or there would be no connection
        "protocol": connection.get_protocol_version_name(),
        "cipher": connection.get_cipher_name(),
        "certificate_sha256": transport.getPeerCertificate().digest("sha256").decode().replace(":", "").lower(),
    }
    return facts | ({"legacy_renegotiation": "allowed"} if legacy else {})


def tls_failure(error: BaseException | None) -> dict[str, str] | None:
    """Return what is known of a handshake that failed; None if it was not the handshake."""
    while error is not None:
        for failure in getattr(error, "reasons", ()):
            if isinstance(failure.value, SSL.Error) and failure.value.args and failure.value.args[0]:
                reasons = [str(reason[-1]) for reason in failure.value.args[0]]
                return {"verified": "no", "problem": "; ".join(reasons)}
        error = error.__cause__
    return None
