"""The auditors' site of a thousand reports, whole and again: ``python -m benchmarks.site [--quick]``.

A hundred publishers report on ten years, each report is visited five times, and every tenth had a figure changed. Time is
that of the processor, in a process of its own.
"""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive import Archive, Exchange, Run
from archive.reparse import reparse
from benchmarks.corpus import corpus
from benchmarks.measuring import Row, Spread, Usage, main, python, used
from tests.composing import TITLE

_YEARS = range(2016, 2026)
_VISITS = 5
_WHOLE, _AGAIN, _MEMORY = 60.0, 15.0, 500.0
_BEGIN = datetime(2026, 1, 5, 2, tzinfo=UTC)


def rows(*, quick: bool = False) -> list[Row]:
    publishers = 4 if quick else 100
    with tempfile.TemporaryDirectory() as name:
        folder, site = Path(name) / "data", Path(name) / "site"
        write(folder, publishers)
        whole, again = rendered(folder, site), rendered(folder, site)
        if ", 0 written" not in again.output:
            raise SystemExit(f"a second run is not idle: {again.output}")
        files = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    reports = publishers * len(_YEARS)
    told = f"{len(files):,} files, {sum(files) / 1e6:.0f} MB"
    return [
        Row(f"`scrapy site` for {reports:,} reports, s", told, Spread.of([whole.cpu]), _WHOLE),
        Row("… again, nothing changed, s", "nothing written", Spread.of([again.cpu]), _AGAIN),
        Row("… memory at its peak, MB", "", Spread.of([max(whole.rss, again.rss) / 1e6]), _MEMORY),
    ]


def rendered(folder: Path, site: Path) -> Usage:
    """Run the command as a user does."""
    environment = {"NIANBAO_ARCHIVE_DIR": str(folder), "NIANBAO_KEY_FILE": str(folder.with_name("key.pem"))}
    return used(python("-m", "scrapy", "site", "--out", str(site)), environment)


def write(folder: Path, publishers: int) -> None:
    """Write the archive, one run per round of visits, and read it."""
    archive = Archive.open(folder, folder.with_name("key.pem"))
    reports = list(_reports(publishers))
    for visit in range(_VISITS):
        run = Run(archive, portal="benchmark", adcode="320400", software="benchmark", user_agent="benchmark")
        for number, (address, page) in enumerate(reports):
            started_at = _BEGIN + timedelta(days=visit, seconds=number)
            exchange = Exchange(f"http://www.example.gov.cn/{address}", ip="127.0.0.1", started_at=started_at)
            shown = _changed(page) if visit > 1 and number % 10 == 0 else page
            exchange.received += b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(
                shown
            )
            exchange.received += shown
            run.capture(exchange, {"role": "report", "document": exchange.url})
        run.finish("finished")
    reparse(archive)
    archive.close()


def _reports(publishers: int) -> Iterator[tuple[str, bytes]]:
    pages = iter(corpus(publishers * len(_YEARS)))
    for number in range(publishers):
        for year in _YEARS:
            page = next(pages)
            charset = "utf-8" if b'charset="utf-8"' in page else "gb18030"
            text = page.decode(charset).replace(
                TITLE, TITLE.replace("2022", str(year)).replace("人民政府", f"第{number}局")
            )
            yield (
                f"{number}/{year}.html",
                text.replace("2022年1月1日起至2022年", f"{year}年1月1日起至{year}年").encode(charset),
            )


def _changed(page: bytes) -> bytes:
    """The same page with one figure of its last table printed anew."""
    before, cell, after = page.rpartition(b"</td>")
    return before + b"0" + cell + after


if __name__ == "__main__":
    main(rows, __doc__)
