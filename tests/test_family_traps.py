"""The replicas of the CMS families bite where real portals are known to: a spider that guesses gets nothing, or something else."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

import pytest
from scrapy.http import HtmlResponse

from crawler.cms.columns import hop
from tests.desk import Desk
from tests.portals import ReplicaPortals
from tests.portals.families.truecms import Replica as TrueCms
from tests.test_portals import Browser

LINXIU = "http://www.linxiu.gov.cn"
YUNXIU = "https://www.yunxiu.gov.cn"
WANGZHU = "http://www.wangzhu.gov.cn"
JYJ = "http://jyj.lanjiang.gov.cn"


@pytest.fixture
def portals() -> Iterator[ReplicaPortals]:
    with ReplicaPortals() as portals:
        yield portals


@pytest.fixture
def web(portals: ReplicaPortals) -> Iterator[Browser]:
    browser = Browser(portals)
    yield browser
    browser.close()


def test_hanweb_gen1(portals: ReplicaPortals, web: Browser) -> None:
    page = web.get(f"{LINXIU}/col/col5310/index.html").text
    assert "<record>" not in page
    assert page.index("InitData49102") < page.index("InitData49468")
    assert "title=\\'" in page
    assert "<\\/a>" in page
    assert "&quot;互联网+&quot;" in web.get(f"{LINXIU}{gen1_proxy(5310, 49468, 1, 90)}").text
    assert web.get(LINXIU + gen1_proxy(5310, 49468, 1, 90).replace("jslib/jquery/", "web/")).status == 404
    assert "<record>" not in web.get(LINXIU + gen1_proxy(5310, 49102, 1, 18)).text
    assert "项目推进会" in web.get(LINXIU + gen1_proxy(1, 49468, 1, 18)).text
    assert portals.violations == []


def gen1_proxy(column: int, unit: int, first: int, last: int) -> str:
    told = {"startrecord": first, "endrecord": last, "columnid": column, "unitid": unit, "page": 2}
    return "/module/jslib/jquery/jpage/dataproxy.jsp?" + urlencode(told)


def test_hanweb_xxgk(portals: ReplicaPortals, web: Browser) -> None:
    shell = f"{YUNXIU}/col/col1506/index.html"
    assert "/art/" not in web.get(shell).text
    area = re.findall(r"area=(\w{18})", web.get(shell).text)[0]

    def pages(**form: str) -> int:
        answer = web.get(f"{YUNXIU}/module/xxgk/search.jsp?currpage=2", method="POST", body=urlencode(form))
        assert "第1页" in answer.text
        return int(re.findall(r"共(\d+)页", answer.text)[0])

    assert pages(area=area) > pages(area=area, infotypeId="F0100001") > 1
    assert pages(area="113399020026459999") == 1
    returned = f"{YUNXIU}/module/xxgk/xxgkAnnualReport.jsp?fbtime=2013&area="
    assert "云岫市2013年政府信息公开工作年度报告" in web.get(returned + area).text
    assert "暂无" in web.get(f"{returned}11339902002645093X").text
    listed = web.get(f"{YUNXIU}/module/xxgk/search.jsp", method="POST", body=urlencode({"area": area})).text
    assert "云岫市2013年" not in listed
    assert "索 引 号" in web.get(returned + area).text
    web.get(f"{YUNXIU}/module/visitcount/visit.jsp?type=3&i_webid=60")
    assert len(portals.violations) == 1


def test_truecms(web: Browser) -> None:
    column = f"{WANGZHU}/wzsrmzf/zfxxgknb/zfxxgknb.html"
    identifier = re.findall(r"columnId:'([^']+)'", web.get(column).text)[0]

    def ask(first: int, last: int, **headers: str) -> tuple[int, str]:
        told = {"startrecord": first, "endrecord": last, "columnId": identifier, "callback": "cb"}
        answer = web.get(f"{WANGZHU}/truecms/messageController/getMessage.do?{urlencode(told)}", **headers)
        return answer.status, answer.text

    assert ask(11, 20)[0] == 404
    assert ask(11, 60, Referer=column)[0] == 404
    status, text = ask(11, 20, Referer=column)
    assert (status, text[:3]) == (200, "cb(")
    assert json.loads(text[3:-1])["result"].count("<record>") == 10


def test_a_list_whose_paging_is_switched_off_ends_partial(portals: ReplicaPortals, tmp_path: Path) -> None:
    replica = cast("TrueCms", portals.families["truecms"])
    replica.paging = False
    desk = Desk(tmp_path / "data", portals)
    desk.scrapy(
        *("crawl", "any_portal", "-a", f"url={replica.entries[0]}", "-a", "adcode=339903", "-s", "DOWNLOAD_DELAY=0")
    )
    ((state, reason, declared, seen),) = desk.query("SELECT state, reason, declared_total, seen FROM scan")
    assert (state, reason) == ("partial", "page 2: answered 404")
    assert (declared, seen) == (len(replica.articles), 10)
    first_screen = [article.url for article in replica.articles[:10] if article.role == "report"]
    assert desk.query("SELECT count(DISTINCT document) FROM visit") == [(len(first_screen),)]
    assert portals.violations == []


def test_czfx_department(web: Browser) -> None:
    column = f"{JYJ}/class/LCHQMDAF"
    pages = [web.get(f"{column}/{number}").text for number in (1, 2, 3)]
    assert [frame in page for frame, page in zip(("listtext", "titi3", "border2"), pages, strict=True)] == [True] * 3
    assert web.get(f"{column}/9").links == web.get(f"{column}/3").links
    assert re.search(r"\[1\d-\d\d-\d\d\]", pages[2])
    assert '<strong><a href="/class/LCHQMDAF">' in pages[0]
    assert "http://www.lanjiang.gov.cn/gi_class/" in pages[0]
    bare = web.get(f"{column}/1&template=templates/czzl/xxgk_class_min.html").text
    assert "lanjiang" not in bare
    assert bare.count("<tr>") == 20 + bare.count("listtext")


def test_a_column_that_only_sends_on_is_told_from_a_challenge() -> None:
    def page(script: str) -> HtmlResponse:
        return HtmlResponse("https://a.gov.cn/col/col1/", body=f"<script>{script}</script>".encode(), encoding="utf-8")

    assert hop(page("window.location.href='/col/col2/index.html'")) == "https://a.gov.cn/col/col2/index.html"
    assert hop(page("location.replace('../col3/')")) == "https://a.gov.cn/col/col3/"
    assert hop(page("document.cookie='x=1';location.href='/col/col1/'")) is None
    assert hop(page("var here = window.location.href;")) is None
    assert hop(page("location='/col/col2/'</script><a href='/x'>年报</a><script>")) is None
