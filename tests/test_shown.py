"""What a page shows as one marked text, and the way back from its marks to the elements."""

import gc

import pytest

from extraction import extract
from extraction.charset import decode
from extraction.page import read_page
from extraction.shown import BLOCK, TABLE, shown_text, whole_text
from tests.composing import body, page, tables
from tests.truth import CHANGZHOU_2022


def test_a_read_page_waits_for_no_garbage_collector() -> None:
    """A parsed page takes megabytes: what holds itself stays until the collector comes, some dozens of pages later."""
    payload = page(body(tables(CHANGZHOU_2022)))
    extract(payload)
    gc.collect()
    gc.disable()
    try:
        before = _ours()
        extract(payload)
        assert _ours() == before
    finally:
        gc.enable()


def _ours() -> int:
    """Count what extraction has made and nobody has thrown away; what threads of other tests make meanwhile is theirs."""
    return sum(repr(type(one)).startswith(("<class 'extraction.", "<class 'lxml.")) for one in gc.get_objects())


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "<ul><li><a href=x><h3>政务公开</h3><p>指南</p></a></li></ul>{}",
        "<ul><li>一<ul><li><a href=x>y</a></li><li><p>二</p></li></ul></li><li><a href=x><p>z</p></a></ul>{}",
        "<noscript><p>x</p></noscript>{}<p>y</p>",
    ],
)
def test_what_an_element_shows_is_the_same_cut_out_or_transformed(around: str) -> None:
    inner = "<div id=zoom><p>一、总体<br>情况</p><table><tr><td><p>1</p><td>2</table><p>a<img src=b></p></div>"
    read = read_page(decode(f"<html><body>{around.format(inner)}</body></html>".encode()))
    assert read is not None
    tree = read.tree
    for element in tree.root.iter("body", "div", "p", "td", "table"):
        if next(element.iterancestors("noscript"), None) is None:
            assert tree.shown_of(element) == shown_text(element)


def test_what_stands_behind_a_menu_is_found_again() -> None:
    """A menu item is one mark however much stands in it; to count its blocks would shift every place behind it."""
    menu = "<ul><li><a href=x><h3>政务公开</h3><p>指南</p><table><tr><td>7</table></a></li></ul>"
    read = read_page(
        decode(f"<html><body>{menu}<div><p>第一</p></div><table><tr><td>1<td>2</table></body></html>".encode())
    )
    assert read is not None
    assert read.tree.shown.count(BLOCK) == len(read.tree.blocks) - 1
    assert read.tree.shown.count(TABLE) == len(read.tree.grids)
    assert [whole_text(block) for block in read.tree.blocks[-2:]] == ["第一", "第一"]
