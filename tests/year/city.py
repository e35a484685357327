"""The portal of a made-up city, 蓝湾市, of the family NFCMS: what it shows is changed while it is watched.

/zwgk/zfxxgknb/                      the column: groups, no rows
/zwgk/zfxxgknb/{sj,bm,xz}/           lists, 8 rows a page: government, departments, towns and others
<folder>/content/post_<id>.html      an article, with a counter of visits and the seconds it took
/attach/<id>.pdf                     the report again, as a file
"""

from datetime import datetime
from html import escape
from itertools import count

from tests.carrying import as_pdf, pages
from tests.portals.body import body_html
from tests.portals.content import Report
from tests.portals.exchange import Reply, Request, Route, not_found, routed, skin
from tests.portals.figures import Cell, Figures, series
from tests.portals.grid import PLAIN
from tests.year.words import paragraphs

ROOT = "https://www.lanwan.gov.cn"
COLUMN = "/zwgk/zfxxgknb/"
GROUPS = {"sj": "市政府", "bm": "市政府部门", "xz": "乡镇街道"}
ROWS = 8
_CHALLENGE = "<script>var arg1='0123456789ABCDEF0123456789ABCDEF01234567';document.cookie='acw_sc__v2='+arg1;</script>"


class City:
    """One host. Every method but `answer` is something that happens there."""

    hosts = ("www.lanwan.gov.cn",)
    scheme = "https"

    def __init__(self) -> None:
        self._reports: dict[tuple[str, int], Report] = {}
        self._figures: dict[str, dict[int, Figures]] = {}
        self._twins: dict[str, Figures] = {}
        self._hits = count(1000)
        self.lists_down: set[str] = set()
        """Groups whose lists answer 500."""
        self.is_overloaded = False
        """Whether articles answer 503."""
        self.blocked: set[str] = set()
        """Addresses that answer a challenge, with status 200."""
        self.deleted: set[str] = set()
        """Addresses that answer 404; the lists go on naming them."""
        self._routes: tuple[Route, ...] = (
            ("/robots.txt", lambda _: not_found()),
            (f"{COLUMN}", self._column),
            (rf"{COLUMN}({'|'.join(GROUPS)})/(?:index(?:_(\d+))?\.html)?", self._list),
            (r".*/content/post_\d+\.html", self._article),
            (r"/attach/(\d+)\.pdf", self._attachment),
        )

    def publish(self, publisher: str, year: int, day: str, *, kind: str = "department", group: str = "bm") -> Report:
        """Put a report on line; ``day`` is printed as its date, on the page and on the list."""
        known = self._figures.setdefault(publisher, series(publisher, kind, {2021: "f2021", 2022: "f2021"}, {}, {}))
        report = Report(
            title=f"{publisher}{year}年政府信息公开工作年度报告",
            at=datetime.fromisoformat(f"{day}T09:30"),
            source=publisher,
            paragraphs=paragraphs(publisher, year, known[year]),
            role="report",
            place=group,
            publisher=publisher,
            report_year=year,
            form="f2021",
            figures=known[year],
        )
        report.url = f"{ROOT}/{group}/content/post_{report.key.randint(1_000_000, 9_999_999)}.html"
        self._reports[publisher, year] = report
        return report

    def print_figure(self, report: Report, indicator: str, applicant: str | None, value: str) -> None:
        """Print another figure on the page; the prose stays."""
        cell: Cell = (indicator, applicant)
        if cell not in report.figures:
            raise KeyError(f"{report.title} prints no {cell}")
        report.figures[cell] = value

    def attach(self, report: Report, indicator: str, applicant: str | None, value: str) -> None:
        """Attach the report as a PDF that prints another figure than the page."""
        self._twins[_number(report.url)] = report.figures | {(indicator, applicant): value}

    def reword(self, report: Report, old: str, new: str) -> None:
        """Exchange words of the prose."""
        told = "\n".join(report.paragraphs)
        if told.count(old) != 1:
            raise ValueError(f"{report.title} does not say {old} once")
        report.paragraphs = tuple(told.replace(old, new).splitlines())

    def redate(self, report: Report, day: str) -> None:
        """Print another date on the page; the list keeps its own."""
        report.facts["printed"] = day

    def move(self, report: Report, number: int) -> None:
        """Give the article another address; the old one is gone and listed no more."""
        report.url = f"{ROOT}/{report.place}/content/post_{number}.html"

    def answer(self, request: Request) -> Reply:
        return routed(self._routes, request)

    def _column(self, _: Request) -> Reply:
        groups = "".join(f'<li><a href="{COLUMN}{folder}/">{name}</a></li>' for folder, name in GROUPS.items())
        return self._page("政府信息公开年报", _TRAIL, f"<ul>{groups}</ul>")

    def _list(self, _: Request, group: str, number: str | None) -> Reply:
        if group in self.lists_down:
            return Reply("<html><body>Internal Server Error</body></html>", 500)
        rows = sorted(
            (report for report in self._reports.values() if report.place == group),
            key=lambda report: (report.at, report.title),
            reverse=True,
        )
        last = -(-len(rows) // ROWS)
        turn = int(number or 1)
        if turn > max(last, 1):
            return not_found()
        shown = "".join(
            f'<li><a href="{row.url}" title="{row.title}">{row.title}</a><span>{row.at:%Y-%m-%d}</span></li>'
            for row in rows[(turn - 1) * ROWS : turn * ROWS]
        )
        onward = f'<a href="index_{turn + 1}.html">下一页</a>' if turn < last else "<span>下一页</span>"
        return self._page(GROUPS[group], _TRAIL, f'<ul class="list">{shown}</ul><div class="page">{onward}</div>')

    def _article(self, request: Request) -> Reply:
        url = ROOT + request.path
        report = next((one for one in self._reports.values() if one.url == url), None)
        if report is None or url in self.deleted:
            return not_found("您访问的页面不存在")
        if self.is_overloaded:
            return Reply("<html><body>Service Temporarily Unavailable</body></html>", 503)
        if url in self.blocked:
            return Reply(_CHALLENGE)
        file = _number(url)
        link = (
            f'<p><a href="/attach/{file}.pdf">附件：{escape(report.title)}.pdf</a></p>' if file in self._twins else ""
        )
        printed = report.facts.get("printed", f"{report.at:%Y-%m-%d}")
        main = skin(
            "nfcms_article",
            title=escape(report.title),
            issuer=f"{report.source} ",  # the skin has no blank between the two, which a reader needs to tell them apart
            date=f"{printed} 09:30:00</span><span>浏览次数：{next(self._hits)}",
            body=body_html(report, PLAIN) + link,
        )
        return self._page(escape(report.title), _TRAIL, main)

    def _attachment(self, _: Request, number: str) -> Reply:
        figures = self._twins.get(number)
        return Reply(as_pdf(pages(figures)), content_type="application/pdf") if figures else not_found()

    def _page(self, title: str, crumb: str, main: str) -> Reply:
        timing = f"<p>Processed in 0.0{next(self._hits)} second(s)</p>"
        return Reply(skin("nfcms", title=title, crumb=crumb, main=main + timing))


_TRAIL = f'<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="{COLUMN}">政府信息公开年报</a>'


def _number(url: str) -> str:
    return url.rpartition("_")[2].removesuffix(".html")
