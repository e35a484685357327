"""开普 UCAP with static lists, as a city might run it: www.linhu.gov.cn.

/linhu/zfxxgknb/xxgk_lists.shtml            the annual-report column, a shell; a number behind its name answers the news of the day
/linhu/zfxxgknb/<szf|bm>/xxgk_list.shtml    its sub-columns, 10 rows a page; page 2 is xxgk_list_2.shtml, and _1 is the first again
/linhu/zfxxgknb/<szf|bm>/<yyyymm>/<32 hex>.shtml   articles
/common/visit/                              the counter
"""

from html import escape

from tests.portals.body import body_html
from tests.portals.content import Article, articles
from tests.portals.czfx import stored_pdf
from tests.portals.exchange import Reply, Request, Route, counter, not_found, routed, skin
from tests.portals.grid import SPANS

ROOT = "https://www.linhu.gov.cn"
COLUMN = "/linhu/zfxxgknb"
GROUPS = {"szf": "市政府", "bm": "市政府部门"}
ROWS = 10
SITE = "临湖市人民政府"


class Replica:
    family = "ucap"
    hosts = ("www.linhu.gov.cn",)
    scheme = "https"
    adcode = "990500"

    def __init__(self) -> None:
        self.articles = articles("ucap_static", _address)
        self._pages = {article.url: article for article in self.articles if article.role != "gone"}
        self._files = {attachment(article): article for article in self.articles if article.attached}
        report = next(article for article in self.articles if article.role == "report" and article.place == "bm")
        self.entries = (f"{ROOT}{COLUMN}/bm/xxgk_list.shtml", f"{ROOT}/", report.url)
        self._routes: tuple[Route, ...] = (
            ("/robots.txt", _robots),
            ("/", _home),
            ("/linhu/zwgk/nav_list.shtml", _zwgk),
            (rf"{COLUMN}/xxgk_lists\.shtml", _shell),
            (rf"{COLUMN}/xxgk_lists_\d+\.shtml", _news),
            (rf"{COLUMN}/({'|'.join(GROUPS)})/xxgk_list(?:_(\d+))?\.shtml", self._list),
            (r".*/[0-9a-f]{32}\.shtml", self._article),
            (r".*/files/.*\.pdf", self._file),
            ("/common/visit/.*", counter),
        )

    def answer(self, request: Request) -> Reply:
        return routed(self._routes, request)

    def _list(self, _: Request, group: str, number: str | None) -> Reply:
        rows = [article for article in self.articles if article.place == group]
        last, turn = -(-len(rows) // ROWS), int(number or 1)
        if not 1 <= turn <= last:
            return not_found()
        shown = "\n".join(_row(article) for article in rows[(turn - 1) * ROWS : turn * ROWS])
        call = f"createPageHTML('page_div', {last}, {turn}, 'xxgk_list', 'shtml', {len(rows)});"
        main = (
            f'{_tabs()}<ul class="pageList newsList">{shown}</ul>\n<div id="page_div"></div>\n'
            f'<script type="text/javascript">{call}</script>'
        )
        crumb = f"{_trail()} &gt; {GROUPS[group]}"
        return _page(f"{GROUPS[group]}_{SITE}", metas(ColumnName=GROUPS[group]), crumb, main)

    def _article(self, request: Request) -> Reply:
        article = self._pages.get(ROOT + request.path)
        if article is None:
            return not_found()
        attached = f'<p>附件：<a href="{attachment(article)}">年报.pdf</a></p>' if article.attached else ""
        main, head = article_parts(article, attached)
        return _page(escape(article.title), head, _trail(), main, static=True)

    def _file(self, request: Request) -> Reply:
        return stored_pdf(self._files.get(request.path))


def article_parts(article: Article, attached: str) -> tuple[str, str]:
    """The article itself, and the metas of its page."""
    when = f"{article.at:%Y-%m-%d %H:%M:%S}"
    main = skin(
        "ucap_article",
        title=escape(article.title),
        index=f"11990000/{article.at:%Y}-{article.key.randint(1, 99999):05}",
        issuer=article.source,
        date=when,
        body=body_html(article, SPANS) + attached,
    )
    return main, metas(ArticleTitle=article.title, PubDate=when, ContentSource=article.source)


def metas(**values: str) -> str:
    return "\n".join(f'<meta name="{name}" content="{escape(value)}" />' for name, value in values.items())


def attachment(article: Article) -> str:
    return article.url.removeprefix(ROOT).removesuffix(".shtml") + f"/files/{article.key.getrandbits(128):032x}.pdf"


def _address(article: Article) -> str:
    return f"{ROOT}{COLUMN}/{article.place}/{article.at:%Y%m}/{article.key.getrandbits(128):032x}.shtml"


def _row(article: Article) -> str:
    title = escape(article.title)
    return (
        f'<li><a href="{article.url.removeprefix(ROOT)}" title="{title}" target="_blank">{title[:22]}</a>'
        f'<span class="time">{article.at:%Y-%m-%d}</span></li>'
    )


def _robots(_: Request) -> Reply:
    return not_found()


def _home(_: Request) -> Reply:
    return _page(SITE, "", "首页", "<h2>要闻</h2>")


def _zwgk(_: Request) -> Reply:
    main = (
        '<ul class="tabs"><li><a href="/linhu/zfwzndbb/list.shtml">政府网站年报</a></li>'
        f'<li><a href="{COLUMN}/xxgk_lists.shtml">政府信息公开年报</a></li></ul>'
    )
    return _page("政务公开", metas(ColumnName="政务公开"), '<a href="/">首页</a> &gt; 政务公开', main)


def _tabs() -> str:
    tabs = "".join(f'<li><a href="{COLUMN}/{group}/xxgk_list.shtml">{name}</a></li>' for group, name in GROUPS.items())
    return f'<ul class="tabs">{tabs}</ul>'


def _shell(_: Request) -> Reply:
    return _page("政府信息公开年报", metas(ColumnName="政府信息公开年报"), _trail(), _tabs())


def _news(_: Request) -> Reply:
    reply = _page("要闻", "", "首页", "<ul class='pageList'><li><a href='/linhu/xw/202611/1.shtml'>要闻</a></li></ul>")
    return Reply(reply.body, violation="a further page of a shell was guessed")


def _trail() -> str:
    return (
        '<a href="/">首页</a> &gt; <a href="/linhu/zwgk/nav_list.shtml">政务公开</a> &gt; '
        f'<a href="{COLUMN}/xxgk_lists.shtml">政府信息公开年报</a>'
    )


def _page(title: str, head: str, crumb: str, main: str, *, static: bool = False) -> Reply:
    menu = '<a href="/linhu/zwgk/nav_list.shtml">政务公开</a> <a href="/linhu/hdjl/nav_list.shtml">互动交流</a>'
    return Reply(skin("ucap", title=title, site=SITE, metas=head, menu=menu, crumb=crumb, main=main), static=static)
