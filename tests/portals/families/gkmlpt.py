"""广东省政府信息公开平台 gkmlpt, as it might run a city: www.shili10.gov.cn, plain http only.

/gkmlpt/index#<category>                        one page for every category: what follows # is read by its script
/gkmlpt/api/all/<category>?page=<n>&sid=<SID>   the list, 100 rows a page, the first page is 1; dates are epoch seconds
/nlszjj/gkmlpt/…                                a department's platform under its prefix, with a SID of its own
/gkmlpt/content/…/post_<id>.html#<category>     articles
"""

import json
from datetime import timedelta, timezone
from html import escape

from tests.portals.body import body_html
from tests.portals.content import Article, articles
from tests.portals.czfx import attachment, file_block, stored_pdf
from tests.portals.exchange import Reply, Request, Route, counter, not_found, routed, skin
from tests.portals.grid import SPANS

ROOT = "http://www.shili10.gov.cn"
ROWS = 100
SITES = {"": ("755031", "4711", "南岭市人民政府"), "/nlszjj": ("755212", "5120", "南岭市住房和城乡建设局")}
"""By prefix: SID, category of the annual reports, name."""
BEIJING = timezone(timedelta(hours=8))


class Replica:
    family = "gkmlpt"
    hosts = ("www.shili10.gov.cn",)
    scheme = "http"
    adcode = "449900"

    def __init__(self) -> None:
        self.articles = articles("gkmlpt", _address)
        self.entries = (
            f"{ROOT}/gkmlpt/index#4711",
            f"{ROOT}/",
            next(article.url for article in self.articles if article.role == "report" and article.place == "4711"),
        )
        self._pages = {article.url: article for article in self.articles if article.role != "gone"}
        self._files = {attachment(article): article for article in self.articles if article.attached}
        self._routes: tuple[Route, ...] = (
            ("/robots.txt", lambda _: not_found()),
            (
                "/",
                lambda _: _page(
                    "南岭市人民政府", '<a href="/gkmlpt/index">政府信息公开</a> <a href="/zwfw">政务服务</a>'
                ),
            ),
            ("(/nlszjj)?/gkmlpt/index", _index),
            (r"(/nlszjj)?/gkmlpt/api/all/(\d+)", self._list),
            (r"(?:/nlszjj)?/gkmlpt/content/.*", self._article),
            ("/upfiles/.*", lambda request: stored_pdf(self._files.get(request.path))),
            ("/gkmlpt/api/counter/.*", counter),
        )

    def answer(self, request: Request) -> Reply:
        return routed(self._routes, request)

    def _list(self, request: Request, prefix: str | None, category: str) -> Reply:
        """Another site's SID is an empty list, with 200; page 0 is what an offset below zero gives."""
        sid, own, _ = SITES[prefix or ""]
        listed = [article for article in self.articles if article.place == f"{prefix or ''}/{category}".lstrip("/")]
        if request.query.get("sid") != sid or category != own:
            listed = []
        number = int(request.query.get("page") or 1)
        rows = listed[(number - 1) * ROWS : number * ROWS] if number > 0 else []
        answer = {"total": len(listed), "articles": [_row(article) for article in rows]}
        return Reply(json.dumps(answer), content_type="application/json")

    def _article(self, request: Request) -> Reply:
        article = self._pages.get(ROOT + request.path)
        if article is None:
            return not_found()
        prefix, _, category = article.place.rpartition("/")
        title = escape(article.title)
        main = skin(
            "gkmlpt_article",
            prefix=f"/{prefix}" if prefix else "",
            category=category,
            title=title,
            index=f"007482532/{article.at:%Y}-{article.key.randint(1, 400):05}",
            issuer=article.source,
            made=f"{article.at:%Y-%m-%d}",
            date=f"{article.at:%Y-%m-%d}",
            id=_number(article),
            body=body_html(article, SPANS) + file_block(article),
        )
        metas = (
            f'<meta name="ArticleTitle" content="{title}">\n<meta name="PubDate" content="{article.at:%Y-%m-%d %H:%M}">'
        )
        return _page(title, main, metas)


def _number(article: Article) -> str:
    return str(article.key.randint(4_800_000, 9_990_000))


def _address(article: Article) -> str:
    """Two folders of the number's own digits, as the platform stores its pages."""
    prefix, number = article.place.rpartition("/")[0], _number(article)
    return f"{ROOT}{'/' if prefix else ''}{prefix}/gkmlpt/content/{number[0]}/{number[:4]}/post_{number}.html"


def _row(article: Article) -> dict[str, object]:
    """`created_at` is the clock of the machine, which is not the publisher's day."""
    at = article.at.replace(tzinfo=BEIJING)
    return {
        "id": int(_number(article)),
        "title": article.title,
        "url": f"{article.url}#{article.place.rpartition('/')[2]}",
        "post_url": "",
        "publisher": article.source,
        "display_publish_time": int(at.timestamp()),
        "create_time": int((at + timedelta(days=40)).timestamp()),
        "created_at": f"{at + timedelta(days=40):%Y-%m-%d %H:%M:%S}",
    }


def _index(_: Request, prefix: str | None) -> Reply:
    sid, category, name = SITES[prefix or ""]
    departments = (
        "" if prefix else '<h3>部门平台</h3><ul><li><a href="/nlszjj/gkmlpt/index#5120">市直部门</a></li></ul>'
    )
    main = skin("gkmlpt_index", category=category, departments=departments, site=name, sid=sid, prefix=prefix or "")
    return _page(f"{name}政府信息公开平台", main)


def _page(title: str, main: str, metas: str = "") -> Reply:
    return Reply(skin("gkmlpt", title=title, metas=metas, main=main), chunked=True)
