"""The replica portals behave as the real ones are known to, and what they publish can be found."""

import gzip
import http.client
import io
import json
import re
import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

import pytest
from parsel import Selector
from PIL import Image

from tests.portals import Published, ReplicaPortals

CHANGZHOU = "https://www.changzhou.gov.cn"
JIAXING = "https://www.jiaxing.gov.cn"
JINGJIANG = "http://www.jingjiang.gov.cn"
LIYANG = "https://www.liyang.gov.cn"
APPLICANTS = [
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
    "other_org",
]


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def all(self, xpath: str) -> list[str]:
        return Selector(self.text).xpath(xpath).getall()

    @property
    def links(self) -> list[str]:
        return self.all("//a/@href")


class Browser:
    """A plain client that finds every host where the host map says; it follows nothing by itself."""

    def __init__(self, portals: ReplicaPortals) -> None:
        self._ports = dict(re.findall(r"\*:(\d+)=127\.0\.0\.1:(\d+)", portals.host_map))
        self._trust = ssl.create_default_context(cafile=portals.ca_file)
        self._open: dict[tuple[str, str], http.client.HTTPConnection] = {}

    def get(self, url: str, *, method: str = "GET", body: str | None = None, **headers: str) -> Answer:
        parts = urlsplit(url)
        connection = self._connection(parts.scheme, parts.netloc)
        target = url.partition(parts.netloc)[2]
        connection.request(method, target, body, {name.replace("_", "-"): value for name, value in headers.items()})
        reply = connection.getresponse()
        content = reply.read()
        if reply.headers["Content-Encoding"] == "gzip":
            content = gzip.decompress(content)
        return Answer(reply.status, reply.headers, content)

    def close(self) -> None:
        for connection in self._open.values():
            connection.close()

    def _connection(self, scheme: str, host: str) -> http.client.HTTPConnection:
        if (scheme, host) not in self._open:
            connection = http.client.HTTPConnection(host)
            plain = socket.create_connection(("127.0.0.1", int(self._ports["443" if scheme == "https" else "80"])))
            connection.sock = self._trust.wrap_socket(plain, server_hostname=host) if scheme == "https" else plain
            self._open[scheme, host] = connection
        return self._open[scheme, host]


@pytest.fixture
def portals() -> Iterator[ReplicaPortals]:
    with ReplicaPortals() as portals:
        yield portals


@pytest.fixture
def web(portals: ReplicaPortals) -> Iterator[Browser]:
    browser = Browser(portals)
    yield browser
    browser.close()


def ajax(gi: str, page: int) -> str:
    return f"{CHANGZHOU}/ns_class/zwgk_18?act=ajax&gi={gi}&ns=&dept=1&notime=&page={page}&key=&t=1&cache=no&test=bbb"


def walk_plain(web: Browser, address: str) -> list[str]:
    """Czfx lists: page after page until one brings nothing new."""
    found: list[str] = []
    for page in range(1, 20):
        rows = web.get(f"{address}/{page}").all("//table[@class='box3']//a/@href")
        new = [url for row in rows if (url := urljoin(CHANGZHOU, row).replace("http:", "https:")) not in found]
        if not new:
            return found
        found += new
    raise AssertionError(f"{address} never ends")


def walk_changzhou(web: Browser) -> list[str]:
    shell = web.get(f"{CHANGZHOU}/gi_class/zwgk_05?furl=zfxxgknb").text
    gi = re.search(r"gi=(\w{8})&", shell)
    assert gi
    found = walk_plain(web, f"{CHANGZHOU}/ns_class/zwgk_10_18_01")
    page = 1
    while (answer := json.loads(web.get(ajax(gi[1], page)).text))["status"] == 10:
        rows = re.findall(r'href="([^"]+)"', answer["html"])
        found += [urljoin(CHANGZHOU, row).replace("http:", "https:") for row in rows]
        page += 1
    assert page > 2
    return found


def walk_jiaxing(web: Browser) -> list[str]:
    entry = f"{JIAXING}/col/col1229708661/index.html"
    parent = web.get(entry).all("//*[@class='bt_position']/a/@href")[-2]
    columns = web.get(urljoin(entry, parent)).all("//a[contains(@title, '年度')]/@href")
    assert len(columns) == 6
    found = []
    for column in columns:
        page = web.get(urljoin(entry, column)).text
        number = re.findall(r"\d+", column)[0]
        unit = re.search(rf"columnid:{number},unitid:'(\d+)'", page)
        proxy = re.search(r"proxyUrl:'([^']+)'", page)
        assert unit
        assert proxy
        seen, turn = "", 1
        while "<record>" in (
            xml := web.get(f"{JIAXING}{proxy[1]}?page={turn}&columnid={number}&unitid={unit[1]}").text
        ):
            seen, turn = seen + xml, turn + 1
        rows = re.findall(rf"href=[\"']([^\"']+art_{number}_\d+.html)", seen)
        total = re.search(r"<totalrecord>(\d+)", seen)
        assert total
        assert len(rows) == int(total[1])
        found += [urljoin(JIAXING, row) for row in rows]
    return found


