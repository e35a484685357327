"""Figures that reports give in prose, under the codes of the tables.

    passages ── prose ──> sentences ── numbers ──> matching (patterns.json) ──> claims ─┬─ comparison ──> checks
                 leaves out plans       exact or           context: whose year,         └─ choice ──> observations
                 and other years        damaged            whose cases                     where no table has them

A claim is a second witness. It never overwrites a figure of a table and is never repaired; a joint figure stays one.
"""

from extraction.narrative.amounts import Amounts
from extraction.narrative.choice import quoted
from extraction.narrative.claim import Claim, Passage, passages
from extraction.narrative.comparison import compare_claims, matches
from extraction.narrative.reading import read_claims

__all__ = ["Amounts", "Claim", "Passage", "compare_claims", "matches", "passages", "quoted", "read_claims"]
