"""A web server of the seeded pages in a process of its own, so that its processor time is nobody's.

It answers ``/<number>.html`` on every host with the page of the corpus of that number, with an ETag; a request that
names an ETag is answered 304. Any other path is 404: there is no robots.txt.
"""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from benchmarks.corpus import corpus


class _Answers(asyncio.Protocol):
    def __init__(self, pages: list[bytes]) -> None:
        self._pages = pages
        self._asked = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._asked += data
        while b"\r\n\r\n" in self._asked:
            head, _, self._asked = self._asked.partition(b"\r\n\r\n")
            self._transport.write(self._answer(head))  # type: ignore[attr-defined]

    def _answer(self, head: bytes) -> bytes:
        name, dot, _ = head.split(b" ", 2)[1].rpartition(b"/")[2].partition(b".html")
        if not dot:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        etag = b'ETag: "%s"\r\nDate: Mon, 06 Mar 2023 01:00:00 GMT\r\nServer: nginx\r\n' % name
        if b"\r\nif-none-match:" in head.lower():
            return b"HTTP/1.1 304 Not Modified\r\n" + etag + b"\r\n"
        page = self._pages[int(name)]
        kind = b"Content-Type: text/html\r\nLast-Modified: Mon, 06 Mar 2023 00:00:00 GMT\r\n"
        return b"HTTP/1.1 200 OK\r\n" + etag + kind + b"Content-Length: %d\r\n\r\n" % len(page) + page


@contextmanager
def serving(pages: int) -> Iterator[int]:
    """Start the server of so many pages and yield its port on every loopback address."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(pages, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def _serve(pages: int, told: Connection) -> None:
    asyncio.run(_forever(corpus(pages), told))


async def _forever(pages: list[bytes], told: Connection) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: _Answers(pages), "0.0.0.0", 0)  # noqa: S104 - 127.0.0.1 to .8
    told.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()
