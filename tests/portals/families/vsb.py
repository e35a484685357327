"""博达 VSB, as a city might run it: www.nanchuan.gov.cn, plain http.

/zfxxgk/zfxxgknb.htm            the city's list, 6 rows a page; of T pages the second is zfxxgknb/<T-1>.htm, the last zfxxgknb/1.htm
/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1025[&PAGENUM=n]    the departments' list, which repeats two of the city's articles
/info/<tree>/<id>.htm, /content.jsp?urltype=news.NewsContentUrl&wbtreeid=<tree>&wbnewsid=<id>    one article, two addresses
/system/_content/download.jsp   attachments; a page for whoever has no Referer, and for everybody one that asks for a captcha
                                where the file is of the year 2023
/system/resource/code/          the counters
"""

from html import escape

from tests.portals.body import body_html
from tests.portals.content import Article, articles
from tests.portals.exchange import Reply, Request, Route, counter, not_found, routed, skin
from tests.portals.grid import WORD
from tests.portals.media import pdf

ROOT = "http://www.nanchuan.gov.cn"
COLUMN = "/zfxxgk/zfxxgknb"
CITY, DEPARTMENTS = "1023", "1025"
ROWS = {CITY: 6, DEPARTMENTS: 8}
DYNAMIC = f"/list.jsp?urltype=tree.TreeTempUrl&wbtreeid={DEPARTMENTS}"
GATED = 2023


