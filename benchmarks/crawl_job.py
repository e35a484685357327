"""One crawl of the loopback server, in a process of its own: ``python -m benchmarks.crawl_job JOB PORT PAGES FOLDER``.

Prints as JSON the processor time it had used when it had `WARM` answers, and the moment: what is done once is over then.
"""

import json
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, cast

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.items import ReportPage

HOSTS = 8
WARM = 100
_PLAIN = {"LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False}


class Pages(Spider):
    """Asks eight hosts in turn, throws the answers away."""

    name = "pages"
    adcode = "320400"
    host = "127.0.0.{}:{}"
    conditional = False
    handle_httpstatus_list = [304]

    def __init__(self, port: int, pages: int, first: int = 0) -> None:
        super().__init__()
        self._port, self._pages, self._first = port, pages, first
        self._seen = 0
        self.warm: dict[str, float] = {}

    async def start(self) -> AsyncIterator[Request]:
        for number in range(self._first, self._first + self._pages):
            host = self.host.format(number % HOSTS + 1, self._port)
            headers = {"If-None-Match": f'"{number}"'} if self.conditional else None
            facts: dict[str, str | None] = {
                "role": "report",
                "document": f"{host}/{number}",
                "via": "http://h1.example.gov.cn/",
                "listed_title": "示例市2022年政府信息公开工作年度报告",
                "listed_date": "2023-03-09",
            }
            yield Request(f"http://{host}/{number}.html", headers=headers, meta={"facts": facts})

    def parse(self, response: Response) -> Iterator[Any]:
        self._seen += 1
        if self._seen == WARM:
            self.warm = {"cpu": time.process_time(), "wall": time.perf_counter()}
        yield from self.made_of(response)

    def made_of(self, response: Response) -> Iterator[Any]:  # noqa: ARG002 - the others need it
        yield from ()


class Again(Pages):
    conditional = True


class Archived(Pages):
    """The same pages under names of the portal, which the host map leads to the server."""

    host = "h{}.example.gov.cn"
    allowed_domains = ["example.gov.cn"]


class Read(Archived):
    def made_of(self, response: Response) -> Iterator[Any]:
        yield ReportPage(response, response.meta["capture"])


class Warcio(Pages):
    """What a user would write who wants WARC files of Scrapy: request and response as Scrapy has them."""

    def __init__(self, *arguments: Any, folder: Path, **named: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*arguments, **named)
        folder.mkdir(parents=True, exist_ok=True)
        self._stream = (folder / "pages.warc.gz").open("wb")
        self._writer = WARCWriter(self._stream, gzip=True)

    def made_of(self, response: Response) -> Iterator[Any]:
        from io import BytesIO  # noqa: PLC0415 - of this peer alone

        def fields(headers: Any) -> list[tuple[str, str]]:  # noqa: ANN401
            return [(name.decode(), value.decode("latin-1")) for name, values in headers.items() for value in values]

        def head(line: str, message: Any) -> StatusAndHeaders:  # noqa: ANN401
            return StatusAndHeaders(line, fields(message.headers), protocol="HTTP/1.1")

        answer = self._writer.create_warc_record(
            response.url,
            "response",
            payload=BytesIO(response.body),
            http_headers=head(f"{response.status} OK", response),
        )
        asked = self._writer.create_warc_record(
            response.url, "request", http_headers=head("GET / HTTP/1.1", response.request)
        )
        self._writer.write_request_response_pair(asked, answer)
        yield from ()


JOBS: dict[str, tuple[type[Pages], dict[str, Any]]] = {
    "bare": (Pages, {}),
    "bare, again": (Again, {}),
    "warcio": (Warcio, {}),
    "archive": (Archived, {"ITEM_PIPELINES": {}}),
    "full": (Read, {}),
}


def main() -> None:
    job, port, pages, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    spider, changed = JOBS[job]
    settings = Settings()
    named: dict[str, Any] = {"folder": folder} if spider is Warcio else {}
    if issubclass(spider, Archived):
        settings.setmodule("crawler.settings", priority="project")
        changed = changed | {
            "ARCHIVE_DIR": str(folder),
            "KEY_FILE": str(folder.with_name("key.pem")),
            "HOST_MAP": f"*:80=127.0.0.1:{port},*:443=127.0.0.1:{port}",
            "DOWNLOAD_DELAY": 0,
        }
    else:
        changed = changed | {"CONCURRENT_REQUESTS_PER_DOMAIN": 1}  # as ours, which is polite
    for name, value in (_PLAIN | changed | dict(pair.split("=", 1) for pair in sys.argv[5:])).items():
        settings.set(name, value, priority="cmdline")
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(spider)
    process.crawl(crawler, port, pages, **named)
    process.start()
    count = crawler.stats.get_value if crawler.stats is not None else {}.get
    done = count("response_received_count", 0)
    if done < pages or count("log_count/ERROR", 0):
        raise SystemExit(f"{job}: {done} of {pages} pages")
    print(json.dumps(cast("Pages", crawler.spider).warm))


if __name__ == "__main__":
    main()
