"""A visit that found a page unchanged is one record, which says only what is new: nothing may be lost by that."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive, Capture, DamagedRecordError, Exchange, Run
from archive.capture import Outcome
from archive.repeat import FIELD, facts_of, request_of, told
from archive.warc import Hole, Record, scan
from tests.exchanges import PAGE, REPORT, exchange, response

URL = "http://www.liyang.gov.cn/a.html"
CONDITION = b'If-None-Match: "a"\r\n'
NOT_MODIFIED = b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n'


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive.open(tmp_path / "data")
    yield opened
    opened.close()


def asked(*more: bytes, received: bytes | None = None) -> Exchange:
    made = exchange(URL, received)
    made.sent = bytearray(
        b"GET /a.html HTTP/1.1\r\nUser-Agent: nianbao\r\n" + b"".join(more) + b"Host: www.liyang.gov.cn\r\n\r\n"
    )
    return made


def crawl(archive: Archive, *exchanges: Exchange, facts: dict[str, str] | None = None) -> list[Capture]:
    """Write one run, later in the order of files than those before; a 304 confirms what the archive holds of the address."""
    portal = f"p{archive.database['run'].count}"
    run = Run(archive, portal=portal, adcode="320481", software="test", user_agent="test")
    captures = [run.capture(one, facts or REPORT, revalidates=archive.latest(URL)) for one in exchanges]
    run.finish("finished")
    return captures


def record_of(archive: Archive, capture: Capture) -> Record:
    (found,) = [
        one[2] for one in scan(archive.path(capture)) if not isinstance(one, Hole) and one[2].id == capture.capture
    ]
    return found


def test_it_is_one_record_that_says_what_is_new(archive: Archive) -> None:
    crawl(archive, asked())
    facts = {**REPORT, "listed_title": "溧阳市2022年度报告"}
    (again,) = crawl(archive, asked(CONDITION, received=NOT_MODIFIED), facts=facts)
    kinds = [one[2].type for one in scan(archive.path(again)) if not isinstance(one, Hole)]
    assert kinds == ["warcinfo", "revisit", "metadata"], "the last one tells how the run ended"
    record = record_of(archive, again)
    assert "WARC-Payload-Digest" not in record.fields, "a 304 has no payload"
    assert facts_of(record) == {
        "listed_title": "溧阳市2022年度报告",
        "duration_ms": 0,
        "request": [2, 3, 'If-None-Match: "a"'],
    }


def test_its_row_says_everything(archive: Archive) -> None:
    (first,) = crawl(archive, asked())
    (confirmed,) = crawl(archive, asked(CONDITION, received=NOT_MODIFIED))
    (repeated,) = crawl(archive, asked(CONDITION))
    alike = (
        "role",
        "url",
        "fidelity",
        "content_type",
        "payload_digest",
        "entity_digest",
        "snapshot",
        "document",
        "listed_title",
    )
    for again, outcome, status in ((confirmed, Outcome.NOT_MODIFIED, 304), (repeated, Outcome.OK, 200)):
        assert [getattr(again, name) for name in alike] == [getattr(first, name) for name in alike]
        assert (again.outcome, again.status, again.refers_to) == (outcome, status, first.capture)
        assert archive.entity(again) == PAGE


def test_its_request_comes_back_byte_for_byte(archive: Archive) -> None:
    sent = [asked(), asked(CONDITION, received=NOT_MODIFIED), asked(b"Cookie: \xfc\r\n"), asked()]
    captures = [capture for one in sent for capture in crawl(archive, one)]
    assert [archive.request(capture) for capture in captures] == [bytes(one.sent) for one in sent]


_LINES = st.lists(st.sampled_from([b"GET / HTTP/1.1", b"Host: a", b"Cookie: b=1", b""]), max_size=6).map(b"\r\n".join)


@given(_LINES, _LINES)
def test_any_request_can_be_told_by_any_other(request: bytes, base: bytes) -> None:
    field = told({}, request, base=None, base_request=base)
    assert field.isascii()
    assert request_of(Record({FIELD: field}, b""), base) == request


def test_a_request_that_lacks_what_it_is_told_by_is_not_made_up() -> None:
    field = told({}, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", base=None, base_request=b"GET / HTTP/1.1\r\nHost: b\r\n\r\n")
    record = Record({FIELD: field, "WARC-Record-ID": "<urn:uuid:1>"}, b"")
    with pytest.raises(DamagedRecordError, match="the request it differs from is damaged"):
        request_of(record, b"")


def test_all_rows_come_back_from_the_files(archive: Archive) -> None:
    crawl(archive, asked())
    crawl(
        archive, asked(CONDITION, received=NOT_MODIFIED), asked(), facts={**REPORT, "via": "http://www.liyang.gov.cn/"}
    )
    rows = list(archive.captures("1"))
    archive.close()
    for name in ("reports.db", "texts.db"):
        (archive.folder / name).unlink()
    again = Archive.open(archive.folder)
    assert list(again.captures("1")) == rows
    again.close()


def test_a_visit_whose_holder_is_read_after_it_says_everything_itself(archive: Archive) -> None:
    """Two crawls side by side: the one that began first meets, later, what the other has captured."""
    early = Run(archive, portal="a", adcode="320400", software="test", user_agent="test")
    late = Run(archive, portal="z", adcode="320400", software="test", user_agent="test")
    assert early.name.split("-")[1] <= late.name.split("-")[1]
    first = late.capture(asked(), REPORT)
    second = early.capture(asked(CONDITION), REPORT)
    late.finish("finished")
    early.finish("finished")
    assert facts_of(record_of(archive, second)).keys() >= {"role", "outcome", "listed_title", "entity_digest"}
    assert archive.request(second) == asked(CONDITION).sent
    rows = sorted(archive.captures("1"), key=lambda one: one.capture)
    archive.close()
    (archive.folder / "reports.db").unlink()
    again = Archive.open(archive.folder)
    assert sorted(again.captures("1"), key=lambda one: one.capture) == rows
    assert again.find(second.capture).refers_to == first.capture
    again.close()


def test_without_its_holder_a_visit_is_told_and_shows_nothing(archive: Archive) -> None:
    (first,) = crawl(archive, asked())
    (again,) = crawl(archive, asked())
    archive.close()
    (archive.folder / "warc" / first.file).unlink()
    (archive.folder / "reports.db").unlink()
    opened = Archive.open(archive.folder)
    (orphan,) = opened.captures("1")
    assert orphan == replace(
        again, role="other", outcome=Outcome.ERROR, status=None, content_type=None, entity_digest=None, snapshot=None,
        document=None, listed_title=None, error="the record of the answer is damaged",
    )  # fmt: skip
    opened.close()


def test_another_page_at_the_address_is_no_repetition(archive: Archive) -> None:
    captures = [crawl(archive, asked(received=response(body)))[0] for body in (PAGE, PAGE + b"!", PAGE)]
    assert [one.refers_to for one in captures] == [None, None, None]
