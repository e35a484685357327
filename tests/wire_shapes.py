"""A server that answers byte for byte what it is told: the twelve response shapes HTTP libraries like to tidy up."""

import contextlib
import gzip
import socket
import ssl
import threading
from typing import Self

_PAGE = "<html><head><title>年报</title></head><body>政府信息公开工作年度报告</body></html>".encode() * 40
_ZIPPED = gzip.compress(_PAGE, mtime=0)


def _chunked(data: bytes) -> bytes:
    half = len(data) // 2
    first, second = data[:half], data[half:]
    return b'%x;ext=1\r\n%b\r\n%X ; name="v"\r\n%b\r\n0\r\nX-Trailer: t\r\n\r\n' % (
        len(first),
        first,
        len(second),
        second,
    )


SHAPES: dict[str, bytes] = {
    "gzip-chunked-extensions": b"HTTP/1.1 200 Hao De\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n" + _chunked(_ZIPPED),
    "gbk-header": b"HTTP/1.1 200 OK\r\nX-oDd-CaSe: 1\r\nContent-Disposition: attachment; filename=" + "年报.html".encode("gbk")
    + b"\r\nContent-Type: text/html\r\nx-odd-case: 2\r\nContent-Length: %d\r\n\r\n" % len(_PAGE) + _PAGE,
    "302": b"HTTP/1.1 302 Moved Temporarily\r\nlocation:   /gbk-header\r\nContent-Length: 0\r\n\r\n",
    "404": b"HTTP/1.1 404 Not Here\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>no</p>",
    "503": b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 4\r\n\r\nbusy",
    "204": b"HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n",
    "304": b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n',
    "bad-header-line": b"HTTP/1.1 200 OK\r\nthis line has no colon\r\nContent-Length: %d\r\n\r\n" % len(_PAGE) + _PAGE,
    "folded-header": b"HTTP/1.1 200 OK\r\nX-Long: a\r\n\tb\r\n  c\r\nContent-Length: %d\r\n\r\n" % len(_PAGE) + _PAGE,
    "close-delimited": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + _PAGE,
    "short-body": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n" + _PAGE,
    "100-continue": b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
    % len(_PAGE) + _PAGE,
}  # fmt: skip
_CLOSES = {"close-delimited", "short-body"}


class ShapeServer:
    """Serves ``/<shape>`` on loopback and remembers the raw requests it got, by path."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.requests: dict[str, bytes] = {}

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):  # the client hangs up in the middle of things, as clients do
            if self._context is not None:
                connection = self._context.wrap_socket(connection, server_side=True)
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        buffer = b""
        while True:
            while b"\r\n\r\n" not in buffer:
                received = connection.recv(65536)
                if not received:
                    return
                buffer += received
            head, _, buffer = buffer.partition(b"\r\n\r\n")
            path = head.split(b" ")[1].decode().removeprefix("/")
            self.requests[path] = head + b"\r\n\r\n"
            connection.sendall(SHAPES.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))
            if path in _CLOSES:
                if isinstance(connection, ssl.SSLSocket):
                    connection.unwrap().close()
                return
