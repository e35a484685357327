"""What does not add up, and why: findings on every report as it is shown now.

::

    reports ──> identities    within one report, with the cell that explains a failure
      │         prose         sentences against tables
      │         wording       sentences against each other, and words such as 均获维持
      │         figures       kinds of numbers, blank totals, other carriers of the same report
      │         years         the year before, in every version of it
      │         growth        what the prose says of both years
      │         plausible     what is unlikely beside the year before
      │         copied        words that others say too, places that are elsewhere
      └──────────────────────────────> gather

Nothing is changed and nothing is decided: a value that would satisfy the form stands in the finding, the figure stays as it is
printed. `stored` alone reads tables, `cause` alone says whose mistake something is, `rules` alone what a rule is called.
"""

from audit.checks.finding import FINDING, Finding
from audit.checks.gather import Findings, findings
from audit.checks.listed import ListedFinding, Wanted, counted, listed

__all__ = ["FINDING", "Finding", "Findings", "ListedFinding", "Wanted", "counted", "findings", "listed"]
