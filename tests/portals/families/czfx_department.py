"""常州风讯, as departments run it on hosts of their own; made up: jyj.lanjiang.gov.cn.

/class/LCHQMDAF[/n]     the column, rows in the page, 20 a page, the last page for any higher n
/class/LCHQMDAF/1&template=templates/czzl/xxgk_class_min.html      its rows alone, without the page around them
/html/jyj/<yyyy>/<CLASS>_<mmdd>/<id>.html    articles

Every menu also leads to the city's own lists, which are of the other form of this system.
"""

import re
from html import escape

from tests.portals.body import body_html
from tests.portals.content import Article, articles
from tests.portals.czfx import attachment, file_block, page_seconds, stored_pdf
from tests.portals.exchange import Reply, Request, Route, counter, not_found, routed, skin
from tests.portals.grid import WORD

ROOT = "http://jyj.lanjiang.gov.cn"
CLASS, PUBLIC = "LCHQMDAF", "JQMEBHOA"
BARE = "&template=templates/czzl/xxgk_class_min.html"
ROWS = 20
_FRAMES = (
    '<table class="border2" width="100%">{0}</table>',
    '<table><tr><td class="listtext"><table width="100%">{0}</table></td></tr></table>',
    '<table class="titi3" width="100%">{0}</table>',
)
"""Each redesign left its own table around the rows."""


class Replica:
    family = "czfx_county"
    hosts = ("jyj.lanjiang.gov.cn",)
    scheme = "http"
    adcode = "339904"

    def __init__(self) -> None:
        self.articles = articles("czfx_department", _address)
        self.entries = (
            f"{ROOT}/class/{CLASS}",
            f"{ROOT}/",
            next(article.url for article in self.articles if article.role == "report"),
            f"{ROOT}/class/{CLASS}/1{BARE}",
        )
        self._pages = {article.url: article for article in self.articles if article.role != "gone"}
        self._files = {attachment(article): article for article in self.articles if article.attached}
        self._routes: tuple[Route, ...] = (
            ("/robots.txt", lambda _: not_found()),
            ("/", lambda _: _page("首页", "首页", _news())),
            (f"/class/{PUBLIC}", lambda _: _public()),
            (rf"/class/{CLASS}(?:/(\d+))?({re.escape(BARE)})?", self._list),
            ("/html/.*", self._article),
            ("/upfiles/.*", lambda request: stored_pdf(self._files.get(request.path))),
            ("/hits.php", counter),
        )

    def answer(self, request: Request) -> Reply:
        return routed(self._routes, request)

    def _article(self, request: Request) -> Reply:
        article = self._pages.get(ROOT + request.path)
        return _article(article) if article else not_found()

    def _list(self, _: Request, page: str | None, bare: str | None) -> Reply:
        last = -(-len(self.articles) // ROWS)
        number = min(max(int(page or 1), 1), last)
        shown = enumerate(self.articles[(number - 1) * ROWS : number * ROWS], 1)
        table = _FRAMES[number % 3].format("\n".join(_row(n, article) for n, article in shown))
        links = [f'<a href="/class/{CLASS}/{n}">{n}</a>' for n in range(1, last + 1) if n != number]
        links.insert(number - 1, f"<strong>{number}</strong>")
        pager = (
            f'<div id="FX_PageDiv"><span>共{len(self.articles)}条</span> <span>{last}</span>页 {" ".join(links)} '
            f'<a href="/class/{CLASS}/{min(number + 1, last)}">下一页</a></div>'
        )
        return Reply(table + pager) if bare else _page("政府信息公开年报", _crumb(), table + pager)


def _address(article: Article) -> str:
    number = article.facts.get("id", str(article.key.randint(3000, 19_999)))
    return f"{ROOT}/html/jyj/{article.at:%Y}/{CLASS}_{article.at:%m%d}/{number}.html"


def _crumb() -> str:
    return f'<a href="/class/{PUBLIC}">政府信息公开</a> &gt; <a href="/class/{CLASS}">政府信息公开年报</a>'


def _row(number: int, article: Article) -> str:
    """The category may be linked before the item; years before 2020 have two digits."""
    title, day = (
        escape(article.title),
        f"{article.at:%Y-%m-%d}" if article.at.year > 2019 else f"[{article.at:%y-%m-%d}]",
    )
    category = f'<strong><a href="/class/{CLASS}">[信息公开年报]</a></strong>' if number % 4 == 0 else "·"
    path = article.url.removeprefix(ROOT)
    return (
        f'<tr><td>{category}<a href="{path}" title="{title}" target="_blank">{title[:24]}</a></td><td>{day}</td></tr>'
    )


def _news() -> str:
    rows = (
        f'<tr><td>·<a href="/html/jyj/2026/BGPDKNIA_03{10 + n}/{20_000 + n}.html" title="我市举行第{n}届校园艺术节">'
        f"我市举行第{n}届校园艺术节</a></td><td>2026-03-{10 + n}</td></tr>"
        for n in range(1, 9)
    )
    return f'<table class="border2" width="100%">{"".join(rows)}</table>'


def _public() -> Reply:
    links = (
        '<a href="/class/NHBDGOIC">政府信息公开指南</a> <a href="/class/HLCAMPEB">法治政府建设年度报告</a> '
        f'<a href="/class/{CLASS}">政府信息公开年报</a>'
    )
    return _page("政府信息公开", "政府信息公开", f'<table class="border2"><tr><td>{links}</td></tr></table>')


def _article(article: Article) -> Reply:
    built = skin(
        "county_article",
        title=escape(article.title),
        date=f"{article.at:%Y-%m-%d}",
        issuer=article.source,
        id=re.sub(r".*/|\.html", "", article.url),
        body=body_html(article, WORD) + file_block(article),
    )
    return _page(escape(article.title), _crumb(), built)


def _page(title: str, crumb: str, main: str) -> Reply:
    return Reply(skin("czfx_department", title=title, crumb=crumb, main=main, seconds=page_seconds()))
