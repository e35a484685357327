"""Exchanges, runs and a small archive for the tests that need no crawl."""

from datetime import datetime
from pathlib import Path

from archive import Archive, Capture, Exchange, Run

PAGE = ("<html>一、总体情况" + "".join(f"<td>{n * 7919 % 1009}</td>" for n in range(400))).encode()
REPORT = {"role": "report", "document": "www.liyang.gov.cn/a.html", "listed_title": "溧阳市2022年…"}
LIST = "http://www.liyang.gov.cn/class/OPCKQFNA"


def response(body: bytes = PAGE, status: str = "200 OK", headers: str = "") -> bytes:
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body
    )


def exchange(url: str = "http://www.liyang.gov.cn/a.html", received: bytes | None = None) -> Exchange:
    made = Exchange(url, ip="127.0.0.1")
    made.sent += b"GET /a.html HTTP/1.1\r\nHost: www.liyang.gov.cn\r\n\r\n"
    made.received += response() if received is None else received
    return made


def begin(archive: Archive) -> Run:
    return Run(archive, portal="jiangsu_liyang", adcode="320481", software="test", user_agent="test")


def write_run(folder: Path, *, pages: int = 3) -> list[Capture]:
    """Write a whole run: pages with changing bodies, one that never changes, one that fails, a list."""
    archive = Archive.open(folder)
    run = begin(archive)
    now = datetime.now().astimezone().isoformat()
    captures = [
        run.capture(exchange(f"http://www.liyang.gov.cn/{n}.html", response(f"{now} {n} ".encode() + PAGE)), REPORT)
        for n in range(pages)
    ]
    captures.append(run.capture(exchange(), REPORT))
    captures.append(run.capture(Exchange("http://www.liyang.gov.cn/gone", error="no such host"), {"role": "list"}))
    row = {"url": "http://www.liyang.gov.cn/a.html", "title": "溧阳市2022年…", "listed_date": None, "verdict": "report"}
    facts = {"started_at": captures[0].captured_at, "state": "complete", "reason": "end", "pages": 1}
    run.scan(LIST, {**facts, "declared_total": 1}, [row])
    run.finish("finished")
    archive.close()
    return captures
