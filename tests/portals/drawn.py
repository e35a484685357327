"""A portal that exists only after JavaScript, in GBK; made up: www.huazhou.gov.cn.

/xxgk/nb.html           a shell: its script asks for the rows and draws them
/api/list               the rows, GBK, labelled so
/xxgk/nb/<year>.html    a shell: its script asks for the body of the report
/api/body?id=<year>     that body; on the report in `silent` never, and the page of the one in `endless` computes for ever
/js/draw.js             the script, behind a redirect
/module/visitcount/visit.jsp    the counter, in a frame

Every page also wants another company's statistics, a picture, a style sheet that robots.txt forbids, and tries ways past the
download handler: a socket, a pop-up, a beacon.
"""

import json
import threading
from html import escape

from tests.portals.body import body_html
from tests.portals.content import Article, Report, articles
from tests.portals.exchange import Reply, Request, Route, counter, not_found, redirect, routed
from tests.portals.grid import WORD

ROOT = "http://www.huazhou.gov.cn"
LIST = f"{ROOT}/xxgk/nb.html"
_SCRIPT = """
// 画出列表和正文
function get(url, then) {
  var x = new XMLHttpRequest(); x.open('GET', url); x.setRequestHeader('X-Requested-With', 'XMLHttpRequest');
  x.onload = function () { then(x.responseText); }; x.send();
}
function list() {
  get('/api/list', function (text) {
    document.getElementById('list').innerHTML = JSON.parse(text).map(function (row) {
      return '<li><a href="' + row.href + '" title="' + row.title + '">' + row.title + '</a><span>' + row.day + '</span></li>';
    }).join('');
  });
}
function body(id) { get('/api/body?id=' + id, function (text) { document.getElementById('body').innerHTML = text; }); }
new WebSocket('ws://127.0.0.1:%d/socket');
window.open('http://127.0.0.1:%d/popup');
navigator.sendBeacon('/api/seen', '1');
"""


class Drawn:
    hosts = ("www.huazhou.gov.cn", "js.tongji.example.com")
    scheme = "http"

    def __init__(self) -> None:
        self.articles = articles("drawn", _address)
        self._pages = {article.url: article for article in self.articles}
        self.silent = ""
        self.endless = ""
        """Addresses of reports that hang, each in its way."""
        self.port = 0
        """Where the portal can be reached past the download handler."""
        self._routes: tuple[Route, ...] = (
            ("/robots.txt", lambda _: Reply("User-agent: *\nDisallow: /private/\n", content_type="text/plain")),
            ("/xxgk/nb.html", lambda _: _shell("政府信息公开年报", '<ul id="list"></ul>', "list()")),
            (r"/xxgk/nb/\d+\.html", self._article),
            ("/api/list", self._list),
            ("/api/body", self._body),
            ("/js/latest.js", lambda _: redirect("/js/draw.js")),
            ("/js/draw.js", lambda _: self._script()),
            ("/module/visitcount/visit.jsp", counter),
            ("/private/.*", lambda _: Reply(violation="robots.txt forbids this")),
        )

    def answer(self, request: Request) -> Reply:
        if request.host == "js.tongji.example.com":
            return Reply(violation="another company's statistics were fetched")
        if request.path == "/api/seen":
            return Reply(violation="a beacon was answered")
        return routed(self._routes, request)

    def _script(self) -> Reply:
        script = _SCRIPT.replace("%d", str(self.port)).encode("gbk")
        return Reply(script, content_type="text/javascript; charset=GBK", gzip=True)

    def _list(self, request: Request) -> Reply:
        if request.headers.get("x-requested-with") != "XMLHttpRequest":
            return not_found()
        rows = [
            {"href": article.url.removeprefix(ROOT), "title": escape(article.title), "day": f"{article.at:%Y-%m-%d}"}
            for article in self.articles
        ]
        return _gbk(json.dumps(rows, ensure_ascii=False), "application/json; charset=GBK")

    def _article(self, request: Request) -> Reply:
        article = self._pages.get(ROOT + request.path)
        if article is None:
            return not_found()
        number = request.path.rpartition("/")[2].removesuffix(".html")
        call = "while (true) {}" if article.url == self.endless else f"body({number})"
        head = f'<h1>{escape(article.title)}</h1><p>发布日期：{article.at:%Y-%m-%d}</p><div id="body"></div>'
        return _shell(escape(article.title), head, call)

    def _body(self, request: Request) -> Reply:
        article = self._pages.get(f"{ROOT}/xxgk/nb/{request.query.get('id')}.html")
        if article is None:
            return not_found()
        if article.url == self.silent:
            threading.Event().wait(30)
        return _gbk(body_html(article, WORD), "text/html; charset=GBK")


def _address(article: Article) -> str:
    return f"{ROOT}/xxgk/nb/{article.report_year if isinstance(article, Report) else 9001}.html"


def _shell(title: str, main: str, call: str) -> Reply:
    """The header does not say the character set, the page does."""
    html = (
        f'<!DOCTYPE html><html><head><meta charset="gb2312"><title>{title}</title>'
        '<script src="http://js.tongji.example.com/hm.js"></script><script src="/js/latest.js"></script>'
        '<link rel="stylesheet" href="/private/style.css"></head>'
        f'<body>{main}<img src="/images/logo.png"><script>{call}</script>'
        '<iframe src="/module/visitcount/visit.jsp?type=2"></iframe></body></html>'
    )
    return _gbk(html, "text/html")


def _gbk(text: str, content_type: str) -> Reply:
    return Reply(text.encode("gbk", "xmlcharrefreplace"), content_type=content_type)
