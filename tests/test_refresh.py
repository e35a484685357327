"""Pages that send their reader on are followed where Scrapy follows them, in whatever characters and however late they say so."""

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.http import HtmlResponse
from scrapy.spiders import Spider

from crawler.refresh import MetaRefresh

URL = "http://www.shili.gov.cn/zwgk/"
META = '<META HTTP-EQUIV="Refresh" CONTENT="0; URL=index.html"><title>政府信息公开</title>'
FOLLOWED = f"{URL}index.html"


def passed(middleware: type[MetaRefreshMiddleware], page: str, encoding: str) -> str:
    """Return which address is asked for next, or that of the page if it is handed on."""
    request = Request(URL)
    response = HtmlResponse(URL, body=page.encode(encoding), encoding=encoding, request=request)
    answer = middleware.from_crawler(Crawler(Spider)).process_response(request, response)
    assert isinstance(answer, Request) or answer is response
    return answer.url


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
@pytest.mark.parametrize("before", ["", "政" * 3990, "\N{CJK UNIFIED IDEOGRAPH-20000}" * 3990])
def test_a_page_that_sends_on_is_followed(before: str, encoding: str) -> None:
    page = f"<html>{before}{META}"
    assert passed(MetaRefresh, page, encoding) == passed(MetaRefreshMiddleware, page, encoding) == FOLLOWED


@pytest.mark.parametrize("page", ["<html><title>政府信息公开</title>", f"<html>{'政' * 4096}{META}"])
def test_a_page_that_stays_is_handed_on(page: str) -> None:
    assert passed(MetaRefresh, page, "utf-8") == passed(MetaRefreshMiddleware, page, "utf-8") == URL
