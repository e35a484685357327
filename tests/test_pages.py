"""Composed pages against the figures they were composed from; the golden files beside them are dumps for review only."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from extraction import AnnualReport, Observation, Status, extract
from tests.pages import PAGES, Made

FIXTURES = Path(__file__).parent / "fixtures"
_MARKS = frozenset(("/", "—", "－", "无", "--", "\\"))


def read(made: Made) -> AnnualReport:
    return extract(made.payload, content_type=made.content_type)


def expected(text: str) -> tuple[Status, str | None]:
    if not text:
        return Status.BLANK, None
    return (Status.MARK, None) if text in _MARKS else (Status.NUMBER, text)


def is_table(seen: Observation) -> bool:
    return seen.origin != "narrative"


@pytest.mark.parametrize("name", PAGES)
def test_every_printed_figure(name: str) -> None:
    made = PAGES[name]()
    report = read(made)
    seen = {(one.indicator, one.applicant): one for one in report.observations if is_table(one)}
    for key, text in made.truth.items():
        found = seen[key].status, seen[key].value
        assert found == expected(text) or (key[0] in made.unread and found[1] is None), (key, text, seen[key])
    assert all(one.value is None for key, one in seen.items() if key not in made.truth)
    assert made.flags <= {flag.code for flag in report.flags}


@pytest.mark.parametrize("name", PAGES)
def test_the_fixture_is_the_composed_page(name: str, request: pytest.FixtureRequest) -> None:
    made = PAGES[name]()
    path = FIXTURES / name / f"page.{made.suffix}"
    capture = {"url": f"https://www.example.gov.cn/{name}.html", "content_type": made.content_type}
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made.payload)
        told = json.dumps(capture, ensure_ascii=False, indent=1)
        (path.parent / "capture.json").write_text(f"{told}\n", encoding="utf-8")
    assert path.read_bytes() == made.payload
    assert json.loads((path.parent / "capture.json").read_text(encoding="utf-8")) == capture


def test_a_reading_does_not_depend_on_the_process() -> None:
    """Sets of strings have another order in every process; a reading must have one."""
    script = "import sys, extraction; print(extraction.extract(open(sys.argv[1], 'rb').read()))"
    path = FIXTURES / "bytes_lost" / "page.html"
    readings = {
        subprocess.run(
            [sys.executable, "-c", script, str(path)],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(readings) == 1
