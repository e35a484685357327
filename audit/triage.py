"""How what was found stands with the auditors: open, confirmed, dismissed or in question.

Judged can be whatever has an identity made of what it is and of the values it shows (`archive.triage.identity_of`). A verdict holds
while both are the same. When the values change, the same subject has another identity: it is open again, and what was said of the
old values is its history.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

from archive.triage import Judgement, Opinion, Triage
from archive.warc import warc_date


class Judgeable(Protocol):
    """A finding or a change."""

    @property
    def id(self) -> str: ...
    @property
    def subject(self) -> tuple[str, ...]: ...
    @property
    def seen(self) -> tuple[str, ...]: ...


class Thing(NamedTuple):
    """What can be judged, by itself."""

    id: str
    subject: tuple[str, ...]
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one thing stands."""

    judgement: Judgement | None
    """The last verdict that was given on exactly these values; None: open."""
    history: tuple[Judgement, ...]
    """Everything else said of the same subject, oldest first: earlier verdicts, and those on other values."""

    def as_columns(self) -> dict[str, Any]:
        """Return it as the columns of a list; the three that an auditor fills in stand last."""
        last = self.judgement
        return {
            "judged_at": last.when if last else None,
            "history": "; ".join(map(_told, self.history)),
            "verdict": last.verdict.value if last else "",
            "who": last.who if last else "",
            "note": last.note if last else "",
        }


def _told(judgement: Judgement) -> str:
    values = " / ".join(filter(None, judgement.seen))
    return f"{judgement.when} {judgement.who}: {judgement.verdict}{f' ({values})' if values else ''} {judgement.note}".strip()


class Desk:
    """All verdicts, ready to be asked for by what they are about."""

    def __init__(self, triage: Triage) -> None:
        self._subjects: dict[tuple[str, tuple[str, ...]], list[Judgement]] = {}
        # Those of another archive are appended when it is merged, whenever they were given.
        for judgement in sorted(triage.judgements, key=lambda one: one.when):
            self._subjects.setdefault((judgement.kind, judgement.subject), []).append(judgement)

    def standing(self, kind: str, one: Judgeable) -> Standing:
        said = self._subjects.get((kind, one.subject), [])
        valid = [judgement for judgement in said if judgement.id == one.id]
        last = valid[-1] if valid else None
        return Standing(last, tuple(judgement for judgement in said if judgement is not last))


def judged(kind: str, one: Judgeable, verdict: Opinion, who: str, note: str) -> Judgement:
    """Return a verdict given now on what is seen now."""
    now = warc_date(datetime.now(UTC))
    return Judgement(one.id, kind, verdict, who, now, note, one.subject, one.seen)


class UnknownIdError(ValueError):
    """A beginning of an identity that fits none or several; the message is one sentence."""


def pick(beginning: str, things: Iterable[tuple[str, Judgeable]]) -> tuple[str, Judgeable]:
    """Return kind and thing of the only one whose identity begins like this. Raises `UnknownIdError` if there is not one."""
    found: Sequence[tuple[str, Judgeable]] = [(kind, one) for kind, one in things if one.id.startswith(beginning)]
    if len({one.id for _, one in found}) == 1:
        return found[0]
    if not found:
        raise UnknownIdError(f"Nothing in the archive has the id {beginning!r} now: its values may have changed.")
    several = ", ".join(sorted({one.id for _, one in found})[:3])
    raise UnknownIdError(f"{beginning!r} begins several ids ({several} …): give more of it.")
