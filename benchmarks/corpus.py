"""Seeded report pages of about 100 kB, as portals serve them: half UTF-8, half GBK, long menus, scripts, a visit counter."""

import random

from extraction.codebook import CODEBOOK
from extraction.labels import APPLICANTS
from tests.composing import HEADINGS, PERIOD, TITLE, plain, tables, word
from tests.truth import Figures

_LAYOUT = CODEBOOK.layouts["f2021"]
_SIZE = 100_000
_OUTCOMES = ("upheld", "corrected", "other", "pending")
_SENTENCES = (
    "(一)主动公开情况。2022年,全市主动公开政府信息{0}条,其中规章{1}件、行政规范性文件{2}件,解读政策文件{3}件。",
    "(二)依申请公开情况。全市各级行政机关共收到政府信息公开申请{0}件,答复{1}件,结转下年度办理{2}件。",
    "(三)政府信息管理。组织清理政策文件{0}件,更新公开目录{1}项,依法依规开展保密审查,规范公文属性认定。",
    "(四)平台建设。政府门户网站发布信息{0}条,政务新媒体推送{1}条,办理12345热线{2}件,开展在线访谈{3}期。",
    "(五)监督保障。举办业务培训{0}次,培训{1}人次,开展第三方评估并通报结果,未发生责任追究情形。",
)


def corpus(pages: int, seed: int = 2022) -> list[bytes]:
    """The same pages for the same seed, in both character sets by turns."""
    return [_page(random.Random(seed + number), ("utf-8", "gb18030")[number % 2]) for number in range(pages)]


def _page(chance: random.Random, charset: str) -> bytes:
    parts = tables(_figures(chance), word if chance.random() < 0.5 else plain)
    paragraphs = "".join(f"<p>{_sentence(chance)}</p>\n" for _ in range(12))
    texts = (
        paragraphs,
        *parts,
        "<p>一是政策解读质量有待提升;二是培训不够。</p>",
        "<p>本年度未收取政府信息处理费。</p>",
    )
    sections = "\n".join(f"<p>{heading}</p>\n{text}" for heading, text in zip(HEADINGS, texts, strict=True))
    article = f'<h1>{TITLE}</h1><div id="zoom"><p>{PERIOD}</p>{sections}</div>'
    head = (
        f'<meta charset="{"gbk" if charset == "gb18030" else charset}"><title>{TITLE}</title>'
        f'<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2023-03-09 10:00">'
    )
    counter = f'<span id="hits">浏览次数:{chance.randrange(100_000)}</span>'
    footer = '<div class="footer">主办:示例市人民政府办公室 网站标识码:3204000002</div>'
    core = f"{article}{counter}"
    room = _SIZE - len(f"{head}{core}{footer}".encode(charset))
    return (
        f"<!DOCTYPE html><html><head>{head}{_script(room // 3)}</head><body>"
        f"{_menu(chance, room * 2 // 3, charset)}{core}{footer}</body></html>"
    ).encode(charset)


def _figures(chance: random.Random) -> Figures:
    """Figures that add up: cells are drawn, sums are counted."""
    codes = [code for block in _LAYOUT.blocks for row in block.rows for code in row.codes]
    numbers: dict[tuple[str, str | None], int] = {(code, None): chance.randrange(5000) for code in codes}
    results = [code for code in _LAYOUT.requests if code.startswith("requests.result.") and not code.endswith(".total")]
    for who in APPLICANTS[:-1]:
        for code in results:
            numbers[code, who] = chance.choice((0, 0, 0, 1, 3, 12, 140))
        handled = numbers["requests.result.total", who] = sum(numbers[code, who] for code in results)
        left, old = chance.randrange(9), chance.randrange(3)
        old = min(old, handled + left)
        numbers["requests.carried_out", who] = left
        numbers["requests.carried_in", who] = old
        numbers["requests.new", who] = handled + left - old
    for code in _LAYOUT.requests:
        numbers[code, "total"] = sum(numbers[code, who] for who in APPLICANTS[:-1])
    for code in _LAYOUT.disputes:
        numbers[code, None] = chance.randrange(40)
    for group in {code.rpartition(".")[0] for code in _LAYOUT.disputes}:
        numbers[f"{group}.total", None] = sum(numbers[f"{group}.{outcome}", None] for outcome in _OUTCOMES)
    return {key: str(number) for key, number in numbers.items()}


def _sentence(chance: random.Random) -> str:
    return chance.choice(_SENTENCES).format(*(chance.randrange(1, 9000) for _ in range(4)))


def _menu(chance: random.Random, size: int, charset: str) -> str:
    items: list[str] = []
    length = 0
    while length < size:
        number = chance.randrange(9999)
        link = f'<a href="/col/col{number}/index.html" target="_blank" title="栏目">政务公开栏目{number}</a>'
        item = f'<li class="item">{link}</li>\n'
        items.append(item)
        length += len(item.encode(charset))
    return f'<div class="nav"><ul>{"".join(items)}</ul></div>'


def _script(size: int) -> str:
    line = 'function show(id){document.getElementById(id).style.visibility="visible";return false;}\n'
    return f"<script>{line * (max(size, 0) // len(line))}</script>"
