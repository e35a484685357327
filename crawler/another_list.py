"""Whether a later page of a list is a page of that list at all."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.items import ListScan, Row
from extraction.title import parse_title


def is_another_list(fresh: Iterable[Row], scan: ListScan) -> bool:
    """Whether a later page holds nothing of the list begun: portals answer a page they lack with the news of the day."""
    known = {_shape(row.url) for row, _ in scan.verdicts.values()}
    return (
        bool(known and fresh)
        and known.isdisjoint(_shape(row.url) for row in fresh)
        and not any(parse_title(row.title).is_report for row in fresh)
    )


def _shape(url: str) -> str:
    """Return an address with its numbers taken out: what addresses of one list have in common."""
    parts = urlsplit(url)
    return parts.netloc + re.sub(r"\b[0-9a-f]{16,}\b|\d+", "#", parts.path)
