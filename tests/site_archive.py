"""A small archive for the tests of the site: a report that changes and comes back, its other years, and one that is hostile."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive import Archive, Exchange, Run
from archive.reading import read_capture
from tests import composing
from tests.truth import CHANGZHOU_2022, Figures

OWN = "www.shili.gov.cn"
RLO, ZWSP = "\u202e", "\u200b"
LONG = "a" * 100_000
HOSTILE = (
    '<script>alert("cell")</script>',
    "javascript:alert(2)",
    f"{RLO}721",
    f'"><img src=x onerror=alert(3)>{ZWSP}',
    LONG,
    "{{ 7*7 }}{% raw %}",
    "'-alert(4)-'",
)
"""What stands in cells of the hostile report instead of figures."""
_START = datetime(2023, 3, 10, tzinfo=UTC)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def page(year: int, figures: Figures, publisher: str = "示例市人民政府") -> bytes:
    """Return a whole page of one year's report."""
    title = f"{publisher}{year}年政府信息公开工作年度报告"
    whole = composing.page(composing.body(composing.tables(figures), title), title)
    return whole.replace("2022年1月1日起至2022年".encode(), f"{year}年1月1日起至{year}年".encode())


def hostile_page() -> bytes:
    figures = dict(CHANGZHOU_2022)
    for key, text in zip(list(figures), HOSTILE, strict=False):
        figures[key] = escaped(text)
    evil = '<script>alert("body")</script><p onclick="alert(5)" style="position:fixed">点此</p><base href="https://evil.example/">'
    whole = page(2022, figures, "示例市公安局")
    bad_title = f'{RLO}<img src=x onerror="alert(6)">示例市公安局2022年政府信息公开工作年度报告'.replace("<", "&lt;")
    sentence = escaped(f"<b>{RLO}</b>本年度收到政府信息公开申请9件。{LONG}")
    return (
        whole.replace(b"<h1>", f"{evil}<h1>".encode())
        .replace(b"</h1>", f"</h1><p>索引号：{escaped(HOSTILE[3])}</p><p>{sentence}</p>".encode())
        .replace(b"</title>", f" {bad_title}</title>".encode())
    )


class Visits:
    """One crawl after the other, each visit a minute after the one before it."""

    def __init__(self, archive: Archive, begin: datetime = _START) -> None:
        self._archive = archive
        self._at = begin

    def crawl(self, *answers: tuple[str, bytes | None], days: int = 1, title: str | None = None) -> None:
        """Visit addresses of the portal; None for one that does not answer."""
        self._at += timedelta(days=days)
        run = Run(self._archive, portal="shili", adcode="320481", software="test", user_agent="test")
        for path, body in answers:
            self._at += timedelta(minutes=1)
            exchange = Exchange(f"https://{OWN}/{path}", started_at=self._at)
            if body is None:
                exchange.error = f"no route to host {RLO}<script>alert(7)</script>"
            else:
                status = "404 Not Found" if not body else "200 OK"
                head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
                exchange.received += head.encode() + body
            facts = {"role": "report", "document": f"{OWN}/{path}", "listed_title": title, "listed_date": "2023-03-09"}
            capture = run.capture(exchange, facts)
            if body:
                read_capture(self._archive, capture)
        run.finish("finished")


def changed(figures: Figures, value: str) -> Figures:
    return {**figures, ("requests.carried_out", "total"): value}


def write(folder: Path) -> Archive:
    """Write the archive: 127 → 129 → 127 with a failure and an absence in between, two more years, a hostile report."""
    archive = Archive.open(folder)
    visits = Visits(archive)
    now, other = page(2022, CHANGZHOU_2022), page(2022, changed(CHANGZHOU_2022, "129"))
    years = [(f"{year}.html", page(year, CHANGZHOU_2022)) for year in (2021, 2023)]
    visits.crawl(("2022.html", now), *years, ("evil.html", hostile_page()), title=HOSTILE[0] + LONG)
    visits.crawl(("2022.html", None))
    visits.crawl(("2022.html", other))
    visits.crawl(("2022.html", b""))
    visits.crawl(("2022.html", now), years[0])
    return archive


def visit_again(archive: Archive) -> None:
    """Visit one of its reports a week later, which has not changed."""
    Visits(archive, _START + timedelta(days=7)).crawl(
        ("2023.html", page(2023, CHANGZHOU_2022)), title=HOSTILE[0] + LONG
    )
