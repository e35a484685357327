"""Bad input gets one clear sentence and a non-zero exit; what was stored stays."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from archive import Archive, Exchange, Run

FORM = Path(__file__).parent / "fixtures"


def scrapy(archive: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"NIANBAO_ARCHIVE_DIR": str(archive)} | environment
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.strip().splitlines()
    return line


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """An archive with three report pages in it."""
    folder = tmp_path / "data"
    archive = Archive.open(folder)
    run = Run(archive, portal="jiangsu_liyang", adcode="320481", software="test", user_agent="test")
    page = next(FORM.glob("*/page.html")).read_bytes()
    for number in range(3):
        url = f"http://www.liyang.gov.cn/{number}.html"
        exchange = Exchange(url, received=bytearray(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page))
        run.capture(exchange, {"role": "report", "document": url})
    run.finish("finished")
    archive.close()
    return folder


def test_unknown_portal(tmp_path: Path) -> None:
    done = scrapy(tmp_path, "crawl", "jiangsu_liyan")
    assert "jiangsu_liyang" in one_sentence(done), "the close match is offered"
    assert done.returncode == 2


def test_unreachable_host(tmp_path: Path) -> None:
    done = scrapy(
        tmp_path,
        "crawl",
        "jiangsu_liyang",
        "-s",
        "RETRY_TIMES=0",
        NIANBAO_HOST_MAP="*:443=127.0.0.1:1,*:80=127.0.0.1:1",
    )
    assert "refused" in one_sentence(done)
    archive = Archive.read(tmp_path)
    outcomes = {capture.outcome for capture in archive.captures("1")}
    archive.close()
    assert outcomes == {"failed", "refused"}, (
        "that we tried is evidence too, and that without robots.txt nothing was asked"
    )


@pytest.mark.parametrize("argument", ["year=abc", "year=22", "yeer=2022"])
def test_an_argument_that_is_none(tmp_path: Path, argument: str) -> None:
    assert argument.partition("=")[0] in one_sentence(scrapy(tmp_path, "crawl", "jiangsu_liyang", "-a", argument))


def test_a_certificate_file_that_is_not_there(tmp_path: Path) -> None:
    assert "EXTRA_CA_FILE" in one_sentence(
        scrapy(tmp_path, "crawl", "jiangsu_liyang", NIANBAO_EXTRA_CA_FILE="/nope.pem")
    )


def test_a_portal_nobody_crawled(stored: Path) -> None:
    for command in ("reports", "changes"):
        assert "'nosuch'" in one_sentence(scrapy(stored, command, "--portal", "nosuch"))


def test_outside_the_hours_of_crawling(tmp_path: Path) -> None:
    loopback = "*:443=127.0.0.1:1,*:80=127.0.0.1:1"
    now = datetime.now(timezone(timedelta(hours=8)))
    later = "-".join((now + timedelta(hours=hours)).strftime("%H:%M") for hours in (2, 3))
    for hours, words in (("nonsense", "'nonsense'"), (later, "outside the hours")):
        done = scrapy(tmp_path, "crawl", "jiangsu_liyang", NIANBAO_HOST_MAP=loopback, NIANBAO_CRAWL_HOURS=hours)
        assert words in one_sentence(done)


def test_a_host_map_that_is_none(tmp_path: Path) -> None:
    assert "'nonsense'" in one_sentence(scrapy(tmp_path, "crawl", "jiangsu_liyang", NIANBAO_HOST_MAP="nonsense"))


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("empty.html", b"", "empty"),
        ("report.pdf", b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        ("report.docx", b"PK\x03\x04" + bytes(200), "ZIP"),
        ("program", b"\x7fELF" + bytes(range(256)) * 4, "binary"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, word: str) -> None:
    (tmp_path / name).write_bytes(content)
    line = one_sentence(scrapy(tmp_path, "extract", str(tmp_path / name)))
    assert name in line
    assert word.lower() in line.lower()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "No such file" in one_sentence(scrapy(tmp_path, "extract", "nowhere.html"))


def test_no_archive_yet(tmp_path: Path) -> None:
    for command in ("reports", "changes", "reparse"):
        assert "There is no archive" in one_sentence(scrapy(tmp_path / "nothing", command))


def test_a_folder_without_any_crawl_needs_attention(tmp_path: Path) -> None:
    """A mistyped ARCHIVE_DIR must not read as a portal that is well."""
    Archive.open(tmp_path).close()
    for command in ("health", "reports", "checks"):
        assert "There is no crawl" in one_sentence(scrapy(tmp_path, command))


def test_a_misspelt_publisher_is_no_empty_answer(stored: Path) -> None:
    assert scrapy(stored, "reparse").returncode == 0
    (name,) = {row["publisher"] for row in json.loads(scrapy(stored, "reports", "--json").stdout)}
    for command in ("reports", "checks", "timeliness", "changes"):
        assert f"did you mean {name}?" in one_sentence(scrapy(stored, command, "--publisher", name[:-1]))
    done = scrapy(stored, "reports", "--publisher", name, "--json")
    assert done.returncode == 0
    assert {row["publisher"] for row in json.loads(done.stdout)} == {name}
    done = scrapy(stored, "reports", "--publisher", name, "--year", "1999", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_an_archive_on_a_read_only_medium_is_read(stored: Path) -> None:
    assert scrapy(stored, "reparse").returncode == 0
    mount = f"mount --bind {stored} {stored} && mount -o remount,ro,bind {stored}"
    if subprocess.run(["unshare", "--mount", "sh", "-c", mount], capture_output=True, check=False).returncode:
        pytest.skip("mounting needs root")
    ask = f"{mount} && {sys.executable} -m scrapy reports --json"
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", ask],
        env=os.environ | {"NIANBAO_ARCHIVE_DIR": str(stored)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == len(json.loads(scrapy(stored, "reports", "--json").stdout)) > 0


def test_a_corrupt_warc_costs_only_what_is_corrupt(stored: Path) -> None:
    (path,) = (stored / "warc").iterdir()
    content = bytearray(path.read_bytes())
    archive = Archive.read(stored)
    second = list(archive.captures("1"))[1]
    archive.close()
    content[second.offset + second.length // 2] ^= 0xFF
    path.chmod(0o644)
    path.write_bytes(content)
    (stored / "reports.db").unlink()

    line = one_sentence(scrapy(stored, "reparse"))
    assert path.name in line
    assert str(second.offset) in line
    archive = Archive.read(stored)
    assert archive.database.execute("SELECT count(*) FROM reading").fetchone() == (2,)
    archive.close()


def test_a_file_that_is_no_warc_at_all(stored: Path) -> None:
    (stored / "warc" / "notes.warc.gz").write_bytes(b"these are not the records you look for")
    assert "notes.warc.gz" in one_sentence(scrapy(stored, "reparse"))


def test_a_database_that_is_none(stored: Path) -> None:
    (stored / "reports.db").write_bytes(b"not a database" * 100)
    assert "reports.db" in one_sentence(scrapy(stored, "reports"))


def test_a_folder_that_cannot_be_written() -> None:
    """/proc refuses everybody, root included."""
    assert "Cannot write" in one_sentence(scrapy(Path("/proc/nianbao"), "crawl", "jiangsu_liyang"))


def test_extract_prints_the_documented_keys(tmp_path: Path) -> None:
    page = next(FORM.glob("*/page.html"))
    done = scrapy(tmp_path, "extract", str(page), "--json")
    assert done.returncode == 0, done.stderr
    assert list(json.loads(done.stdout)) == [
        "title", "publisher", "publisher_kind", "publisher_level", "report_year", "format", "metadata", "dates", "codes",
        "sections", "observations", "twins", "claims", "checks", "flags",
    ]  # fmt: skip
    assert scrapy(tmp_path, "extract", str(page)).returncode == 0
