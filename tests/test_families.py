"""Every CMS family, from any entry: all reports found, no false friend, no counter, few requests; and the family is named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.cms import FAMILIES
from tests.desk import Desk
from tests.portals import ReplicaPortals
from tests.portals.families import replicas

REPLICAS = replicas()
MOST_REQUESTS_PER_REPORT = 1.3


@pytest.fixture(scope="module")
def portals() -> Iterator[ReplicaPortals]:
    with ReplicaPortals() as running:
        yield running


def crawl(desk: Desk, url: str, adcode: str) -> str:
    """Crawl a portal without a spider; what the command says."""
    done = desk.scrapy("crawl", "any_portal", "-a", f"url={url}", "-a", f"adcode={adcode}", "-s", "DOWNLOAD_DELAY=0")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("name", "entry"), [(name, entry) for name, replica in REPLICAS.items() for entry in range(len(replica.entries))]
)
def test_every_report_is_found_from_every_entry(name: str, entry: int, portals: ReplicaPortals, tmp_path: Path) -> None:
    replica = portals.families[name]
    (family,) = (family for family in FAMILIES if family.name == replica.family)
    before = len(portals.requests)
    desk = Desk(tmp_path / "data", portals)
    said = crawl(desk, replica.entries[entry], replica.adcode)
    assert f"family {replica.family} (" in said
    visits = dict(desk.query("SELECT document, min(url) FROM visit GROUP BY document"))
    published = portals.published(name)
    assert {family.document(report.url) for report in published} == visits.keys()
    fetched = {url for (url,) in desk.query("SELECT url FROM capture WHERE role = 'report'")}
    assert not fetched & set(portals.false_friends(name))
    assert portals.violations == []
    states = desk.query("SELECT list_url, state, reason FROM scan WHERE state <> 'complete'")
    assert states == []
    asked = [seen for seen in portals.requests[before:] if seen.target != "/robots.txt"]
    roles = dict(desk.query("SELECT role, count(*) FROM capture GROUP BY role"))
    reports = roles["report"] + roles.get("part", 0)
    assert len(asked) - roles.get("list", 0) - roles.get("other", 0) == reports
    assert roles["report"] <= MOST_REQUESTS_PER_REPORT * len(published) + len(portals.gone(name))
