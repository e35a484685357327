"""Archives filled through the real code, without a network: as many captures as a benchmark needs."""

from collections.abc import Iterator
from pathlib import Path

from archive import Archive, Exchange, Run
from benchmarks.corpus import corpus

_CUT = 40


def begun(folder: Path) -> tuple[Archive, Run]:
    """Open a new archive, its key beside it, and begin a run."""
    archive = Archive.open(folder, folder.with_name("key.pem"))
    return archive, Run(archive, portal="benchmark", adcode="320400", software="benchmark", user_agent="benchmark")


def filled(folder: Path, count: int) -> None:
    """Write an archive of so many different report pages and close it."""
    archive, run = begun(folder)
    for exchange in exchanges(count):
        run.capture(exchange, {"role": "report", "document": exchange.url})
    run.finish("finished")
    archive.close()


def exchanges(count: int, size: int | None = None) -> Iterator[Exchange]:
    """Yield exchanges of different reports; cut to ``size`` bytes, if it is given, they differ in their last bytes alone."""
    pages = [page[:size] for page in corpus(count if size is None else _CUT)]
    for number in range(count):
        page = pages[number % len(pages)] + b"<!-- %d -->" % number
        exchange = Exchange(f"http://www.example.gov.cn/{number}.html", ip="127.0.0.1")
        exchange.sent += b"GET /%d.html HTTP/1.1\r\nHost: www.example.gov.cn\r\n\r\n" % number
        exchange.received += b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page)
        exchange.received += page
        yield exchange
