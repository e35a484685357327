"""Signs that a copy is damaged, converted, or not the publisher's own.

The commonest damage is UTF-8 read as GBK and written back by PHP's mbstring: a run of Chinese text of odd length swallows
the byte after it, so that a digit becomes ``?`` (``?089``) and a tag loses its ``<``. Cells that stand alone survive.
"""

import re
from urllib.parse import urlsplit

from extraction.charset import Text, lost_characters
from extraction.folding import HAN, pinyin_count, traditional_count
from extraction.report import Flag

# Compiled when first needed, which on most pages is never.
_LOST = rf"(?<={HAN})\?(?={HAN}|\d)|(?<![\w?&=/])\?\d+(?={HAN}|[.%])"
_TAG_REMNANTS = r"(?<![<\w/])/(?:td|p|span|div|a|strong)>|br />(?<!<br />)|\?ensp;"
_MOJIBAKE = ("锟斤拷", "鏀垮簻", "淇℃伅", "鍏紑")
_PORTAL = r"门户网站[\s\"”」]*[(\uff08\uff0c,:：]?\s*(?:网址[:：]?)?(?:https?://)?((?:[\w-]+\.)+[a-zA-Z]{2,})"
_FEWEST_LOST = 3
_FEWEST_TRADITIONAL = 12
_FEWEST_PINYIN = 3
_SAMPLE = 2000


def damage_flags(document: Text, lines: list[str], url: str | None) -> list[Flag]:
    """Flags for a document with these lines."""
    flags = []
    shown = "\n".join(lines)
    lost = len(re.findall(_LOST, shown)) if "?" in shown else 0
    remnants = len(re.findall(_TAG_REMNANTS, shown)) if ">" in shown or "?ensp;" in shown else 0
    broken = max(document.unreadable, lost_characters(document.text)) + sum(map(shown.count, _MOJIBAKE))
    if lost >= _FEWEST_LOST or remnants > 1 or broken:
        told = f"{lost} characters lost to ?, {remnants} remnants of tags, {broken} unreadable characters"
        flags.append(Flag("encoding_damage", told))
    flags += (Flag("foreign_host", host) for host in _foreign_hosts(shown, url))
    middle = max(len(shown) // 2 - _SAMPLE, 0)
    sample = shown[middle : middle + 2 * _SAMPLE]
    traditional, pinyin = traditional_count(sample), pinyin_count(sample)
    if traditional >= _FEWEST_TRADITIONAL or pinyin >= _FEWEST_PINYIN:
        told = f"{traditional_count(shown)} traditional characters, {pinyin_count(shown)} readings in pinyin"
        flags.append(Flag("script_converted", told))
    return flags


def _foreign_hosts(shown: str, url: str | None) -> list[str]:
    """Hosts outside gov.cn that serve the page or that the text calls the portal."""
    hosts = [host.lower() for host in re.findall(_PORTAL, shown)] if "门户网站" in shown else []
    own = urlsplit(url).hostname if url else None
    if own:
        hosts.insert(0, own)
    return list(dict.fromkeys(host for host in hosts if not f".{host}".endswith(".gov.cn")))
