"""Every CMS family, from any entry: all reports found, no false friend, no counter, few requests; and the family is named."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from scrapy.http import HtmlResponse

from crawler.cms import FAMILIES
from crawler.recognition import UnrecognisedError, recognise
from tests.desk import Desk
from tests.portals import ReplicaPortals
from tests.portals.exchange import Request
from tests.portals.families import replicas

REPLICAS = replicas()
MOST_REQUESTS_PER_REPORT = 1.3
YEAR = 2022


@pytest.fixture(scope="module")
def portals() -> Iterator[ReplicaPortals]:
    with ReplicaPortals() as running:
        yield running


def crawl(desk: Desk, url: str, adcode: str, *arguments: str) -> str:
    """Crawl a portal without a spider; what the command says."""
    asked = ("-a", f"url={url}", "-a", f"adcode={adcode}", "-s", "DOWNLOAD_DELAY=0", *arguments)
    done = desk.scrapy("crawl", "any_portal", *asked)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("name", "entry"), [(name, entry) for name, replica in REPLICAS.items() for entry in range(len(replica.entries))]
)
def test_every_report_is_found_from_every_entry(name: str, entry: int, portals: ReplicaPortals, tmp_path: Path) -> None:
    """From the first entry everything is fetched; from the others all lists are walked and one year's reports fetched."""
    replica = portals.families[name]
    (family,) = (family for family in FAMILIES if family.name == replica.family)
    before = len(portals.requests)
    desk = Desk(tmp_path / "data", portals)
    year = max(report.report_year for report in portals.published(name))
    said = crawl(desk, replica.entries[entry], replica.adcode, *(("-a", f"year={year}") if entry else ()))
    assert f"family {replica.family} (" in said
    visits = dict(desk.query("SELECT document, min(url) FROM visit GROUP BY document"))
    published = [report for report in portals.published(name) if not entry or report.report_year == year]
    assert {family.document(report.url) for report in published} == visits.keys()
    fetched = {url for (url,) in desk.query("SELECT url FROM capture WHERE role = 'report'")}
    assert not fetched & set(portals.false_friends(name))
    assert portals.violations == []
    states = desk.query("SELECT list_url, state, reason FROM scan WHERE state <> 'complete'")
    assert states == []
    taken_for_others = desk.query("SELECT url, error FROM capture WHERE outcome IN ('blocked', 'soft_gone', 'refused')")
    assert taken_for_others == []
    asked = [seen for seen in portals.requests[before:] if seen.target != "/robots.txt"]
    roles = dict(desk.query("SELECT role, count(*) FROM capture GROUP BY role"))
    reports = roles["report"] + roles.get("part", 0)
    assert len(asked) - roles.get("list", 0) - roles.get("other", 0) == reports
    assert roles["report"] <= MOST_REQUESTS_PER_REPORT * len(published) + len(portals.gone(name))


@pytest.mark.parametrize("name", REPLICAS)
def test_a_column_bears_the_marks_of_one_family(name: str) -> None:
    replica = REPLICAS[name]
    address = urlsplit(replica.entries[0])
    target = address.path + (f"?{address.query}" if address.query else "")
    reply = replica.answer(Request(address.scheme, address.netloc, "GET", target, {"host": address.netloc}))
    listed = HtmlResponse(replica.entries[0], body=reply.body, encoding="utf-8")
    assert recognise(listed).family.name == replica.family


JIAXING = "https://www.jiaxing.gov.cn"
LIYANG = "https://www.liyang.gov.cn"
JINGJIANG = "http://www.jingjiang.gov.cn"


@pytest.mark.parametrize(
    ("entry", "portal", "family"),
    [
        (f"{JIAXING}/", "zhejiang_jiaxing", "hanweb_jpage"),
        (f"{JIAXING}/art/2023/1/18/art_1229708661_5056874.html", "zhejiang_jiaxing", "hanweb_jpage"),
        (f"{LIYANG}/html/czly/2018/OPCKQFNA_0122/5922.html", "jiangsu_liyang", "czfx_county"),
        (f"{JINGJIANG}/", "jiangsu_jingjiang", "hanweb_jpaas"),
        (f"{JINGJIANG}/xxgk/zfxxgknb/2025/szf/index.html", "jiangsu_jingjiang", "hanweb_jpaas"),
    ],
)
def test_a_founding_portal_is_recognised_from_any_page(
    entry: str, portal: str, family: str, portals: ReplicaPortals, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "data", portals)
    said = crawl(desk, entry, "320400", "-a", f"year={YEAR}")
    assert f"any_portal: family {family} (" in said
    published = [report for report in portals.published(portal) if report.report_year == YEAR]
    assert desk.query("SELECT count(DISTINCT document) FROM visit") == [(len(published),)]


def test_a_page_of_no_family_is_refused_with_the_reason(portals: ReplicaPortals, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", portals)
    portals.withdrawn.add(f"{LIYANG}/")
    try:
        done = desk.scrapy(
            "crawl", "any_portal", "-a", f"url={LIYANG}/", "-a", "adcode=320481", "-s", "DOWNLOAD_DELAY=0"
        )
    finally:
        portals.withdrawn.clear()
    assert done.returncode == 1
    assert f"no list of annual reports was found from {LIYANG}/" in done.stderr
    assert desk.query("SELECT role, outcome FROM capture WHERE role = 'other'") == [("other", "gone")]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "needs -a adcode=… and -a url=…"),
        (("-a", "url=www.a.gov.cn", "-a", "adcode=320400"), "no http or https address"),
        (("-a", "url=http://www.a.gov.cn/", "-a", "adcode=3204"), "six digits"),
    ],
)
def test_wrong_arguments_are_explained(
    arguments: tuple[str, ...], reason: str, portals: ReplicaPortals, tmp_path: Path
) -> None:
    done = Desk(tmp_path / "data", portals).scrapy("crawl", "any_portal", *arguments)
    assert done.returncode == 1
    assert reason in done.stderr


def page(body: str) -> HtmlResponse:
    return HtmlResponse("https://www.a.gov.cn/", body=body.encode(), encoding="utf-8")


def test_where_two_families_fit_none_is_believed() -> None:
    both = (
        '<script>$("#1").jpage({proxyUrl:"/module/jpage/dataproxy.jsp"});</script><a href="/gi_class/zwgk_05">年报</a>'
    )
    with pytest.raises(UnrecognisedError, match=r"several CMS families.*czfx: links.*hanweb_jpage: pages"):
        recognise(page(both))
    with pytest.raises(UnrecognisedError, match="no known CMS family"):
        recognise(page("<p>年报</p>"))
