"""Growth that the prose states against the figures of both years: 收到申请120件,同比增长20%.

Publishers reckon from what was new, from that with what was carried in, or from what was handled; a rate that fits one of them is
right. As everywhere between years, every version of the other report is asked.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from audit.checks.cause import cause_of
from audit.checks.finding import Finding
from audit.checks.identities import difference
from audit.checks.rules import rule
from audit.checks.stored import Claim, Figures, Key
from audit.checks.subject import Subject
from audit.checks.years import Year
from extraction.folding import narrow
from extraction.labels import APPLICANTS

_WHOLE = APPLICANTS[-1]
_NEW: Key = ("requests.new", _WHOLE)
_BASES: tuple[tuple[Key, ...], ...] = (
    (_NEW,),
    (_NEW, ("requests.carried_in", _WHOLE)),
    (("requests.result.total", _WHOLE),),
)
_RATE = re.compile(
    r"(?<!\d)(?P<value>\d+(?:\.\d+)?)件[,，(（、]?(?:同比|环比|[较比](?:上年度?|去年|上一年度?)(?:同期|度)?|与(?:上年|去年)(?:度|同期)?相比)[^,，。;；%％\d]{0,8}?"
    r"(?P<way>增长|增加|上升|提高|下降|减少|降低|下跌)[^\d,，。;；]{0,4}(?P<rate>\d+(?:\.\d+)?)[%％]"
)
_FALLS = ("下降", "减少", "降低", "下跌")


def growth_findings(
    subject: Subject, claims: Sequence[Claim], this: Figures, last: Sequence[Year]
) -> Iterator[Finding]:
    """Yield one finding for a rate that no base of any version of the year before gives."""
    for claim in claims:
        if claim.indicators != (_NEW[0],) or claim.value is None:
            continue
        rated = _RATE.finditer(narrow(claim.sentence).replace(" ", ""))
        found = next((one for one in rated if one["value"] == claim.value), None)
        if found is None:
            continue
        printed = f"{'-' if found['way'] in _FALLS else ''}{found['rate']}"
        rates = [(year, rate) for year in last for rate in _rates(this, year.figures)]
        if not rates or any(_fits(printed, rate) for _, rate in rates):
            continue
        year, rate = rates[0]
        reckoned = f"{rate.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"
        cells = [figures[_NEW] for figures in (this, year.figures) if _NEW in figures]
        attribution, reason = cause_of(subject, cells)
        yield subject.finding(
            rule="P-YOY",
            severity=rule("P-YOY").severity,
            left=printed,
            right=reckoned,
            delta=difference(printed, reckoned),
            locator=claim.locator,
            attribution=attribution,
            reason=reason,
            quote=claim.sentence,
            other=str(subject.report_year - 1),
            other_url=year.version.url,
        )


def _rates(this: Figures, last: Figures) -> Iterator[Decimal]:
    """What the tables give, in percent, by each base."""
    for keys in _BASES:
        values = [[figures[key].value if key in figures else None for key in keys] for figures in (this, last)]
        if any(value is None for side in values for value in side):
            continue
        now, then = (sum((Decimal(value or 0) for value in side), Decimal(0)) for side in values)
        if then:
            yield 100 * (now - then) / then


def _fits(printed: str, rate: Decimal) -> bool:
    """Whether the rate is printed rounded or cut to as many places.

    >>> [_fits(text, Decimal("-12.468")) for text in ("-12.5", "-12.4", "-12.47", "-12", "12.5", "-13")]
    [True, True, True, True, False, False]
    """
    places = Decimal(1).scaleb(-len(printed.partition(".")[2]))
    return any(rate.quantize(places, how) == Decimal(printed) for how in (ROUND_HALF_UP, ROUND_DOWN))