def walk_jingjiang(web: Browser) -> list[str]:
    found = []
    entry = f"{JINGJIANG}/xxgk/zfxxgknb/index.html"
    for year in web.get(entry).all("//ul[@class='xxgk-tree']//a/@href"):
        groups = web.get(urljoin(entry, year)).all("//a[@class='xxgk_more']/@href")
        for group in groups:
            column = urljoin(entry, group)
            unit = next(unit for unit in units(web, column) if quote("信息列表") in unit)
            page, count = 1, 1
            while (page - 1) * 15 < count:
                told = quote(json.dumps({"pageNo": page, "pageSize": 15}))
                answer = json.loads(web.get(f"{unit}&paramJson={told}", Referer=column).text)["data"]["html"]
                count = int(re.findall(r"count='(\d+)'", answer)[0])
                found += [urljoin(column, row) for row in re.findall(r"href='([^']+)'", answer)]
                page += 1
    return found


def units(web: Browser, column: str) -> list[str]:
    """Addresses of the units a jpaas column asks for."""
    addresses = []
    for script in Selector(web.get(column).text).xpath("//script[@querydata]"):
        told = json.loads(script.attrib["querydata"].replace("'", '"'))
        addresses.append(
            f"{JINGJIANG}{script.attrib['url']}?" + "&".join(f"{name}={quote(value)}" for name, value in told.items())
        )
    return addresses


def walk_liyang(web: Browser) -> list[str]:
    frame = web.get(f"{LIYANG}/class/OPCKQFNA").all("//iframe[@id='FrameMoreInfo']/@src")[0]
    first = web.get(urljoin(LIYANG, frame)).text
    pages = int(re.findall(r"总页数：(\d+)", first)[0])
    assert pages > 1
    found = []
    for page in range(1, pages + 1):
        rows = web.get(f"{LIYANG}{frame}&page={page}").all("//tr/td[2]/a/@href")
        found += [urljoin(LIYANG, row).replace("http:", "https:") for row in rows]
    return found


def walk_department(web: Browser) -> list[str]:
    return walk_plain(web, f"{CHANGZHOU}/gi_class/xzfwzx_all_list")


WALKS = {
    "jiangsu_changzhou": walk_changzhou,
    "jiangsu_changzhou_zwfw": walk_department,
    "zhejiang_jiaxing": walk_jiaxing,
    "jiangsu_jingjiang": walk_jingjiang,
    "jiangsu_liyang": walk_liyang,
}


@pytest.mark.parametrize("name", WALKS)
def test_the_documented_walk_finds_every_report(name: str, portals: ReplicaPortals, web: Browser) -> None:
    found = set(WALKS[name](web))
    reports = portals.published(name)

    assert len({report.report_year for report in reports}) >= 4
    assert [r.title for r in reports if not found & {r.url, *r.aliases}] == []
    assert set(portals.false_friends(name)) <= found
    assert set(portals.gone(name)) <= found
    assert [url for url in portals.gone(name) if web.get(url).status != 404] == []
    for report in reports:
        page = web.get(report.url, Accept_Encoding="gzip")
        assert page.status == 200
        assert f"{report.report_year}" in page.text
    for url in portals.false_friends(name):
        assert web.get(url).status == 200
    assert portals.violations == []


def test_seed_reports_stand_at_their_addresses(portals: ReplicaPortals, web: Browser) -> None:
    words = {
        f"{CHANGZHOU}/gi_news/886167835328449": "无法提供1089件",
        f"{JIAXING}/art/2023/1/18/art_1229708661_5056874.html": "提醒函",
        f"{CHANGZHOU}/gi_news/632170988140353": "聚焦主責主業(yè)",
        f"{JINGJIANG}/xxgk/zfxxgknb/2022n/szfgzbm/art/2023/art_394c0cf8b2d340fb98d442289222befc.html": "措施如下：五、",
        f"{LIYANG}/html/czly/2018/OPCKQFNA_0122/5922.html": "推动政府公报线上线下融合发展",
    }
    for url, word in words.items():
        assert word in web.get(url).text
    published = {report.url: report for name in WALKS for report in portals.published(name)}
    assert [len(published[url].figures) for url in words] == [200, 200, 0, 200, 0]
    pictures = web.get(list(words)[3]).all("//*[@class='wzzw-article']//img/@src")
    assert [web.get(urljoin(JINGJIANG, picture)).body[:4] for picture in pictures] == [b"\x89PNG"] * 3


