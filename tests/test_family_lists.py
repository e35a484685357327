"""What the families read of the lists of their replicas: rows whole, figures exact, wherever pages begin to count."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import pytest

from crawler.cms import FAMILIES
from tests.desk import Desk
from tests.portals import ReplicaPortals
from tests.portals.content import Report
from tests.portals.exchange import Reply, Request
from tests.portals.families import epoint, gkmlpt, lonsun

FROM_0, *FROM_1 = get_args(epoint.Numbering)


@pytest.fixture(scope="module")
def portals() -> Iterator[ReplicaPortals]:
    with ReplicaPortals() as running:
        yield running


def ask(replica: Any, url: str, body: object = None) -> Reply:  # noqa: ANN401 - any replica
    """What a replica answers to GET, or to POST of a JSON object."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    headers, sent = {"host": parts.netloc}, b""
    if body is not None:
        headers["content-type"], sent = "application/json", json.dumps(body).encode()
    reply: Reply = replica.answer(Request(parts.scheme, parts.netloc, "POST" if sent else "GET", target, headers, sent))
    return reply


def crawl(desk: Desk, url: str, adcode: str) -> None:
    desk.crawl("any_portal", "-a", f"url={url}", "-a", f"adcode={adcode}")


@pytest.mark.parametrize("name", ["epoint", "gkmlpt", "lonsun"])
def test_rows_are_listed_whole_and_every_figure_is_read(name: str, portals: ReplicaPortals, tmp_path: Path) -> None:
    replica = portals.families[name]
    (family,) = (family for family in FAMILIES if family.name == replica.family)
    desk = Desk(tmp_path / "data", portals)
    crawl(desk, replica.entries[0], replica.adcode)
    listed = {
        family.document(url): (title, date)
        for url, title, date in desk.query("SELECT url, title, listed_date FROM scan_row")
    }
    for article in replica.articles:
        assert listed[family.document(article.url)] == (article.title, f"{article.at:%Y-%m-%d}")
    for report in replica.articles:
        if not isinstance(report, Report):
            continue
        rows = desk.query(
            "SELECT indicator, applicant, value FROM figures WHERE publisher = ? AND report_year = ?"
            " AND status = 'number' AND origin <> 'narrative'",
            report.publisher,
            report.report_year,
        )
        assert {(code, who): value for code, who, value in rows} == report.figures, report.url


def test_epoint_counts_pages_from_0_or_from_1() -> None:
    replica = epoint.Replica()

    def titles(index: int, site: str = epoint.SITE) -> list[str]:
        asked = {"deptcode": "", "categorynum": "003006", "pageIndex": index, "pageSize": 20, "siteGuid": site}
        answer = json.loads(ask(replica, epoint.ROOT + epoint.LIST, asked).body)
        return [row["realtitle"] for row in answer["custom"]["data"]]

    first, second = titles(0), titles(1)
    assert len(first) == len(second) == 20
    assert not set(first) & set(second)
    assert titles(0, site="a guess") == []
    assert ask(replica, epoint.ROOT + epoint.LIST).status == 415
    for numbering, at_0 in zip(FROM_1, ([], first), strict=True):
        replica.numbering = numbering
        assert (titles(0), titles(1), titles(2)) == (at_0, first, second)


@pytest.mark.parametrize("numbering", FROM_1)
def test_the_list_is_whole_wherever_epoint_begins_to_count(
    numbering: epoint.Numbering,
    portals: ReplicaPortals,
    tmp_path: Path,
) -> None:
    replica = portals.families["epoint"]
    assert isinstance(replica, epoint.Replica)
    desk = Desk(tmp_path / "data", portals)
    replica.numbering = numbering
    try:
        crawl(desk, replica.entries[0], replica.adcode)
    finally:
        replica.numbering = FROM_0
    assert desk.query("SELECT DISTINCT state FROM scan") == [("complete",)]
    assert desk.query("SELECT count(DISTINCT document) FROM visit") == [(len(portals.published("epoint")),)]


def test_gkmlpt_knows_no_page_0_no_foreign_sid_and_no_utc() -> None:
    replica = gkmlpt.Replica()

    def rows(query: str, prefix: str = "") -> list[dict[str, Any]]:
        answer = json.loads(ask(replica, f"{gkmlpt.ROOT}{prefix}/gkmlpt/api/all/{query}").body)
        return list(answer["articles"])

    assert rows("4711?page=0&sid=755031") == rows("4711?page=1&sid=755212") == []
    assert len(rows("4711?page=1&sid=755031")) == len(rows("4711?page=2&sid=755031")) == 100
    assert rows("5120?page=1&sid=755212") == []
    assert rows("5120?page=1&sid=755212", prefix="/nlszjj")
    early = [article for article in replica.articles if article.at.hour < 8]
    assert early, "before eight in Beijing it is yesterday in UTC"


def test_lonsun_repeats_its_last_page_and_lists_other_portals(portals: ReplicaPortals, tmp_path: Path) -> None:
    replica = lonsun.Replica()
    departments = f"{lonsun.ROOT}/content/column/6790121?pageIndex="
    last, beyond, before = (str(ask(replica, departments + number).body) for number in ("4", "9", "3"))
    assert "pageCount:4" in last
    assert last == beyond != before
    assert "www.shili11.gov.cn/public" not in last.partition("xxgk_nav_list")[2]

    desk = Desk(tmp_path / "data", portals)
    crawl(desk, departments + "1", replica.adcode)
    verdicts = desk.query("SELECT verdict FROM scan_row WHERE url LIKE 'https://www.xuexiao%'")
    assert verdicts == [("on another host",)] * lonsun.ELSEWHERE
    assert desk.query("SELECT 1 FROM capture WHERE url LIKE '%xuexiao%'") == []
