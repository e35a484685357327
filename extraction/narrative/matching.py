"""Which figure a number of a sentence is, by the words around it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from extraction.narrative import context
from extraction.narrative.claim import Claim
from extraction.narrative.numbers import Number, label_start
from extraction.narrative.patterns import FILLER_ENDS, FILLERS, Wording, Wordings, counted_in

_LONGEST_LABEL = 48
_LONGEST_SENTENCE = 600
_MOST_FILLERS = 4
_CLAUSE_ENDS = ",;:("
_NO_LABEL = frozenset(",;、()")
_WITH_CARRIED_IN = re.compile(r"[,(]?[^,;。、\d]{0,3}(?:含|包括|包含)(?:上一?年|去年|20\d\d年)[^,;。\d]{0,8}[结转]")
_YEAR = re.compile(r"(20\d\d)年")
_NEW, _CARRIED_IN = "requests.new", "requests.carried_in"
_STEPS = {"last": -1, "next": 1}


@dataclass(slots=True)
class Sentence:
    """A sentence being read, from left to right."""

    text: str
    """Folded paragraph."""
    start: int
    end: int
    heading: str
    year: int | None
    """Reported on."""
    topic: str
    """Of the headings; stands until the paragraph speaks of something."""
    claims: list[Claim] = field(default_factory=list)
    """Read so far."""

    _is_about_disclosure: bool | None = None

    def is_about_disclosure(self) -> bool:
        """Whether the sentence says so, or its heading."""
        if self._is_about_disclosure is None:
            found = context.ABOUT_DISCLOSURE.search(self.text, self.start, self.end)
            self._is_about_disclosure = bool(found or context.ABOUT_DISPUTES.search(self.heading))
        return self._is_about_disclosure

    def may_count_disputes(self, position: int) -> bool:
        """Whether reviews and lawsuits counted here are about disclosure, or suffered while it speaks of requests."""
        if self.is_about_disclosure():
            return True
        suffered = self.text.find("被", self.near(position), position) >= 0
        return suffered and context.topic(self.text, self.start, self.topic) == "request"

    def is_other_year(self, position: int) -> bool:
        if self.year is None:
            return False
        return context.year_named(self.text, self.near(position), position) not in {None, self.year}

    def near(self, position: int) -> int:
        """Where the words begin that may bear on a number here; some paragraphs have no full stop at all."""
        return max(self.start, position - _LONGEST_SENTENCE)

    def until(self, position: int) -> int:
        """Where they end."""
        return min(self.end, position + _LONGEST_SENTENCE)

    def clause(self, position: int) -> str:
        """The words between the last comma and this position."""
        begin = max([self.text.rfind(mark, self.start, position) for mark in _CLAUSE_ENDS]) + 1
        return self.text[max(begin, self.start) : position]


def figure(sentence: Sentence, number: Number, wordings: Wordings) -> tuple[str, ...]:
    """Codes of the number; empty if it is no figure of ours, or if a damaged label could be one of two."""
    begin = max(sentence.start, number.start - _LONGEST_LABEL)
    label = sentence.text[label_start(sentence.text, begin, number.start) : number.start]
    # A unit is lost together with the comma behind it, and what follows is another clause.
    has_label_behind = (
        number.unit != ""
        and sentence.text[number.end : number.end + 1] not in _NO_LABEL
        and wordings.any_behind.match(sentence.text, number.end, sentence.end) is not None
    )
    found = _first(sentence, number, label, _named_by(label, number.unit, wordings, behind=has_label_behind))
    if number.pattern is None:
        return found
    if found and found != _first(sentence, number, label, _fitting(label, counted_in(number.unit, wordings.behind))):
        return ()  # the label is whole, so what was lost behind it may have been 约 or 第
    readings = {found} if found else set()
    for lost, candidates in wordings.by_lost.get(label[-1:], {}).items():
        whole = label + lost
        readings.add(_first(sentence, number, whole, _fitting(whole, counted_in(number.unit, candidates))))
    readings.discard(())
    return readings.pop() if len(readings) == 1 else ()


@lru_cache(maxsize=4096)
def _named_by(label: str, unit: str | None, wordings: Wordings, *, behind: bool) -> tuple[Wording, ...]:
    """Wordings that the label fits, in order of rank; reports write the same words before their numbers again and again."""
    printed = label
    endings = ""
    for _ in range(_MOST_FILLERS):
        last = label[-1:]
        if last in wordings.by_ending:
            endings += last
        if last not in FILLER_ENDS:
            break
        shorter = FILLERS.sub("", label, count=1)
        if shorter == label:
            break
        label = shorter
    return tuple(_fitting(printed, wordings.candidates(endings, unit, behind=behind)))


def _fitting(label: str, candidates: Iterable[Wording]) -> Iterator[Wording]:
    """Those whose words before the number are these, whatever stands behind it."""
    for wording in candidates:
        if wording.before and not wording.before.search(label):
            continue
        if not (wording.excluded and wording.excluded.search(label)):
            yield wording


def _first(sentence: Sentence, number: Number, label: str, candidates: Iterable[Wording]) -> tuple[str, ...]:
    for wording in candidates:
        if wording.after and not wording.after.match(sentence.text, number.end, sentence.end):
            continue
        if not wording.codes and not wording.by_topic:
            return ()
        codes = _codes(wording, sentence, number, label)
        if codes:
            return codes
    return ()


def _codes(wording: Wording, sentence: Sentence, number: Number, label: str) -> tuple[str, ...]:
    """The codes if the context allows them."""
    if not _is_in_place(wording, sentence, number, label):
        return ()
    if wording.topic or wording.by_topic:
        topic = context.topic(sentence.text, number.start, sentence.topic)
        if wording.by_topic:
            return (wording.by_topic[topic],) if topic in wording.by_topic else ()
        if topic != wording.topic:
            return ()
    if wording.codes == (_NEW,) and _WITH_CARRIED_IN.match(sentence.text, number.end):
        return (_NEW, _CARRIED_IN)
    return wording.codes


def _is_in_place(wording: Wording, sentence: Sentence, number: Number, label: str) -> bool:
    """Whether it follows what it must follow, and is about disclosure and the right year."""
    if wording.follows and not _follows(wording.follows, sentence.claims):
        return False
    if wording.unless and sentence.claims and sentence.claims[-1].indicators[0] in wording.unless:
        return False
    if wording.is_dispute and not sentence.may_count_disputes(number.start):
        return False
    if wording.year:
        return _names_year(wording, sentence, number, label)
    return not sentence.is_other_year(number.start)


def _follows(wanted: tuple[str, ...], claims: list[Claim]) -> bool:
    if len(wanted) == 1 and claims:
        return any(code.startswith(wanted[0]) for code in claims[-1].indicators)
    return {claim.indicators for claim in claims[-len(wanted) :]} == {(code,) for code in wanted}


def _names_year(wording: Wording, sentence: Sentence, number: Number, label: str) -> bool:
    """Whether a label with a year in it names the year before or after the one reported on."""
    words = label if wording.before else sentence.text[number.end : sentence.end].partition(",")[0]
    named = _YEAR.search(words)
    if not named or sentence.year is None:
        return True
    return int(named[1]) == sentence.year + _STEPS[wording.year]
