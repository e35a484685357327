"""Every golden page under seeded damage: ``python -m benchmarks.damage [--variants 1000] [--kind bytes_lost]``.

A number read from a damaged page that is not the number printed there, with no flag and no failing identity about it, is a
counter-example and is listed; the goal is none. The share still read exactly is what the damage costs.
"""

import argparse
from collections import Counter
from random import Random

from extraction import extract
from tests.damaging import DAMAGES, Damage
from tests.truths import pages, read_exactly, silent, wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--variants", type=int, default=1000)
    parser.add_argument("--kind", choices=[kind.__name__ for kind in DAMAGES])
    options = parser.parse_args()
    print(f"{'damage':24} {'variants':>8} {'figures':>8} {'exact':>7} {'wrong, told':>11} {'wrong, silent':>13}")
    unseen = sum(run(kind, options.variants) for kind in DAMAGES if options.kind in {None, kind.__name__})
    raise SystemExit(f"{unseen} wrong figures passed unseen" if unseen else 0)


def run(kind: Damage, variants: int) -> int:
    """Measure one kind of damage; how many wrong figures nobody is told of."""
    count: Counter[str] = Counter()
    examples: list[str] = []
    known = pages()
    for seed in range(variants):
        page = known[seed % len(known)]
        report = extract(kind(page.text, Random(seed)).encode())
        unseen = silent(report, page)
        count["figures"] += sum(value is not None for value in page.truth.values())
        count["exact"] += read_exactly(report, page.truth)
        count["wrong"] += len(wrong(report, page.truth))
        count["silent"] += len(unseen)
        if unseen:
            (code, who), value = next(iter(unseen.items()))
            examples.append(
                f"  {kind.__name__} seed {seed} {page.name}: {code} {who or ''} {value}, {len(unseen)} in all"
            )
    share = count["exact"] / count["figures"]
    told = count["wrong"] - count["silent"]
    print(f"{kind.__name__:24} {variants:8} {count['figures']:8} {share:7.1%} {told:11} {count['silent']:13}")
    print("\n".join(examples[:12]), end="\n" if examples else "")
    return count["silent"]


if __name__ == "__main__":
    main()
