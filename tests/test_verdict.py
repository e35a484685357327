"""What an answer is: challenges and pages that are not there are told, and no real report is ever taken for one."""

import json
import zlib
from pathlib import Path

import pytest
from scrapy.core.downloader.contextfactory import _get_creator_context

from archive import Outcome
from archive.http_message import UndecodableEntityError, parse
from archive.verdict import Verdict, classify
from crawler.hostmap import HostMap
from crawler.tls import OP_LEGACY_SERVER_CONNECT, VerifyingPolicy

FIXTURES = Path(__file__).parent / "fixtures"
PAGES = sorted(FIXTURES.glob("*/*.html")) + sorted(FIXTURES.glob("*/*.txt"))
ARTICLE = "http://www.example.gov.cn/art/2023/1/18/art_1.html"


def judge(
    body: bytes | str,
    status: int = 200,
    *,
    role: str = "report",
    header: str = "Content-Type: text/html",
    url: str = ARTICLE,
) -> Verdict:
    entity = body.encode() if isinstance(body, str) else body
    message = parse(f"HTTP/1.1 {status} X\r\n{header}\r\n\r\n".encode() + entity)
    assert message is not None
    return classify(url, message, entity, role)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_real_page_is_never_a_block(path: Path) -> None:
    capture = path.with_name("capture.json")
    url = json.loads(capture.read_text("utf-8"))["url"] if capture.exists() else ARTICLE
    for role in ("report", "list"):
        assert judge(path.read_bytes(), role=role, url=url) == Verdict(Outcome.OK)


CHALLENGES: dict[str, tuple[str, int]] = {
    "加速乐": ("<script>document.cookie='__jsl_clearance_s=1';location.href=location.pathname</script>", 200),
    "加速乐 ": ("<script>document.cookie=('_')+('_');location.href=location.pathname</script>", 521),
    "Aliyun": (f"<html><script>var arg1='{'0F' * 20}';function x(){{}}</script></html>", 200),
    "瑞数": ("<html><head><meta charset=utf-8><script>$_ts=window['$_ts'];</script></head><body></body></html>", 412),
    "瑞数 ": (f"<html><script>{'x=1;' * 40_000}</script></html>", 202),
    "script stub": (f"<html><script>eval(String.fromCharCode(1)){'/' * 1100}</script></html>", 200),
}


@pytest.mark.parametrize("name", CHALLENGES)
@pytest.mark.parametrize("role", ["report", "list", "part", "robots", "other"])
def test_a_challenge_is_a_block_whatever_was_asked(name: str, role: str) -> None:
    body, status = CHALLENGES[name]
    verdict = judge(body, status, role=role)
    assert verdict.outcome is Outcome.BLOCKED
    assert name.strip() in (verdict.reason or "")


@pytest.mark.parametrize("words", ["您的访问过于频繁，请稍后再试", "请完成安全验证", "请求被拦截"])
def test_a_refusal_in_words_is_a_block(words: str) -> None:
    assert judge(f"<html><body><h1>{words}</h1></body></html>").outcome is Outcome.BLOCKED


@pytest.mark.parametrize(
    "words", ["非法请求 404", "页面不存在", "您访问的页面不存在！", "信息不存在或已删除", "404 Not Found"]
)
def test_words_that_say_there_is_nothing(words: str) -> None:
    for page in (f"<p>{words}</p>".encode(), f"<meta charset=gb2312><p>{words}</p>".encode("gb18030")):
        assert judge(page).outcome is Outcome.SOFT_GONE


@pytest.mark.parametrize(("location", "outcome"), [
    ("/", Outcome.SOFT_GONE), ("http://www.example.gov.cn/index.html", Outcome.SOFT_GONE),
    ("/art/2023/1/18/art_2.html", Outcome.REDIRECTED), ("/?id=1", Outcome.REDIRECTED),
])  # fmt: skip
def test_a_report_that_leads_home_is_gone(location: str, outcome: Outcome) -> None:
    assert judge("", 302, header=f"Location: {location}").outcome is outcome
    assert judge("", 302, header=f"Location: {location}", role="other").outcome is Outcome.REDIRECTED


def test_the_home_page_in_place_of_a_report() -> None:
    links = "".join(f"<a href='/{n}'>新闻 {n}</a>" for n in range(60))
    assert judge(f"<title>某市人民政府门户网站</title>{links}").outcome is Outcome.SOFT_GONE
    report = f"<title>某市人民政府门户网站</title>{links}<p>根据《中华人民共和国政府信息公开条例》编制本报告</p>"
    assert judge(report).outcome is Outcome.OK


@pytest.mark.parametrize("page", [
    "<script>location.href='/col/col2/index.html'</script>",  # a column that only hops to another one
    "<iframe src='/content/xxgk/index?catid=123'></iframe><script>document.cookie='a=1'</script>",  # a shell
    "<ul><li><a href='/1'>关于删除信息的规定：网页不存在失效问题的政府信息公开年报</a></li></ul>",
    "",
])  # fmt: skip
def test_poor_pages_are_no_blocks(page: str) -> None:
    assert judge(page, role="list").outcome is Outcome.OK


def test_a_second_member_of_a_gzip_body_is_bounded_too() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    full = packer.compress(bytes(64 << 20)) + packer.flush()
    message = parse(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + full + full)
    assert message is not None
    with pytest.raises(UndecodableEntityError, match="more than 64 MiB"):
        _ = message.entity


def test_an_old_server_is_allowed_only_where_the_spider_says_so() -> None:
    policy = VerifyingPolicy(None)

    def options() -> int:
        context = _get_creator_context(policy.creatorForNetloc(b"www.example.gov.cn", 443))
        bits = context.set_options(0)
        assert isinstance(bits, int)
        return bits

    assert not options() & OP_LEGACY_SERVER_CONNECT
    policy.legacy = True
    assert options() & OP_LEGACY_SERVER_CONNECT


def test_a_host_map_that_leads_to_others_asks_others() -> None:
    assert HostMap.parse("*:80=127.0.0.1:1,*:443=127.0.0.1:2").keeps_to_this_machine
    for text in ("", "*:443=127.0.0.1:2", "*:80=127.0.0.1:1,*:443=10.0.0.1:2"):
        assert not HostMap.parse(text).keeps_to_this_machine
