"""变化: everything that changed; 变化页: two captures side by side; 证据包: the same as a zip to take away."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from audit.alerts.feeds import kind_file
from audit.alerts.figures import KIND as CHANGED_FIGURE
from audit.bundle import bundle
from audit.changes import Change, pairs
from audit.claims import Claims
from audit.judged_changes import ListedChange
from audit.layers import Layer, Pair, moved
from audit.release.sheet import sheet_of
from audit.selection import Selection
from audit.site import links
from audit.site.changed import everything, judged
from audit.site.compared import changed_keys, compared_layers, delta, differing, side, words
from audit.site.entries import Entry, reports
from audit.site.feeds import feeds_of
from audit.site.page import Menu, Page
from audit.site.rules import figure_label
from audit.site.site import Site
from audit.wording import PRESENCE, ended
from extraction.noise import RULES

MENU = Menu("变化", "Changes", "changes/index.html", order=10)
SHEET = "changes/changes.csv"

Rows = Mapping[tuple[str, str | None], Sequence[Change]]
"""By the two captures."""


def pages(site: Site) -> Iterator[Page]:
    found = site.ask(everything)
    entries = {(one.portal, one.publisher, one.report_year): one for one in site.ask(reports)}
    rows: dict[tuple[str, str | None], list[Change]] = defaultdict(list)
    for change in found.changes:
        rows[change.old_capture, change.new_capture].append(change)
    newest = sorted(rows.values(), key=lambda some: some[0].not_after, reverse=True)
    listed = [
        {
            "change": some[0],
            "more": len(some) - 1,
            "path": links.named_pair(some[0].pair) if some[0].pair else None,
            "presence": PRESENCE.get(some[0].kind),
        }
        for some in newest
    ]
    values = {"listed": listed, "noise": found.left_out[Layer.NOISE], "sheet": SHEET}
    yield site.page(
        MENU.path,
        "changes.html",
        title="变化",
        inputs=values,
        values=lambda: values,
        feeds=feeds_of(site, kind_file(CHANGED_FIGURE)),
    )
    with_verdicts = site.ask(judged)
    yield site.data(SHEET, inputs=with_verdicts, make=partial(sheet_of, ListedChange, with_verdicts))
    for name, same in _pairs(site).items():
        last = same[-1]
        entry = entries.get((last.after.portal, last.after.publisher or "", last.after.report_year or 0))
        told = [change for pair in same for change in rows[pair.before.capture, pair.after.capture]]
        make = partial(_values, site, same, rows, entry)
        path = links.pair_path(last.before.snapshot or 0, last.after.snapshot or 0)
        inputs = (name, [pair[:3] for pair in same], told, entry)
        until = last.after.answered_at
        yield site.page(path, "change.html", title=_title(last), inputs=inputs, values=make, as_of=until)
        taken = links.bundle_path(last.before.snapshot or 0, last.after.snapshot or 0)
        yield site.data(taken, inputs=inputs, make=partial(_bundle, site, last, told, make))


def _pairs(site: Site) -> dict[str, list[Pair]]:
    """Pairs by name: two states that came one after the other twice have one page."""
    found: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs(site.database, Selection(portal=site.portal)):
        if pair.layer is not Layer.NOISE:
            found[pair.name].append(pair)
    return found


def _title(pair: Pair) -> str:
    return f"变化：{pair.after.publisher} {pair.after.report_year}"


def _bundle(site: Site, pair: Pair, rows: Sequence[Change], make: "partial[Mapping[str, object]]") -> bytes:
    page = site.draw("bundle.html", "change.html", {**make(), "title": _title(pair)})
    sentence = f"{pair.after.publisher} {pair.after.report_year}: {pair.not_before} < t <= {pair.not_after} (UTC), {pair.layer}"
    return bundle(site.archive, pair, rows, page=page, sentence=sentence)


def _values(site: Site, same: Sequence[Pair], rows: Rows, entry: Entry | None) -> Mapping[str, object]:
    pair = same[-1]
    claims = Claims(site.database)
    old, new = (side(site, check) for check in (pair.before, pair.after))
    changed = changed_keys(old, new)
    effects = {(row.indicator, row.applicant): row for row in rows[pair.before.capture, pair.after.capture]}
    return {
        "entry": entry,
        "pair": pair,
        "whose": pair.after,
        "times": [(one, sum(one.unusable.values()), ended(one.unusable)) for one in same],
        "sides": [("旧", "old", old, claims.of(pair.before)), ("新", "new", new, claims.of(pair.after))],
        "notice": claims.notice(pair.after),
        "figures": [_row(entry, key, old, new, effects.get(key)) for key in sorted(changed, key=str)],
        "changed": changed,
        "differing_words": words(site, old, new),
        "facts": differing(old.facts, new.facts),
        "parts": differing(old.parts, new.parts),
        "layers": compared_layers(pair),
        "rules": [RULES[name] for name in moved(site.database, pair) if name in RULES],
        "bundle": links.bundle_path(pair.before.snapshot or 0, pair.after.snapshot or 0),
    }


def _row(entry: Entry | None, key: Any, old: Any, new: Any, change: Change | None) -> dict[str, object]:  # noqa: ANN401
    was, became = old.figures.figures.get(key), new.figures.figures.get(key)
    return {
        "label": figure_label(key),
        "page": f"{entry.figures_path}#{links.figure_anchor(*key)}" if entry else None,
        "old": was,
        "new": became,
        "delta": delta(was, became),
        "effect": change.effect if change else "",
        "identities": change.detail if change else "",
    }
