"""The replicas of CMS families really set the traps their families are known for, and the families read them as they should.

A replica is asked without any server, as `Replica.answer` lets it.
"""

from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from scrapy.http import HtmlResponse

from crawler.cms import FAMILIES
from crawler.cms.columns import hop
from crawler.cms.family import Family
from crawler.items import ListScan
from crawler.recognition import recognise
from extraction import Part, embedded, extract
from extraction.body import report_body
from extraction.charset import decode
from extraction.page import read_page
from tests.desk import Desk
from tests.portals import ReplicaPortals
from tests.portals.exchange import Reply, Request
from tests.portals.families import replicas

REPLICAS = replicas()
BY_NAME = {family.name: family for family in FAMILIES}


def ask(name: str, url: str, **headers: str) -> Reply:
    """What the replica answers to one address."""
    parts = urlsplit(url)
    target = url.partition(parts.netloc)[2] or "/"
    return REPLICAS[name].answer(Request(parts.scheme, parts.netloc, "GET", target, headers))


def page(name: str, url: str) -> HtmlResponse:
    reply = ask(name, url)
    assert reply.status == 200, url
    body = reply.body if isinstance(reply.body, bytes) else reply.body.encode()
    return HtmlResponse(url, body=body, encoding="utf-8")


def walk(name: str, family: Family, url: str) -> list[str]:
    """Addresses of a list's pages, one after the other, until the family names no further one."""
    pages, scan = [url], ListScan(url)
    while ask(name, pages[-1]).status == 200:
        read = page(name, pages[-1])
        scan.declared_total = family.declared(read).rows
        scan.verdicts |= {row.url: (row, "") for row in family.rows(read)}
        onward = family.next_page(read, scan)
        if onward is None:
            break
        pages.append(onward.url)
    return pages


def titles(name: str, url: str) -> list[str]:
    return [row.title for row in BY_NAME[REPLICAS[name].family].rows(page(name, url))]


def test_trs() -> None:
    trs = BY_NAME["trs"]
    root = "http://www.yunxi.gov.cn"
    city = f"{root}/zfxxgk/zfxxgknb/"
    # One page more is declared than there is, and pages are counted from 0.
    assert walk("trs", trs, city) == [city, *(f"{city}index_{n}.html" for n in (1, 2, 3))]
    assert trs.declared(page("trs", city)).pages == 4
    assert [ask("trs", f"{city}index_{n}.html").status for n in (0, 2, 3)] == [404, 200, 404]
    # The address says July 2017, the list does not; and no title has the day in it.
    rows = [row for n in ("", "index_1.html", "index_2.html") for row in trs.rows(page("trs", city + n))]
    moved = {row.date for row in rows if "t20170721" in row.url}
    assert moved
    assert not any(day is None or day.startswith("2017-07") for day in moved)
    assert not any("-" in row.title for row in rows)
    # Counting upwards in a column numbered backwards reads the last pages first and never the oldest.
    districts = f"{root}/zdgk/214/224/index_17990"
    assert walk("trs", trs, f"{districts}.html") == [f"{districts}.html", *(f"{districts}_{n}.html" for n in (2, 1, 0))]
    departments = f"{root}/zdgk/214/224/index_17989"
    assert walk("trs", trs, f"{departments}.html")[1] == f"{departments}_1.html"


def test_a_page_missing_before_the_end_is_not_the_end(tmp_path: Path) -> None:
    """A 404 ends a list of more declared pages only where the last page read was not full."""
    with ReplicaPortals() as portals:
        portals.withdrawn.add("http://www.yunxi.gov.cn/zfxxgk/zfxxgknb/index_1.html")
        desk, entry = Desk(tmp_path, portals), "http://www.yunxi.gov.cn/zfxxgk/zfxxgknb/"
        done = desk.scrapy(
            *("crawl", "any_portal", "-a", f"url={entry}", "-a", "adcode=990300", "-a", "year=2024"),
            *("-s", "DOWNLOAD_DELAY=0"),
        )
        assert done.returncode == 1
        states = desk.query("SELECT state, reason FROM scan WHERE list_url = ?", entry)
        assert states == [("partial", "page 2: answered 404")]


def test_the_pager_tells_trs_and_ucap_apart_where_articles_are_named_alike() -> None:
    row = '<li><a href="./202303/t20230310_29271338.html">云溪市2022年政府信息公开工作年度报告</a></li>'
    for arguments, name, onward in (
        ("3, 0, 'index', 'html'", "trs", "index_1.html"),
        ("'paging', 3, 1, 'index', 'html', 40", "ucap", "index_2.html"),
    ):
        html = f"<ul>{row}</ul><script>createPageHTML({arguments});</script>"
        read = HtmlResponse("http://www.a.gov.cn/nb/", body=html.encode(), encoding="utf-8")
        family = recognise(read).family
        following = family.next_page(read, ListScan(read.url))
        assert family.name == name
        assert len(list(family.rows(read))) == 1
        assert following is not None
        assert following.url.endswith(onward)


