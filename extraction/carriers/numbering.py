"""Numbers that Word prints before a paragraph without storing them as text (ECMA-376 part 1, 17.9).

The headings 一、 to 六、 are often numbered this way, and the sections of a report are found by their numbers.
"""

from lxml.etree import _Element

from extraction.carriers.packed import Package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HAN = frozenset(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand")
)
_SILENT = frozenset(("bullet", "none"))
_DIGITS = "〇一二三四五六七八九"


class Numbering:
    def __init__(self, package: Package, relations: dict[str, tuple[str, str]]) -> None:
        parts = dict(relations.values())
        self._levels: dict[str, dict[int, tuple[int, str, str]]] = {}
        self._styles: dict[str, tuple[_Element | None, str]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if package.has(parts.get("numbering", "?")):
            self._read(package.xml(parts["numbering"]))
        if package.has(parts.get("styles", "?")):
            for style in package.xml(parts["styles"]).iter(f"{_W}style"):
                based = style.find(f"{_W}basedOn")
                name = _value(based) if based is not None else ""
                self._styles[style.get(f"{_W}styleId", "")] = (style.find(f"{_W}pPr/{_W}numPr"), name)

    def _read(self, root: _Element) -> None:
        abstract = {}
        for definition in root.iter(f"{_W}abstractNum"):
            levels = {}
            for level in definition.iter(f"{_W}lvl"):
                start, form, text = (_value(level.find(f"{_W}{name}")) for name in ("start", "numFmt", "lvlText"))
                levels[_number(level.get(f"{_W}ilvl", ""))] = (_number(start or "1"), form, text)
            abstract[definition.get(f"{_W}abstractNumId")] = levels
        for number in root.iter(f"{_W}num"):
            self._levels[number.get(f"{_W}numId", "")] = abstract.get(_value(number.find(f"{_W}abstractNumId")), {})

    def label(self, paragraph: _Element) -> str:
        """What is printed before the paragraph; counts on, so every paragraph is to be asked for once and in order."""
        properties = self._properties(paragraph)
        if properties is None:
            return ""
        number = _value(properties.find(f"{_W}numId"))
        level = _number(_value(properties.find(f"{_W}ilvl")))
        levels = self._levels.get(number, {})
        if level not in levels or levels[level][1] in _SILENT:
            return ""
        counts = self._counts.setdefault(number, {})
        counts[level] = counts.get(level, levels[level][0] - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        text = levels[level][2]
        for place in range(level + 1):
            start, form, _ = levels.get(place, (1, "decimal", ""))
            text = text.replace(f"%{place + 1}", _printed(counts.get(place, start), form))
        return text

    def _properties(self, paragraph: _Element) -> _Element | None:
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        style = _value(paragraph.find(f"{_W}pPr/{_W}pStyle"))
        seen: set[str] = set()
        while own is None and style in self._styles and style not in seen:
            seen.add(style)
            own, style = self._styles[style]
        return own


def _value(element: _Element | None) -> str:
    return (element.get(f"{_W}val") or "") if element is not None else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0


def _printed(count: int, form: str) -> str:
    """The number in the form the level asks for.

    >>> [_printed(count, "chineseCounting") for count in (3, 10, 12, 21)], _printed(4, "decimal")
    (['三', '十', '十二', '二十一'], '4')
    """
    if form not in _HAN or not 0 < count < 100:
        return str(count)
    tens, ones = divmod(count, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
