"""The archive in a browser: by date, with its pictures, and never more than a picture of what strangers wrote."""

import http.client
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from archive import Archive, Exchange, Run
from archive.replay import Replay
from tests.test_bad_input import one_sentence, scrapy

HOST = "http://www.liyang.gov.cn"
PAGE = f"{HOST}/bm/a.html?x=1&y=2"
DAY = datetime(2023, 3, 1, 8, tzinfo=UTC)
GBK = (
    "<html><head><base href=/bm/><script>alert(1)</script><body background='//img.liyang.gov.cn/b.png'>"
    f'<a href="{HOST}/c">年报</a><img src="a.png"><img src=/d.png><p style="background: url(/e.png)">/f'
).encode("gbk")


def answer(body: bytes, head: str) -> bytearray:
    return bytearray(f"HTTP/1.1 {head}\r\n\r\n".encode() + body)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    folder = tmp_path_factory.mktemp("replay") / "data"
    archive = Archive.open(folder)
    run = Run(archive, portal="jiangsu_liyang", adcode="320481", software="test", user_agent="test")

    def capture(url: str, at: datetime, received: bytearray, **facts: str) -> str:
        return run.capture(Exchange(url, started_at=at, received=received), {"role": "other"} | facts).capture

    html = "200 OK\r\nContent-Type: text/html; charset=GB2312"
    page = capture(PAGE, DAY, answer(GBK, html), role="report", document="a")
    capture(f"{HOST}/bm/a.png", DAY + timedelta(hours=1), answer(b"PNG", "200 OK"), role="part", part_of=page)
    capture(PAGE, DAY + timedelta(days=2), answer(GBK.replace(b"</a>", b"2</a>"), html), role="report", document="a")
    capture(f"{HOST}/moved", DAY, answer(b"", "302 Found\r\nLocation: ../bm/a.html?x=1&y=2"))
    capture(f"{HOST}/gone", DAY, answer(b"<h1>gone", "404 Not Found\r\nContent-Type: text/html"))
    capture(f"{HOST}/down", DAY, bytearray())
    capture(f"{HOST}/br", DAY, answer(b"?", "200 OK\r\nContent-Encoding: br"))
    capture(f"{HOST}/'<script>'", DAY, answer(b"x", "200 OK\r\nContent-Type: a\x80b"))
    run.finish("finished")
    archive.close()
    with Replay(folder, 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Got(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def get(server: Replay, path: str, **headers: str) -> Got:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    got = Got(response.status, dict(response.headers), response.read())
    connection.close()
    assert got.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    return got


def test_a_page_is_shown_as_it_was_last_captured_by_then(served: Replay) -> None:
    before, first, between, second = (
        get(served, f"/{timestamp}/{PAGE}")
        for timestamp in ("20230301075959", "20230301080000", "20230303075959", "20230303080000")
    )
    assert (before.status, before.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert first.body.replace(b"20230301080000", b"20230303075959") == between.body
    assert b"2</a>" not in between.body
    assert b"2</a>" in second.body
    assert second.headers["Memento-Datetime"] == "Fri, 03 Mar 2023 08:00:00 GMT"


def test_links_lead_on_inside_the_archive_and_all_else_is_as_captured(served: Replay) -> None:
    got = get(served, f"/20230301080000/{PAGE}")
    assert got.headers["Content-Type"] == "text/html; charset=GB2312"
    here = "/20230301080000/http://"
    expected = GBK.decode("gbk")
    for old, new in (
        ("=/bm/", f"={here}www.liyang.gov.cn/bm/"),
        ("'//img", f"'{here}img"),
        (f'"{HOST}', f'"{here}www.liyang.gov.cn'),
        ("=/d.png", f"={here}www.liyang.gov.cn/d.png"),
        ("url(/e.png", f"url({here}www.liyang.gov.cn/e.png"),
    ):
        expected = expected.replace(old, new)
    assert got.body.decode("gbk") == expected
    assert get(served, f"/20230301080000id_/{PAGE}").body == GBK


def test_a_picture_belongs_to_the_moment_of_its_page(served: Replay) -> None:
    assert get(served, f"/20230301080000/{HOST}/bm/a.png").body == b"PNG"
    assert get(served, f"/20230301075959/{HOST}/bm/a.png").status == 404


def test_other_answers_are_shown_for_what_they_were(served: Replay) -> None:
    moved = get(served, f"/20230302000000/{HOST}/moved")
    assert (moved.status, moved.headers["Location"]) == (302, f"/20230302000000/{PAGE}")
    assert get(served, f"/20230302000000/{HOST}/gone").status == 404
    assert get(served, f"/20230302000000/{HOST}/gone").body == b"<h1>gone"
    assert get(served, f"/20230302000000/{HOST}/down").status == 404
    assert b"cannot be read back" in get(served, f"/20230302000000/{HOST}/br").body
    odd = get(served, f"/20230302000000/{HOST}/'<script>'")
    assert (odd.headers["Content-Type"], odd.headers["X-Content-Type-Options"]) == (
        "application/octet-stream",
        "nosniff",
    )


def test_what_there_is_of_an_address(served: Replay) -> None:
    listed = get(served, f"/*/{PAGE}").body.decode()
    assert listed.count("/20230301080000/http://") == 1
    assert listed.count("<tr>") == 2
    assert "failed" in get(served, f"/*/{HOST}/down").body.decode()
    assert b"<script>" not in get(served, f"/*/{HOST}/'<script>'").body
    assert get(served, f"/*/{HOST}/nothing").status == 404
    assert get(served, "/").status == 200
    for path in ("/x", "/2023/http://a.cn/", "/20230301080000/ftp://a.cn/", "/99999999999999/http://a.cn/"):
        assert (get(served, path).status, get(served, path).headers["Content-Type"]) == (
            404,
            "text/plain; charset=utf-8",
        )


def test_nobody_else_is_served(served: Replay) -> None:
    assert served.server_address[0] == "127.0.0.1"
    assert get(served, "/", Host="www.liyang.gov.cn").status == 421
    assert get(served, "/", Host=f"evil.example:{served.server_port}").status == 421
    assert get(served, "/", Host=f"localhost:{served.server_port}").status == 200


def test_the_command_serves_until_it_is_told_to_end(served: Replay, tmp_path: Path) -> None:
    env = os.environ | {"NIANBAO_ARCHIVE_DIR": str(served.folder)}
    command = [sys.executable, "-m", "scrapy", "replay", "--port", "0"]
    # A test run in the background hands down that it is ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        signal.signal(signal.SIGINT, before)
        assert running.stdout is not None
        address = running.stdout.readline().split("/")[2]
        connection = http.client.HTTPConnection(address, timeout=20)
        connection.request("GET", f"/20230301080000id_/{PAGE}")
        assert connection.getresponse().read() == GBK
        connection.close()
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=30)
    assert (running.returncode, told) == (0, "")
    assert "There is no archive" in one_sentence(scrapy(tmp_path, "replay"))
    assert "Cannot listen" in one_sentence(scrapy(served.folder, "replay", "--port", str(served.server_port)))