def flows(report: Published, column: str, results: list[str]) -> bool:
    def value(code: str) -> int:
        return int(report.figures[code, column])

    total = value("requests.result.total")
    return (
        value("requests.new") + value("requests.carried_in") == total + value("requests.carried_out")
        and sum(value(code) for code in results) == total
        and min(int(number) for (_, applicant), number in report.figures.items() if applicant) >= 0
    )


def test_figures_satisfy_the_strict_identities(portals: ReplicaPortals) -> None:
    tabled = [report for name in WALKS for report in portals.published(name) if report.figures]
    assert {len(report.figures) for report in tabled if report.format == "f2021"} == {200}
    assert {len(report.figures) for report in tabled if report.format == "f2019"} == {22 + 161 + 15}
    for report in tabled:
        rows = sorted({code for code, applicant in report.figures if applicant})
        results = [code for code in rows if ".result." in code and not code.endswith(".total")]
        assert all(flows(report, column, results) for column in [*APPLICANTS, "total"]), report.title
        for row in rows:
            cells = [int(report.figures[row, applicant]) for applicant in APPLICANTS]
            assert sum(cells) == int(report.figures[row, "total"])
        for route in ("review", "litigation.direct", "litigation.after_review"):
            outcomes = [report.figures[f"{route}.{end}", None] for end in ("upheld", "corrected", "other", "pending")]
            assert sum(map(int, outcomes)) == int(report.figures[f"{route}.total", None])


def test_neighbouring_years_hand_over_what_was_not_finished(portals: ReplicaPortals) -> None:
    reports = {(r.publisher, r.report_year): r for name in WALKS for r in portals.published(name) if r.figures}
    pairs = [(r, reports[name, year + 1]) for (name, year), r in reports.items() if (name, year + 1) in reports]
    assert len(pairs) > 100
    for earlier, later in pairs:
        for column in APPLICANTS:
            carried = earlier.figures["requests.carried_out", column]
            assert carried == later.figures["requests.carried_in", column], (earlier.title, column)


def test_tables_print_the_figures_and_set_figure_changes_one(portals: ReplicaPortals, web: Browser) -> None:
    def printed(url: str) -> list[list[str]]:
        rows = Selector(web.get(url).text).xpath("//tr")
        return [[cell.xpath("normalize-space()").get("") for cell in row.xpath("./td")] for row in rows]

    for report in (portals.published("zhejiang_jiaxing")[60], portals.published("jiangsu_jingjiang")[-1]):
        assert report.figures
        new = [report.figures["requests.new", column] for column in [*APPLICANTS, "total"]]
        assert ["一、本年新收政府信息公开申请数量", *new] in printed(report.url)
        before = web.get(report.url).text
        assert portals.set_figure(report.url, "requests.new", "total", "98765") == new[-1]
        assert ["一、本年新收政府信息公开申请数量", *new[:-1], "98765"] in printed(report.url)
        portals.set_figure(report.url, "requests.new", "total", new[-1])
        fresh = r'data-session="\w+"|第\d+位'
        assert re.sub(fresh, "", web.get(report.url).text) == re.sub(fresh, "", before)


def test_czfx_city_traps(portals: ReplicaPortals, web: Browser) -> None:
    last = web.get(f"{CHANGZHOU}/gi_class/xzfwzx_all_list/4").links
    assert web.get(f"{CHANGZHOU}/gi_class/xzfwzx_all_list/99").links == last
    assert json.loads(web.get(ajax("deadbeef", 1)).text)["status"] != 10
    assert "政府工作报告" in json.loads(web.get(ajax("w2w7sv77", 1)).text)["html"]
    report = f"{CHANGZHOU}/gi_news/886167835328449"
    first, second = web.get(report).text, web.get(report).text
    assert first != second
    assert re.sub(r"页面执行[\d.]+秒", "", first) == re.sub(r"页面执行[\d.]+秒", "", second)
    assert "信息不存在" in web.get(f"{CHANGZHOU}/gi_news/1").text
    assert "1233" in web.get(f"{CHANGZHOU}/downxxgk.php?fid=886167835328449").text
    moved = web.get(report.replace("https", "http"))
    assert (moved.status, moved.headers["Location"]) == (301, report)
    web.get(f"{CHANGZHOU}/hits.php?Action=gi_news&fid=1")
    web.get(f"{CHANGZHOU}/zt2019/index.html")
    assert len(portals.violations) == 2


def test_czfx_county_traps(web: Browser) -> None:
    frame = f"{LIYANG}/content/xxgk/index?catid=123"
    assert web.get(f"{frame}&page=9").links[1:] == web.get(frame).links[1:]
    assert "[18-01-22]" in web.get(f"{frame}&page=2").text
    assert "OPCKQFNA_" not in web.get(f"{LIYANG}/class/OPCKQFNA/2").text
    assert "年度报告" not in web.get(f"{LIYANG}/content/xxgk/index?catid=118").text
    assert web.get(f"{LIYANG}/class/OPCKQFNA").headers["Content-Type"] == "text/html"
    article = f"{LIYANG}/html/czly/2018/OPCKQFNA_0122/5922.html"
    assert web.get(article, If_None_Match=web.get(article).headers["ETag"]).status == 304


