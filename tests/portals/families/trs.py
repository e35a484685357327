"""拓尔思 WCM, as a city might run it: www.yunxi.gov.cn, plain http.

/zfxxgk/zfxxgknb/[index.html]               the city's list, 10 rows a page; page 2 is index_1.html. It declares one page more than
                                            was ever published; index_0.html and every number too high are 404
/zdgk/214/224/index_17989.html              the departments', told apart by the number in the name; page 2 is index_17989_1.html
/zdgk/214/224/index_17990.html              the districts', numbered backwards: page 2 of 4 is index_17990_2.html, page 4 is _0
/zfxxgk/zfxxgknb/<yyyymm>/t<yyyymmdd>_<id>.html   articles; what was published before July 2017 was moved then and says so
…/P0<yyyymmdd><12 digits>.pdf               attachments, beside the article
/webstat/                                   the counter
"""

from collections.abc import Sequence
from html import escape

from tests.portals.body import body_html
from tests.portals.content import Article, articles
from tests.portals.czfx import stored_pdf
from tests.portals.exchange import Reply, Request, Route, counter, not_found, routed, skin
from tests.portals.grid import PLAIN

ROOT = "http://www.yunxi.gov.cn"
COLUMN = "/zfxxgk/zfxxgknb/"
DEPARTMENTS, DISTRICTS = "/zdgk/214/224/index_17989", "/zdgk/214/224/index_17990"
MOVED = "201707/t20170721"
_DEFINED = 'function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){ document.write("…"); }'


class Replica:
    family = "trs"
    hosts = ("www.yunxi.gov.cn",)
    scheme = "http"
    adcode = "990300"

    def __init__(self) -> None:
        self.articles = articles("trs", _address)
        self._pages = {article.url: article for article in self.articles if article.role != "gone"}
        self._files = {attachment(article): article for article in self.articles if article.attached}
        report = next(article for article in self.articles if article.role == "report" and article.place == "city")
        self.entries = (f"{ROOT}{DISTRICTS}.html", f"{ROOT}/", report.url)
        self._routes: tuple[Route, ...] = (
            ("/robots.txt", _robots),
            (r"/(?:index\.html)?", _home),
            ("/zwgk/", _zwgk),
            (rf"{COLUMN}(?:index(?:_(\d+))?\.html)?", self._city),
            (rf"({DEPARTMENTS}|{DISTRICTS})(?:_(\d+))?\.html", self._group),
            (r".*/t\d{8}_\d+\.html", self._article),
            (r".*/P0\d+\.pdf", self._file),
            ("/webstat/.*", counter),
        )

    def answer(self, request: Request) -> Reply:
        return routed(self._routes, request)

    def _city(self, _: Request, number: str | None) -> Reply:
        pages = _cut([_row(n, article) for n, article in enumerate(self._of("city"))], 10)
        turn = int(number or 0)
        if number == "0" or turn >= len(pages):
            return not_found()
        pager = f'<script>createPageHTML({len(pages) + 1}, {turn}, "index", "html");</script>'
        return _list(f'<ul class="list">{pages[turn]}</ul><div class="page">{pager}</div>')

    def _group(self, _: Request, stem: str, number: str | None) -> Reply:
        backwards = stem == DISTRICTS
        pages = _cut([_nanjing_row(article) for article in self._of("districts" if backwards else "departments")], 5)
        last = len(pages) - 1
        turn = 0 if number is None else last - int(number) if backwards else int(number)
        if (number == "0" and not backwards) or not 0 <= turn <= last:
            return not_found()
        name = stem.rpartition("/")[2]
        if backwards:
            links = [("上一页", turn - 1), ("下一页", turn + 1)]
            pager = "".join(
                f'<a href="{name}{f"_{last - n}" if n else ""}.html">{words}</a>'
                for words, n in links
                if 0 <= n <= last
            )
        else:
            pager = (
                f"<script>{_DEFINED}\nvar countPage = {len(pages)};\n"
                f'createPageHTML(countPage, {turn}, "{name}", "html");</script>'
            )
        return _list(f'<ul id="result">{pages[turn]}</ul><div class="page">{pager}</div>')

    def _of(self, place: str) -> list[Article]:
        return [article for article in self.articles if article.place == place]

    def _article(self, request: Request) -> Reply:
        article = self._pages.get(ROOT + request.path)
        return _article(article) if article else not_found()

    def _file(self, request: Request) -> Reply:
        return stored_pdf(self._files.get(request.path))


