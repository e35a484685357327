"""Prose to claims: every number of every sentence is looked at once, from left to right."""

import re
from collections import deque
from collections.abc import Iterable, Iterator

from extraction.narrative import context
from extraction.narrative.claim import Claim, Passage
from extraction.narrative.matching import Sentence, figure
from extraction.narrative.numbers import Number, numbers, share
from extraction.narrative.patterns import MODERN, Statement, Wordings, wordings_by_layout
from extraction.narrative.prose import Paragraph, paragraphs, sentences
from extraction.report import Status

_DENIAL = re.compile(r"(?:未|没有|无|不存在)[^。;,]{0,48}?(?:费|申请|复议|诉讼)")


def read_claims(
    passages: Iterable[Passage], *, layout: str | None = None, year: int | None = None
) -> tuple[Claim, ...]:
    """The figures that prose gives, in reading order.

    `layout` decides what words mean (不予公开 is another row in the form of 2014), `year` what is last year's and what is a
    plan; without a layout the present one is assumed, without a year no sentence is left out for naming another.
    """
    known = wordings_by_layout()
    wordings = known.get(layout or MODERN, known[MODERN])
    return tuple(
        claim
        for passage in passages
        for paragraph in paragraphs(passage, year)
        for claim in _claims(passage, paragraph, wordings, year)
    )


def _claims(passage: Passage, paragraph: Paragraph, wordings: Wordings, year: int | None) -> Iterator[Claim]:
    text = paragraph.folded.text
    counted = numbers(text)
    denies = _DENIAL.search(text) is not None
    if not counted and not denies:
        return
    standing = context.standing(paragraph.heading)
    ahead = deque(counted)
    for start, end in sentences(text):
        own = []
        while ahead and ahead[0].start < end:
            own.append(ahead.popleft())
        if not own and not denies:
            continue
        sentence = Sentence(text, start, end, paragraph.heading, year, standing)
        for number in own:
            codes = figure(sentence, number, wordings)
            if codes and not context.is_set_aside(text, number.start, sentence.clause(number.start)):
                sentence.claims.append(_claim(passage, paragraph, sentence, number, codes))
        if denies:
            denials = [
                _claim(passage, paragraph, sentence, none, statement.codes)
                for statement in wordings.statements
                for none in _denied(sentence, statement)
            ]
            sentence.claims = sorted((*sentence.claims, *denials), key=lambda claim: claim.start)
        yield from sentence.claims


def _denied(sentence: Sentence, statement: Statement) -> Iterator[Number]:
    """The words that say there was none, as a zero."""
    found = statement.find.search(sentence.text, sentence.start, sentence.end)
    if not found or sentence.is_other_year(found.start()):
        return
    begin = sentence.text.rfind(",", sentence.start, found.start()) + 1 or sentence.start
    said = sentence.text[begin : found.end()]
    if statement.excluded and statement.excluded.search(said):
        return
    if statement.is_dispute and not sentence.is_about_disclosure():
        return
    if statement.is_fee and not (context.ABOUT_FEES.search(sentence.heading) or sentence.is_about_disclosure()):
        return
    yield Number(found.start(), found.end(), "0", None, statement.unit)


def _claim(passage: Passage, paragraph: Paragraph, sentence: Sentence, number: Number, codes: tuple[str, ...]) -> Claim:
    def place(position: int) -> int:
        return paragraph.start + paragraph.folded.origin(position)

    start, end = place(number.start), place(number.end - 1) + 1
    said = place(sentence.near(number.start)), place(sentence.until(number.end) - 1) + 1
    return Claim(
        indicators=codes,
        value=number.value,
        pattern=number.pattern,
        status=Status.DAMAGED if number.value is None else Status.NUMBER,
        unit=number.unit or "",
        raw=passage.text[slice(*said)].strip(),
        start=passage.start + start,
        end=passage.start + end,
        locator=f"{passage.place}#chars {passage.start + start}-{passage.start + end}",
        scope=context.scope(sentence.text, sentence.near(number.start), number.start),
        share=share(sentence.text, number.end),
    )
