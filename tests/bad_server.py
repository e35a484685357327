"""A web server that behaves as badly as a test wants: raw bytes, slowly, for ever, or elsewhere."""

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple, Self, TypeAlias

Answer: TypeAlias = bytes | Callable[[], Iterator[bytes]]
"""Bytes to send, or who yields them; the connection is closed afterwards."""
Answers: TypeAlias = dict[tuple[str, str], Answer | list[Answer]]


class Asked(NamedTuple):
    host: str
    path: str
    at: float


class BadServer:
    """Serves ``answers[host, path]`` on a port of loopback and remembers who asked for what; anything else is a 404.

    A list of answers is given one by one, the last for ever.
    """

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.asked: list[Asked] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    @property
    def host_map(self) -> str:
        return f"*:80=127.0.0.1:{self.port},*:443=127.0.0.1:1"

    def paths(self, host: str) -> list[str]:
        return [asked.path for asked in self.asked if asked.host == host]

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # the listener is closed
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:  # clients hang up on such a server
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(65536) or b"\r\n\r\n"
            if not head.strip():
                return
            lines = head.decode("latin-1").split("\r\n")
            host = next((line[6:].strip() for line in lines if line.lower().startswith("host: ")), "")
            path = lines[0].split(" ")[1] if " " in lines[0] else ""
            self.asked.append(Asked(host, path, time.monotonic()))
            answer = self.answers.get((host, path), page("nothing here", status="404 Not Found"))
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
            for piece in [answer] if isinstance(answer, bytes) else answer():
                connection.sendall(piece)


def page(
    body: str | bytes, *headers: str, status: str = "200 OK", content_type: str = "text/html; charset=utf-8"
) -> bytes:
    content = body.encode() if isinstance(body, str) else body
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(content)}",
        "Connection: close",
    ]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + content


def redirect(location: str) -> bytes:
    return page("", f"Location: {location}", status="302 Found")


def bomb(*, megabytes: int, layers: int = 1) -> bytes:
    """A page that unpacks to so many megabytes of zeros."""
    content = gzip.compress(bytes(megabytes << 20), 9)
    for _ in range(layers - 1):
        content = gzip.compress(content, 9)
    return page(content, f"Content-Encoding: {', '.join(['gzip'] * layers)}")


def drip() -> Iterator[bytes]:
    """A page that never ends: a byte now and then."""
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<html>"
    while True:
        time.sleep(0.1)
        yield b"."


def endless_head() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X-More: and more\r\n" * 4096
