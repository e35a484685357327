"""大汉 jcms with the xxgk module, on a made-up city: www.yunxiu.gov.cn.

/col/col1506/index.html?number=F0100001     the column: a shell; its script loads /module/xxgk/search.jsp, its frame tree.jsp
/module/xxgk/search.jsp                     POST; the rows of an area, of every column unless it is told the class (infotypeId)
/module/xxgk/xxgkAnnualReport.jsp?fbtime=<year>&area=<body>      one body's report on one year; older ones are nowhere else
/art/<y>/<m>/<d>/art_<column>_<id>.html     articles
"""

import re
from html import escape

from tests.portals.body import body_html
from tests.portals.content import Article, Report, articles
from tests.portals.czfx import stored_pdf
from tests.portals.exchange import Reply, Request, Route, counter, not_found, redirect, routed, skin
from tests.portals.grid import PLAIN

ROOT = "https://www.yunxiu.gov.cn"
SITE = "云岫市人民政府"
SHELL, COLUMN, NOTICES = "1500", "1506", "1511"
CLASS = "F0100001"
AREAS = {
    "云岫市人民政府": "113399020026450018",
    "云岫市人民政府办公室": "113399020026450026",
    "云岫市教育局": "11339902002645093X",
    "云岫市民政局": "113399020026451212",
}
CITY = AREAS["云岫市人民政府"]
ROWS = 15
_MENU = (
    f'<li><a href="/col/col1400/index.html">云岫要闻</a></li><li><a href="/col/col{SHELL}/index.html">政务公开</a></li>'
)


