"""大汉 jcms with jpage lists, as 嘉兴 runs it: www.jiaxing.gov.cn.

/col/col<id>/index.html            a column: one per report year, under a parent that links its children
/module/web/jpage/dataproxy.jsp    the list beyond its first 45 rows, told by page=<n> (form B); or, with proxy_form A,
/module/jpage/dataproxy.jsp        this one, told by startrecord and endrecord. Each is 404 while the other is played
/art/<y>/<m>/<d>/art_<column>_<id>.html      articles
/module/download/downfile.jsp      302 to /attach/0/…
/module/visitcount/visit.jsp       the counter
"""

import json
import random
import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Literal
from urllib.parse import quote

from tests.portals.body import body_html
from tests.portals.content import CONTENT, Article, articles
from tests.portals.czfx import stored_pdf
from tests.portals.exchange import Reply, Request, Route, counter, not_found, redirect, routed, skin
from tests.portals.grid import PLAIN

ROOT = "https://www.jiaxing.gov.cn"
COLUMNS: dict[str, str] = json.loads((CONTENT / "zhejiang_jiaxing.json").read_text("utf-8"))["columns"]
PARENT, NEWS = "1229426365", "1229567741"
UNITS = {"5623865": NEWS} | {f"56{int(year) - 2000}407": column for year, column in COLUMNS.items()}
PROXIES = {"A": "/module/jpage/dataproxy.jsp", "B": "/module/web/jpage/dataproxy.jsp"}
PER_PAGE, GROUP = 15, 45
MOST_PER_PAGE = 300


