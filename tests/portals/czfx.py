"""常州风讯, as the city of 常州 runs it: www.changzhou.gov.cn.

/gi_class/zwgk_05?furl=…            a shell without rows; its script asks /ns_class/zwgk_18?act=ajax&gi=… page by page
/gi_class/xzfwzx_all_list[/n]       everything one department issued, 20 rows a page, the last page for any higher n
/ns_class/zwgk_10_18_01[/n]         a plain news list, same paging
/gi_news/<id>  /ns_news/<id>        articles; /downxxgk.php?fid=<id> exports the same article once more
/hits.php                           the counter
"""

import json
import random
import secrets
from datetime import UTC, timedelta
from html import escape

from tests.portals.body import body_html
from tests.portals.content import Article, articles
from tests.portals.exchange import Reply, Request, Route, counter, not_found, routed, skin
from tests.portals.grid import WORD
from tests.portals.media import pdf

ROOT = "https://www.changzhou.gov.cn"
ROWS = 20
GOVERNMENT_WORK = "w2w7sv77"


class Changzhou:
    hosts = ("www.changzhou.gov.cn",)
    scheme = "https"

    def __init__(self) -> None:
        self.city = articles("jiangsu_changzhou", _address)
        self.department = articles("jiangsu_changzhou_zwfw", _address)
        self._pages = {article.url: article for article in (*self.city, *self.department)}
        self._files = {attachment(article): article for article in self._pages.values() if article.attached}
        self._lists = {
            "/gi_class/xzfwzx_all_list": self.department,
            "/ns_class/zwgk_10_18_01": [article for article in self.city if "ns" in article.place],
        }
        # Another name for the list every time the server starts: only the shell knows it.
        self.gi = secrets.token_hex(4)
        self._government_work = [f"{year}年常州市政府工作报告" for year in range(2024, 2009, -1)]
        self._routes: tuple[Route, ...] = (
            ("/robots.txt", _robots),
            ("/", _home),
            ("/zt2019/.*", _disallowed),
            ("/gi_class/zwgk_05", self._shell),
            ("/ns_class/zwgk_18", self._ajax),
            (f"({'|'.join(self._lists)})(?:/(\\d+))?", self._list),
            ("/[gn][is]_news/.*", self._article),
            ("/downxxgk.php", self._export),
            ("/upfiles/.*", self._file),
            ("/hits.php", counter),
        )

    def answer(self, request: Request) -> Reply:
        return routed(self._routes, request)

    def _shell(self, request: Request) -> Reply:
        gi = self.gi if request.query.get("furl") == "zfxxgknb" else GOVERNMENT_WORK
        return _page("政府信息公开", "政务公开 >> 政府信息公开", skin("czfx_ajax", gi=gi))

    def _list(self, _: Request, address: str, page: str | None) -> Reply:
        rows = self._lists[address]
        last = -(-len(rows) // ROWS)
        number = min(max(int(page or 1), 1), last)
        shown = rows[(number - 1) * ROWS : number * ROWS]
        table = "\n".join(_row(article) for article in shown)
        links = " ".join(
            f"<strong>{n}</strong>" if n == number else f'<a href="{address}/{n}">{n}</a>' for n in range(1, last + 1)
        )
        main = (
            '<table width="100%" border="0"><tr><td><table class="box3" width="100%">\n'
            f"{table}\n</table></td></tr></table>\n"
            f'<div id="FX_PageDiv">{links} <a href="{address}/{last}">末页</a></div>'
        )
        return _page("信息列表", "政务公开 >> 信息列表", main)

    def _ajax(self, request: Request) -> Reply:
        query = request.query
        lists = {
            self.gi: [_row(article) for article in self.city if "gi" in article.place],
            GOVERNMENT_WORK: [
                f'<tr><td><a href="/gi_news/1314257{n:08}" title="{title}">{title}</a></td><td>2024-01-20</td></tr>'
                for n, title in enumerate(self._government_work)
            ],
        }
        number = int(query.get("page") or 1)
        rows = lists.get(query.get("gi", ""), [])[(number - 1) * ROWS : number * ROWS]
        answer = {"status": 10, "html": "".join(rows)} if rows else {"status": 0, "html": ""}
        return Reply(json.dumps(answer), content_type="text/html; charset=utf-8")

    def _article(self, request: Request) -> Reply:
        article = self._pages.get(ROOT + request.path)
        if article is None:
            return _nothing()
        body = body_html(article, WORD)
        facts, whole = _facts(article), body + file_block(article)
        if "/gi_news/" in article.url:
            # The page pasted from a spreadsheet brings its own title, and nobody typed one above it.
            heading = "" if body.startswith("<table") else facts["title"]
            main = skin("czfx_gi_news", heading=heading, body=whole, **facts)
        else:
            main = skin("czfx_ns_news", body=whole, **{name: facts[name] for name in ("title", "issuer", "date", "id")})
        return _page(escape(article.title), "<a href='/'>首页</a> >> 政务公开 >> 正文", main, gzip=True)

    def _export(self, request: Request) -> Reply:
        article = self._pages.get(f"{ROOT}/gi_news/{request.query.get('fid')}")
        if article is None:
            return _nothing()
        facts = {name: _facts(article)[name] for name in ("title", "issuer", "date")}
        return Reply(skin("czfx_export", empty="<td></td>" * 97, body=body_html(article, WORD), **facts))

    def _file(self, request: Request) -> Reply:
        return stored_pdf(self._files.get(request.path))


def stored_pdf(article: Article | None) -> Reply:
    if article is None:
        return not_found()
    return Reply(pdf(f"report {article.at:%Y-%m-%d}"), content_type="application/pdf", static=True)


def attachment(article: Article) -> str:
    return f"/upfiles/fromtuisong/{article.at:%Y%m%d/%Y%m%d%H%M%S}_{article.key.randint(100, 999)}.pdf"


def file_block(article: Article) -> str:
    if not article.attached:
        return ""
    link = f'<a href="{attachment(article)}">{escape(article.title)}.pdf</a>'
    return f"<!--file_sep_start--><br />附件：<br />{link}<!--file_sep_end-->"


def page_seconds() -> str:
    return f"{random.uniform(0.05, 0.95):.5f}"


def _facts(article: Article) -> dict[str, str]:
    serial = f"{article.at:%Y}-{article.key.randint(1, 400):05}"
    return {
        "title": escape(article.title),
        "index": article.facts.get("index", f"014109429/{serial}"),
        "issuer": article.source,
        "made": article.facts.get("made", f"{article.at:%Y-%m-%d}"),
        "date": f"{article.at:%Y-%m-%d}",
        "id": article.url.rpartition("/")[2],
    }


def _address(article: Article) -> str:
    """gi_news: the second of its making between two and three digits on either side; ns_news: any digits."""
    key, made = article.key, (article.at - timedelta(hours=8)).replace(tzinfo=UTC)
    if article.place.startswith("ns"):
        return f"{ROOT}/ns_news/{key.randint(10**14, 10**15 - 1)}"
    before = key.choice((2, 3))
    digits = f"{key.randint(10 ** (before - 1), 10**before - 1)}{made.timestamp():.0f}{key.randint(0, 999):03}"
    return f"{ROOT}/gi_news/{article.facts.get('id', digits[:15])}"


def _row(article: Article) -> str:
    """Old rows link by http, long titles are cut, and the whole title stands in the attribute."""
    path = article.url.removeprefix(ROOT)
    href = path if article.key.random() < 0.8 else f"http://www.changzhou.gov.cn{path}"
    text = article.title if len(article.title) <= 24 else f"{article.title[:23]}..."
    return (
        f'<tr><td>·<a href="{href}" title="{escape(article.title)}" target="_blank">{escape(text)}</a></td>'
        f"<td>{article.at:%Y-%m-%d}</td></tr>"
    )


def _robots(_: Request) -> Reply:
    return Reply("User-agent: *\nDisallow: /zt2019/\nCrawl-delay: 0\n", content_type="text/plain")


def _disallowed(_: Request) -> Reply:
    return Reply("", violation="robots.txt disallows it")


def _home(_: Request) -> Reply:
    return _page("首页", "首页", '<p><a href="/page_zwgk">政务公开</a> <a href="/zt2019/index.html">专题</a></p>')


def _nothing() -> Reply:
    """The platform says so with 200."""
    return _page("提示信息", "提示", "<p>信息不存在或已删除</p>")


def _page(title: str, crumb: str, main: str, *, gzip: bool = False) -> Reply:
    html = skin("czfx", title=title, crumb=crumb, main=main, seconds=page_seconds())
    return Reply(html, headers=(("Set-Cookie", "PHPSESSID=replica; path=/"),), gzip=gzip)