def test_jpage_traps(portals: ReplicaPortals, web: Browser) -> None:
    column = f"{JIAXING}/col/col1229708661/index.html"
    page = web.get(column).text
    assert page.count("<record>") == 90
    assert web.get(f"{column}?uid=5622407&pageNum=3").text == page
    assert web.get(f"{JIAXING}/module/jpage/dataproxy.jsp?page=1").status == 404
    proxy = f"{JIAXING}/module/web/jpage/dataproxy.jsp"
    ids = "columnid=1229708661&unitid=5622407"
    assert web.get(f"{proxy}?columnid=1229708661&unitid=5623865").text.count("<record>") == 0
    whole = web.get(f"{proxy}?{ids}&page=1&perpage=100").text
    assert whole.count("<record>") == 55
    ignored = web.get(f"{proxy}?startrecord=46&endrecord=90&perpage=45", method="POST", body=ids)
    assert ignored.text.count("<record>") == 45
    portals.jiaxing.proxy_form = "A"
    assert web.get(f"{proxy}?{ids}").status == 404
    answered = web.get(
        f"{JIAXING}/module/jpage/dataproxy.jsp?startrecord=46&endrecord=90&perpage=15", method="POST", body=ids
    )
    assert answered.text.count("<record>") == 10
    attached = re.findall(r'href="(/module/download[^"]+)"', web.get(city_of_2022(portals)).text)[0]
    hidden = web.get(urljoin(JIAXING, attached))
    assert hidden.status == 302
    assert web.get(urljoin(JIAXING, hidden.headers["Location"])).body.startswith(b"%PDF")


def city_of_2022(portals: ReplicaPortals) -> str:
    reports = portals.published("zhejiang_jiaxing")
    return next(r.url for r in reports if (r.publisher, r.report_year) == ("嘉兴市人民政府", 2022))


def test_jpaas_traps(portals: ReplicaPortals, web: Browser) -> None:
    column = f"{JINGJIANG}/xxgk/zfxxgknb/2022n/szfgzbm/index.html"
    recent, listed = units(web, column)
    assert web.get(listed).status == 403
    first = web.get(listed, Referer=column).text
    assert web.get(f"{listed}&pageNo=2", Referer=column).text == first
    assert json.loads(first)["data"]["html"].count("<li") == 15
    assert "zfxxgknb" not in web.get(recent, Referer=column).text
    alias = next(report.aliases[0] for report in portals.published("jiangsu_jingjiang") if report.aliases)
    there = web.get(alias)
    assert urlsplit(alias).netloc == "peace.jingjiang.gov.cn"
    assert there.headers["Transfer-Encoding"] == "chunked"
    assert "bt-art-assist-tool" in there.text
    assert web.get(f"{JINGJIANG}/robots.txt").status == 404


def test_bad_days(portals: ReplicaPortals, web: Browser) -> None:
    portals.blocked.add("www.liyang.gov.cn")
    assert web.get(f"{LIYANG}/class/OPCKQFNA").status == 521
    portals.blocked.clear()
    url = portals.published("jiangsu_liyang")[0].url
    portals.withdrawn.add(url)
    assert web.get(url).status == 404
    assert web.get("https://www.example.org/").status == 404
    assert portals.violations == ["https://www.example.org/: this host is none of the portals"]
    first = portals.requests[0]
    assert (first.host, first.method, first.target) == ("www.liyang.gov.cn", "GET", "/class/OPCKQFNA")


def test_pictures_are_whole(portals: ReplicaPortals, web: Browser) -> None:
    seed = portals.published("jiangsu_jingjiang")
    url = next(report.url for report in seed if "art_394c0cf8b2d340fb98d442289222befc" in report.url)
    picture = web.get(url).all("//*[@class='wzzw-article']//img/@src")[0]
    data = web.get(urljoin(JINGJIANG, picture)).body
    assert Image.open(io.BytesIO(data)).convert("L").size == (660, 371)


def test_a_client_that_says_nothing_holds_up_nobody(portals: ReplicaPortals, web: Browser) -> None:
    port = int(portals.host_map.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)), ThreadPoolExecutor(8) as pool:
        urls = [report.url for report in portals.published("jiangsu_liyang")]
        readers = [Browser(portals) for _ in range(8)]
        statuses = pool.map(lambda pair: readers[pair[0] % 8].get(pair[1]).status, list(enumerate(urls))[:8])
        assert set(statuses) == {200}
        for reader in readers:
            reader.close()
    assert web.get(urls[0]).status == 200
