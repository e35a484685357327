"""What an answer is: the page, a block, a page that is gone without saying so. The one classifier of answers.

Portals hide behind shields that answer a script instead of the page, and say "not found" with status 200. Such an answer is
archived like any other, with its outcome; it is never a version of a report, and neither shows that one is there nor that it is
not. A challenge is recognised and left alone, never solved. What the shields
look like is data (`archive.shields`).
"""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from archive.capture import Outcome, outcome
from archive.http_message import HttpMessage
from archive.shields import SHIELDS, Shield

_REFUSALS = re.compile(
    r"访问被(?:拒绝|拦截|阻断|禁止)|请求被(?:拒绝|拦截|阻断)|您的(?:访问|请求)(?:过于频繁|存在异常|行为异常)|请(?:完成|进行)(?:安全|人机)验证|拖动滑块"
)
_MISSING = re.compile(
    r"非法请求\W*404|(?:您(?:所?访问|要找|请求|查找)的)?(?:页面|网页|文件|文章|信息|内容)(?:不存在|已(?:被)?删除|不存在或已(?:被)?删除|已失效|未找到)"
    r"|找不到(?:您(?:要|所)?(?:访问|找)?的)?(?:页面|网页)|404\W{0,3}(?:not\s*found|错误)",
    re.IGNORECASE,
)
_HOME = re.compile(r"(?:首页|门户网站|人民政府(?:网站?)?|政府网站?)$")
_REPORT_WORDS = re.compile(r"信息公开条例|统计期限|本(?:年度)?报告|年度?报告$|年报")
MAX_WORDS = 400
"""Characters a person can read on a page that only says it is not there; the shortest real report page holds many more."""
_MIN_HOME_LINKS = 30
_TOO_LONG = 1 << 20
"""No challenge, error page or home page is this long."""
_TITLE_WITHIN = 1 << 16

_UNSEEN = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style|noscript|title)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(rb"<[^<>]*>")  # every pattern here is linear: the pages are not ours
_HIDES = re.compile(rb"<(script|style|noscript|title)\b", re.IGNORECASE)
_SHOWN_TAGS = re.compile(rb"(?:<(?!(?:script|style|noscript|title)\b|!--)[^<>]*>\s*)+", re.IGNORECASE)
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_CARRIES = re.compile(rb"<(?:iframe|frame|img|embed|object|table)\b", re.IGNORECASE)
_HOLDS_THE_PAGE = frozenset({"list", "report", "part"})


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: Outcome
    reason: str | None = None
    """Why it is not simply what its status says, in words; None if it is."""


def classify(url: str, message: HttpMessage, entity: bytes, role: str | None) -> Verdict:
    """Return what a whole answer to ``url`` is; ``role`` is what it was asked for as (`archive.capture.Capture.role`)."""
    by_status = outcome(message.status, truncated=False)
    if by_status is Outcome.REDIRECTED and role in _HOLDS_THE_PAGE and _leads_home(url, message.header("location")):
        return Verdict(Outcome.SOFT_GONE, f"redirected to the home page {message.header('location')}")
    if len(entity) > _TOO_LONG or not _is_markup(message, entity):
        return Verdict(by_status, _of_status(by_status, message.status))
    if _is_wordy(entity):
        return (
            _home_page(entity, role)
            if by_status is Outcome.OK
            else Verdict(by_status, _of_status(by_status, message.status))
        )
    seen = _visible(entity)
    if (shield := _shield(message.status, entity, seen)) is not None:
        return Verdict(Outcome.BLOCKED, f"answered {message.status} with a challenge: {shield.name}")
    if by_status is Outcome.OK:
        return _of_words(entity, seen, role)
    return Verdict(by_status, _of_status(by_status, message.status))


def _of_status(by_status: Outcome, status: int) -> str | None:
    return f"answered {status}: refuses us" if by_status is Outcome.BLOCKED else None