class Replica:
    family = "vsb"
    hosts = ("www.nanchuan.gov.cn",)
    scheme = "http"
    adcode = "990700"

    def __init__(self) -> None:
        self.articles = articles("vsb", _address)
        for article in self.articles:
            article.aliases = (ROOT + dynamic(article),)
        self._pages = {_number(article): article for article in self.articles if article.role != "gone"}
        self._files = {_file_id(article): article for article in self.articles if article.attached}
        report = next(article for article in self.articles if article.role == "report" and article.place == CITY)
        self.entries = (f"{ROOT}{COLUMN}.htm", f"{ROOT}/", report.aliases[0])
        self._routes: tuple[Route, ...] = (
            ("/robots.txt", _robots),
            (r"/(?:index\.htm)?", _home),
            ("/zwgk.htm", _zwgk),
            (rf"{COLUMN}(?:/(\d+))?\.htm", self._static),
            ("/list.jsp", self._dynamic),
            (r"/info/(\d+)/(\d+)\.htm", self._article),
            ("/content.jsp", self._content),
            ("/system/_content/download.jsp", self._download),
            ("/system/resource/code/.*", counter),
        )

    def answer(self, request: Request) -> Reply:
        return routed(self._routes, request)

    def _static(self, _: Request, name: str | None) -> Reply:
        """Page T-n+1 of T is the file n; the first has the column's own name."""
        rows = [article for article in self.articles if article.place == CITY]
        last = -(-len(rows) // ROWS[CITY])
        turn = last - int(name) + 1 if name else 1
        if not (1 < turn <= last or name is None):
            return not_found()

        def href(page: int) -> str:
            target = f"zfxxgknb/{last - page + 1}.htm" if page > 1 else "zfxxgknb.htm"
            return target if name is None else f"../{target}"

        up = "../" if name is None else "../../"
        links = [up + article.url.removeprefix(f"{ROOT}/") for article in rows]
        return _list(rows, links, turn, ROWS[CITY], [href(page) for page in range(1, last + 1)])

    def _dynamic(self, request: Request) -> Reply:
        if request.query.get("wbtreeid") != DEPARTMENTS:
            return not_found()
        rows = [article for article in self.articles if article.place == DEPARTMENTS]
        rows = [*[a for a in self.articles if a.role == "report" and a.place == CITY][:2], *rows]
        last = -(-len(rows) // ROWS[DEPARTMENTS])
        turn = min(int(request.query.get("PAGENUM") or 1), last)
        pages = [
            f"list.jsp?totalpage={last}&PAGENUM={n}&urltype=tree.TreeTempUrl&wbtreeid={DEPARTMENTS}"
            for n in range(1, last + 1)
        ]
        return _list(rows, [dynamic(article).lstrip("/") for article in rows], turn, ROWS[DEPARTMENTS], pages)

    def _content(self, request: Request) -> Reply:
        return self._article(request, request.query.get("wbtreeid", ""), request.query.get("wbnewsid", ""))

    def _article(self, _: Request, tree: str, number: str) -> Reply:
        article = self._pages.get(number)
        return _article(article) if article and article.place == tree else not_found()

    def _download(self, request: Request) -> Reply:
        article = self._files.get(request.query.get("wbfileid", ""))
        if article is None:
            return not_found()
        if not request.headers.get("referer", "").startswith(ROOT):
            return Reply("<html><body><script>alert('请从网站下载');history.back();</script></body></html>")
        if article.at.year == GATED + 1:
            return Reply('<html><body><form>验证码：<input name="codeValue"><img src="/code.jsp"></form></body></html>')
        return Reply(pdf(f"report {article.at:%Y-%m-%d}"), content_type="application/octet-stream")


def dynamic(article: Article) -> str:
    return f"/content.jsp?urltype=news.NewsContentUrl&wbtreeid={article.place}&wbnewsid={_number(article)}"


def download(article: Article) -> str:
    return f"/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1615111502&wbfileid={_file_id(article)}"


def _file_id(article: Article) -> str:
    return str(article.key.randint(12_000_000, 12_900_000))


def _number(article: Article) -> str:
    return article.url.rpartition("/")[2].removesuffix(".htm")


def _address(article: Article) -> str:
    return f"{ROOT}/info/{article.place}/{article.key.randint(10_000, 99_999)}.htm"


def _list(rows: list[Article], links: list[str], turn: int, size: int, pages: list[str]) -> Reply:
    shown = "\n".join(
        f'<li id="line_u8_{n}"><a href="{href}" target="_blank" title="{escape(article.title)}">{escape(article.title)}'
        f"</a><span>{article.at:%Y/%m/%d}</span></li>"
        for n, (article, href) in list(enumerate(zip(rows, links, strict=True)))[(turn - 1) * size : turn * size]
    )
    numbers = "".join(
        f'<span class="p_no_d">{n}</span>' if n == turn else f'<span class="p_no"><a href="{href}">{n}</a></span>'
        for n, href in enumerate(pages, 1)
    )
    if turn < len(pages):
        numbers += f'<span class="p_next p_fun"><a href="{pages[turn]}">下页</a></span>'
        numbers += f'<span class="p_last p_fun"><a href="{pages[-1]}">尾页</a></span>'
    else:
        numbers += '<span class="p_next_d p_fun_d">下页</span><span class="p_last_d p_fun_d">尾页</span>'
    count = f'<span class="p_t">共{len(rows)}条</span><span class="p_t">{turn}/{len(pages)}</span>'
    groups = (
        f'<ul class="left"><li><a href="{COLUMN}.htm">市政府</a></li><li><a href="{DYNAMIC}">市政府部门</a></li></ul>'
    )
    main = f'{groups}<ul class="list">{shown}</ul><div class="pb_sys_common"><span class="p_pages">{numbers}</span>{count}</div>'
    return _page("政府信息公开年报", metas(ColumnName="政府信息公开年报"), _trail(), main)


def _robots(_: Request) -> Reply:
    return Reply("User-agent: *\nDisallow: /system/resource/\n", content_type="text/plain")


def _home(_: Request) -> Reply:
    return _page("首页", "", "首页", '<ul><li><a href="info/1001/88001.htm">市政府召开常务会议</a></li></ul>')


def _zwgk(_: Request) -> Reply:
    menu = (
        '<ul><li><a href="fdzdgknr/tjnb.htm">统计年报</a></li>'
        f'<li><a href="{COLUMN[1:]}.htm">政府信息公开年报</a></li></ul>'
    )
    return _page("政务公开", metas(ColumnName="政务公开"), '<a href="/">首页</a> &gt; 政务公开', menu)


def _article(article: Article) -> Reply:
    title, when = escape(article.title), f"{article.at:%Y-%m-%d %H:%M}"
    files = ""
    if article.attached:
        link = f'<a href="{download(article)}" target="_blank">{title}.pdf</a>'
        files = f'<ul><li>附件【{link}】已下载<span id="nattach{_file_id(article)}">次数</span>次</li></ul>'
    main = skin(
        "vsb_article",
        title=title,
        index=f"99000/{article.at:%Y}-{article.key.randint(1, 99999):05}",
        issuer=article.source,
        date=when,
        id=_number(article),
        body=body_html(article, WORD),
        files=files,
    )
    return _page(title, metas(ArticleTitle=article.title, PubDate=when, ContentSource=article.source), _trail(), main)


def metas(**values: str) -> str:
    return "\n".join(f'<META Name="{name}" Content="{escape(value)}" />' for name, value in values.items())


def _trail() -> str:
    return f'<a href="/">首页</a> &gt;&gt; <a href="/zwgk.htm">政务公开</a> &gt;&gt; <a href="{COLUMN}.htm">政府信息公开年报</a>'


def _page(title: str, head: str, crumb: str, main: str) -> Reply:
    return Reply(skin("vsb", title=title, metas=head, crumb=crumb, main=main))
