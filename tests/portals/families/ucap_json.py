"""开普 UCAP whose lists come as JSON, as a city might run it: www.beiling.gov.cn.

/beiling/c100200/redirect_firstChannel.shtml    the annual-report column: no content, its script hops to the first channel below
/beiling/<c100201|c100202>/zfxxgk_list.shtml    the channels, without rows; the script of one says its number apart from the path
/common/search/<32 hex>?_isAgg=…&page=<n>       their rows, 20 a page at most, counted from 1 (0 is the first page, too)
/beiling/<channel>/<yyyymm>/<32 hex>.shtml      articles
/common/visit/                                  the counter
"""

import json
from hashlib import md5
from html import escape

from tests.portals.content import Article, articles
from tests.portals.czfx import stored_pdf
from tests.portals.exchange import Reply, Request, Route, counter, not_found, routed, skin
from tests.portals.families.ucap_static import article_parts, metas

ROOT = "https://www.beiling.gov.cn"
COLUMN = "/beiling/c100200/redirect_firstChannel.shtml"
CHANNELS = {"c100201": "市政府", "c100202": "市政府部门"}
MOST_ROWS = 20
SITE = "北岭市人民政府"
_QUERY = "_isAgg=true&_isJson=true&_pageSize=20&_template=index&_rangeTimeGte=&_channelName="
_SCRIPTS = {
    "c100201": "var channelId = '{0}';\n$.get('/common/search/' + channelId + '?{1}&page=' + page, draw);",
    "c100202": "$.ajax({{url: '/common/search/{0}?{1}&page=' + page, dataType: 'json', success: draw}});",
}


class Replica:
    family = "ucap"
    hosts = ("www.beiling.gov.cn",)
    scheme = "https"
    adcode = "990600"

    def __init__(self) -> None:
        self.articles = articles("ucap_json", _address)
        self._pages = {article.url: article for article in self.articles if article.role != "gone"}
        self._files = {attachment(article): article for article in self.articles if article.attached}
        report = next(article for article in self.articles if article.role == "report")
        self.entries = (f"{ROOT}/beiling/c100202/zfxxgk_list.shtml", f"{ROOT}/", report.url)
        self._lists = {
            channel_id(channel): [article for article in self.articles if article.place == channel]
            for channel in CHANNELS
        }
        self._routes: tuple[Route, ...] = (
            ("/robots.txt", _robots),
            ("/", _home),
            (COLUMN, _hop),
            (rf"/beiling/({'|'.join(CHANNELS)})/zfxxgk_list\.shtml", _channel),
            (r"/common/search/(\w*)", self._search),
            (r".*/[0-9a-f]{32}\.shtml", self._article),
            (r".*/files/.*\.pdf", self._file),
            ("/common/visit/.*", counter),
        )

    def answer(self, request: Request) -> Reply:
        return routed(self._routes, request)

    def _search(self, request: Request, channel: str) -> Reply:
        """Rows of a channel; of the whole site, news above all, for one it does not know."""
        if request.query.get("_isJson") != "true":
            return _page("搜索", "", "首页", "<form>检索</form>")
        if channel not in self._lists:
            return Reply("{}", violation="a channel was guessed")
        rows = self._lists[channel]
        size = min(int(request.query.get("_pageSize") or 10), MOST_ROWS)
        turn = max(int(request.query.get("page") or 1), 1)
        results = [_result(article) for article in rows[(turn - 1) * size : turn * size]]
        answer = {"data": {"total": len(rows), "rows": size, "page": turn, "results": results}}
        return Reply(json.dumps(answer, ensure_ascii=False), content_type="application/json;charset=UTF-8", gzip=True)

    def _article(self, request: Request) -> Reply:
        article = self._pages.get(ROOT + request.path)
        if article is None:
            return not_found()
        attached = f'<p>附件：<a href="{attachment(article)}">年报.pdf</a></p>' if article.attached else ""
        main, head = article_parts(article, attached)
        return _page(escape(article.title), head, _trail(), main)

    def _file(self, request: Request) -> Reply:
        return stored_pdf(self._files.get(request.path))


def channel_id(channel: str) -> str:
    return md5(channel.encode()).hexdigest()


def attachment(article: Article) -> str:
    return article.url.removeprefix(ROOT).removesuffix(".shtml") + f"/files/{article.key.getrandbits(128):032x}.pdf"


def _address(article: Article) -> str:
    return f"{ROOT}/beiling/{article.place}/{article.at:%Y%m}/{article.key.getrandbits(128):032x}.shtml"


def _result(article: Article) -> dict[str, object]:
    title = escape(article.title).replace("信息公开", "<em>信息公开</em>")
    index = {"name": "索引号", "key": "syh", "value": f"11990000/{article.at:%Y}"}
    return {
        "title": title,
        "url": article.url.removeprefix("https:"),
        "publishedTimeStr": f"{article.at:%Y-%m-%d %H:%M:%S}",
        "channelName": CHANNELS[article.place],
        "memo": "",
        "content": article.paragraphs[0][:100],
        "domainMetaList": [{"domainMetadataName": "信息公开目录", "resultList": [index]}],
    }


def _robots(_: Request) -> Reply:
    return Reply("User-agent: *\nAllow: /\n", content_type="text/plain")


def _home(_: Request) -> Reply:
    return _page(SITE, "", "首页", f'<ul class="xxgk"><li><a href="{COLUMN}">政府信息公开年报</a></li></ul>')


def _hop(_: Request) -> Reply:
    target = f"/beiling/{next(iter(CHANNELS))}/zfxxgk_list.shtml"
    return Reply(
        '<html><head><meta charset="utf-8"><title>政府信息公开年报</title>'
        f'<script>window.location.href = "{target}";</script></head><body></body></html>'
    )


def _channel(_: Request, channel: str) -> Reply:
    tabs = "".join(
        f'<li><a href="/beiling/{code}/zfxxgk_list.shtml">{name}</a></li>' for code, name in CHANNELS.items()
    )
    script = _SCRIPTS[channel].format(channel_id(channel), _QUERY)
    main = f'<ul class="tabs">{tabs}</ul>\n<ul class="infolist" id="list"></ul>\n<script>{script}</script>'
    return _page(CHANNELS[channel], metas(ColumnName=CHANNELS[channel]), f"{_trail()} &gt; {CHANNELS[channel]}", main)


def _trail() -> str:
    return (
        '<a href="/">首页</a> &gt; <a href="/beiling/c100100/redirect.shtml">政务公开</a> &gt; '
        f'<a href="{COLUMN}">政府信息公开年报</a>'
    )


def _page(title: str, head: str, crumb: str, main: str) -> Reply:
    menu = '<a href="/beiling/c100300/redirect.shtml">互动交流</a>'
    return Reply(skin("ucap", title=title, site=SITE, metas=head, menu=menu, crumb=crumb, main=main), chunked=True)
