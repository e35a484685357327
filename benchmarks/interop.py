"""Other people's tools on what we export: ``python -m benchmarks.interop [--tools DIR]``.

Two replica portals are crawled twice, captures of somebody else are loaded, everything is exported. Then, each in a process of its
own environment: py-wacz validates the package; warcio and fastwarc check every digest; surt names every address as we do; pywb
indexes the WARC file as we do and replays every capture, revisits at their own date, to the entity digest of its row; its wabac.js,
the engine of ReplayWeb.page, shows one page in Chromium. Ends with exit code 1 if any of them objects.
"""

import argparse
import contextlib
import gzip
import http.client
import json
import re
import socket
import subprocess
import sys
import tempfile
import time
import venv
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from fastwarc.warc import ArchiveIterator

from archive import Archive, Capture, Outcome
from archive.capture import TEXT_COPY
from archive.cdxj import surt
from archive.digest import digest
from tests.desk import Desk
from tests.foreign import PAGE, TEXT, URL, page, warc, write
from tests.portals import ReplicaPortals

CHROMIUM = "/usr/bin/chromium"
ODD_ADDRESSES = (
    "http://WWW3.a.gov.cn:80/A//b/./c/../d/?B=2&a=1&a=&c#x",
    "https://a.gov.cn/%E5%B9%B4%25E6%258A%25A5/x.html?t=%e5%b9%b4",
    "http://a.gov.cn:8080/index.jsp?jsessionid=0123456789abcdef0123456789ABCDEF&x=1",
    "http://10.0.0.1/x?",
    "https://a.gov.cn",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--tools", type=Path, default=Path(".interop"), help="their environment, made if it is not there"
    )
    tools = tools_in(parser.parse_args().tools)
    with tempfile.TemporaryDirectory() as folder:
        desk = made_archive(Path(folder))
        exported = {form: Path(folder) / f"out.{form}" for form in ("wacz", "warc.gz", "cdxj")}
        for form, path in exported.items():
            print(run([*desk.command("export", "--format", form.partition(".")[0]), str(path)], desk.env).strip())
        objections = list(judged(tools, desk.archive, exported, Path(folder)))
    for objection in objections:
        print("OBJECTION:", objection)
    sys.exit(bool(objections))


def tools_in(folder: Path) -> Path:
    """Return the folder of their programs; install them first if need be."""
    if not (folder / "bin" / "wayback").exists():
        venv.create(folder, with_pip=True)
        run([str(folder / "bin" / "pip"), "install", "--quiet", "-r", str(Path(__file__).with_name("interop.txt"))])
    return folder.absolute() / "bin"


def made_archive(folder: Path) -> Desk:
    with ReplicaPortals() as portals:
        desk = Desk(folder / "data", portals)
        for portal in ("jiangsu_liyang", "jiangsu_changzhou", "jiangsu_liyang", "jiangsu_changzhou"):
            desk.crawl(portal)
    again = ("revisit", URL, "2021-06-02T00:00:00Z", "text/html; charset=utf-8", b"2021-06-01T00:00:00Z")
    text = ("conversion", URL, "2021-06-05T00:00:00Z", "text/plain", TEXT)
    loaded = write(folder, {"theirs.warc.gz": warc(page("2021-06-01T00:00:00Z"), again, text), "page.html": PAGE})
    run([*desk.command("load", loaded[0])], desk.env)
    run([*desk.command("load", loaded[1], "--url", f"{URL}?saved", "--time", "2021-06-03 10:00")], desk.env)
    return desk


def judged(tools: Path, data: Path, exported: dict[str, Path], folder: Path) -> Iterator[str]:
    archive = Archive.read(data)
    captures = list(archive.captures("1"))
    archive.close()
    yield from validated(tools, exported)
    yield from named(tools, exported["cdxj"])
    place = collected(tools, folder, exported["warc.gz"])
    yield from indexed(place, exported["wacz"], sum(map(_confirms_or_is_text, captures)))
    with replaying(tools, place) as port:
        yield from replayed(port, captures)
        if Path(CHROMIUM).exists():
            yield from drawn(tools, port)
        else:
            print(f"wabac.js: not run, there is no {CHROMIUM}.")


def validated(tools: Path, exported: dict[str, Path]) -> Iterator[str]:
    said = run([str(tools / "wacz"), "validate", "-f", str(exported["wacz"])])
    print("py-wacz:", said.strip().splitlines()[-1])
    if "Validation succeeded" not in said:
        yield f"py-wacz: {said}"
    command = [str(tools / "warcio"), "check", str(exported["warc.gz"])]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - their program, our file
    doubted = checked.stdout.count("payload digest failed")
    print(f"warcio check: {doubted} payload digests of chunked answers, which it hashes with their framing.")
    if "block digest failed" in checked.stdout or checked.stderr:
        yield f"warcio check: {checked.stdout}{checked.stderr}"
    with exported["warc.gz"].open("rb") as stream:
        verified = [record.verify_block_digest() for record in ArchiveIterator(stream, parse_http=False)]
    print(f"fastwarc: {sum(verified)} of {len(verified)} block digests hold.")
    if not all(verified):
        yield "fastwarc: a block digest does not hold"


