"""大汉 jpaas, as 靖江 runs it: www.jingjiang.gov.cn, plain http.

/xxgk/zfxxgknb/index.html                    the years, spelled `2022n` until they were spelled `2023`
/xxgk/zfxxgknb/<year>/index.html             the groups of publishers: szf, szfgzbm, zbsckfq
/xxgk/zfxxgknb/<year>/<group>/index.html     no rows, but two units; the rows are behind
/api-gateway/jpaas-publish-server/front/page/build/unit?<querydata>&paramJson={"pageNo":n,"pageSize":15}
/xxgk/zfxxgknb/<year>/<group>/art/<yyyy>/art_<32 hex>.html   articles; peace.jingjiang.gov.cn answers them too
"""

import json
import random
import secrets
from collections.abc import Iterable
from datetime import timedelta
from hashlib import md5
from html import escape

from tests.portals.body import body_html
from tests.portals.content import CONTENT, Article, articles
from tests.portals.czfx import stored_pdf
from tests.portals.exchange import Reply, Request, Route, counter, not_found, routed, skin
from tests.portals.grid import SPANS

ROOT = "http://www.jingjiang.gov.cn"
TREE = "/xxgk/zfxxgknb"
API = "/api-gateway/jpaas-publish-server/front/page/build/unit"
FOLDERS: dict[str, str] = json.loads((CONTENT / "jiangsu_jingjiang.json").read_text("utf-8"))["folders"]
GROUPS = {"szf": "市政府", "szfgzbm": "市政府工作部门", "zbsckfq": "镇办、市场、开发区"}
WEB, TEMPLATES = "9c1e5f0a7d3b4c2e8f6a1b2c3d4e5f60", "5c30a1f2b4d94e0c8a7b6c5d4e3f2a10"
DRAWN = CONTENT.parent.parent / "fixtures" / "pictures"
LIST, RECENT = "信息列表", "最新信息"
MOST_ROWS = 50
PICTURES = {
    "2": "jingjiang-t2-serif-96.png",
    "3": "jingjiang-t3-serif-96.png",
    "4": "jingjiang-t4-bold-96.png",
}
"""Tables of the report on 2022, drawn by `tests.pictures` from its figures."""


class Jingjiang:
    hosts = ("www.jingjiang.gov.cn", "peace.jingjiang.gov.cn")
    scheme = "http"

    def __init__(self) -> None:
        self.articles = articles("jiangsu_jingjiang", _address)
        for article in self.articles:
            if "alias" in article.facts:
                article.aliases = (article.url.replace("www.jingjiang.gov.cn", article.facts["alias"]),)
        self._pages = {article.url: article for article in self.articles}
        self._files = {attachment(article): article for article in self.articles if article.attached}
        self._pictures = {
            picture(article, table): PICTURES[table]
            for article in self.articles
            for table in PICTURES
            if f"[[image {table}]]" in article.paragraphs
        }
        self._columns = {_page_id(place): place for place in {article.place for article in self.articles}}
        both_hosts: tuple[Route, ...] = (
            (r"/.*/art/\d{4}/art_[0-9a-f]{32}\.html", self._article),
            ("/attach/.*", self._file),
            ("/picture/.*", self._picture),
            ("/api-gateway/jpaas-web-server/front/article/hits", counter),
        )
        main_host: tuple[Route, ...] = (
            (r"/(?:index\.html)?", _home),
            (rf"{TREE}(?:/(\d{{4}}n?))?(?:/(\w+))?/(?:index\.html)?", self._folder),
            (API, self._unit),
        )
        self._routes = {"www.jingjiang.gov.cn": both_hosts + main_host, "peace.jingjiang.gov.cn": both_hosts}

    def answer(self, request: Request) -> Reply:
        return routed(self._routes[request.host], request)

    def _article(self, request: Request) -> Reply:
        article = self._pages.get(ROOT + request.path)
        return _article(article) if article else not_found()

    def _file(self, request: Request) -> Reply:
        return stored_pdf(self._files.get(request.path))

    def _picture(self, request: Request) -> Reply:
        name = self._pictures.get(request.path)
        return Reply((DRAWN / name).read_bytes(), content_type="image/png", static=True) if name else not_found()

    def _folder(self, _: Request, folder: str | None, group: str | None) -> Reply:
        year = next((year for year, name in FOLDERS.items() if name == folder), None)
        if folder is None and group is None:
            newest = [article for article in self.articles if article.place]
            tree = "".join(
                f'<li><a href="{TREE}/{name}/index.html">{year}年</a></li>' for year, name in reversed(FOLDERS.items())
            )
            latest = _newest("政府信息公开年报", newest, f"{TREE}/{FOLDERS['2025']}/index.html")
            return _column("政府信息公开年报", f'<ul class="xxgk-tree">{tree}</ul>{latest}')
        if year is None or (group and group not in GROUPS):
            return not_found()
        if group:
            return _column(f"{year}年 {GROUPS[group]}", _units(f"{year}/{group}", spelled_n="n" in FOLDERS[year]))
        blocks = (
            _newest(name, (a for a in self.articles if a.place == f"{year}/{key}"), f"{TREE}/{folder}/{key}/index.html")
            for key, name in GROUPS.items()
        )
        return _column(f"{year}年", "".join(blocks))

    def _unit(self, request: Request) -> Reply:
        """Rows of a unit; only paramJson turns the page, and only a visitor who comes from the column is answered."""
        if not request.headers.get("referer", "").startswith(f"{ROOT}{TREE}/"):
            return Reply("<html><body><h1>403 Forbidden</h1></body></html>", 403)
        told = request.query
        place = self._columns.get(told.get("pageId", ""))
        if place is None or (told.get("webId"), told.get("tplSetId")) != (WEB, TEMPLATES):
            return _json({"success": False, "data": None})
        listed = place if told.get("tagId") == LIST else ""
        rows = [article for article in self.articles if article.place == listed]
        turn = json.loads(told.get("paramJson") or "{}")
        number, size = int(turn.get("pageNo", 1)), min(int(turn.get("pageSize", 15)), MOST_ROWS)
        shown = "".join(_row(article) for article in rows[(number - 1) * size : number * size])
        html = (
            f"<div class='page-box'><ul class='page-content'>{shown}</ul>"
            f"<div class='pagination' pageno='{number}' rows='{size}' count='{len(rows)}'></div></div>"
        )
        return _json({"success": True, "data": {"html": html}})


