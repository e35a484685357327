"""Copies and servings that went wrong: character sets, byte loss, script, foreign hosts."""

import opencc

from tests.composing import TITLE
from tests.damaging import through_gbk
from tests.pages.made import Made, changed, grids, html
from tests.truth import CHANGZHOU_2022

_PROSE = "(一)主动公开情况。2022年,全市主动公开政府信息8865条,办理政府信息公开申请。"


def gbk_labelled_gb2312() -> Made:
    """A page of an older system: labelled gb2312, with characters only GB18030 has (replica checklist of portals)."""
    title = TITLE.replace("示例市", "䢺㙟县")
    whole = html(grids(), title).decode().replace('charset="utf-8"', 'charset="gb2312"').replace("示例市", "䢺㙟县")
    return Made(whole.encode("gb18030"), CHANGZHOU_2022, "text/html; charset=gb2312")


def no_charset_named() -> Made:
    """GBK without a word about it: no meta, Content-Type without charset, cut inside the last character."""
    whole = html(grids()).decode().replace('<meta charset="utf-8">', "")
    return Made(whole.encode("gb18030")[:-41], CHANGZHOU_2022, "text/html")


def replacement_characters_as_gbk() -> Made:
    """A GBK fragment read as UTF-8, and the page read as GBK afterwards: 锟斤拷 in the prose, the tables whole."""
    lost = _PROSE.encode("gbk").decode("utf-8", "replace").encode().decode("gb18030", "replace")
    whole = html(grids()).decode().replace(_PROSE, lost, 2)
    return Made(whole.encode(), CHANGZHOU_2022, flags=frozenset({"encoding_damage"}))


def bytes_lost() -> Made:
    """常州 2022 as its copy on a foreign host has it (seed 000), before the tags were taken off: labels and sentences damaged."""
    whole = html(grids()).decode().replace("本报告根据", "门户网站(www.example-clone.com)。本报告根据")
    flags = frozenset({"encoding_damage", "foreign_host"})
    return Made(through_gbk(whole).encode(), CHANGZHOU_2022, flags=flags)


def traditional_with_pinyin() -> Made:
    """常州 2023 as a copy (seed 002): traditional script and readings in brackets, here with the tables."""
    convert = opencc.OpenCC("s2t").convert
    readings = {
        "業": "(yè)",
        "務": "(wù)",
        "報": "(bào)",
        "規": "(guī)",
        "處": "(chǔ)",
        "關": "(guān)",
        "請": "(qǐng)",
        "維": "(wéi)",
    }

    def copied(text: str) -> str:
        return "".join(mark + readings.get(mark, "") for mark in convert(text))

    whole = html([changed(grid, copied) for grid in grids()]).decode()
    whole = whole.replace(_PROSE, copied(_PROSE))
    return Made(whole.encode(), CHANGZHOU_2022, flags=frozenset({"script_converted"}))


def taiwan_wording() -> Made:
    """An encyclopaedia's copy: phrases converted too, 檔案 for 文件 and 複議 for 复议 (report format, 13)."""
    convert = opencc.OpenCC("s2twp").convert
    whole = html(grids()).decode()
    head, start, article = whole.partition("<h1>")
    return Made(f"{head}{start}{convert(article)}".encode(), CHANGZHOU_2022, flags=frozenset({"script_converted"}))


COPIES = (
    gbk_labelled_gb2312,
    no_charset_named,
    replacement_characters_as_gbk,
    bytes_lost,
    traditional_with_pinyin,
    taiwan_wording,
)
