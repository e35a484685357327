"""常州风讯, as its counties run it: www.liyang.gov.cn.

/class/OPCKQFNA                       a shell; the rows are in its frame
/content/xxgk/index?catid=…[&page=n]  the frame, 20 rows a page; any n beyond the last answers the first page again
/class/OPCKQFNA/<n>                   not page n of the list but the news of the home page
/html/czly/<yyyy>/<CLASS>_<mmdd>/<id>.html   articles, files on disk

Pages say their character set in a meta only, never in the header.
"""

import re
from datetime import timedelta
from html import escape

from tests.portals.body import body_html
from tests.portals.content import Article, articles
from tests.portals.czfx import attachment, file_block, page_seconds, stored_pdf
from tests.portals.exchange import Reply, Request, Route, counter, not_found, routed, skin
from tests.portals.grid import WORD

ROOT = "https://www.liyang.gov.cn"
CLASS, OTHER_CLASS = "OPCKQFNA", "PDJKAKQH"
ROWS = 20
CATALOGUE, OTHER_CATALOGUE = "123", "118"


class Liyang:
    hosts = ("www.liyang.gov.cn",)
    scheme = "https"

    def __init__(self) -> None:
        self.articles = articles("jiangsu_liyang", _address)
        self._pages = {article.url: article for article in self.articles}
        self._files = {attachment(article): article for article in self.articles if article.attached}
        self._routes: tuple[Route, ...] = (
            ("/robots.txt", _robots),
            (f"/class/({CLASS}|{OTHER_CLASS})", _shell),
            (r"/|/class/[A-Q]{8}(?:/\d+)?", _home_news),
            ("/content/xxgk/index", self._frame),
            ("/html/.*", self._article),
            ("/upfiles/.*", self._file),
            ("/hits.php", counter),
        )

    def answer(self, request: Request) -> Reply:
        return routed(self._routes, request)

    def _article(self, request: Request) -> Reply:
        article = self._pages.get(ROOT + request.path)
        return _article(article) if article else not_found()

    def _file(self, request: Request) -> Reply:
        return stored_pdf(self._files.get(request.path))

    def _frame(self, request: Request) -> Reply:
        query = request.query
        catid = query.get("catid", "")
        rows = [_row(number, article) for number, article in enumerate(self.articles, 1)]
        if catid != CATALOGUE:
            rows = [_other_row(year) for year in range(2025, 2015, -1)] if catid == OTHER_CATALOGUE else []
        last = max(1, -(-len(rows) // ROWS))
        number = int(query.get("page") or 1)
        number = number if 1 <= number <= last else 1
        links = [("首页", 1), ("上一页", max(1, number - 1)), ("下一页", min(last, number + 1)), ("尾页", last)]
        return Reply(
            skin(
                "county_frame",
                rows="\n".join(rows[(number - 1) * ROWS : number * ROWS]),
                last=str(last),
                links=" ".join(f'<a href="/content/xxgk/index?catid={catid}&page={n}">{name}</a>' for name, n in links),
                seconds=page_seconds(),
            ),
            content_type="text/html",
            gzip=True,
        )


def _address(article: Article) -> str:
    number = article.facts.get("id", str(article.key.randint(6000, 29_999)))
    return f"{ROOT}/html/czly/{article.at:%Y}/{CLASS}_{article.at:%m%d}/{number}.html"


def _row(number: int, article: Article) -> str:
    """The category is linked before the item, and the year has two digits."""
    path = article.url.removeprefix(ROOT)
    href = path if number % 5 else f"http://www.liyang.gov.cn{path}"
    return (
        f'<tr><td>{number}</td><td><strong><a href="/class/{CLASS}">[政府信息公开年报]</a></strong> '
        f'<a href="{href}" title="{escape(article.title)}" target="_blank">{escape(article.title)}</a></td>'
        f"<td>{article.source}</td><td>[{article.at:%y-%m-%d}]</td></tr>"
    )


def _other_row(year: int) -> str:
    title = f"{year}年溧阳市政府工作报告"
    return (
        f'<tr><td>{2026 - year}</td><td><a href="/html/czly/{year}/{OTHER_CLASS}_0112/{year}1.html">{title}</a></td>'
        f"<td>溧阳市人民政府</td><td>[{year % 100}-01-12]</td></tr>"
    )


def _robots(_: Request) -> Reply:
    return Reply("User-agent: *\nDisallow:\n", content_type="text/plain")


def _shell(_: Request, name: str) -> Reply:
    catid = CATALOGUE if name == CLASS else OTHER_CATALOGUE
    return _page("政府信息公开年报", skin("county_shell", catid=catid))


def _home_news(_: Request) -> Reply:
    titles = ("市委召开常委会会议", "天目湖旅游度假区推出新线路", "我市部署春季安全生产工作", "溧阳年度报告会走进企业")
    rows = (
        f'<tr><td>·<a href="/html/czly/2026/OMCJNIPD_03{10 + n}/{30_000 + n}.html" title="{title}">{title}</a></td>'
        f"<td>[26-03-{10 + n}]</td></tr>"
        for n, title in enumerate(titles)
    )
    return _page("首页", f'<table class="border2" width="100%">{"".join(rows)}</table>')


def _article(article: Article) -> Reply:
    built = skin(
        "county_article",
        title=escape(article.title),
        date=f"{article.at:%Y-%m-%d}",
        issuer=article.source,
        id=re.sub(r".*/|\.html", "", article.url),
        body=body_html(article, WORD) + file_block(article),
    )
    # Built once, so the seconds it took are those of the day it was built.
    seconds = f"0.{(article.at + timedelta(days=1)):%H%M%d}"
    html = skin("county", title=escape(article.title), main=built, seconds=seconds)
    return Reply(html, content_type="text/html", static=True)


def _page(title: str, main: str) -> Reply:
    html = skin("county", title=title, main=main, seconds=page_seconds())
    return Reply(html, content_type="text/html", headers=(("Set-Cookie", "PHPSESSID=replica; path=/"),))
