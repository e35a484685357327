"""龙讯 LonSun "Ls", as it might run a city: www.shili11.gov.cn.

/public/column/<org>?type=4&catId=<cat>&action=list&nav=3&sub=&pageIndex=<n>   a list of the catalogue
/content/column/<id>?pageIndex=<n>                                             a plain column, here departments and towns
/public/<org>/<id>.html                                                        articles
/site/label/8888?labelName=hits                                                the counter

Half of the departments' list leads to other portals: only the title stands here.
"""

from collections.abc import Sequence
from html import escape

from tests.portals.body import body_html
from tests.portals.content import Article, articles
from tests.portals.czfx import attachment, file_block, stored_pdf
from tests.portals.exchange import Reply, Request, Route, counter, not_found, routed, skin
from tests.portals.grid import WORD

ROOT = "https://www.shili11.gov.cn"
ORGANISATION, CATEGORY = "6614481", "6714892"
CITY = f"/public/column/{ORGANISATION}?type=4&catId={CATEGORY}&action=list&nav=3&sub="
COLUMNS = {"departments": ("6790121", "市直部门"), "towns": ("6790122", "乡镇")}
ROWS = 15
ELSEWHERE = 17


class Replica:
    family = "lonsun"
    hosts = ("www.shili11.gov.cn",)
    scheme = "https"
    adcode = "349900"

    def __init__(self) -> None:
        self.articles = articles("lonsun", _address)
        self.entries = (
            f"{ROOT}{CITY}",
            f"{ROOT}/",
            next(article.url for article in self.articles if article.role == "report" and article.place == "towns"),
        )
        self._pages = {article.url: article for article in self.articles if article.role != "gone"}
        self._files = {attachment(article): article for article in self.articles if article.attached}
        self._routes: tuple[Route, ...] = (
            ("/robots.txt", lambda _: Reply("User-agent: *\nDisallow: /site/\n", content_type="text/plain")),
            ("/", lambda _: _page("徽岭市人民政府", "首页", '<a href="/zwgk/index.html">政务公开</a>')),
            ("/zwgk/index.html", _landing),
            (r"/public/column/(\d+)", self._catalogue),
            (r"/content/column/(\d+)", self._plain),
            (r"/public/\d+/\d+\.html", self._article),
            ("/upfiles/.*", lambda request: stored_pdf(self._files.get(request.path))),
            ("/site/label/.*", counter),
        )

    def answer(self, request: Request) -> Reply:
        return routed(self._routes, request)

    def _catalogue(self, request: Request, organisation: str) -> Reply:
        """Without action=list the organisation's whole catalogue is answered, which lists no reports."""
        told = request.query
        own = (organisation, told.get("catId"), told.get("action")) == (ORGANISATION, CATEGORY, "list")
        rows = [_row(article) for article in self.articles if article.place == "city"] if own else []
        return _list("", rows, request, "doc_list")

    def _plain(self, request: Request, column: str) -> Reply:
        place, name = next(((key, name) for key, (no, name) in COLUMNS.items() if no == column), ("", ""))
        rows = [_row(article) for article in self.articles if article.place == place]
        if place == "departments":
            rows += [_elsewhere(number) for number in range(ELSEWHERE)]
        return _list(name, rows, request, "clearfix xxgk_nav_list") if place else not_found()

    def _article(self, request: Request) -> Reply:
        article = self._pages.get(ROOT + request.path)
        if article is None:
            return not_found("您访问的信息不存在")
        title = escape(article.title)
        main = skin(
            "lonsun_article",
            title=title,
            index=f"003250000/{article.at:%Y%m}-{article.key.randint(1, 400):05}",
            issuer=article.source,
            made=f"{article.at:%Y-%m-%d}",
            date=f"{article.at:%Y-%m-%d %H:%M}",
            id=article.url.rpartition("/")[2].removesuffix(".html"),
            body=body_html(article, WORD) + file_block(article),
        )
        metas = _metas(ArticleTitle=article.title, PubDate=f"{article.at:%Y-%m-%d %H:%M}", ContentSource=article.source)
        return _page(title, _crumb(""), main, metas)


def _address(article: Article) -> str:
    organisation = ORGANISATION if article.place == "city" else str(6_614_500 + len(article.source))
    return f"{ROOT}/public/{organisation}/{article.key.randint(8_000_000, 9_999_999)}.html"


def _landing(_: Request) -> Reply:
    links = f'<a href="{escape(CITY)}">政府信息公开年报</a> <a href="/public/column/{ORGANISATION}?type=2">政府信息公开指南</a>'
    return _page("政务公开", '<a href="/">首页</a> &gt; 政务公开', links)


def _list(name: str, rows: Sequence[str], request: Request, shape: str) -> Reply:
    """A page number that is too low is the first page, one that is too high the last."""
    pages = max(-(-len(rows) // ROWS), 1)
    number = min(max(int(request.query.get("pageIndex") or 1), 1), pages)
    shown = "\n".join(rows[(number - 1) * ROWS : number * ROWS])
    menu = "".join(
        f'<li><a href="/content/column/{column}?pageIndex=1">{words}</a></li>' for column, words in COLUMNS.values()
    )
    main = (
        f'<div class="left"><h2>年报</h2><ul>{menu}</ul></div>\n<ul class="{shape}">\n{shown}\n</ul>\n'
        '<div id="page_public_info" class="pagination"></div>\n'
        f"<script>Ls.pagination({{ 'el': '#page_public_info', pageIndex: {number}, pageSize: {ROWS}, pageCount:{pages},"
        " callback: 'page' });</script>"
    )
    metas = _metas(ColumnName=name or "政府信息公开年度报告", ColumnType="信息公开")
    return _page(name or "政府信息公开年度报告", _crumb(name), main, metas)


def _crumb(name: str) -> str:
    column = f'<a href="{escape(CITY)}">政府信息公开年报</a>' + (f" &gt; {name}" if name else "")
    return f'<a href="/">首页</a> &gt; <a href="/zwgk/index.html">政务公开</a> &gt; {column}'


def _row(article: Article) -> str:
    """Some links are whole, some without their scheme; the text is cut."""
    path, title = article.url.removeprefix(ROOT), escape(article.title)
    href = (path, article.url, f"//www.shili11.gov.cn{path}")[len(article.title) % 3]
    return (
        f'<li><a href="{href}" title="{title}" target="_blank">{title[:20]}…</a><span>{article.at:%Y-%m-%d}</span></li>'
    )


def _elsewhere(number: int) -> str:
    """A body with a portal of its own. Asking that portal is not this spider's business, whatever the title says."""
    title = f"徽岭市第{number + 1}中学{2010 + number % 9}年政府信息公开工作年度报告"
    return (
        f'<li><a href="https://www.xuexiao{number}.cn/public/66/{number}.html" title="{title}">{title}</a>'
        f"<span>2015-01-{number + 1:02}</span></li>"
    )


def _metas(**values: str) -> str:
    return "\n".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in values.items())


def _page(title: str, crumb: str, main: str, metas: str = "") -> Reply:
    return Reply(skin("lonsun", title=title, crumb=crumb, main=main, metas=metas), gzip=True)
