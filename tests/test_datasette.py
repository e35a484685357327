"""`make datasette` opens the database with our labels, facets and questions; its JSON API answers them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from audit.release.datasette import QUERIES
from tests.test_release import CITY, fill

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where `make datasette` serves an archive; `setup` is taken for done, because the tests run in what it made."""
    folder = tmp_path_factory.mktemp("served")
    fill(folder)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    prefix = Path(sys.executable).parent.parent
    command = ["make", "-o", "setup", "datasette", f"VENV={prefix}", f"ARCHIVE={folder}", f"PORT={port}"]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "NIANBAO_ARCHIVE"))
    }
    with (folder / "said").open("wb") as said:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said, start_new_session=True)
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(240):
                assert server.poll() is None, (folder / "said").read_text("utf-8")
                try:
                    urllib.request.urlopen(f"{address}/-/versions.json", timeout=5).close()
                    break
                except urllib.error.URLError:
                    time.sleep(0.25)
            yield address
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)


def asked(address: str, path: str) -> Any:  # noqa: ANN401 - JSON
    with urllib.request.urlopen(f"{address}/{path}", timeout=30) as answer:
        return json.load(answer)


def test_the_questions_are_answered(address: str) -> None:
    (year,) = asked(address, "reports/requests_by_outcome.json?_shape=array")
    assert (year["report_year"], year["新收 new"], year["予以公开 granted"]) == (2022, 129, -3)
    wanted = f"publisher={quote('常州市人民政府')}&report_year=2022"
    figures = asked(address, f"reports/report_figures.json?_shape=array&{wanted}")
    assert [row["value"] for row in figures] == ["129", None, "-3", "0"]
    (failed,) = asked(address, "reports/failed_checks.json?_shape=array")
    assert (failed["identity"], failed["url"]) == ("T3-FLOW", CITY)
    for name in QUERIES:
        answer = asked(address, f"reports/{name}.json?publisher=a&report_year=2022&indicator=requests.new")
        assert answer["ok"], name


def test_people_see_labels_and_facets(address: str) -> None:
    answer = asked(address, "reports/figures.json?_labels=on")
    assert answer["facet_results"].keys() == {"portal", "report_year", "status", "format"}
    with urllib.request.urlopen(f"{address}/reports/figures", timeout=30) as page:
        text = page.read().decode()
    assert "格中原文" in text
    assert "著作权法" in text
