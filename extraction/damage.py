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
UNOFFICIAL = "unofficial_copy"
"""The flag of a reading that must not stand among the publisher's own figures."""


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
    own, named = _own_host(url), _named_hosts(shown)
    foreign = [host for host in dict.fromkeys((own, *named)) if host and not _is_governments(host)]
    flags += (Flag("foreign_host", host) for host in foreign)
    middle = max(len(shown) // 2 - _SAMPLE, 0)
    sample = shown[middle : middle + 2 * _SAMPLE]
    traditional, pinyin = traditional_count(sample), pinyin_count(sample)
    if traditional >= _FEWEST_TRADITIONAL or pinyin >= _FEWEST_PINYIN:
        told = f"{traditional_count(shown)} traditional characters, {pinyin_count(shown)} readings in pinyin"
        flags.append(Flag("script_converted", told))
    flags += (Flag(UNOFFICIAL, why) for why in _why_unofficial(own, [flag.code for flag in flags]))
    return flags


def _why_unofficial(own: str | None, marks: list[str]) -> list[str]:
    """Return why what was read is a copy and not the publisher's own page; empty if nothing says so.

    The address decides: .gov.cn is given to public bodies alone (国办函〔2018〕55号), any other host may copy what it likes. On
    .gov.cn one mark in the text is only told, because there are editions in traditional script and reports that name a company's
    host; both together are a clone on a name that has lapsed. Where no address is known (a file), one mark is enough.
    """
    if own is not None and not _is_governments(own):
        return [f"served by {own}, which is not under gov.cn"]
    found = [mark for mark in ("foreign_host", "script_converted") if mark in marks]
    return [f"the text bears the marks of a copy: {', '.join(found)}"] if len(found) > (own is not None) else []


def _is_governments(host: str) -> bool:
    return f".{host}".endswith(".gov.cn")


def _own_host(url: str | None) -> str | None:
    """Return the host of an address if it is a name in the public DNS: a file, a number or a machine next door tells nothing."""
    host = (urlsplit(url).hostname or "") if url else ""
    return host if re.search(r"\.[a-z][\w-]*$", host) and not host.endswith((".localhost", ".local")) else None


def _named_hosts(shown: str) -> list[str]:
    """Return the hosts that the text calls the portal."""
    return [host.lower() for host in re.findall(_PORTAL, shown)] if "门户网站" in shown else []
