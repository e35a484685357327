"""南方 NFCMS, as a city of Guangdong might run it: www.lanwan.gov.cn, https.

/zwgk/zfxxgknb/[index.html]           years and groups; no rows of its own
/zwgk/zfxxgknb/{sj,bm}/[index.html]   a list, 8 rows a page; the second page is index_2.html, index_1.html does not exist
<folder of the poster>/content/post_<id>.html, mpost_<id>.html    one article, two addresses
/counter/                             the counter
"""

from html import escape

from tests.portals.body import body_html
from tests.portals.content import Article, articles
from tests.portals.exchange import Reply, Request, Route, counter, not_found, routed, skin
from tests.portals.grid import PLAIN

ROOT = "https://www.lanwan.gov.cn"
COLUMN = "/zwgk/zfxxgknb/"
GROUPS = {"sj": "市政府", "bm": "市政府部门"}
ROWS = 8


class Replica:
    family = "nfcms"
    hosts = ("www.lanwan.gov.cn",)
    scheme = "https"
    adcode = "991200"

    def __init__(self) -> None:
        self.articles = articles("nfcms", _address)
        for article in self.articles:
            article.aliases = (article.url.replace("/post_", "/mpost_"),)
        self._pages = {_number(article.url): article for article in self.articles if article.role != "gone"}
        report = next(article for article in self.articles if article.role == "report")
        self.entries = (f"{ROOT}{COLUMN}", f"{ROOT}/", report.aliases[0])
        self._routes: tuple[Route, ...] = (
            ("/robots.txt", lambda _: not_found()),
            ("/(?:index.html)?", _home),
            ("/zwgk/(?:index.html)?", _zwgk),
            (rf"{COLUMN}(?:index\.html)?", _column),
            (rf"{COLUMN}({'|'.join(GROUPS)})/(?:index(?:_(\d+))?\.html)?", self._list),
            (r".*/content/m?post_(\d+)\.html", self._article),
            ("/counter/.*", counter),
        )

    def answer(self, request: Request) -> Reply:
        return routed(self._routes, request)

    def _list(self, _: Request, group: str, number: str | None) -> Reply:
        rows = [article for article in self.articles if article.place == group]
        last = -(-len(rows) // ROWS)
        turn = int(number or 1)
        if number == "1" or turn > last:
            return not_found()
        shown = "".join(_row(n, article) for n, article in list(enumerate(rows))[(turn - 1) * ROWS : turn * ROWS])
        # The arrows are links like any other; the last page keeps the words without one.
        onward = (
            f'<a class="next" href="index_{turn + 1}.html">下一页</a>'
            if turn < last
            else '<span class="next">下一页</span>'
        )
        pager = f'<div class="page"><a class="first" href="index.html">首页</a>{onward}</div>'
        return _page(GROUPS[group], _trail(), f'<ul class="list">{shown}</ul>{pager}')

    def _article(self, _: Request, number: str) -> Reply:
        article = self._pages.get(number)
        return _article(article) if article else not_found("您访问的页面不存在")


def _number(url: str) -> str:
    return url.rpartition("_")[2].removesuffix(".html")


def _address(article: Article) -> str:
    """An article lies with whoever posted it."""
    folder = f"zfjgzy/{article.key.randint(100, 999)}" if article.place == "bm" else "zwgk/zfxxgknb/sj"
    return f"{ROOT}/{folder}/content/post_{article.key.randint(1_000_000, 9_999_999)}.html"


def _row(number: int, article: Article) -> str:
    href = article.aliases[0] if number % 5 == 4 else article.url
    title = escape(article.title)
    return f'<li><a href="{href}" title="{title}">{title}</a><span class="time">{article.at:%Y-%m-%d}</span></li>'


def _home(_: Request) -> Reply:
    return _page(
        "首页", "首页", '<ul class="news"><li><a href="/zwyw/content/post_88001.html">市领导调研</a></li></ul>'
    )


def _zwgk(_: Request) -> Reply:
    menu = f'<ul><li><a href="/zwgk/tjnb/">统计年报</a></li><li><a href="{COLUMN}">政府信息公开年报</a></li></ul>'
    return _page("政务公开", '<a href="/">首页</a> &gt; 政务公开', menu)


def _column(_: Request) -> Reply:
    groups = "".join(f'<li><a href="{COLUMN}{folder}/">{name}</a></li>' for folder, name in GROUPS.items())
    news = '<div class="side"><a href="/zwyw/content/post_88001.html">市领导调研</a></div>'
    return _page("政府信息公开年报", _trail(), f"<ul>{groups}</ul>{news}")


def _article(article: Article) -> Reply:
    main = skin(
        "nfcms_article",
        title=escape(article.title),
        issuer=article.source,
        date=f"{article.at:%Y-%m-%d %H:%M:%S}",
        body=body_html(article, PLAIN),
    )
    return _page(escape(article.title), _trail(), main)


def _trail() -> str:
    return f'<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="{COLUMN}">政府信息公开年报</a>'


def _page(title: str, crumb: str, main: str) -> Reply:
    return Reply(skin("nfcms", title=title, crumb=crumb, main=main))
