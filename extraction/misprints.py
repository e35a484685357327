"""What may have happened to a number on its way to the page: the slips of typing and pasting."""

from collections.abc import Iterable


def likely_slip(printed: str | None, meant: str, neighbours: Iterable[str] = ()) -> str | None:
    """A short name for the step from the number meant to the one printed; None if no single slip leads there.

    >>> [likely_slip(printed, "2521") for printed in ("2512", "251", "25521", "2527", "9")]
    ['digits swapped', 'digit lost', 'digit added', 'one digit differs', None]
    >>> likely_slip("252118", "2521", ["18", "0"]), likely_slip(None, "7"), likely_slip("12", "21")
    ("neighbours' digits joined", 'left blank', 'digits swapped')
    """
    if printed is None:
        return "left blank"
    if any(len(other) > 1 and printed in {meant + other, other + meant} for other in neighbours):
        return "neighbours' digits joined"
    if len(printed) == len(meant):
        differing = sum(here != there for here, there in zip(printed, meant, strict=True))
        if differing == 1:
            return "one digit differs"
        return "digits swapped" if differing == 2 and sorted(printed) == sorted(meant) else None
    slip, longer, shorter = (
        ("digit lost", meant, printed) if len(printed) < len(meant) else ("digit added", printed, meant)
    )
    return slip if _without_one(longer, shorter) else None


def _without_one(longer: str, shorter: str) -> bool:
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