def _of_words(entity: bytes, seen: str, role: str | None) -> Verdict:
    """Judge a page served with 200 by what a person would read on it; ``robots`` has no words."""
    title = _title(entity)
    if len(seen) <= MAX_WORDS and not _REPORT_WORDS.search(seen) and role != "robots":
        if words := _REFUSALS.search(seen) or _REFUSALS.search(title):
            return Verdict(Outcome.BLOCKED, f"answered 200 with a refusal: {words[0]}")
        if words := _MISSING.search(seen) or _MISSING.search(title):
            return Verdict(Outcome.SOFT_GONE, f"answered 200 with the words {words[0]}")
    return _home_page(entity, role)


def _home_page(entity: bytes, role: str | None) -> Verdict:
    """Judge a page served with 200 that does not say it is missing: a home page is no report."""
    if (
        role == "report"
        and _HOME.search(title := _title(entity))
        and entity.count(b"<a ") >= _MIN_HOME_LINKS
        and b"ArticleTitle" not in entity
        and not _REPORT_WORDS.search(_visible(entity))
    ):
        return Verdict(Outcome.SOFT_GONE, f"answered 200 with the home page ({title})")
    return Verdict(Outcome.OK)


def _title(entity: bytes) -> str:
    return _text(match[1]) if (match := _TITLE.search(entity[:_TITLE_WITHIN])) else ""


def _shield(status: int, entity: bytes, seen: str) -> Shield | None:
    """Return the shield whose challenge this is; a page with words, pictures or frames is none."""
    if len(seen) > MAX_WORDS // 4 or _CARRIES.search(entity):
        return None
    return next((shield for shield in SHIELDS if shield.fits(status, entity)), None)


def _leads_home(url: str, location: str | None) -> bool:
    """Whether a page below the root is answered with the way to the root, of this host or another."""
    asked, led = urlsplit(url), urlsplit(urljoin(url, location or url))
    roots = {"", "/", "/index.html", "/index.htm", "/index.shtml"}
    return asked.path not in roots and led.path in roots and not led.query


def _is_markup(message: HttpMessage, entity: bytes) -> bool:
    declared = (message.header("content-type") or "").lower()
    return "html" in declared or entity.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def _is_wordy(entity: bytes) -> bool:
    """Whether a person could read more than `MAX_WORDS` characters, as most pages say early; False: look at it whole."""
    words: list[bytes] = []
    at, size, enough = 0, 0, 2 * MAX_WORDS
    while True:
        begin = entity.find(b"<", at)
        if begin < 0:
            return False
        if begin > at:
            words.append(entity[at:begin])
            size += begin - at
            if size > enough:
                if len(_text(b"".join(words))) > MAX_WORDS:
                    return True
                enough += enough
        if tags := _SHOWN_TAGS.match(entity, begin):
            at = tags.end()
        elif hidden := _HIDES.match(entity, begin):
            at = _end_of(hidden[1].lower(), entity, hidden.end())
        else:
            at = entity.find(b"-->", begin) + 3 if entity.startswith(b"<!--", begin) else 0
        if at <= begin:
            return False


def _end_of(element: bytes, entity: bytes, at: int) -> int:
    """Return where a script, a style … ends; -1 if it does not."""
    while (at := entity.find(b"</", at)) >= 0:
        if (tag := _TAG.match(entity, at)) and tag[0][2:-1].rstrip().lower() == element:
            return tag.end()
        at += 2
    return -1


def _visible(entity: bytes) -> str:
    """Return what a person could read: no scripts, no tags, no white space."""
    return _text(_UNSEEN.sub(b" ", entity))


def _text(markup: bytes) -> str:
    words = _TAG.sub(b"", markup)
    try:
        text = words.decode("utf-8")
    except UnicodeDecodeError:
        text = words.decode("gb18030", "replace")
    return re.sub(r"\s|&(?:nbsp|ensp|emsp);", "", text)
