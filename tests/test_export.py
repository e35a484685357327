"""What leaves the archive needs nothing else, says the same every time, and is read by others."""

import dataclasses
import gzip
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from archive import Archive, Capture, Exchange, Outcome, Run, cdxj
from archive.export import Selection, write_index, write_warc
from archive.load import Loader
from archive.reading import read_capture, unread
from archive.wacz import write_wacz
from archive.warc import read_at
from tests.foreign import PAGE, TEXT, URL, warc, write
from tests.foreign import page as foreign_page
from tests.test_bad_input import one_sentence, scrapy

HOST = "https://www.jiaxing.gov.cn"


def answer(body: bytes, head: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {head}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n".encode() + body


GZIPPED = "200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked"
PACKED = gzip.compress(PAGE, mtime=0)
ODD = {
    f"{HOST}/gzip?b=2&a=1": answer(b"%x;ext=1\r\n%b\r\n0\r\n\r\n" % (len(PACKED), PACKED), GZIPPED),
    f"{HOST}/gone": answer(b"<h1>404", "404 Not Found"),
    f"{HOST}/moved": answer(b"", f"302 Found\r\nLocation: {URL}"),
    f"{HOST}/gbk": "HTTP/1.1 200 好的\r\nX-名: 值\r\nno colon\r\n\r\n年报".encode("gbk"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two runs, the second all unchanged, and a load."""
    folder = tmp_path_factory.mktemp("exported")
    archive = Archive.open(folder / "data")
    for _ in range(2):
        run = Run(archive, portal="zhejiang_jiaxing", adcode="330400", software="test", user_agent="test")
        visit = Exchange(URL, sent=bytearray(b"GET / HTTP/1.1\r\n\r\n"), received=bytearray(answer(PAGE)))
        page = run.capture(visit, {"role": "report", "document": "a"})
        picture = Exchange(URL + ".png", received=bytearray(answer(b"PNG")))
        run.capture(picture, {"role": "part", "part_of": page.capture})
        for url, received in ODD.items():
            run.capture(Exchange(url, received=bytearray(received)), {"role": "other"})
        run.capture(Exchange(f"{HOST}/down", error="ConnectionRefused: no"), {"role": "list"})
        run.finish("finished")
    text = ("conversion", URL, "2021-06-05T00:00:00Z", "text/plain", TEXT)
    (path,) = write(folder, {"a.warc.gz": warc(foreign_page("2021-06-01T00:00:00Z"), text)})
    loader = Loader(archive, lambda: Run(archive, portal="load", adcode="", software="test", user_agent=""), str)
    loader.load(Path(path))
    loader.finish()
    for capture in unread(archive):
        read_capture(archive, capture)
    archive.close()
    return folder / "data"


@pytest.fixture
def archive(folder: Path) -> Iterator[Archive]:
    opened = Archive.read(folder)
    yield opened
    opened.close()


def exported(archive: Archive, path: Path, selection: Selection | None = None) -> list[str]:
    with path.open("wb") as stream:
        done = write_warc(archive, selection or Selection(), stream, file=path.name)
    return [*done.lines, *done.damages]


def test_everything_is_in_it_and_foreign_readers_agree(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "all.warc.gz"
    lines = exported(archive, path)
    with path.open("rb") as stream:
        records = [record.rec_headers for record in ArchiveIterator(stream, no_record_parse=True)]
    kinds = [record["WARC-Type"] for record in records]
    notes = {record["Content-Type"] for record in records if record["WARC-Type"] == "metadata"}
    assert notes == {"application/warc-fields"}, "pywb takes any other metadata record for an answer of the address"
    counted = [kinds.count(kind) for kind in ("warcinfo", "response", "revisit", "conversion", "metadata")]
    assert counted == [3, 9, 4, 1, 12]
    doubted = set()
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests=True):
            record.content_stream().read()
            if record.digest_checker.passed is False:
                doubted.add(record.rec_headers["WARC-Target-URI"])
    assert doubted == {f"{HOST}/gzip?b=2&a=1"}, "warcio hashes the framing of chunks, which WARC says is no payload"
    with path.open("rb") as stream:
        assert all(record.verify_block_digest() for record in FastIterator(stream, parse_http=False))
    assert len(lines) == 13, "no line for what brought no answer, none for a mere text"
    for line in lines:
        _, timestamp, facts = line.split(" ", 2)
        place = json.loads(facts)
        record = read_at(path, int(place["offset"]), int(place["length"]))
        assert record.fields["WARC-Target-URI"] == place["url"]
        assert record.fields["WARC-Payload-Digest"] == place["digest"]
        assert record.fields["WARC-Date"].replace("-", "").startswith(timestamp[:8])


def test_a_revisit_takes_along_what_it_refers_to(archive: Archive, tmp_path: Path) -> None:
    *_, last = (capture for capture in archive.captures("refers_to IS NOT NULL AND url = :url", {"url": URL}))
    path = tmp_path / "one.warc.gz"
    lines = exported(archive, path, Selection(portal="zhejiang_jiaxing", url=URL, since=last.captured_at))
    assert len(lines) == 4, "page and picture, twice"
    with path.open("rb") as stream:
        ids = {record.rec_headers["WARC-Record-ID"] for record in ArchiveIterator(stream, no_record_parse=True)}
    assert {last.capture, last.refers_to} <= ids


def test_an_exported_file_is_an_archive_again(archive: Archive, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "warc").mkdir(parents=True)
    exported(archive, other / "warc" / "export.warc.gz")
    again = Archive.open(other)

    def rows(source: Archive) -> list[object]:
        return [(*_without_place(capture), _entity(source, capture)) for capture in source.captures("1")]

    assert rows(again) == rows(archive)
    again.close()


def _without_place(capture: Capture) -> tuple[object, ...]:
    return tuple(getattr(capture, name) for name in Capture.__slots__ if name not in {"file", "offset", "length"})


def _entity(archive: Archive, capture: Capture) -> bytes | None:
    return archive.entity(capture) if capture.entity_digest else None


def test_the_same_selection_gives_the_same_bytes(archive: Archive) -> None:
    selection = Selection(publisher=archive.database.execute("SELECT publisher FROM visit").fetchone()[0], year=2022)
    packages = []
    for _ in range(2):
        stream = io.BytesIO()
        write_wacz(archive, selection, stream, software="test")
        packages.append(stream.getvalue())
    assert packages[0] == packages[1]
    with zipfile.ZipFile(io.BytesIO(packages[0])) as package:
        manifest = json.loads(package.read("datapackage.json"))
        for resource in manifest["resources"]:
            content = package.read(resource["path"])
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
            assert resource["bytes"] == len(content)
        assert {resource["path"] for resource in manifest["resources"]} | {
            "datapackage.json",
            "datapackage-digest.json",
        } == set(package.namelist())
        index = gzip.decompress(package.read("indexes/index.cdx.gz")).decode().splitlines()
        assert index == sorted(index)
        _, *pages = map(json.loads, package.read("pages/pages.jsonl").decode().splitlines())
    assert {page["url"] for page in pages} == {URL}
    assert "年" in pages[0]["title"]


def test_what_a_damaged_record_holds_is_left_out_with_all_that_refers_to_it(folder: Path, tmp_path: Path) -> None:
    archive = Archive.read(shutil.copytree(folder, tmp_path / "data"))
    holder = next(capture for capture in archive.captures("url = :url AND fidelity = 'wire'", {"url": URL}))
    path = archive.path(holder)
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    content[holder.offset + holder.length // 2] ^= 0xFF
    path.write_bytes(content)
    archive.close()
    out = tmp_path / "rest.wacz"
    done = scrapy(archive.folder, "export", str(out))
    assert done.returncode == 1
    assert done.stdout == f"14 captures in {out}.\n", "all but the two visits of the page"
    assert done.stderr.count(f"offset {holder.offset}") == 2


def test_the_index_of_the_archives_own_files(archive: Archive) -> None:
    stream = io.BytesIO()
    write_index(archive, Selection(), stream)
    lines = stream.getvalue().decode().splitlines()
    assert lines == sorted(lines)
    assert any(line.startswith("cn,gov,jiaxing)/gzip?a=1&b=2 ") for line in lines)
    files = {json.loads(line.split(" ", 2)[2])["filename"] for line in lines}
    assert files == {path.name for path in (archive.folder / "warc").iterdir()}


def test_a_304_has_no_line_so_that_the_page_it_confirms_is_shown(archive: Archive) -> None:
    (capture,) = archive.captures("url = :url AND refers_to IS NOT NULL", {"url": URL})
    confirmed = dataclasses.replace(capture, outcome=Outcome.NOT_MODIFIED, status=304)
    assert cdxj.line(capture, file="a", offset=0) is not None
    assert cdxj.line(confirmed, file="a", offset=0) is None


def test_nothing_to_export_is_a_sentence_and_no_file(archive: Archive, tmp_path: Path) -> None:
    out = tmp_path / "none.wacz"
    assert "no such capture" in one_sentence(scrapy(archive.folder, "export", "--year", "1999", str(out)))
    assert "Cannot write" in one_sentence(scrapy(archive.folder, "export", str(tmp_path / "no" / "where.wacz")))
    assert "no date" in one_sentence(scrapy(archive.folder, "export", "--since", "yesterday", str(out)))
    assert not list(tmp_path.glob("none*"))


def test_what_we_export_can_be_loaded(archive: Archive, tmp_path: Path) -> None:
    out, other = tmp_path / "all.wacz", tmp_path / "other"
    assert scrapy(archive.folder, "export", "--portal", "zhejiang_jiaxing", str(out)).returncode == 0
    done = scrapy(other, "load", "--portal", "zhejiang_jiaxing", str(out))
    assert (done.stdout, done.stderr) == ("12 captures loaded, 0 were there already.\n", "")
    again = Archive.read(other)
    here, there = (
        [
            (capture.url, capture.captured_at, capture.entity_digest)
            for capture in source.captures("status IS NOT NULL AND run LIKE 'zhe%'")
        ]
        for source in (archive, again)
    )
    again.close()
    assert here == there
