"""Labelled facts about a document: index number, issuer, dates. Read by label, never by position."""

import re
from collections.abc import Iterable

from extraction.codebook import CODEBOOK
from extraction.folding import HAN, fold
from extraction.rows import Row

HEAD_METAS = ("ArticleTitle", "PubDate", "ContentSource", "Keywords", "Description", "ColumnName", "SiteName")
"""Names of metas that government sites share."""
_LONGEST = 300
_LONGEST_VALUE = 200
_NOISE = (
    "浏览次数",
    "浏览量",
    "点击量",
    "阅读次数",
    "访问量",
    "点击数",
    "字号",
    "字体",
    "打印",
    "分享",
    "保护视力色",
    "收藏",
)


def _spaced(labels: Iterable[str]) -> str:
    """Labels longest first, with any white space between their characters (文 号)."""
    return "|".join(r"\s*".join(label) for label in sorted(labels, key=len, reverse=True))


_LABELS = CODEBOOK.metadata_labels["plain"]
_WITH_COLON = CODEBOOK.metadata_labels["with_colon"]
_KNOWN = frozenset((*_LABELS, *_WITH_COLON))
_FIRST = frozenset(label[0] for label in _KNOWN)
_DATES = frozenset(label for labels in CODEBOOK.date_labels.values() for label in labels)
_LONG_DATES = [label for label in _DATES if len(label) > len("日期") and not label.isascii()]
# "9/span>" is what is left of "：</span>" in pages damaged as `damage` describes.
_COLON = r"\s*(?:[:\uff1a]|9/?span[^>]*>)\s*"
_LABEL = re.compile(
    rf"(?:(?<![^\s|【\[;；])(?:(?P<plain>{_spaced(_LABELS)})(?:{_COLON}|(?=\s)|$)"
    rf"|(?P<colon>{_spaced(_WITH_COLON)}){_COLON})|(?P<dated>{_spaced(_LONG_DATES)}){_COLON}(?=(?:19|20)\d\d)"
    rf"|【?(?P<noise>{'|'.join(_NOISE)}|.ICP|.公网安备))"
)
"""A date may follow the fact before it without a blank: two spans side by side, ``来源：办公室发布时间：2023-02-10``."""
_VALIDITY = re.compile("(?:长期|现行)?有效|失效|已?废止|已?修改")
_LOST = re.compile(r"\?(?:en|em|nb)sp;")
"""A Han character and the & of the blank behind it, after the damage that `damage` describes: 索&ensp;引&ensp;号."""
_DAMAGED_LABEL = re.compile(rf"(?:{_LOST.pattern}|{HAN})+")


def read_metadata(rows: Iterable[Row], metas: dict[str, str]) -> dict[str, str]:
    """Facts by folded label, the first one printed for each; empty ones are left out."""
    facts = {name: " ".join(metas[name.lower()].split()) for name in HEAD_METAS if metas.get(name.lower(), "").strip()}
    for row in rows:
        if len(row.cells) > 1:
            found = _pairs(row)
        elif row.cells and _may_have_label(row.cells[0].text):
            found = _inline(_whole(row.cells[0].text))
        else:
            continue
        for label, value in found:
            if value:
                # Where a document has no date of repeal yet, pages say in its place that it is in force.
                is_validity = label in _DATES and _VALIDITY.fullmatch(value)
                facts.setdefault("有效性" if is_validity else label, value)
    return facts


def _whole(text: str) -> str:
    """The text with the characters restored that its label has lost, if they can be those of one label only.

    >>> _whole("?ensp;?ensp;号:014109429/2023-00035"), _whole("?ensp;?ensp;:1")
    ('索引号:014109429/2023-00035', '?ensp;?ensp;:1')
    """
    damaged = _DAMAGED_LABEL.match(text) if _LOST.match(text) else None
    if not damaged:
        return text
    pattern = re.compile(_LOST.sub(".", damaged.group()))
    labels = [label for label in _KNOWN if pattern.fullmatch(label)]
    return labels[0] + text[damaged.end() :] if len(labels) == 1 else text


def _may_have_label(text: str) -> bool:
    """Keeps menus cheap."""
    return 0 < len(text) < _LONGEST and (text[0] in _FIRST or ":" in text or "\uff1a" in text or "span" in text)


def _pairs(row: Row) -> list[tuple[str, str]]:
    """Label cells with their value in the next cell, and cells that hold both."""
    found: list[tuple[str, str]] = []
    waiting = ""
    for cell in row.cells:
        if len(cell.text) > _LONGEST_VALUE:
            waiting = ""
            continue
        label = fold(cell.text).rstrip(":") if len(cell.text) <= len("法定主动公开分类") * 2 else ""
        if label in _KNOWN:
            waiting = label
            continue
        inline = _inline(cell.text)
        if waiting and not inline:
            found.append((waiting, cell.text))
        found += inline
        waiting = ""
    return found


def _inline(text: str) -> list[tuple[str, str]]:
    """Label and value, or several of them, in one line."""
    matches = list(_LABEL.finditer(text))
    ends = [*(match.start() for match in matches[1:]), len(text)]
    return [
        (fold(match["plain"] or match["colon"] or match["dated"]), text[match.end() : end].strip(" |【[;；"))
        for match, end in zip(matches, ends, strict=False)
        if not match["noise"]
    ]
