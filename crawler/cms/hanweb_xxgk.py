"""Hanweb 大汉 jcms with the ``xxgk`` module, its catalogue of public information.

Recognised by a column page that is a shell: a script loads its rows from ``/module/xxgk/search.jsp?…&divid=div<column>``, a frame
the catalogue from ``tree.jsp``. Articles are ``/art/<y>/<m>/<d>/art_<column>_<id>.html``; the id alone is the document.

What it gets wrong: ``search.jsp`` lists whatever the area (the public body) has published, of every column, unless it is told the
class of the catalogue, which stands in the address as ``?number=``; reports may be in no list at all and only be returned by
``xxgkAnnualReport.jsp?fbtime=<year>&area=<body>``, which is therefore asked for each body of the catalogue and each year since the
regulation of 2008. Such an answer is read as a list of one row, so that the account says which body has nothing for which year.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy import FormRequest, Request
from scrapy.http import TextResponse
from w3lib.url import url_query_parameter

from crawler.cms.columns import REPORT_COLUMN
from crawler.cms.family import Declared, Family
from crawler.cms.rows import rows_of
from crawler.items import ListScan, Row
from extraction.folding import fold

_SEARCH = re.compile(r"(/module/xxgk/search\.jsp)\?([^'\"<>\s]*\bdivid=div\d+[^'\"<>\s]*)")
_TREE = re.compile(r"/module/xxgk/tree\.jsp\?[^'\"<>\s]*")
_CLASS = re.compile(r"funclick\(\\?['\"](\w+)\\?['\"][^>]*>([^<]+)")
_AREA = re.compile(r"\b(?:vc_xxgk)?area=(\w{9,18})\b")
_REPORT_OF = "/module/xxgk/xxgkAnnualReport.jsp"
_PAGES = re.compile(r"共\s*(\d+)\s*页")
_ARTICLE = re.compile(r"/art_\d+_(\d+)\.")
_COUNTED = re.compile(r"visit\.jsp\?[^'\"]*\bi_articleid=(\d+)")
"""The address of the visit counter, never to be fetched, says which article a page shows."""
_FIRST_YEAR = 2008
_FORM = {
    "infotypeId": "",
    "jdid": "",
    "area": "",
    "divid": "",
    "vc_title": "",
    "vc_number": "",
    "sortfield": ",createdatetime:0,orderid:0",
    "vc_filenumber": "",
    "vc_all": "",
    "texttype": "0",
    "fbtime": "-1",
}


class HanwebXxgk(Family):
    """Walks the class of a column, and asks each body of the catalogue for its report of each year."""

    def evidence(self, page: TextResponse) -> list[str]:
        search = _SEARCH.search(page.text)
        return [f"rows come from {search[1]}"] if search else []

    def document(self, url: str) -> str:
        article = _ARTICLE.search(url)
        return f"{urlsplit(url).netloc}/art_{article[1]}" if article else super().document(url)

    def columns(self, page: TextResponse) -> Iterator[str]:
        if _asks(page, _REPORT_OF):
            year = int(url_query_parameter(page.url, "fbtime") or 0) - 1
            if year >= _FIRST_YEAR:
                yield _report_of(page, year, str(url_query_parameter(page.url, "area")))
        elif _asks(page, "/tree.jsp"):
            yield from _classes(page)
            for area in dict.fromkeys(_AREA.findall(page.url + page.text)):
                yield _report_of(page, datetime.now(UTC).year, area)
        elif self.evidence(page):
            yield from super().columns(page)
            yield from (page.urljoin(tree.replace("&amp;", "&")) for tree in _TREE.findall(page.text))

    def rows(self, page: TextResponse) -> Iterator[Row]:
        if _asks(page, "/search.jsp"):
            yield from rows_of(page.xpath("//tr[not(.//tr)] | //li"), page, link=r"/art/|downfile|/attach/")
        elif _asks(page, _REPORT_OF) and (title := _title(page)):
            shown = _COUNTED.search(page.text)
            document = f"{urlsplit(page.url).netloc}/art_{shown[1]}" if shown else None
            yield Row(page.url, title, page.xpath("//meta[@name='PubDate']/@content").get(), document)

    def declared(self, page: TextResponse) -> Declared:
        if _asks(page, _REPORT_OF):
            return Declared(rows=1 if _title(page) else 0)
        if _asks(page, "/tree.jsp"):
            return Declared(rows=0)
        pages = _PAGES.search("".join(page.xpath("//text()").getall())) if _asks(page, "/search.jsp") else None
        return Declared(pages=int(pages[1]) + 1 if pages else None)  # and the shell

    def next_page(self, page: TextResponse, scan: ListScan) -> Request | None:
        if _asks(page, "/search.jsp") and page.request is not None:
            form = dict(parse_qsl(page.request.body.decode(), keep_blank_values=True))
            last = scan.declared_pages is not None and scan.pages >= scan.declared_pages
            return None if last else _search(page.url, form, int(form["currpage"]) + 1)
        search = _SEARCH.search(page.text)
        if search is None:
            return None
        told = dict(parse_qsl(search[2].replace("&amp;", "&")))
        form = _FORM | {name: value for name, value in told.items() if name in _FORM}
        for name, value in (("infotypeId", "number"), ("area", "area"), ("area", "vc_xxgkarea")):
            form[name] = url_query_parameter(page.url, value) or form[name]
        return _search(page.urljoin(search[1]), form, 1)


def _asks(page: TextResponse, path: str) -> bool:
    return urlsplit(page.url).path.endswith(path)


def _search(url: str, form: dict[str, str], number: int) -> Request:
    """Ask for one page of a list; some installations read the address, others the form."""
    form = form | {"currpage": str(number)}
    told = {name: form[name] for name in ("infotypeId", "vc_title", "vc_number", "area", "currpage")}
    return FormRequest(url.partition("?")[0] + "?" + urlencode(told), formdata=form)


def _report_of(page: TextResponse, year: int, area: str) -> str:
    return page.urljoin(f"{_REPORT_OF}?fbtime={year}&area={area}")


def _classes(tree: TextResponse) -> Iterator[str]:
    """Yield the column page of each class of the catalogue that is named as annual reports are."""
    column = re.search(r"\bdivid=div(\d+)", tree.url)
    for code, label in _CLASS.findall(tree.text):
        if column and REPORT_COLUMN.fullmatch(fold(label)):
            yield tree.urljoin(f"/col/col{column[1]}/index.html?number={code}")


def _title(page: TextResponse) -> str:
    """Return the title of the report that was returned, empty if the body has none for the year."""
    texts = page.xpath("//meta[@name='ArticleTitle']/@content | //td[@class='title']//text()").getall()
    return next((text.strip() for text in texts if text.strip()), "")
