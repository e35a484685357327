"""How static lists name their further pages: a script call in the page, or plain links.

``createPageHTML`` draws the numbers of a list in the browser. Two vendors share the name and not the meaning: 拓尔思 counts from 0
(page 2 is ``index_1``), 开普 puts the id of an element first and counts from 1 (page 2 is ``list_2``).
"""

import re
from typing import NamedTuple

from scrapy.http import TextResponse

from crawler.cms.rows import links_named

_CALL = re.compile(r"(?<!function )createPageHTML\s*\(([^(){}]+)\)")
_ONWARD = re.compile(r"下一?页|后一页|下页[>»›]*|[>»›]")


class PagerCall(NamedTuple):
    """One ``createPageHTML(…)`` as a page calls it."""

    names_element: bool
    """The first argument is a string: 开普; a number: 拓尔思."""
    pages: int
    current: int
    """Number of this page, counted as the vendor counts."""
    stem: str
    """File name of the first page without its suffix; later pages add ``_<number>``."""
    suffix: str
    rows: int | None

    @property
    def following(self) -> str | None:
        """File name of the next page, None on the last."""
        last = self.pages if self.names_element else self.pages - 1
        return f"{self.stem}_{self.current + 1}.{self.suffix}" if self.current < last else None


def pager_call(page: TextResponse) -> PagerCall | None:
    """Return the call that pages this list; None if there is none whose numbers can be read."""
    return next((call for found in _CALL.finditer(page.text) if (call := _read(found[1], page.text))), None)


def next_link(page: TextResponse) -> str | None:
    """Return the address behind 下一页; None if the page has no such link, or only one that a script follows."""
    return next(
        (url for url in links_named(page, _ONWARD) if url.startswith("http") and url.partition("#")[0] != page.url),
        None,
    )


def _read(arguments: str, script: str) -> PagerCall | None:
    """Return the call with these arguments: numbers, quoted words, or variables the page sets to a number."""
    values = [_value(argument.strip(), script) for argument in arguments.split(",")]
    names_element = isinstance(values[0], str)
    match values[1:] if names_element else values:
        case [int(pages), int(current), str(stem), str(suffix), *others]:
            rows = next((value for value in reversed(others) if isinstance(value, int)), None)
            return PagerCall(names_element, pages, current, stem, suffix, rows)
        case _:
            return None


def _value(argument: str, script: str) -> int | str | None:
    if argument.isdigit():
        return int(argument)
    if argument[:1] in {"'", '"'}:
        return argument.strip("'\"")
    assigned = re.search(rf"\b{re.escape(argument)}\s*=\s*(\d+)", script) if argument.isidentifier() else None
    return int(assigned[1]) if assigned else None
