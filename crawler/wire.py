"""The download handler: keeps the exact bytes of every exchange, and stores them before the engine sees the response.

Scrapy hands on a response without its status line, with headers re-cased and regrouped, without chunk framing, and after a
redirect or an error not at all. So the bytes are taken where they leave and enter the connection, after TLS, by a protocol of our
own inside Scrapy's HTTP/1.1 handler. Every finished exchange is stored: redirects, errors, robots.txt and failures too.

This module alone leans on private names of Scrapy (pinned to its minor version) and Twisted; ``tests/test_wire.py`` is the
contract: twelve odd response shapes, over TLS too, must come out byte for byte.
"""

import time
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers import http11
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, DownloadTimeoutError
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.interfaces import IAddress, IStreamClientEndpoint
from twisted.web.client import URI, HTTPConnectionPool, _RetryingHTTP11ClientProtocol
from twisted.web.iweb import IResponse

from archive import Exchange
from crawler.hostmap import HostMap
from crawler.pacer import Pacer
from crawler.public import PublicResolver
from crawler.recorder import Recorder
from crawler.tls import VerifyingPolicy, tls_facts, tls_failure

_FRAMING = 1 << 20
"""Bytes an answer may take on the wire beyond its body."""


class WireDownloadHandler(http11.HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler with a tap on the wire; ``DOWNLOAD_HANDLERS`` names it for http and https.

    Waits until the host may be asked (`crawler.pacer`). Puts the `archive.Capture` of the exchange into
    ``request.meta["capture"]``. Raises what Scrapy's handler raises, `UnusableError` where the host is left alone, and
    `archive.ArchiveError` if the capture could not be stored.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _TappedFactory
        self._contextFactory = VerifyingPolicy(crawler.settings.get("EXTRA_CA_FILE"))
        self._host_map = HostMap.parse(crawler.settings.get("HOST_MAP"))

    async def download_request(self, request: Request) -> Response:
        pacer = Pacer.of(self._crawler)
        await pacer.turn(request)  # while this waits, nothing else is asked of the host: one request at a time
        recorder = Recorder.of(self._crawler)
        recorder.check()
        self._contextFactory.legacy = getattr(self._crawler.spider, "tls_legacy", False)
        exchange = Exchange(
            request.url,
            tls_legacy=self._contextFactory.legacy,
            limit=request.meta.get("download_maxsize", self._default_maxsize) + _FRAMING,
        )
        began = time.monotonic()
        recorder.begin()
        agent = _TappedAgent(
            exchange,
            self._host_map,
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=False,
        )
        try:
            with wrap_twisted_exceptions():
                response: Response = await maybe_deferred_to_future(agent.download_request(request))
        except Exception as error:
            exchange.error = f"{type(error).__name__}: {error}".removesuffix(": ")
            exchange.truncated = _truncation(error) if exchange.received else None
            exchange.tls = exchange.tls or tls_failure(error)
            if agent.resolver.kept_out and isinstance(error, CannotResolveHostError):
                exchange.error = agent.resolver.reason
                raise CannotResolveHostError(exchange.error) from error
            raise
        finally:
            exchange.duration_ms = round((time.monotonic() - began) * 1000)
            request.meta["capture"] = await recorder.capture(exchange, request)
        pacer.answered(request.meta["capture"], response)
        return response


def _truncation(error: Exception) -> str:
    """Return the WARC-Truncated reason of an answer that began and did not end."""
    match error:
        case DownloadTimeoutError():
            return "time"
        case DownloadCancelledError():
            return "length"
        case _:
            return "disconnect"


class _TappedAgent(http11._ScrapyAgent):
    """Scrapy's agent for one request, bound to the exchange that keeps its bytes."""

    def __init__(self, exchange: Exchange, host_map: HostMap, **settings: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(**settings)
        self._exchange = exchange
        self._host_map = host_map
        self.resolver = PublicResolver()

    def _get_agent(self, request: Request, timeout: float) -> http11._BindAddressAgent:
        agent = super()._get_agent(request, timeout)
        agent._pool = _TappedPool(agent._pool, self._exchange)
        if type(agent) is http11._BindAddressAgent:  # with a proxy, the proxy finds the host
            agent._getEndpoint = self._endpoint
        return agent

    def _endpoint(self, uri: URI) -> IStreamClientEndpoint:
        """Return where to connect for an address; name and certificate stay those of the address."""
        from twisted.internet import reactor  # noqa: PLC0415 - the reactor must not be installed at import

        host, port = self._host_map.target(uri.host.decode("ascii"), uri.port)
        endpoint = HostnameEndpoint(reactor, host, port, timeout=self._connectTimeout)
        if not self._host_map.covers(uri.host.decode("ascii"), uri.port):
            endpoint._getNameResolverAndMaybeWarn = lambda reactor: self.resolver.before(reactor.nameResolver)
        if uri.scheme == b"https":
            return wrapClientTLS(self._contextFactory.creatorForNetloc(uri.host, uri.port), endpoint)
        return endpoint


class _TappedPool:
    """Hands out the connections of a real pool with the tap set to one exchange."""

    def __init__(self, pool: HTTPConnectionPool, exchange: Exchange) -> None:
        self._pool = pool
        self._exchange = exchange
        self.persistent = pool.persistent

    def getConnection(self, key: Any, endpoint: IStreamClientEndpoint) -> Deferred[Any]:  # noqa: ANN401, N802 - Twisted's
        return self._pool.getConnection(key, endpoint).addCallback(self._tap)

    def _tap(self, protocol: Any) -> Any:  # noqa: ANN401 - one of two unrelated private classes
        if isinstance(protocol, _RetryingHTTP11ClientProtocol):
            # A kept connection that turns out dead is replaced by a new one, within the same exchange.
            reconnect = protocol._newConnection
            protocol._newConnection = lambda: reconnect().addCallback(self._tap)
            protocol._clientProtocol.exchange = self._exchange
        else:
            protocol.exchange = self._exchange
        return protocol


class _TappedProtocol(http11._LenientHTTP11ClientProtocol):
    """Copies what passes into the exchange, before anything is parsed."""

    exchange: Exchange

    def request(self, request: Any) -> Deferred[IResponse]:  # noqa: ANN401 - Twisted's private Request
        exchange = self.exchange
        exchange.sent.clear()
        exchange.received.clear()
        exchange.ip = self.transport.getPeer().host
        write_to = request.writeTo
        request.writeTo = lambda transport: write_to(_TappedTransport(transport, exchange.sent))
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's
        if not self.exchange.received:
            # Known now: requests are written before the handshake ends.
            self.exchange.tls = tls_facts(self.transport, legacy=self.exchange.tls_legacy)
        self.exchange.received += data
        if len(self.exchange.received) > self.exchange.limit:
            self.transport.abortConnection()  # a head without end, chunks that are all extension: more than any body allowed
            return
        super().dataReceived(data)


class _TappedFactory(http11._LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _TappedProtocol:  # noqa: ARG002, N802 - Twisted's
        return _TappedProtocol(self._quiescentCallback)


class _TappedTransport:
    """Stands before a transport while a request is written to it."""

    def __init__(self, transport: Any, sent: bytearray) -> None:  # noqa: ANN401 - any Twisted transport
        self._transport = transport
        self._sent = sent

    def write(self, data: bytes) -> None:
        self._sent += data
        self._transport.write(data)

    def writeSequence(self, parts: list[bytes]) -> None:  # noqa: N802 - Twisted's
        self.write(b"".join(parts))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._transport, name)
