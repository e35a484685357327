"""What a visit that found a page unchanged has to say of itself: where it differs from the one it refers to.

Most visits are such, for years, and each has to be kept. So a revisit record stands alone. Its facts are in its own header, in the
field WARC-JSON-Metadata, without those it shares with the capture whose payload it repeats; so is its request, as the lines that
are not those of the request recorded there. Both come back byte for byte.
"""

import json
from collections.abc import Mapping
from itertools import takewhile
from typing import Any

from archive.capture import Outcome
from archive.errors import DamagedRecordError
from archive.warc import REVISIT_NOT_MODIFIED, Record

FIELD = "WARC-JSON-Metadata"
SHARED = (
    "role", "outcome", "fidelity", "status", "content_type", "payload_digest", "entity_digest", "document", "via", "listed_title",
    "listed_date", "error",
)  # fmt: skip
"""Facts that are left out where they are as `expected`."""


def expected(profile: str, holder: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a revisit of this profile that says none of itself: those of its holder, and what a 304 is."""
    confirmed = {"outcome": Outcome.NOT_MODIFIED, "status": 304} if profile == REVISIT_NOT_MODIFIED else {}
    return {**{name: holder[name] for name in SHARED}, **confirmed}


def told(facts: Mapping[str, Any], request: bytes, *, base: Mapping[str, Any] | None, base_request: bytes) -> str:
    """Return the field of a revisit: JSON in ASCII. ``base`` is what is `expected` of it; without, it says everything itself."""
    own = {name: facts.get(name) for name in SHARED if base is None or facts.get(name) != base[name]}
    others = {name: value for name, value in facts.items() if name not in SHARED and value is not None}
    return json.dumps({**own, **others, "request": _difference(request, base_request)}, separators=(",", ":"))


def facts_of(record: Record) -> dict[str, Any]:
    """Return what a revisit record with the field tells of itself."""
    facts: dict[str, Any] = json.loads(record.fields[FIELD])
    return facts


def request_of(record: Record, base_request: bytes) -> bytes:
    """Return the request that a revisit answers, as it was sent. Raises `DamagedRecordError` if ``base_request`` is not whole."""
    first, last, between = facts_of(record)["request"]
    lines = base_request.split(b"\r\n")
    if first + last > len(lines):
        raise DamagedRecordError(f"{record.id}: the request it differs from is damaged.")
    return b"\r\n".join([*lines[:first], *between.encode("latin-1").split(b"\r\n"), *lines[len(lines) - last :]])


def _difference(request: bytes, base: bytes) -> tuple[int, int, str]:
    """Return how many lines of ``base`` come first and last in a request, and what stands between them."""
    lines, known = request.split(b"\r\n"), base.split(b"\r\n")
    most = min(len(lines) - 1, len(known))
    first = min(_common(lines, known), most)
    last = min(_common(lines[::-1], known[::-1]), most - first)
    return first, last, b"\r\n".join(lines[first : len(lines) - last]).decode("latin-1")


def _common(one: list[bytes], other: list[bytes]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