class Replica:
    family = "hanweb_xxgk"
    hosts = ("www.yunxiu.gov.cn",)
    scheme = "https"
    adcode = "339902"

    def __init__(self) -> None:
        self.articles = articles("hanweb_xxgk", _address)
        self.entries = (
            f"{ROOT}/col/col{COLUMN}/index.html?number={CLASS}",
            f"{ROOT}/",
            f"{ROOT}/module/xxgk/xxgkAnnualReport.jsp?fbtime=2017&area={CITY}",
            next(article.url for article in self.articles if article.role == "report"),
        )
        self._pages = {article.url: article for article in self.articles if article.role != "gone"}
        self._files = {_attachment(article): article for article in self.articles if article.attached}
        self._reports = {
            (str(article.report_year), AREAS[article.publisher]): article
            for article in self.articles
            if isinstance(article, Report)
        }
        self._routes: tuple[Route, ...] = (
            ("/robots.txt", lambda _: Reply("User-agent: *\nDisallow: /module/idea/\n", content_type="text/plain")),
            ("/", lambda _: _page("首页", "", "", _column(SHELL, "政府信息公开"), "type=1&i_webid=60")),
            (rf"/col/col({SHELL}|{COLUMN})/(?:index\.html)?", self._shell),
            ("/module/xxgk/search.jsp", self._search),
            ("/module/xxgk/tree.jsp", _tree),
            ("/module/xxgk/xxgkAnnualReport.jsp", self._report),
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

    def _report(self, request: Request) -> Reply:
        article = self._reports.get((request.query.get("fbtime", ""), request.query.get("area", "")))
        if article is None:
            return _page("政府信息公开年报", "", "", '<div class="none">暂无该年度报告</div>', "type=2&i_webid=60")
        return _article(article)

    def _download(self, request: Request) -> Reply:
        target = f"/attach/0/{request.query.get('filename')}"
        return redirect(target) if target in self._files else not_found()

    def _shell(self, request: Request, column: str) -> Reply:
        """The class comes from the address; without it the script asks for the whole area. The news beside it are a jpage list."""
        name = "政府信息公开年报" if column == COLUMN else "政府信息公开"
        number = escape(request.query.get("number", ""))
        links = _column("1501", "政府信息公开指南") + _column("1507", "法治政府建设年度报告")
        links += f'<a href="/col/col{COLUMN}/index.html?number={CLASS}">政府信息公开年报</a>' if column == SHELL else ""
        main = (
            f'<div class="left">{links}<iframe src="/module/xxgk/tree.jsp?standardXxgk=1&amp;area={CITY}&amp;divid=div{COLUMN}" '
            f'width="100%" frameborder="0"></iframe></div><div id="div{column}"></div>\n'
            f"<script>loadDynamic('/module/xxgk/search.jsp?infotypeId={number}&jdid=60&area={CITY}&divid=div{column}"
            "&vc_title=&vc_number=&currpage=1','');</script>\n"
            '<div id="14000"></div><script>$("#14000").jpage({totalRecord:0,perPage:5,proxyUrl:"/module/web/jpage/dataproxy.jsp",'
            "ajaxParam:{columnid:1400,unitid:'14000'}});</script>"
        )
        metas = f'<meta name="ColumnName" content="{name}" />'
        return _page(
            f"{SITE} {name}", metas, _column(SHELL, "政府信息公开"), main, f"type=2&i_webid=60&i_columnid={column}"
        )

    def _search(self, request: Request) -> Reply:
        """One page of an area's rows; only the form counts, and an area it does not know has none."""
        form = request.form
        rows = [a for a in self.articles if a.place != "endpoint"] if form.get("area") == CITY else []
        if form.get("infotypeId"):
            rows = [article for article in rows if article.place == "catalogue" and form["infotypeId"] == CLASS]
        number, last = int(form.get("currpage") or 1), max(1, -(-len(rows) // ROWS))
        shown = rows[(number - 1) * ROWS : number * ROWS]
        parity = ("even", "odd")
        table = "\n".join(_row(article, parity[n % 2]) for n, article in enumerate(shown, 1))
        onward = min(number + 1, last)
        return Reply(
            '<table class="tb_main" width="100%"><tr class="tr_main_title"><td>索引号</td><td>标题</td><td>发布日期</td></tr>\n'
            f'{table}\n</table><table class="tb_title"><tr><td>共{last}页 第{number}页 '
            f'<a href="javascript:goPage({onward})">下一页</a> <a href="javascript:goPage({last})">尾 页</a></td></tr></table>'
        )


def _tree(_: Request) -> Reply:
    classes = (("F0100000", "机构职能"), (CLASS, "政府信息公开年报"), ("F0100002", "政府信息公开制度"))
    nodes = [f'<a href="javascript:funclick(\'{code}\')" class="node">{label}</a>' for code, label in classes]
    nodes += [f'<a href="/col/col{SHELL}/index.html?vc_xxgkarea={area}">{body}</a>' for body, area in AREAS.items()]
    tree = f'<div class="dtree">{"<br />".join(nodes)}</div>'
    return Reply(f"<html><head><title>信息公开目录</title></head><body>{tree}</body></html>")


def _attachment(article: Article) -> str:
    return f"/attach/0/{article.key.getrandbits(128):032x}.pdf"


def _address(article: Article) -> str:
    column, at = NOTICES if article.place == "area" else COLUMN, article.at
    return f"{ROOT}/art/{at.year}/{at.month}/{at.day}/art_{column}_{article.key.randint(1_200_000, 1_990_000)}.html"


def _column(column: str, name: str) -> str:
    return f'<a href="/col/col{column}/index.html">{name}</a>'


def _index(article: Article) -> str:
    return f"{AREAS.get(article.source, CITY)[8:16]}/{article.at.year}-{article.key.randint(1, 99_999):05}"


def _row(article: Article, parity: str) -> str:
    title = escape(article.title)
    return (
        f'<tr class="tr_main_value_{parity}"><td>{_index(article)}</td><td><a href="{article.url.removeprefix(ROOT)}" '
        f'title="{title}" gkfs="主动公开" target="_blank">{title[:22]}…</a></td><td>{article.at:%Y-%m-%d}</td></tr>'
    )


def _article(article: Article) -> Reply:
    body = body_html(article, PLAIN)
    if article.attached:
        name = _attachment(article).rpartition("/")[2]
        body += f'<p><a href="/module/download/downfile.jsp?classid=0&filename={name}">附件.pdf</a></p>'
    title, (column, number) = escape(article.title), re.findall(r"art_(\d+)_(\d+)", article.url)[0]
    main = skin(
        "hanweb_article",
        index=_index(article),
        date=f"{article.at:%Y-%m-%d}",
        source=article.source,
        title=title,
        body=body,
    )
    crumb = f"{_column(SHELL, '政府信息公开')} &gt; {_column(COLUMN, '政府信息公开年报')}"
    metas = (
        f'<meta name="ArticleTitle" content="{title}" /><meta name="PubDate" content="{article.at:%Y-%m-%d %H:%M}" />'
    )
    return _page(title, metas, crumb, main, f"type=3&i_webid=60&i_columnid={column}&i_articleid={number}")


def _page(title: str, metas: str, crumb: str, main: str, visit: str) -> Reply:
    crumb = f'<a href="/">首页</a> &gt; {crumb}'
    return Reply(
        skin("hanweb", site=SITE, menu=_MENU, title=title, metas=metas, crumb=crumb, main=main, visit=visit), gzip=True
    )
