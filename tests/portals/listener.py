"""HTTP/1.1 on a port of this machine: one thread a connection, kept alive, compressed or chunked as a reply wants."""

import gzip
import hashlib
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import SHUT_RDWR, socket
from typing import TypeAlias

import trustme

from tests.portals.exchange import Reply, Request

Connection: TypeAlias = socket | tuple[bytes, socket]
_CHUNK = 1400


class Certificates:
    """A throw-away authority that certifies every host name at the moment a client asks for it."""

    def __init__(self) -> None:
        self._authority = trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._making = threading.Lock()

    def write(self, path: Path) -> None:
        self._authority.cert_pem.write_to_path(str(path))

    def wrap(self, listening: socket) -> ssl.SSLSocket:
        context = self._context("localhost")
        context.sni_callback = self._answer_to_name
        # The handshake waits for the connection's own thread: a slow client must not hold up the others.
        return context.wrap_socket(listening, server_side=True, do_handshake_on_connect=False)

    def _answer_to_name(self, connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        if name is not None:
            connection.context = self._context(name)

    def _context(self, name: str) -> ssl.SSLContext:
        with self._making:
            if name not in self._contexts:
                self._contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self._authority.issue_cert(name).configure_cert(self._contexts[name])
            return self._contexts[name]


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, answer: Callable[[Request], Reply], scheme: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer, self.scheme = answer, scheme
        self._open: set[Connection] = set()

    def process_request(self, request: Connection, client_address: object) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Connection) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections clients keep alive."""
        for connection in list(self._open):
            if isinstance(connection, socket):
                with suppress(OSError):
                    connection.shutdown(SHUT_RDWR)

    def handle_error(self, request: Connection, client_address: object) -> None:
        """Clients hang up and distrust certificates; anything else is a fault of ours and is printed."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Listener

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(
            scheme=self.server.scheme,
            host=(self.headers.get("Host") or "").partition(":")[0].lower(),
            method=self.command,
            target=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length),
        )
        self._send(self.server.answer(request), request)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        self.do_GET()

    def version_string(self) -> str:
        return "nginx"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """The log is `ReplicaPortals.requests`."""

    def _send(self, reply: Reply, request: Request) -> None:
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        unchanged = reply.static and request.headers.get("if-none-match") == tag
        self.send_response(304 if unchanged else reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.static:
            self.send_header("ETag", tag)
        if unchanged:
            self.end_headers()
            return
        self.send_header("Content-Type", reply.content_type)
        if reply.gzip:
            self.send_header("Vary", "Accept-Encoding")
            if "gzip" in request.headers.get("accept-encoding", ""):
                body = gzip.compress(body, mtime=0)
                self.send_header("Content-Encoding", "gzip")
        if reply.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if request.method != "HEAD":
            self.wfile.write(b"".join(_chunks(body)) if reply.chunked else body)


def _chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), _CHUNK):
        piece = body[start : start + _CHUNK]
        yield b"%x\r\n%s\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"
