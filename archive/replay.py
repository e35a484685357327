"""The archive in a browser, on this machine alone and by date: ``/<timestamp>/<address>``.

What strangers wrote is shown and never run: every answer is sandboxed, without scripts, forms or an origin of its own, and may load
nothing but what this server has. A name that somebody has pointed at this machine is turned away (DNS rebinding).
"""

import re
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin

from archive.capture import Capture
from archive.errors import ArchiveError
from archive.http_message import UndecodableEntityError
from archive.replay_pages import led_here, link, table
from archive.store import Archive

_POLICY = (
    "sandbox; default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self' data:;"
    " media-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'self'"
)
_PAGE = re.compile(r"/(\d{14})(id_)?/(https?://.+)")
_LIST = re.compile(r"/\*/(https?://.+)")
_HEADER_VALUE = re.compile(r"[\x20-\x7e]+")
_HOW = "Ask for /<14 digits, UTC>/<address>, or for /*/<address> to see when it was captured; / lists the reports."

# A picture or attachment was fetched after its page and belongs to the page's moment.
_NEAREST = """
SELECT capture.* FROM capture LEFT JOIN fetch AS whole ON whole.capture = capture.part_of
WHERE capture.url = :url AND (capture.status IS NOT NULL OR capture.entity_digest IS NOT NULL)
  AND coalesce(whole.captured_at, capture.captured_at) <= :moment
ORDER BY capture.captured_at DESC, capture.capture LIMIT 1
"""
_REPORTS = "SELECT publisher, report_year, title, url, captured_at FROM report ORDER BY publisher, report_year, url"


class Replay(ThreadingHTTPServer):
    """Serves an archive on the loopback interface; port 0 takes any that is free. OSError: the port is taken."""

    daemon_threads = True

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.folder = folder
        self.names = {f"127.0.0.1:{self.server_port}", f"localhost:{self.server_port}"}


class _Handler(BaseHTTPRequestHandler):
    server: Replay
    server_version = "nianbao"
    sys_version = ""

    def do_GET(self) -> None:
        if self.headers.get("Host") not in self.server.names:
            self._say(HTTPStatus.MISDIRECTED_REQUEST, "This server answers to 127.0.0.1 and localhost alone.")
            return
        try:
            archive = Archive.read(self.server.folder)
        except ArchiveError as error:
            self._say(HTTPStatus.NOT_FOUND, str(error))
            return
        try:
            self._answer(archive)
        finally:
            archive.close()

    do_HEAD = do_GET  # noqa: N815 - the name http.server calls

    def _answer(self, archive: Archive) -> None:
        if self.path == "/":
            self._list_reports(archive)
        elif match := _LIST.fullmatch(self.path):
            self._list_captures(archive, match[1])
        elif match := _PAGE.fullmatch(self.path):
            self._replay(archive, *match.groups())
        else:
            self._say(HTTPStatus.NOT_FOUND, _HOW)

    def _replay(self, archive: Archive, timestamp: str, raw: str | None, url: str) -> None:
        moment = re.sub(r"(....)(..)(..)(..)(..)(..)", r"\1-\2-\3T\4:\5:\6.999999Z", timestamp)
        row = next(archive.database.query(_NEAREST, {"url": url, "moment": moment}), None)
        if row is None:
            self._say(HTTPStatus.NOT_FOUND, f"Nobody had captured {url} by then; /*/{url} lists what there is.")
            return
        capture = Capture.from_row(row)
        try:
            location = dict(archive.headers(capture)).get("location")
            if capture.status is not None and capture.status // 100 == 3 and location is not None and not raw:
                self._send(capture.status, {"Location": f"/{timestamp}/{_ascii(urljoin(url, location))}"}, b"")
                return
            entity = archive.entity(capture)
        except (ArchiveError, UndecodableEntityError) as error:
            self._say(HTTPStatus.BAD_GATEWAY, f"{url} cannot be read back: {error}")
            return
        kind = capture.content_type or ""
        if not raw and re.search(r"html|text/css", kind, re.IGNORECASE):
            entity = led_here(entity, timestamp, url)
        moment_of = datetime.fromisoformat(capture.captured_at).astimezone(UTC)
        headers = {
            "Content-Type": kind if _HEADER_VALUE.fullmatch(kind) else "application/octet-stream",
            "Memento-Datetime": format_datetime(moment_of, usegmt=True),
        }
        is_answer = capture.status is not None and capture.status // 100 not in {1, 3}
        self._send(capture.status if is_answer and capture.status else HTTPStatus.OK, headers, entity)

    def _list_captures(self, archive: Archive, url: str) -> None:
        rows = [
            (link(found.captured_at, url, found.captured_at), found.outcome, found.fidelity, found.error or "")
            for found in archive.captures("url = :url", {"url": url})
        ]
        if rows:
            self._show(table(url, rows))
        else:
            self._say(HTTPStatus.NOT_FOUND, f"Nobody has captured {url}.")

    def _list_reports(self, archive: Archive) -> None:
        rows = [
            (
                row["publisher"],
                str(row["report_year"]),
                link(row["captured_at"], row["url"], row["title"] or row["url"]),
            )
            for row in archive.database.query(_REPORTS)
        ]
        self._show(table("政府信息公开工作年度报告", rows))

    def _show(self, page: str) -> None:
        self._send(HTTPStatus.OK, {"Content-Type": "text/html; charset=utf-8"}, page.encode())

    def _say(self, status: int, sentence: str) -> None:
        self._send(status, {"Content-Type": "text/plain; charset=utf-8"}, f"{sentence}\n".encode())

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its parent's name
        """Keep quiet: nobody reads it."""


def _ascii(url: str) -> str:
    """Return an address as it may stand in a header."""
    return "".join(char if _HEADER_VALUE.fullmatch(char) else f"%{ord(char) & 0xFF:02X}" for char in url)
