"""大汉 jcms of the first generation, on a made-up city: www.linxiu.gov.cn.

/col/col5310/index.html    the column; its first rows are strings in a script, InitData<unit>=['…','…']
/col/col5309/index.html    what the menu calls the column: nothing but a script that sends on to it
/module/jslib/jquery/jpage/dataproxy.jsp     the list beyond, told by startrecord and endrecord; the newer paths are 404
/art/<y>/<m>/<d>/art_<column>_<id>.html      articles
"""

import re
from collections.abc import Sequence
from html import escape

from tests.portals.body import body_html
from tests.portals.content import Article, articles
from tests.portals.czfx import stored_pdf
from tests.portals.exchange import Reply, Request, Route, counter, not_found, redirect, routed, skin
from tests.portals.grid import PLAIN

ROOT = "http://www.linxiu.gov.cn"
SITE = "临岫市人民政府"
COLUMN, NEWS, HOP = "5310", "5002", "5309"
UNITS = {"49468": COLUMN, "49102": NEWS}
PROXY = "/module/jslib/jquery/jpage/dataproxy.jsp"
PER_PAGE, GROUP = 6, 3
_MENU = (
    f'<li><a href="/col/col{NEWS}/index.html">临岫要闻</a></li><li><a href="/col/col5300/index.html">政务公开</a></li>'
)
_SENDS_ON = (
    f"<html><head><script>window.location.href='/col/col{COLUMN}/index.html';</script></head><body></body></html>"
)


