"""Figures that add up.

The strict identities of the form (columns flow, results sum, applicants sum, outcomes sum) hold by construction:
single requests are dealt out to applicants and results, and every total is counted, never drawn. The usual ones hold
between neighbouring years too: what is carried out of one year is carried into the next, and the stock of documents
in force is last year's, plus issued, minus repealed.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.portals.codes import APPLICANTS, COLUMNS, OTHER, OUTCOMES, REASONS, RESULTS, TABLE2

Cell = tuple[str, str | None]
Figures = dict[Cell, str]
"""What a report prints, by indicator and applicant; values are bare, signs and units belong to the layout."""


@dataclass(frozen=True)
class Scale:
    """How busy a kind of publisher is in a year."""

    requests: int
    rules: int = 0  # only a city with districts may make them
    documents: int = 0
    items: int = 0
    decisions: int = 0
    fees: int = 0


SCALES = {
    "city": Scale(requests=2000, rules=3, documents=50, items=300, decisions=3_000_000, fees=180_000),
    "county": Scale(requests=190, documents=14, items=240, decisions=400_000, fees=60_000),
    "office": Scale(requests=60, documents=20),
    "department": Scale(requests=7, documents=3, items=30, decisions=900, fees=40),
    "town": Scale(requests=2, decisions=40),
}


def series(
    name: str, kind: str, forms: Mapping[int, str], printed: Mapping[int, Figures], wanted_new: Mapping[int, int]
) -> dict[int, Figures]:
    """Figures of one publisher for each year that prints tables.

    `printed` are years already known (the seed reports), the others are fitted to them; `wanted_new` fixes the number
    of new requests where a narrative quotes it.
    """
    scale, years = SCALES[kind], sorted(forms)
    figures: dict[int, Figures] = {}
    for year in years:
        if year in printed:
            figures[year] = dict(printed[year])
            continue
        rng = random.Random(f"{name}/{year}")
        before, after = figures.get(year - 1), printed.get(year + 1)
        carried_in = _column(before, "requests.carried_out") if before else _deal(rng, scale.requests // 50)
        carried_out = (
            _column(after, "requests.carried_in") if after else _deal(rng, rng.randint(0, scale.requests // 20))
        )
        figures[year] = _table2(rng, scale, forms[year], before, after)
        figures[year] |= _table3(
            rng, scale, forms[year], carried_in=carried_in, carried_out=carried_out, wanted_new=wanted_new.get(year)
        )
        figures[year] |= _table4(rng, scale)
    return figures


def whole(figures: Figures, codes: Iterable[str]) -> int:
    """Sum of the total column (or the only value) over codes; a code that is not printed counts nothing."""
    return sum(int(figures.get((code, "total" if code.startswith("requests.") else None), "0")) for code in codes)


def _table3(
    rng: random.Random,
    scale: Scale,
    form: str,
    *,
    carried_in: dict[str, int],
    carried_out: dict[str, int],
    wanted_new: int | None,
) -> Figures:
    weights = REASONS | OTHER[form]
    busy = 0 if scale.requests < 10 and rng.random() < 0.4 else round(scale.requests * rng.uniform(0.6, 1.4))
    rows = {result: dict.fromkeys(APPLICANTS, 0) for result in RESULTS[form]}
    results = rng.choices(RESULTS[form], weights=list(weights.values()), k=busy)
    for result, applicant in zip(results, _applicants(rng, busy), strict=True):
        rows[result][applicant] += 1
    granted = rows["requests.result.granted"]
    if wanted_new is not None:
        received = busy + sum(carried_out.values()) - sum(carried_in.values())
        granted["natural_person"] += wanted_new - received
    total = {a: sum(row[a] for row in rows.values()) for a in APPLICANTS}
    for applicant in APPLICANTS:  # whatever was carried in has to be answered or carried on
        missing = max(0, carried_in[applicant] - total[applicant] - carried_out[applicant])
        granted[applicant] += missing
        total[applicant] += missing
    new = {a: total[a] + carried_out[a] - carried_in[a] for a in APPLICANTS}
    printed = {"requests.new": new, "requests.carried_in": carried_in, **rows}
    printed |= {"requests.result.total": total, "requests.carried_out": carried_out}
    return {
        (code, column): str(sum(row.values()) if column == "total" else row[column])
        for code, row in printed.items()
        for column in COLUMNS
    }


def _table4(rng: random.Random, scale: Scale) -> Figures:
    figures: Figures = {}
    for route, share in (("review", 25), ("litigation.direct", 40), ("litigation.after_review", 90)):
        cases = rng.choices(OUTCOMES[:4], weights=(5, 1, 2, 2), k=rng.randint(0, scale.requests // share))
        counts = [cases.count(outcome) for outcome in OUTCOMES[:4]]
        figures |= {
            (f"{route}.{outcome}", None): str(n) for outcome, n in zip(OUTCOMES, [*counts, sum(counts)], strict=True)
        }
    return figures


def _table2(rng: random.Random, scale: Scale, form: str, before: Figures | None, after: Figures | None) -> Figures:
    values: dict[str, str | int] = {}
    for kind, most in (("rules", scale.rules), ("normative_docs", scale.documents)):
        made, repealed = rng.randint(0, most), rng.randint(0, most // 3)
        code = f"disclosure.{kind}"
        if form == "f2019":
            disclosed = rng.randint(made // 2, made)
            values |= {f"{code}.newly_made": made, f"{code}.newly_disclosed": disclosed}
            values[f"{code}.total_disclosed"] = disclosed + 8 * most
            continue
        stock = f"{code}.in_force"
        if after and (stock, None) in after:
            in_force = whole(after, [stock]) - whole(after, [f"{code}.issued"]) + whole(after, [f"{code}.repealed"])
        elif before and (stock, None) in before:
            repealed = min(repealed, whole(before, [stock]))
            in_force = whole(before, [stock]) + made - repealed
        else:
            in_force = made + 8 * most
        values |= {f"{code}.issued": made, f"{code}.repealed": repealed, stock: in_force}
    for matter in ("licensing", "other_services", "penalty", "coercion", "admin_fees"):
        values |= _matter(rng, scale, matter, before) if form == "f2019" else {}
        share = {"licensing": 1, "other_services": 2, "penalty": 1}.get(matter, 50)
        values[f"disclosure.{matter}.decisions"] = rng.randint(0, scale.decisions // share)
    amount = rng.randint(scale.fees * 50, scale.fees * 100) / 100
    values["disclosure.admin_fees.amount"] = f"{amount:.2f}" if scale.fees else 0
    values["disclosure.procurement.projects"] = projects = rng.randint(0, scale.documents * 4)
    values["disclosure.procurement.amount"] = projects * rng.randint(1000, 90_000)
    return {(code, None): str(values[code]) for code in TABLE2[form]}


def _matter(rng: random.Random, scale: Scale, matter: str, before: Figures | None) -> dict[str, str | int]:
    code = f"disclosure.{matter}"
    items = rng.randint(scale.items // 2, scale.items)
    if before and (f"{code}.items_change", None) in before:
        items = whole(before, [f"{code}.items_prev_year", f"{code}.items_change"])
    return {f"{code}.items_prev_year": items, f"{code}.items_change": rng.randint(-min(items, 8), 8 if items else 0)}


def _applicants(rng: random.Random, requests: int) -> list[str]:
    return rng.choices(APPLICANTS, weights=(900, 60, 1, 3, 25, 4), k=requests)


def _deal(rng: random.Random, requests: int) -> dict[str, int]:
    column = dict.fromkeys(APPLICANTS, 0)
    for applicant in _applicants(rng, requests):
        column[applicant] += 1
    return column


def _column(figures: Figures, code: str) -> dict[str, int]:
    return {applicant: int(figures[code, applicant]) for applicant in APPLICANTS}
