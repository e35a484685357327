"""Paragraphs worth reading: what is left of a passage without plans, problems and other years.

Reports end in what is wrong and what shall be done (article 50 of the Regulation asks for it), some append the work plan
of the next year. Its figures are not those of the year reported on.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extraction.narrative.aligned import Aligned, align
from extraction.narrative.claim import Passage

_SKIPPED = re.compile(r"问题|不足|改进|下一步|打算|工作计划|工作安排|展望|工作要点(?!.{0,6}落实)")
_KNOWN = re.compile(r"总体|概述|概况|主动公开|依申请|收到和处理|复议|收费|费用|事项|回应解读|附表|统计表")
_HEADING = re.compile(r"[一二三四五六七八九十]{1,2}[、.,]")
_ENUMERATED = re.compile(r"(?:\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、)]|[一二三四五六七八九十]是)")
_LATER = re.compile(r"(?:\([一二三四五六七八九十]{1,2}\))?(20\d\d)年")
_PLAN = re.compile(r"(?:明确|作|列)为.{0,8}(20\d\d)年度?.{0,6}要点")
_HAS_FIGURE = re.compile(
    r"\d\s*[元万萬件份宗起例条條次期场場篇项項个個批部?\ufffd]|[数數]\s*\d|(?:[未没沒无無]|不\s*存)[^。]{0,120}[费費申复復诉訴]"
)
"""Keeps paragraphs cheap that give no figures."""
_LONGEST_HEADING = 40
_STOP = re.compile(r"[。!]")
_STOP_OR_TAG = re.compile(r"[。!]|、?<?br/?>|/p>")
"""Tags that lost their ``<`` with the full stop before them end a sentence too."""


class Paragraph(NamedTuple):
    folded: Aligned
    start: int
    """Where it begins in the passage."""
    heading: str
    """Folded headings it stands under."""


def paragraphs(passage: Passage, year: int | None) -> Iterator[Paragraph]:
    """The paragraphs that may hold figures of the year."""
    heading = align(passage.heading).text
    subheading = ""
    skipping = bool(_SKIPPED.search(heading))
    if skipping:
        return
    start = 0
    for line in passage.text.split("\n"):
        begin, start = start, start + len(line) + 1
        is_short = len(line) <= _LONGEST_HEADING
        if not is_short and skipping:
            continue
        if is_short or _HAS_FIGURE.search(line):
            folded = align(line)
            text = folded.text
            if is_short and _HEADING.match(text):
                if not skipping or _KNOWN.search(text):
                    heading, subheading, skipping = text, "", bool(_SKIPPED.search(text))
                    continue
            elif is_short and _ENUMERATED.match(text):
                subheading = text
                skipping = skipping or bool(_SKIPPED.search(text))
            elif _ENUMERATED.match(text):
                subheading = ""
            skipping = skipping or _is_later(text, year)
            if not skipping:
                yield Paragraph(folded, begin, f"{heading} {subheading}")


def _is_later(text: str, year: int | None) -> bool:
    """Whether the paragraph opens a later year, or a plan for one; all that follows belongs to it."""
    if year is None:
        return False
    found = _LATER.match(text) or _PLAN.search(text)
    return found is not None and int(found[1]) > year


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a paragraph begin and end."""
    start = 0
    for found in (_STOP_OR_TAG if ">" in text else _STOP).finditer(text):
        if found.start() > start:
            yield start, found.start()
        start = found.end()
    if start < len(text):
        yield start, len(text)
