"""Who alerts are sent to in the tests: a webhook and a mail server on loopback, which can also refuse."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Hook:
    """What a webhook got."""

    port: int = 0
    bodies: list[bytes] = field(default_factory=list)
    status: int = 200
    before_answering: Callable[[], None] = lambda: None


@contextmanager
def webhook() -> Iterator[Hook]:
    """Serve a webhook until the end of the block."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            hook.before_answering()
            self.send_response(hook.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hook.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield hook
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Mailbox:
    """What a mail server accepted."""

    port: int = 0
    mails: list[tuple[str, str]] = field(default_factory=list)
    """Subject and text."""
    refuses: bool = False


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Serve just enough of SMTP (RFC 5321) until the end of the block."""
    box = Mailbox()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        say("220 sink")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                say("354 go on")
                content = await reader.readuntil(b"\r\n.\r\n")
                box.mails.append(_read(content[:-3].replace(b"\r\n..", b"\r\n.")))
            elif verb == b"MAIL" and box.refuses:
                say("451 not now")
                continue
            say("221 bye" if verb == b"QUIT" else "250 ok")
            if verb == b"QUIT":
                break
        await writer.drain()
        writer.close()

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(talk, "127.0.0.1", 0))
    box.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield box
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


def _read(content: bytes) -> tuple[str, str]:
    mail = message_from_bytes(content, policy=policy.default)
    body = mail.get_body(("plain",))
    return mail["Subject"], body.get_content() if body else ""