def named(tools: Path, index: Path) -> Iterator[str]:
    urls = [json.loads(line.split(" ", 2)[2])["url"] for line in index.read_text().splitlines()]
    urls += ODD_ADDRESSES
    script = "import json, sys, surt; print(json.dumps([surt.surt(url) for url in json.load(sys.stdin)]))"
    theirs = json.loads(run([str(tools / "python"), "-c", script], given=json.dumps(urls)))
    different = [(url, surt(url), key) for url, key in zip(urls, theirs, strict=True) if surt(url) != key]
    print(f"surt: {len(urls) - len(different)} of {len(urls)} addresses have the same key.")
    yield from (f"surt: {url} is {ours} here and {key} there" for url, ours, key in different)


def collected(tools: Path, folder: Path, exported: Path) -> Path:
    """Make a pywb collection ``c`` of the exported WARC file, indexed by pywb itself; return its folder."""
    place = folder / "pywb"
    place.mkdir()
    run([str(tools / "wb-manager"), "init", "c"], cwd=place)
    run([str(tools / "wb-manager"), "add", "c", str(exported.rename(exported.with_name("data.warc.gz")))], cwd=place)
    (place / "config.yaml").write_text("client_side_replay: true\n")
    return place


def _confirms_or_is_text(capture: Capture) -> bool:
    return capture.outcome is Outcome.NOT_MODIFIED or (capture.document or "").endswith(TEXT_COPY)


def indexed(place: Path, package: Path, left_out: int) -> Iterator[str]:
    """Compare pywb's own index with ours line by line, then let pywb use ours, which leaves out 304s and mere texts."""
    index = place / "collections/c/indexes/index.cdxj"
    theirs = places(index.read_text())
    with zipfile.ZipFile(package) as opened:
        text = gzip.decompress(opened.read("indexes/index.cdx.gz")).decode()
    ours = places(text)
    index.write_text(text)
    alike, more, fewer = len(ours & theirs), len(ours - theirs), len(theirs - ours)
    print(f"pywb's index: {alike} lines as in ours, {fewer} more, of which {left_out} are 304s and texts.")
    if more or fewer != left_out:
        yield f"pywb's index has {fewer} lines that ours lacks, ours {more} that it lacks: {sorted(ours ^ theirs)[:3]}"


@contextlib.contextmanager
def replaying(tools: Path, place: Path) -> Iterator[int]:
    """Run pywb: ``id_`` in an address asks for the bytes as stored, anything else is left to wabac.js."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(tools / "wayback"), "-b", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:  # noqa: S603
        try:
            for _ in range(300):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.2)
            yield port
        finally:
            server.terminate()


def places(index: str) -> set[tuple[str, str, str, str]]:
    found = set()
    for line in index.splitlines():
        key, timestamp, facts = line.split(" ", 2)
        place = json.loads(facts)
        found.add((key, timestamp, place["offset"], place["length"]))
    return found


def replayed(port: int, captures: Sequence[Capture]) -> Iterator[str]:
    """Ask pywb for the bytes of every capture that has any, at its own second."""
    kept = [one for one in captures if one.entity_digest is not None and not (one.document or "").endswith(TEXT_COPY)]
    taken = Counter((surt(one.url), one.captured_at[:19]) for one in kept)
    alike, revisits, unclear, redirects = 0, 0, 0, 0
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for capture in kept:
        if capture.outcome is Outcome.REDIRECTED:
            redirects += 1  # pywb passes over those from http to https, which lead to the same key
            continue
        if taken[surt(capture.url), capture.captured_at[:19]] > 1:
            unclear += 1  # the index tells neither http from https nor two moments of one second
            continue
        timestamp = re.sub(r"\D", "", capture.captured_at)[:14]
        connection.request("GET", f"/c/{timestamp}id_/{capture.url}")
        response = connection.getresponse()
        body = response.read()
        if response.getheader("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        if digest(body) != capture.entity_digest:
            got = f"{response.status}, {len(body)} bytes"
            yield f"pywb: {capture.url} at {timestamp} ({capture.outcome}) is not what was captured: {got}"
            continue
        alike += 1
        revisits += capture.refers_to is not None
    print(f"pywb: {alike} captures replayed to their entity digest, {revisits} of them revisits.")
    print(f"pywb: not asked for: {redirects} redirects, {unclear} that share address and second with another.")


def drawn(tools: Path, port: int) -> Iterator[str]:
    """Show one loaded page through wabac.js in Chromium."""
    script = f"""
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path={CHROMIUM!r}, args=["--no-sandbox"])
    page = browser.new_page()
    page.goto("http://127.0.0.1:{port}/c/20210601000000/{URL}", wait_until="networkidle", timeout=60000)
    page.wait_for_timeout(3000)
    print(*(frame.evaluate("document.body ? document.body.innerText : ''") for frame in page.frames))
    browser.close()
"""
    shown = run([str(tools / "python"), "-c", script])
    print(f"wabac.js in Chromium: {len(shown)} characters shown.")
    if "534" not in shown or "政府信息公开" not in shown:
        yield f"wabac.js: the page is not shown, but {shown[:200]!r}"


def run(
    command: Sequence[str], env: dict[str, str] | None = None, *, cwd: Path | None = None, given: str | None = None
) -> str:
    done = subprocess.run(command, env=env, cwd=cwd, input=given, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))[:200]}: {done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
