"""A page as a browser drew it: what is left where a page is made by scripts, and the group of WARC records that keeps it.

What the server sent is captured like anything else, exchange by exchange, before the browser sees it: the page as a ``shell``,
what it asked for as ``asset``. A rendering is one more capture, of ``fidelity`` browser: it says what the scripts made of them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from archive.capture import Capture, Fidelity, Outcome
from archive.digest import digest
from archive.groups import closing_record
from archive.warc import Record, new_id, record, warc_date

DOM_TYPE = "text/html; charset=utf-8"


@dataclass(slots=True)
class Rendering:
    """One page opened in a browser; without a ``dom`` it did not come to rest, and ``error`` says why."""

    url: str
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    duration_ms: int = 0
    dom: bytes | None = None
    """The document as its scripts left it, serialised as UTF-8 whatever its <meta> says."""
    screenshot: bytes | None = None
    """The whole page as PNG."""
    info: dict[str, Any] = field(default_factory=dict)
    """Browser, exchanges, what was not asked for and why, errors of scripts."""
    error: str | None = None


def rendering_group(
    rendering: Rendering, facts: Mapping[str, str | None], *, shell: Capture, warcinfo: str
) -> list[Record]:
    """Return the resource records ``urn:dom:``, ``urn:fullPage:``, ``urn:pageinfo:``, and the metadata record that closes them."""
    date = warc_date(rendering.started_at)
    dom_id = new_id() if rendering.dom is not None else None
    records = []

    def add(kind: str, block: bytes, content_type: str, **more: str | None) -> None:
        more |= {"target_uri": f"urn:{kind}:{rendering.url}", "warcinfo_id": warcinfo, "payload_digest": digest(block)}
        records.append(record("resource", block, date=date, content_type=content_type, **more))

    if rendering.dom is not None:
        add("dom", rendering.dom, DOM_TYPE, record_id=dom_id)
    if rendering.screenshot is not None:
        add("fullPage", rendering.screenshot, "image/png", concurrent_to=dom_id)
    info = {"shell": shell.capture, **rendering.info}
    add("pageinfo", json.dumps(info, ensure_ascii=False).encode(), "application/json", concurrent_to=dom_id)
    body = {
        **facts,
        "outcome": Outcome.OK if rendering.dom is not None else Outcome.FAILED,
        "status": shell.status,
        "content_type": DOM_TYPE if rendering.dom is not None else None,
        "entity_digest": digest(rendering.dom) if rendering.dom is not None else None,
        "error": rendering.error,
        "fidelity": Fidelity.BROWSER,
        "duration_ms": rendering.duration_ms,
    }
    records.append(
        closing_record(body, date=date, target_uri=rendering.url, warcinfo_id=warcinfo, concurrent_to=dom_id)
    )
    return records
