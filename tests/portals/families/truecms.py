"""TrueCMS, on a made-up city: www.wangzhu.gov.cn.

/wzsrmzf/zfxxgknb/zfxxgknb.html             the column; its first screen is hidden in #initData
/truecms/messageController/getMessage.do    the list beyond: JSONP, 404 without Referer and for a window of more than 20 rows
/wzsrmzf/zfxxgknb/content/<uuid>.html       articles

With `paging` off it is played as Lianyungang runs it: the proxy is 404, and the rows of the first screen link by script.
"""

import json
from html import escape
from uuid import UUID

from tests.portals.body import body_html
from tests.portals.content import Article, articles
from tests.portals.czfx import stored_pdf
from tests.portals.exchange import Reply, Request, Route, counter, not_found, routed, skin
from tests.portals.grid import PLAIN

ROOT = "http://www.wangzhu.gov.cn"
COLUMN = "/wzsrmzf/zfxxgknb/zfxxgknb.html"
COLUMN_ID = "754f6db5-d294-46d5-b25c-da3a86d102cd"
PROXY = "/truecms/messageController/getMessage.do"
SCREEN, LARGEST_WINDOW = 10, 20


class Replica:
    family = "truecms"
    hosts = ("www.wangzhu.gov.cn",)
    scheme = "http"
    adcode = "339903"

    def __init__(self) -> None:
        self.paging = True
        self.articles = articles("truecms", _address)
        self.entries = (
            f"{ROOT}{COLUMN}",
            f"{ROOT}/",
            next(article.url for article in self.articles if article.role == "report"),
        )
        self._pages = {article.url: article for article in self.articles if article.role != "gone"}
        self._files = {_attachment(article): article for article in self.articles if article.attached}
        self._routes: tuple[Route, ...] = (
            ("/robots.txt", lambda _: Reply("User-agent: *\nDisallow: /truecms/admin/\n", content_type="text/plain")),
            ("/", lambda _: _page("望渚市人民政府", "", "", "")),
            ("/wzsrmzf/zwgk/zwgk.html", lambda _: _public()),
            (COLUMN, lambda _: self._column()),
            (PROXY, self._proxy),
            ("/wzsrmzf/zfxxgknb/content/.*", self._article),
            ("/upload/.*", lambda request: stored_pdf(self._files.get(request.path))),
            ("/truecms/click/count.do", counter),
        )

    def answer(self, request: Request) -> Reply:
        return routed(self._routes, request)

    def _article(self, request: Request) -> Reply:
        article = self._pages.get(ROOT + request.path)
        return _article(article) if article else not_found()

    def _column(self) -> Reply:
        hidden = "".join(_row(article) if self.paging else _scripted(article) for article in self.articles[:SCREEN])
        # The script makes records of the hidden rows; the one in its text is none.
        script = (
            f"<script>var initData='<datastore><totalrecord>{len(self.articles)}</totalrecord><recordset>';"
            "$('#initData ul li').each(function(){initData+='<record><![CDATA['+$(this).html()+']]></record>';});"
            "initData+='</recordset></datastore>';$(function(){$('#msgList').jpage({cache:false,dataStore:initData,"
            f"totalRecord:\"{len(self.articles)}\",dataBefore:'<ul>',dataAfter:'</ul>',proxyUrl:'{PROXY}',"
            f"perPage:{SCREEN},groupSize:1,ajaxParam:{{columnId:'{COLUMN_ID}'}}}});}});</script>"
        )
        first = f'<div id="initData" style="display:none"><ul>{hidden}</ul></div>'
        crumb = '<a href="/wzsrmzf/zwgk/zwgk.html">政务公开</a> &gt; 政府信息公开年报'
        metas = '<meta name="ColumnName" content="政府信息公开年报" />'
        return _page("政府信息公开年报", metas, crumb, f'<div id="msgList"></div>{first}{script}')

    def _proxy(self, request: Request) -> Reply:
        query = request.query
        first, last = int(query.get("startrecord") or 1), int(query.get("endrecord") or SCREEN)
        told_from = request.headers.get("referer", "")
        if not self.paging or not told_from.endswith(COLUMN) or last - first >= LARGEST_WINDOW:
            return not_found()
        listed = self.articles if query.get("columnId") == COLUMN_ID else []
        store = _store([_row(article) for article in listed[first - 1 : last]], len(listed))
        answer = f"{query.get('callback', 'callback')}({json.dumps({'result': store}, ensure_ascii=False)})"
        return Reply(answer, content_type="application/javascript;charset=UTF-8")


def _store(rows: list[str], total: int) -> str:
    listed = "".join(f"<record><![CDATA[{row}]]></record>" for row in rows)
    return f"<datastore><totalrecord>{total}</totalrecord><recordset>{listed}</recordset></datastore>"


def _address(article: Article) -> str:
    return f"{ROOT}/wzsrmzf/zfxxgknb/content/{UUID(int=article.key.getrandbits(128), version=4)}.html"


def _attachment(article: Article) -> str:
    return f"/upload/{article.at:%Y%m}/{article.key.getrandbits(64):016x}.pdf"


def _row(article: Article) -> str:
    path, title = article.url.removeprefix(ROOT), escape(article.title)
    return f'<li><span>[{article.at:%Y-%m-%d}]</span><a href="{path}" title="{title}" target="_blank">{title[:20]}...</a></li>'


def _scripted(article: Article) -> str:
    path, title = article.url.removeprefix(ROOT), escape(article.title)
    return f'<li><a href="javascript:void(0)" onclick="name2(\'{path}\')">{title}</a> {article.at:%Y-%m-%d}</li>'


def _public() -> Reply:
    links = (
        '<a href="/wzsrmzf/zfxxgkzn/zfxxgkzn.html">政府信息公开指南</a>'
        '<a href="/wzsrmzf/fzzfjs/fzzfjs.html">法治政府建设年度报告</a>'
        f'<a href="{COLUMN}">政府信息公开年报</a>'
    )
    return _page("政务公开", "", "政务公开", f'<div class="left">{links}</div>')


def _article(article: Article) -> Reply:
    body = body_html(article, PLAIN)
    if article.attached:
        body += f'<p><a href="{_attachment(article)}">{escape(article.title)}.pdf</a></p>'
    title = escape(article.title)
    main = (
        f'<h1>{title}</h1><div class="info">来源：{article.source}　发布时间：{article.at:%Y-%m-%d %H:%M}　浏览次数：'
        f'<span id="hits"></span></div><div id="zoomcon" class="zoomcon">{body}</div>'
    )
    metas = (
        f'<meta name="ArticleTitle" content="{title}" /><meta name="PubDate" content="{article.at:%Y-%m-%d %H:%M}" />'
    )
    crumb = f'<a href="/wzsrmzf/zwgk/zwgk.html">政务公开</a> &gt; <a href="{COLUMN}">政府信息公开年报</a>'
    return _page(title, metas, crumb, main)


def _page(title: str, metas: str, crumb: str, main: str) -> Reply:
    return Reply(skin("truecms", title=title, metas=metas, crumb=crumb, main=main, visit="1"), gzip=True)