def attachment(article: Article) -> str:
    folder = article.url.removeprefix(ROOT).rpartition("/")[0]
    return f"{folder}/P0{article.at:%Y%m%d}{article.key.randint(10**11, 10**12 - 1)}.pdf"


def _address(article: Article) -> str:
    day = MOVED if (article.at.year, article.at.month) < (2017, 7) else f"{article.at:%Y%m/t%Y%m%d}"
    folder = COLUMN if article.place == "city" else "/zdgk/"
    return f"{ROOT}{folder}{day}_{article.key.randint(1_300_000, 4_900_000)}.html"


def _cut(rows: Sequence[str], size: int) -> list[str]:
    return ["\n".join(rows[start : start + size]) for start in range(0, len(rows), size)]


def _row(number: int, article: Article) -> str:
    """The day stands in the anchor, before the title or instead of the attribute, or after it."""
    href, title, day = article.url.removeprefix(ROOT + COLUMN), escape(article.title), f"{article.at:%Y-%m-%d}"
    cut = title if len(title) <= 20 else f"{title[:19]}…"
    shapes = (
        f'<li><a href="./{href}" title="{title}" target="_blank"><span>{day}</span>{cut}</a></li>',
        f'<li><a href="./{href}" target="_blank"><span>{day}</span>{title}</a></li>',
        f"<li><a href='./{href}' title='{title}'>{cut}</a> <span>[{day}]</span></li>",
    )
    return shapes[number % 3]


def _nanjing_row(article: Article) -> str:
    href, title = article.url.removeprefix(f"{ROOT}/zdgk/"), escape(article.title)
    return (
        f'<li><span class="d1"><a href="../../{href}" title="{title}">{title}</a></span>'
        f'<span class="d2">{article.at:%Y-%m-%d}</span></li>'
    )


def _robots(_: Request) -> Reply:
    return Reply("User-agent: *\nDisallow: /webstat/\nDisallow: /was5/\n", content_type="text/plain")


def _home(_: Request) -> Reply:
    news = "".join(
        f'<li><a href="./xwzx/202611/t202611{day}_49{day}001.html">市政府召开第{day}次常务会议</a></li>'
        for day in range(10, 16)
    )
    return _page("首页", _metas(), "<a href='/'>首页</a>", f'<ul class="news">{news}</ul>')


def _zwgk(_: Request) -> Reply:
    menu = (
        '<ul><li><a href="/zfxxgk/zfxxgkzn/">政府信息公开指南</a></li><li><a href="/zfxxgk/fzzf/">法治政府建设年度报告</a></li>'
        f'<li><a href="{COLUMN}">政府信息公开年报</a></li></ul>'
    )
    return _page("政务公开", _metas(ColumnName="政务公开"), "<a href='/'>首页</a> &gt; 政务公开", menu)


def _list(main: str) -> Reply:
    groups = (
        f'<ul class="left"><li><a href="{COLUMN}">市政府</a></li><li><a href="{DEPARTMENTS}.html">市政府部门</a></li>'
        f'<li><a href="{DISTRICTS}.html">区县</a></li></ul>'
    )
    aside = '<ul class="hot"><li><a href="/xwzx/202611/t20261110_4910001.html">市政府召开第10次常务会议</a></li></ul>'
    metas = _metas(ColumnName="政府信息公开年报", ColumnType="政府信息公开")
    return _page("政府信息公开年报", metas, f"{_trail()} &gt; 列表", groups + main + aside)


def _article(article: Article) -> Reply:
    title, when = escape(article.title), f"{article.at:%Y-%m-%d %H:%M}"
    body = body_html(article, PLAIN)
    if article.attached:
        name = attachment(article).rpartition("/")[2]
        body += f'<p>附件：<a href="./{name}" OLDSRC="{name}">{title}.pdf</a></p>'
    main = skin(
        "trs_article",
        title=title,
        index=f"AF001/{article.at:%Y}-{article.key.randint(1, 99999):05}",
        issuer=article.source,
        date=f"{article.at:%Y-%m-%d}",
        id=article.url.rpartition("_")[2].removesuffix(".html"),
        body=body,
    )
    metas = _metas(ArticleTitle=article.title, PubDate=when, ContentSource=article.source, Keywords="年度报告;信息公开")
    return _page(title, metas, _trail(), main, static=True)


def _trail() -> str:
    return f'<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="{COLUMN}">政府信息公开年报</a>'


def _metas(**values: str) -> str:
    return "\n".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in values.items())


def _page(title: str, metas: str, crumb: str, main: str, *, static: bool = False) -> Reply:
    html = skin("trs", title=title, metas=metas, crumb=crumb, main=main)
    return Reply(html, static=static, gzip=static)
