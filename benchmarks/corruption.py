"""Every figure and every label of every golden table spoilt in every way: ``python -m benchmarks.corruption [--every N]``.

Wrong readings of guarded figures, those in a strict identity of the undamaged report, have to be told of: by a flag for them or
their table, or by an identity that held before. Unguarded are table 2, which has no sums, and two figures of one sum exchanged
(57 维持 and 19 纠正): there the page says what is read, and nothing but its labels could contradict it.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from extraction import extract
from tests.corrupting import Corrupted, corrupted, mislabelled
from tests.truths import SILENT, is_located, judge, pages, silent

_COLUMNS = ("spoilt", "right or absent", "wrong, told", "located", "unguarded", SILENT)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only every Nth mistake")
    options = parser.parse_args()
    print(f"{'mistake':12}" + "".join(f"{name:>17}" for name in _COLUMNS))
    unseen = sum(run(kind, options.every) for kind in (corrupted, mislabelled))
    raise SystemExit(f"{unseen} reports with wrong figures passed unseen" if unseen else 0)


def run(mistakes: Callable[[str], Iterator[Corrupted]], every: int) -> int:
    counts: dict[str, Counter[str]] = {}
    examples: list[str] = []
    for page in pages():
        clean = extract(page.text.encode())
        for one in islice(mistakes(page.text), 0, None, every):
            report = extract(one.text.encode())
            outcome = judge(report, clean, page)
            counts.setdefault(one.kind, Counter()).update(
                {"spoilt": 1, outcome: 1, "located": is_located(report, page.truth)}
            )
            if outcome == SILENT:
                examples.append(f"  {page.name} {one.kind} {one.figure}: {silent(report, page)}")
    for kind, count in counts.items():
        print(f"{kind:12}" + "".join(f"{count[name]:17}" for name in _COLUMNS))
    print("\n".join(examples[:20]), end="\n" if examples else "")
    return sum(count[SILENT] for count in counts.values())


if __name__ == "__main__":
    main()