def attachment(article: Article) -> str:
    return f"/attach/-1/{article.key.getrandbits(128):032x}.pdf"


def picture(article: Article, table: str) -> str:
    return f"/picture/-1/{md5(f'{article.url}/{table}'.encode()).hexdigest()}.png"


def _home(_: Request) -> Reply:
    return _page("靖江市人民政府", "", "首页", f'<a href="{TREE}/index.html">政府信息公开年报</a>')


def _address(article: Article) -> str:
    number = article.facts.get("id", f"{article.key.getrandbits(128):032x}")
    year, _, group = article.place.partition("/")
    column = f"{TREE}/{FOLDERS[year]}/{group}" if group else "/xwzx/tzgg"
    return f"{ROOT}{column}/art/{article.at:%Y}/art_{number}.html"


def _page_id(place: str) -> str:
    return md5(place.encode()).hexdigest()


def _units(place: str, *, spelled_n: bool) -> str:
    """Two units, the recent news of the site first; the newer template spells its attributes otherwise."""
    kind, attribute = (
        ("bulidstatic", ("parsetype", "querydata")) if spelled_n else ("buildstatic", ("parseType", "queryData"))
    )
    scripts = []
    for tag in (RECENT, LIST):
        query = {"parseType": kind, "webId": WEB, "tplSetId": TEMPLATES, "pageType": "column", "tagId": tag}
        query |= {"editType": "null", "pageId": _page_id(place)}
        told = "{" + ",".join(f"'{name}':'{value}'" for name, value in query.items()) + "}"
        scripts.append(f'<script {attribute[0]}="{kind}" url="{API}"\n {attribute[1]}="{told}"></script>')
    recent, listed = scripts
    return f'<div class="side"><h3>最新信息</h3>{recent}</div>\n<div class="list"><h3>年报</h3>{listed}</div>'


def _newest(name: str, listed: Iterable[Article], more: str) -> str:
    rows = "".join(
        f'<li class="clearfix"><a href="{article.url.removeprefix(ROOT)}" title="{escape(article.title)}">'
        f"{escape(article.title)}</a><span>{article.at:%Y-%m-%d}</span></li>"
        for article in list(listed)[:5]
    )
    return f'<div class="xxgk-zcnr"><h3>{name} <a class="xxgk_more" href="{more}">更多</a></h3><ul>{rows}</ul></div>\n'


def _row(article: Article) -> str:
    href = article.aliases[0] if article.aliases else article.url.removeprefix(ROOT)
    title = escape(article.title)
    return (
        f"<li class='clearfix'><a href='{href}' title='{title}' target='_blank'>{title}</a>"
        f"<span class='bt-right'>{article.at:%Y-%m-%d}</span></li>"
    )


def _article(article: Article) -> Reply:
    body = body_html(article, SPANS, lambda table: picture(article, table))
    if article.attached:
        body += f'<p>附件：<a href="{attachment(article)}">{escape(article.title)}.pdf</a></p>'
    when = f"{article.at:%Y-%m-%d %H:%M}"
    serial = f"014437529/{article.at:%Y}-{article.key.randint(1, 400):05}"
    main = skin(
        "jpaas_article",
        title=escape(article.title),
        index=article.facts.get("index", serial),
        issuer=article.facts.get("issuer", article.source),
        made=article.facts.get("made", f"{article.at - timedelta(days=3):%Y-%m-%d}"),
        date=when,
        source=article.source,
        id=article.url[-37:-5],
        web=WEB,
        nonce=secrets.token_hex(8),
        reader=str(random.randint(1, 900)),
        body=body,
    )
    metas = _metas(ArticleTitle=article.title, PubDate=when, ContentSource=article.source, Keywords="", Description="")
    return _page(
        escape(article.title),
        metas,
        f'<a href="/">首页</a> &gt; <a href="{TREE}/index.html">政府信息公开年报</a>',
        main,
    )


def _column(name: str, main: str) -> Reply:
    metas = _metas(ColumnName=name, ColumnType="政府信息公开年报", ColumnDescription=name, ColumnKeywords="年报")
    return _page(
        name, metas, f'<a href="/">首页</a> &gt; <a href="{TREE}/index.html">政府信息公开年报</a> &gt; {name}', main
    )


def _metas(**values: str) -> str:
    return "\n".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in values.items())


def _page(title: str, metas: str, crumb: str, main: str) -> Reply:
    return Reply(skin("jpaas", title=title, metas=metas, crumb=crumb, main=main), chunked=True)


def _json(answer: object) -> Reply:
    return Reply(json.dumps(answer, ensure_ascii=False), content_type="application/json;charset=UTF-8", chunked=True)
