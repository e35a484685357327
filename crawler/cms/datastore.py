"""The list script ``jpage`` of Hanweb, and of the systems derived from it: how its rows and its options are read.

A page hands the script its first rows as a ``<datastore>`` of XML or, in the first generation, as an array of strings; every
further part comes from the script's proxy, as a ``<datastore>`` again.
"""

import re

STORE = re.compile(r"<datastore>.*?</datastore>", re.DOTALL)
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL)
_TOTAL = re.compile(r"<totalrecord>\s*(\d+)\s*</totalrecord>")
_CALL = re.compile(r"\.jpage\(\{(.*?)\}\);", re.DOTALL)
_STRING = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_ARRAY = rf"\b{{name}}\s*=\s*\[((?:{_STRING}|[\s,])*)\]"
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}


def records(store: str) -> list[str]:
    """Return the mark-up of each record in a ``<datastore>``."""
    return _RECORD.findall(store)


def total(store: str, call: str = "") -> int | None:
    """Return how many records a list declares: in its store, else in the script's options."""
    told = _TOTAL.search(store)
    number = told[1] if told else option(call, "totalRecord")
    return int(number) if number and number.strip('"').isdigit() else None


def calls(text: str) -> list[str]:
    """Return the options of every list on a page."""
    return _CALL.findall(text)


def option(call: str, name: str) -> str | None:
    """Return one option of a list, None if it is not set.

    >>> option("perPage:15,ajaxParam:{columnid:7,webname:'示例市'}", "webname"), option("perPage:15", "columnid")
    ('示例市', None)
    """
    found = re.search(rf"\b{name}:\s*(?:'([^']*)'|\"([^\"]*)\"|([^,}}]+))", call)
    return next(value.strip() for value in found.groups() if value is not None) if found else None


def array(text: str, name: str) -> list[str]:
    r"""Return the strings of the array a script assigns to ``name``, their escapes resolved.

    >>> array(r"var InitData7=['<a title=\'甲\'>甲<\/a>','乙'];", "InitData7")
    ["<a title='甲'>甲</a>", '乙']
    """
    found = re.search(_ARRAY.format(name=re.escape(name)), text)
    return [_ESCAPE.sub(_unescaped, string[1:-1]) for string in re.findall(_STRING, found[1])] if found else []


def _unescaped(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else _CONTROLS.get(escape[3], escape[3])
