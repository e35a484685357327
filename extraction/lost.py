"""The rows of one document that have lost their boundaries, and what became of them."""

from collections.abc import Iterable, Mapping

from extraction.boundaries import lost_run
from extraction.found import Found
from extraction.proof import LostRow, Proof, prove
from extraction.report import Flag, Observation, Status
from extraction.terms import Key

ORIGIN = "split"


class LostRows:
    """Collects rows that could not be read; settles them when everything else of the tables is known."""

    def __init__(self) -> None:
        self._rows: dict[LostRow, str] = {}

    def remember(self, row: Found, keys: Iterable[Key], seen: Mapping[Key, Observation]) -> None:
        """Keep a row that is all digits, unless another row has already given one of its figures (in printed order)."""
        keys = tuple(keys)
        digits = lost_run(row.values, len(keys))
        if digits and keys and all(seen[key].status is Status.DAMAGED for key in keys):
            text = f"{row.table}: {row.label or 'figures'}: {row.values[0].text}"
            self._rows[LostRow(row.table, digits, keys)] = text

    def settle(self, seen: dict[Key, Observation], layouts: Mapping[str, str], flags: list[Flag]) -> None:
        """Put the proven figures in the place of the unread ones, and flag each row with the proof or why there is none."""
        for proof in prove(list(self._rows), seen, layouts) if self._rows else ():
            text = self._rows[proof.row]
            if proof.numbers is None:
                flags.append(Flag("split_not_proven", f"{text}: {proof.reason}"))
                continue
            flags[:] = [flag for flag in flags if flag != Flag("row_not_read", text)]
            flags.append(_told(text, proof))
            for key, number in zip(proof.row.keys, map(str, proof.numbers), strict=True):
                seen[key] = seen[key]._replace(value=number, status=Status.NUMBER, raw=number, origin=ORIGIN)


def _told(text: str, proof: Proof) -> Flag:
    cells = " ".join(map(str, proof.numbers or ()))
    return Flag("split_proven", f"{text}: {cells}, which alone satisfies {', '.join(proof.identities)}")
