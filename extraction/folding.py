"""Text made comparable: one width, one script, no white space, no pinyin. Only for matching, never for storing.

Full-width forms are translated one by one and not by NFKC, which would turn ①, ㎡ and ½ into digits.
"""

import re
from functools import cache, lru_cache

from extraction.codebook import CODEBOOK

HAN = r"[^\W\da-zA-Z_]"
"""A Han character: what is left of word characters. The range of code points takes milliseconds to compile, each time."""

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_NARROW = {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)} | {"\u3000": " ", "\u00a0": " "}
_NARROW |= dict.fromkeys(_INVISIBLE, "")
_NARROW |= dict.fromkeys("“”„‟〝〞＂", '"') | dict.fromkeys("‘’", "'")
_NARROW |= {"〔": "(", "〕": ")", "【": "(", "】": ")", "［": "(", "］": ")"}
_WIDE = re.compile(f"[{re.escape(''.join(_NARROW))}]")

_TRADITIONAL = re.compile(f"[{CODEBOOK.traditional}]")
_PINYIN = re.compile(
    rf"[(\uff08](?<=(?:{HAN}|[)\uff09]).)[a-zA-Z\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]{{1,6}}[)\uff09]"
)
_ENUMERATION = re.compile(r"\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}[、.,:]|\d{1,2}[、.,)]?")
_BRACKETED = re.compile(r"\([^()]*(?:\)|$)")
_NOT_HAN = re.compile(r"[\W\da-zA-Z_]+")


def narrow(text: str) -> str:
    """Full-width ASCII, quotes and brackets to their half-width forms, invisible characters dropped."""
    # `str.translate` would look up each character, and most are Han.
    return text if text.isascii() else _WIDE.sub(_narrowed, text)


def _narrowed(wide: re.Match[str]) -> str:
    return _NARROW[wide[0]]


def is_traditional(text: str) -> bool:
    return _TRADITIONAL.search(text) is not None


def traditional_count(text: str) -> int:
    return len(_TRADITIONAL.findall(text))


def pinyin_count(text: str) -> int:
    return len(_PINYIN.findall(text))


def simplify(text: str) -> str:
    """Traditional to simplified script, pinyin in brackets dropped.

    >>> simplify("常州市政務服務管理辦公室"), simplify("業(yè)務(wù)")
    ('常州市政务服务管理办公室', '业务')
    """
    if "(" in text or "\uff08" in text:
        text = _PINYIN.sub("", text)
    return to_simplified(text)


def to_simplified(text: str) -> str:
    """The text in simplified script, character for character."""
    if not is_traditional(text):
        return text
    # Phrase-converted copies name a document 檔案 and information 資訊 where the original has 文件 and 信息.
    return _converted(text).replace("资讯", "信息").replace("反覆", "反复").replace("规范性档案", "规范性文件")


def fold(text: str) -> str:
    """The form in which titles, headings and names are compared.

    >>> fold("三、收到和处理 政府信息公开申請情况(一)")
    '三、收到和处理政府信息公开申请情况(一)'
    """
    return "".join(simplify(narrow(text)).split())


@lru_cache(maxsize=8192)
def label_key(label: str) -> str:
    """The form in which labels are compared: leading number and remarks in brackets dropped, Han characters only.

    >>> [label_key(label) for label in ("(七)总　计", "3.其他", "一、本年新收政府信息公开申请数量", "本年收费金额(单位:万元")]
    ['总计', '其他', '本年新收政府信息公开申请数量', '本年收费金额']
    >>> label_key("三/、/本/年/度/办理结果"), label_key("2.其他法律(lǜ)行政法规禁止公開")
    ('三本年度办理结果', '其他法律行政法规禁止公开')
    """
    text = fold(label)
    start = _ENUMERATION.match(text)
    if start and start.end() < len(text):
        text = text[start.end() :]
    if "(" in text:
        text = _BRACKETED.sub("", text) or text
    return _NOT_HAN.sub("", text)


@cache
def _converter():  # type: ignore[no-untyped-def]  # noqa: ANN202 - opencc ships no types
    from opencc import OpenCC  # noqa: PLC0415 - costs more than a whole page, and few pages need it

    return OpenCC("t2s")


@lru_cache(maxsize=4096)
def _converted(text: str) -> str:
    converted: str = _converter().convert(text)
    return converted