class Jiaxing:
    hosts = ("www.jiaxing.gov.cn",)
    scheme = "https"

    def __init__(self) -> None:
        self.proxy_form: Literal["A", "B"] = "B"
        self.articles = articles("zhejiang_jiaxing", _address)
        self._pages = {article.url: article for article in self.articles if article.role != "gone"}
        self._files = {attachment(article): article for article in self.articles if article.attached}
        self._records = {
            column: [_record(n, a) for n, a in enumerate(a for a in self.articles if a.place == year)]
            for year, column in COLUMNS.items()
        }
        self._records[NEWS] = [_news(n) for n in range(60)]
        self._routes: tuple[Route, ...] = (
            ("/robots.txt", _robots),
            ("/", _home),
            (rf"/col/col({PARENT}|{'|'.join(COLUMNS.values())})/(?:index\.html)?", self._column),
            (r"/module/(?:web/)?jpage/dataproxy\.jsp", self._proxy),
            ("/art/.*", self._article),
            ("/module/download/downfile.jsp", self._download),
            ("/attach/.*", self._file),
            ("/module/visitcount/visit.jsp", counter),
        )

    def answer(self, request: Request) -> Reply:
        return routed(self._routes, request)

    def _article(self, request: Request) -> Reply:
        article = self._pages.get(ROOT + request.path)
        return _article(article) if article else not_found("您访问的页面不存在")

    def _download(self, request: Request) -> Reply:
        target = f"/attach/0/{request.query.get('filename')}"
        return redirect(target) if target in self._files else not_found()

    def _file(self, request: Request) -> Reply:
        return stored_pdf(self._files.get(request.path))

    def _column(self, _: Request, column: str) -> Reply:
        """The page of a column; pageNum and uid in the query change nothing."""
        year = next((year for year, number in COLUMNS.items() if number == column), "")
        children = "".join(
            f'<li><a href="/col/col{number}/index.html" title="{y}年度">{y}年度</a></li>'
            for y, number in COLUMNS.items()
        )
        trail = [("首页", "/"), ("政务公开", "/col/col1229426002/index.html")]
        trail += [("政府信息公开", "/col/col1229426300/index.html"), ("政府信息公开年度报告", _col(PARENT))]
        trail += [(f"{year}年度", _col(column))] if year else []
        name = trail[-1][0]
        menu = (
            '<div class="left"><ul class="tree"><li><a href="/col/col1229426301/index.html">政府信息公开指南</a></li>'
            '<li><a href="/col/col1229426302/index.html">法治政府建设年度报告</a></li>'
            f'<li class="on"><a href="{_col(PARENT)}">政府信息公开年度报告</a>'
            f"{'' if year else f'<ul>{children}</ul>'}</li></ul></div>"
        )
        units = [self._unit("5623865", NEWS)] + [self._unit(u, column) for u, c in UNITS.items() if c == column]
        metas = _metas(ColumnName=name, ColumnType="政府信息公开", ColumnDescription=name, ColumnKeywords=name)
        crumb = " &gt; ".join(f'<a href="{href}">{words}</a>' for words, href in trail)
        visit = f"type=2&i_webid=3083&i_columnid={column}"
        return _page(f"嘉兴市人民政府 {name}", metas, crumb, menu + "\n".join(units), visit)

    def _unit(self, unit: str, column: str) -> str:
        records = self._records[column]
        return skin(
            "jpage_unit",
            unit=unit,
            column=column,
            total=str(len(records)),
            pages=str(-(-len(records) // PER_PAGE)),
            records="\n".join(records[:GROUP]),
            proxy=PROXIES[self.proxy_form],
            nextgroup=_nextgroup(unit, column, 1) if self.proxy_form == "B" else "",
        )

    def _proxy(self, request: Request) -> Reply:
        """Records of a unit. A column of another unit has none, and an unknown column answers with some other's."""
        if request.path != PROXIES[self.proxy_form]:
            return not_found()
        told = request.query | request.form
        column, unit = told.get("columnid", ""), told.get("unitid", "")
        records = self._records.get(column, self._records[NEWS])
        if column in self._records and UNITS.get(unit) != column:
            records = []
        if self.proxy_form == "A":
            first = int(told.get("startrecord") or 1)
            shown: Sequence[str] = records[first - 1 : int(told.get("endrecord") or GROUP)]
            following = ""
        else:
            number, size = int(told.get("page") or 1), min(int(told.get("perpage") or GROUP), MOST_PER_PAGE)
            shown = records[(number - 1) * size : number * size]
            following = _nextgroup(unit, column, number + 1) if number * size < len(records) else ""
        xml = (
            f"<datastore><totalrecord>{len(records)}</totalrecord><totalpage>{-(-len(records) // PER_PAGE)}</totalpage>"
            f"{following}<recordset>{''.join(shown)}</recordset></datastore>"
        )
        return Reply(xml, content_type="text/xml;charset=utf-8", gzip=True)


def attachment(article: Article) -> str:
    return f"/attach/0/{article.key.getrandbits(128):032x}.pdf"


def _robots(_: Request) -> Reply:
    return Reply("User-agent: *\nAllow: /\n", content_type="text/plain")


def _home(_: Request) -> Reply:
    crumb = f'<a href="{_col(PARENT)}">政府信息公开年度报告</a>'
    return _page("嘉兴市人民政府", "", "首页", crumb, "type=1&i_webid=3083")


def _address(article: Article) -> str:
    number = article.facts.get("id", str(article.key.randint(5_060_000, 5_990_000)))
    at = article.at
    return f"{ROOT}/art/{at.year}/{at.month}/{at.day}/art_{COLUMNS[article.place]}_{number}.html"


def _col(column: str) -> str:
    return f"/col/col{column}/index.html"


def _nextgroup(unit: str, column: str, page: int) -> str:
    href = (
        f"{PROXIES['B']}?page={page}&appid=1&webid=3083&path=/&columnid={column}&unitid={unit}"
        "&webname=嘉兴市人民政府&permissiontype=0"
    )
    return f'<nextgroup><![CDATA[<a href="{href}"></a>]]></nextgroup>'


def _record(number: int, article: Article) -> str:
    """Years of editors: either quote, either order, titles cut or not there; one template never closed its break."""
    path, whole, day = article.url.removeprefix(ROOT), escape(article.title), f"{article.at:%Y-%m-%d}"
    cut = whole if len(whole) <= 18 else f"{whole[:17]}…"
    shapes: tuple[Callable[[], str], ...] = (
        lambda: f"<li><a href='{path}' title='{whole}' target=\"_blank\">{cut}</a><span>{day}</span></li>",
        lambda: f'<li><a title="{whole}" href="{path}" target="_blank">{cut}</a><span>{day}</span></li>',
        lambda: f"<li><a title='{whole}' href='{ROOT}{path}' target='_blank'>{cut}</a><i>[{day}]</i></li>",
        lambda: f'<li style=<br/><a href="{path}" title="{whole}">{cut}</a><b>{day}</b></li>',
    )
    html = (
        f'<li><a href="{path}" target="_blank">{whole}</a><span>{day}</span></li>'
        if number == 7
        else shapes[number % 4]()
    )
    return f"<record><![CDATA[{html}]]></record>"


def _news(number: int) -> str:
    title = f"嘉兴市人民政府关于公布第{60 - number}批市级重点项目的通知"
    day = 30 - number // 2
    href = f"/art/2025/6/{day}/art_{NEWS}_{5_991_000 + number}.html"
    html = f"<li><a href='{href}' title='{title}'>{title}</a><span>2025-06-{day:02}</span></li>"
    return f"<record><![CDATA[{html}]]></record>"


def _metas(**values: str) -> str:
    return "\n".join(f'<meta name="{name}" content="{escape(value)}" />' for name, value in values.items())


def _article(article: Article) -> Reply:
    body = body_html(article, PLAIN)
    if article.attached:
        name = attachment(article).rpartition("/")[2]
        href = f"/module/download/downfile.jsp?classid=0&filename={name}&showname={quote(article.title)}.pdf"
        body += f'<p><img src="/script/ico/pdf.gif" /><a href="{href}">{escape(article.title)}.pdf</a></p>'
    title, when = escape(article.title), f"{article.at:%Y-%m-%d %H:%M}"
    metas = _metas(
        ArticleTitle=article.title,
        PubDate=when,
        ContentSource=article.source,
        Keywords="政府信息公开;年度报告",
        Description=article.paragraphs[0][:80],
    )
    crumb = f'<a href="/">首页</a> &gt; <a href="{_col(PARENT)}">政府信息公开年度报告</a>'
    crumb += f' &gt; <a href="{_col(COLUMNS[article.place])}">{article.place}年度</a>'
    column, number = re.findall(r"\d+", article.url)[-2:]
    visit = f"type=3&i_webid=3083&i_columnid={column}&i_articleid={number}"
    main = skin("jpage_article", title=title, date=when, source=article.source, body=body)
    return _page(title, metas, crumb, main, visit, gzip=True)


def _page(title: str, metas: str, crumb: str, main: str, visit: str, *, gzip: bool = False) -> Reply:
    html = skin("jpage", title=title, metas=metas, crumb=crumb, main=main, visit=visit)
    # A session begins with every visit: its number is new each time.
    session = f"JSESSIONID={random.getrandbits(128):032X}; Path=/; HttpOnly"
    return Reply(html, headers=(("Set-Cookie", session),), gzip=gzip, static=gzip)
