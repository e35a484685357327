"""What the heads of a table say about the order of its columns.

Heads are read by grid column where the spans put exactly one head over each column, else in reading order, from the
text of all heads together; either way the labels decide. Heads that are lost or incomplete leave the national
order (国办公开办函〔2021〕30号), which is then flagged; heads that contradict it without being complete leave nothing.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import groupby

from extraction.columns import Columns, KeyOf, by_column, in_a_row, mended_key
from extraction.folding import label_key
from extraction.labels import APPLICANT_NAMES, APPLICANTS, ORGANISATIONS, OUTCOMES, ROUTES
from extraction.rows import Row

_APPLICANT = re.compile(
    "(?P<group>[法人或其他它]{3,5}组织?|其[他它]组织)|" + "|".join(sorted(APPLICANT_NAMES, key=len, reverse=True))
)
_DISPUTE = re.compile("行政复议|行政诉讼|未经复议直接起诉?|复议后起?诉?|" + "|".join(OUTCOMES))
_ORGANISATION_COUNT = 5
_UNGROUPED = (APPLICANTS[0], APPLICANTS[-1], *APPLICANTS[1:-1])
"""Two rows of heads one after the other; where the group's head is lost, nothing says where the second row belongs."""
_RUN = len(OUTCOMES)
_IN_ORDER = ("行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉")
_NATIONAL = tuple(f"{route}.{outcome}" for route in ROUTES.values() for outcome in OUTCOMES.values())


def applicants(heads: Sequence[Row]) -> Columns:
    """Columns of table 3."""
    return _read_or_mended(_applicants, heads)


def disputes(heads: Sequence[Row]) -> Columns:
    """Columns of table 4, or of the part of it that these heads head."""
    return _read_or_mended(_disputes, heads)


def _read_or_mended(reader: Callable[[Sequence[Row], KeyOf], Columns], heads: Sequence[Row]) -> Columns:
    """The columns by the heads as printed; if those do not do, by what each head is closest to, and say so."""
    columns = reader(heads, label_key)
    if columns.problem:
        mended = reader(heads, mended_key)
        if not mended.problem:
            return mended._replace(problem="header_inexact")
        if columns.problem == "header_missing":
            return mended
    return columns


def _agreed(over: Columns, in_order: Columns) -> Columns:
    """Heads over columns, if the order in which they are read does not contradict them.

    Where it does, spans are wrong; the order of the form, if it is that, may then still be read.
    """
    if in_order.problem or in_order.codes == over.codes:
        return over
    if in_order.codes in {APPLICANTS, _NATIONAL}:
        return in_order._replace(problem="header_inexact")
    return Columns((), problem="header_conflict")


def _applicants(heads: Sequence[Row], key_of: KeyOf) -> Columns:
    over = by_column(heads, key_of, _applicant_at)
    in_order = _applicants_in_a_row(in_a_row(heads, key_of))
    if over is None or len(over.codes) != len(APPLICANTS) or over.codes == _UNGROUPED:
        return in_order
    return _agreed(over, in_order) if _side_by_side(over.codes, _kind_of_applicant) else in_order


def _kind_of_applicant(code: str) -> str:
    return ORGANISATIONS if code in APPLICANTS[1:-1] else code


def _side_by_side(codes: Sequence[str], group_of: Callable[[str], str]) -> bool:
    """Whether columns under one head stand side by side; where they do not, a span is wrong."""
    runs = [group for group, _ in groupby(codes, group_of)]
    return len(runs) == len(set(runs))


@lru_cache(maxsize=256)
def _applicants_in_a_row(text: str) -> Columns:
    tokens = [match.group() if not match["group"] else ORGANISATIONS for match in _APPLICANT.finditer(text)]
    names = [APPLICANT_NAMES[token] for token in tokens if token != ORGANISATIONS]
    if len(set(names)) == len(names) == len(APPLICANTS):
        if tuple(names) == _UNGROUPED and ORGANISATIONS not in tokens:
            return Columns(APPLICANTS, problem="header_incomplete")
        return Columns(_unfold(tokens, names))
    if not names:
        return Columns(APPLICANTS, problem="header_missing")
    organisations = [name for name in names if name in APPLICANTS[1:-1]]
    outer = [name for name in names if name not in organisations]
    if organisations == _in_order(organisations) and outer == _in_order(outer):
        return Columns(APPLICANTS, problem="header_incomplete")
    return Columns((), problem="header_conflict")


def _unfold(tokens: list[str], names: list[str]) -> tuple[str, ...]:
    """Two rows of heads read one after the other: the group's own heads come last and belong in its place."""
    if ORGANISATIONS not in tokens:
        return tuple(names)
    before = tokens.index(ORGANISATIONS)
    outer, inner = names[:-_ORGANISATION_COUNT], names[-_ORGANISATION_COUNT:]
    flat = set(inner) != set(APPLICANTS[1:-1]) and before == 0
    return tuple(names) if flat else (*outer[:before], *inner, *outer[before:])


def _in_order(names: list[str]) -> list[str]:
    return sorted(set(names), key=APPLICANTS.index)


def _disputes(heads: Sequence[Row], key_of: KeyOf) -> Columns:
    over = by_column(heads, key_of, _dispute_at)
    in_order = _disputes_in_a_row(in_a_row(heads, key_of))
    if over is None or len(over.codes) % _RUN or not _side_by_side(over.codes, lambda code: code.rpartition(".")[0]):
        return in_order
    return _agreed(over, in_order)


@lru_cache(maxsize=256)
def _disputes_in_a_row(text: str) -> Columns:
    tokens = [_route(match.group()) for match in _DISPUTE.finditer(text)]
    outcomes = [token for token in tokens if token in OUTCOMES]
    routes = [token for token in tokens if token in ROUTES]
    runs = [outcomes[start : start + _RUN] for start in range(0, len(outcomes), _RUN)]
    heads_in_order = [token for token in tokens if token in _IN_ORDER]
    in_order = heads_in_order == [head for head in _IN_ORDER if head in heads_in_order]
    if runs and in_order and len(routes) == len(runs) and all(set(run) == set(OUTCOMES) for run in runs):
        return Columns(tuple(f"{ROUTES[r]}.{OUTCOMES[o]}" for r, run in zip(routes, runs, strict=True) for o in run))
    if not outcomes:
        return Columns(_NATIONAL, problem="header_missing")
    if in_order and _within(outcomes, list(OUTCOMES) * len(ROUTES)):
        return Columns(_NATIONAL, problem="header_incomplete")
    return Columns((), problem="header_conflict")


def _route(token: str) -> str:
    return next((route for route in ROUTES if route.startswith(token)), token)


def _within(part: list[str], whole: list[str]) -> bool:
    rest = iter(whole)
    return all(item in rest for item in part)


@lru_cache(maxsize=256)
def _applicant_at(text: str) -> str | None:
    return next((code for name, code in APPLICANT_NAMES.items() if text.endswith(name)), None)


@lru_cache(maxsize=256)
def _dispute_at(text: str) -> str | None:
    outcome = next((outcome for outcome in OUTCOMES if text.endswith(outcome)), None)
    route = next((route for route in reversed(ROUTES) if route[:4] in text), None)
    return f"{ROUTES[route]}.{OUTCOMES[outcome]}" if outcome and route else None