def test_ucap_static() -> None:
    ucap = BY_NAME["ucap"]
    folder = "https://www.linhu.gov.cn/linhu/zfxxgknb"
    szf = f"{folder}/szf/xxgk_list"
    assert walk("ucap_static", ucap, f"{szf}.shtml") == [f"{szf}.shtml", f"{szf}_2.shtml", f"{szf}_3.shtml"]
    # Whoever counts from 0 reads the first page twice.
    assert titles("ucap_static", f"{szf}_1.shtml") == titles("ucap_static", f"{szf}.shtml")
    shell = page("ucap_static", f"{folder}/xxgk_lists.shtml")
    assert list(ucap.rows(shell)) == []
    assert ucap.declared(shell).rows == 0
    assert {f"{szf}.shtml", f"{folder}/bm/xxgk_list.shtml"} <= set(ucap.columns(shell))
    assert ask("ucap_static", f"{folder}/xxgk_lists_2.shtml").violation


@pytest.mark.parametrize("channel", ["c100201", "c100202"])
def test_ucap_json(channel: str) -> None:
    ucap = BY_NAME["ucap"]
    root = "https://www.beiling.gov.cn"
    column = f"{root}/beiling/{channel}/zfxxgk_list.shtml"
    pages = walk("ucap_json", ucap, column)
    first, second = (parse_qs(urlsplit(url).query, keep_blank_values=True) for url in pages[1:3])
    assert (first["page"], second["page"], first["_isJson"]) == (["1"], ["2"], ["true"])
    listed = [row for url in pages[1:3] for row in ucap.rows(page("ucap_json", url))]
    assert "<em>" in str(ask("ucap_json", pages[1]).body)
    assert all(row.url.startswith(f"{root}/beiling/{channel}/") and "<" not in row.title for row in listed)
    assert titles("ucap_json", pages[1].replace("&page=1", "&page=0")) == titles("ucap_json", pages[1])
    only_sends_on = page("ucap_json", f"{root}/beiling/c100200/redirect_firstChannel.shtml")
    assert hop(only_sends_on) == f"{root}/beiling/c100201/zfxxgk_list.shtml"


def test_vsb() -> None:
    vsb = BY_NAME["vsb"]
    root = "http://www.nanchuan.gov.cn"
    column = f"{root}/zfxxgk/zfxxgknb"
    pages = walk("vsb", vsb, f"{column}.htm")
    assert pages == [f"{column}.htm", *(f"{column}/{n}.htm" for n in (4, 3, 2, 1))]
    assert vsb.declared(page("vsb", pages[0])) == (26, 5)
    assert ask("vsb", f"{column}/5.htm").status == 404
    report = next(article for article in REPLICAS["vsb"].articles if article.attached and article.at.year == 2023)
    assert vsb.document(report.url) == vsb.document(report.aliases[0])
    assert vsb.document(report.url) != vsb.document(report.url.replace(".htm", "1.htm"))


def test_vsb_attachments_need_a_referer_and_some_a_captcha() -> None:
    attached = {
        article.at.year: article for article in REPLICAS["vsb"].articles if article.attached and article.place == "1023"
    }
    for year, starts in ((2023, b"%PDF"), (2024, "<html>")):
        article = attached[year]
        link = page("vsb", article.url).xpath("//a[contains(@href, 'download.jsp')]/@href").get("")
        url = urljoin(article.url, link)
        body = ask("vsb", url, referer=article.url).body
        assert body[: len(starts)] == starts
        assert str(ask("vsb", url).body).startswith("<html>")
    gated, read = ask("vsb", url, referer=article.url).body, page("vsb", article.url)
    assert isinstance(gated, str)
    # The attachment stands outside the text, in the form around both; what the gate says is flagged and not read.
    assert embedded(read.body, url=article.url) == [url]
    flags = extract(read.body, url=article.url, parts=[Part(gated.encode(), url)]).flags
    assert [flag.detail for flag in flags if flag.code == "part_is_page"] == [f"{url} answered with a page, not a file"]


@pytest.mark.parametrize(
    ("name", "container"),
    [("trs", "view TRS_UEDITOR"), ("ucap_static", "article-content"), ("vsb", "_newscontent_fromname")],
)
def test_the_body_is_the_container_of_the_family(name: str, container: str) -> None:
    report = next(article for article in REPLICAS[name].articles if article.role == "report")
    read = read_page(decode(page(name, report.url).body, "text/html; charset=utf-8"))
    assert read is not None
    body = report_body(read)
    assert body is not None
    assert container in f"{body.get('class')} {body.get('name')}"
