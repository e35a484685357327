"""新点 Epoint with EWB-FRONT, as it might run a city: www.shili9.gov.cn.

/dynamic/zwgk/govInfoPub.html?categorynum=003006&deptcode=     a shell: no rows, no breadcrumb, but the news of the day
/js/webBuilderCommon.js                                        the one place that tells siteGuid and projectName
/EWB-FRONT/rest/lightfrontaction/getgovinfolist                the list, POST of a JSON object; total is printed as text
/zwgk/<category>/<yyyymmdd>/<guid>.html                        articles
"""

import json
from collections.abc import Callable
from hashlib import md5
from html import escape
from typing import Literal

from tests.portals.body import body_html
from tests.portals.content import Article, articles
from tests.portals.czfx import attachment, file_block, stored_pdf
from tests.portals.exchange import Reply, Request, Route, counter, not_found, routed, skin
from tests.portals.grid import PLAIN

ROOT = "https://www.shili9.gov.cn"
SHELL = "/dynamic/zwgk/govInfoPub.html"
LIST = "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
SITE = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"
ALL = "003006"
GROUPS = {"003006001": "市政府", "003006002": "市直部门"}
MOST_ROWS = 20
Numbering = Literal["from 0", "from 1", "from 1, and 0 is the first too"]


class Replica:
    family = "epoint"
    hosts = ("www.shili9.gov.cn",)
    scheme = "https"
    adcode = "320399"

    def __init__(self) -> None:
        self.numbering: Numbering = "from 0"
        self.articles = articles("epoint", _address)
        self.entries = (
            f"{ROOT}{SHELL}?categorynum={ALL}&deptcode=",
            f"{ROOT}/",
            next(article.url for article in self.articles if article.role == "report"),
        )
        self._pages = {article.url: article for article in self.articles if article.role != "gone"}
        self._files = {attachment(article): article for article in self.articles if article.attached}
        self._routes: tuple[Route, ...] = (
            ("/robots.txt", lambda _: Reply("User-agent: *\nDisallow: /EWB-FRONT/admin/\n", content_type="text/plain")),
            ("/", _menu("徐岭市人民政府", '<a href="/zwgk/subpage.html">政务公开</a>')),
            ("/zwgk/subpage.html", _menu("政务公开", _column_link(ALL, "政府信息公开年报"))),
            (SHELL, _shell),
            ("/js/webBuilderCommon.js", _common),
            (LIST, self._list),
            (r"/zwgk/\d+/.*", self._article),
            ("/upfiles/.*", lambda request: stored_pdf(self._files.get(request.path))),
            ("/EWB-FRONT/rest/frontAppNotNeedLoginAction/clickcount", counter),
        )

    def answer(self, request: Request) -> Reply:
        return routed(self._routes, request)

    def _list(self, request: Request) -> Reply:
        """Only JSON is understood; a wrong site or category is an empty list, with 200."""
        if request.method != "POST" or "json" not in request.headers.get("content-type", ""):
            return Reply('{"custom":{},"status":{"code":500}}', 415, content_type="application/json")
        told = json.loads(request.body)
        listed = [article for article in self.articles if article.place.startswith(told["categorynum"])]
        if told["siteGuid"] != SITE or told["deptcode"]:
            listed = []
        index, size = int(told["pageIndex"]), min(int(told["pageSize"]), MOST_ROWS)
        if self.numbering != "from 0":
            index -= 1
            if self.numbering != "from 1":
                index = max(index, 0)
        rows = listed[index * size : (index + 1) * size] if index >= 0 else []
        shown = [_row(number, article) for number, article in enumerate(rows)]
        return Reply(_json({"custom": {"total": str(len(listed)), "data": shown}}), content_type="application/json")

    def _article(self, request: Request) -> Reply:
        article = self._pages.get(ROOT + request.path)
        if article is None:
            return not_found()
        when, title = f"{article.at:%Y-%m-%d}", escape(article.title)
        main = skin(
            "epoint_article",
            title=title,
            index=article.facts.get("index", f"014051232/{article.at:%Y}-{article.key.randint(1, 400):05}"),
            issuer=article.source,
            date=when,
            id=article.url.rpartition("/")[2].removesuffix(".html"),
            body=body_html(article, PLAIN) + file_block(article),
        )
        metas = (
            f'<meta name="ArticleTitle" content="{title}">\n<meta name="PubDate" content="{article.at:%Y-%m-%d %H:%M}">'
        )
        return Reply(skin("epoint", title=title, metas=metas, main=main), static=True)


def _address(article: Article) -> str:
    guid = md5(f"{article.source}{article.title}".encode()).hexdigest()
    return f"{ROOT}/zwgk/{article.place}/{article.at:%Y%m%d}/{guid[:8]}-{guid[8:12]}-{guid[12:16]}-{guid[16:]}.html"


def _column_link(category: str, name: str) -> str:
    return f'<li><a href="{SHELL}?categorynum={category}&deptcode=">{name}</a></li>'


def _menu(title: str, main: str) -> Callable[[Request], Reply]:
    return lambda _: Reply(skin("epoint", title=title, metas="", main=main))


def _shell(_: Request) -> Reply:
    """The same page for every category: its script reads the address."""
    groups = "".join(_column_link(category, name) for category, name in GROUPS.items())
    menu = _column_link(ALL, "政府信息公开年报") + groups
    return Reply(skin("epoint", title="政府信息公开", metas="", main=skin("epoint_shell", menu=menu)))


def _common(_: Request) -> Reply:
    site = _json({"siteGuid": SITE, "projectName": "/EWB-FRONT"})
    return Reply(f"var siteInfo = {site};\nvar Util = {{}};\n", content_type="application/javascript", static=True)


def _row(number: int, article: Article) -> dict[str, str]:
    """Long titles are cut and marked up in `title` and whole in `realtitle`; now and then only the visiting address is filled."""
    path = article.url.removeprefix(ROOT)
    cut = f"<font color=''>{article.title[:12]}...</font>" if len(article.title) > 12 else article.title
    return {
        "title": cut,
        "realtitle": article.title,
        "infourl": "" if number % 7 == 5 else path,
        "visiturl": article.url if number % 7 == 5 else "",
        "linkurl": "",
        "infodate": f"{article.at:%Y-%m-%d}",
        "handsdate": f"{article.at:%Y-%m-%d}",
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