class Replica:
    family = "hanweb_jpage"
    hosts = ("www.linxiu.gov.cn",)
    scheme = "http"
    adcode = "339901"

    def __init__(self) -> None:
        self.articles = articles("hanweb_gen1", _address)
        self.entries = (
            f"{ROOT}/col/col{COLUMN}/index.html",
            f"{ROOT}/",
            next(article.url for article in self.articles if article.role == "report"),
        )
        self._pages = {article.url: article for article in self.articles if article.role != "gone"}
        self._files = {_attachment(article): article for article in self.articles if article.attached}
        self._records = {
            COLUMN: [_record(number, article) for number, article in enumerate(self.articles)],
            NEWS: [_news(number) for number in range(40)],
        }
        self._routes: tuple[Route, ...] = (
            ("/robots.txt", lambda _: not_found()),
            ("/", lambda _: _page("首页", "", "首页", _link("5300", "政务公开"), "type=1&i_webid=60")),
            ("/col/col5300/index.html", lambda _: _public()),
            (f"/col/col{HOP}/index.html", lambda _: Reply(_SENDS_ON)),
            (f"/col/col({COLUMN}|{NEWS})/(?:index.html)?", self._column),
            (PROXY, self._proxy),
            ("/art/.*", self._article),
            ("/module/download/downfile.jsp", self._download),
            ("/attach/.*", lambda request: stored_pdf(self._files.get(request.path))),
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

    def _column(self, _: Request, column: str) -> Reply:
        name = "政府信息公开年报" if column == COLUMN else "临岫要闻"
        crumb = f"{_link('5300', '政务公开')} &gt; {_link(column, name)}"
        # The box of news stands before the list of the column.
        units = [self._unit(unit, owner) for unit, owner in reversed(UNITS.items()) if owner in {column, NEWS}]
        metas = f'<meta name="ColumnName" content="{name}" />'
        menu = _link(HOP, "政府信息公开年报")
        return _page(f"{SITE} {name}", metas, crumb, menu + "\n".join(units), f"type=2&i_webid=60&i_columnid={column}")

    def _unit(self, unit: str, column: str) -> str:
        records = self._records[column]
        strings = ",".join(_script_string(n, html) for n, html in enumerate(records[: PER_PAGE * GROUP]))
        return (
            f"<div id=\"{unit}\"></div><script>var InitData{unit}=[{strings}];$(function(){{$('#{unit}').jpage({{"
            f"themeName:'default',showMode:'full',totalRecord:{len(records)},openCookies:false,dataBefore:'<ul>',"
            f"dataStore:InitData{unit},dataAfter:'</ul>',groupSize:{GROUP},proxyUrl:'{PROXY}',perPage:{PER_PAGE},"
            f"barPosition:'bottom',ajaxParam:{{col:1,appid:'1',webid:60,path:'/',columnid:{column},unitid:'{unit}',"
            f"webname:'{SITE}',permissiontype:0}}}});}});</script>"
        )

    def _proxy(self, request: Request) -> Reply:
        """Counts records, never pages; a unit of another column has none, an unknown column answers with the news."""
        told = request.query | request.form
        column = told.get("columnid", "")
        records = self._records.get(column, self._records[NEWS])
        if column in self._records and UNITS.get(told.get("unitid", "")) != column:
            records = []
        shown: Sequence[str] = records[int(told.get("startrecord") or 1) - 1 : int(told.get("endrecord") or 18)]
        rows = "".join(f"<record><![CDATA[{record}]]></record>" for record in shown)
        xml = f"<datastore><totalrecord>{len(records)}</totalrecord><recordset>{rows}</recordset></datastore>"
        return Reply(xml, content_type="text/xml;charset=utf-8")


def _attachment(article: Article) -> str:
    return f"/attach/0/{article.key.getrandbits(40)}.pdf"


def _address(article: Article) -> str:
    at = article.at
    return f"{ROOT}/art/{at.year}/{at.month}/{at.day}/art_{COLUMN}_{article.key.randint(200_000, 990_000)}.html"


def _link(column: str, name: str) -> str:
    return f'<a href="/col/col{column}/index.html">{name}</a>'


def _public() -> Reply:
    links = _link("5301", "政府信息公开指南") + _link("5302", "法治政府建设年度报告") + _link(HOP, "政府信息公开年报")
    return _page("政务公开", "", "首页 &gt; 政务公开", links, "type=2&i_webid=60&i_columnid=5300")


def _record(number: int, article: Article) -> str:
    """A row of a list, or of a table with the date in a box of its own."""
    path, whole, day = article.url.removeprefix(ROOT), escape(article.title), f"{article.at:%Y-%m-%d}"
    cut = whole if len(whole) <= 18 else f"{whole[:17]}…"
    if number % 3 == 0:
        return f"<li><a href='{path}' title='{whole}' target='_blank'>{cut}</a><span>[{day}]</span></li>"
    if number % 3 == 1:
        return f'<li><a href="{path}" title="{whole}" target="_blank">{cut}</a>[{day}]</li>'
    row = f'<td width="85%">·<a title="{whole}" href="{ROOT}{path}" target="_blank">{cut}</a></td>'
    return f'<table width="100%"><tr>{row}<td><div style="color:#666">{day}</div></td></tr></table>'


def _news(number: int) -> str:
    title = f"临岫市召开第{40 - number}次项目推进会"
    return f"<li><a href='/art/2018/11/{28 - number // 2}/art_{NEWS}_{990_100 + number}.html'>{title}</a></li>"


def _script_string(number: int, html: str) -> str:
    """A string as the publishing system wrote it into scripts: quotes and end tags escaped, either quote around it."""
    quote = '"' if number % 4 == 3 else "'"
    escaped = re.sub(rf"([\\{quote}])", r"\\\1", html).replace("</", "<\\/")
    return f"{quote}{escaped}{quote}"


def _article(article: Article) -> Reply:
    body = body_html(article, PLAIN)
    if article.attached:
        name = _attachment(article).rpartition("/")[2]
        body += (
            f'<p><a href="/module/download/downfile.jsp?classid=0&filename={name}">{escape(article.title)}.pdf</a></p>'
        )
    title, number = escape(article.title), re.findall(r"\d+", article.url)[-1]
    index = f"014{article.key.randint(100_000, 999_999)}/{article.at.year}-{article.key.randint(1, 99):05}"
    main = skin(
        "hanweb_article", index=index, date=f"{article.at:%Y-%m-%d}", source=article.source, title=title, body=body
    )
    crumb = f"{_link('5300', '政务公开')} &gt; {_link(COLUMN, '政府信息公开年报')}"
    metas = (
        f'<meta name="ArticleTitle" content="{title}" /><meta name="PubDate" content="{article.at:%Y-%m-%d %H:%M}" />'
    )
    return _page(title, metas, crumb, main, f"type=3&i_webid=60&i_columnid={COLUMN}&i_articleid={number}")


def _page(title: str, metas: str, crumb: str, main: str, visit: str) -> Reply:
    html = skin("hanweb", site=SITE, menu=_MENU, title=title, metas=metas, crumb=crumb, main=main, visit=visit)
    return Reply(html, gzip=True)
