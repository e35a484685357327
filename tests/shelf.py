"""A small database of composed reports, for questions about many of them: no crawl, no file."""

from collections.abc import Iterable, Mapping
from typing import Any

from archive.capture_rows import enter_capture
from archive.database import memory_database
from archive.readings import NO_LAYERS, choose_extractor, record_readings
from extraction import AnnualReport, Check, Observation
from extraction.checks import run_checks
from extraction.narrative import compare_claims, passages, read_claims
from extraction.narrative.amounts import Amounts
from extraction.report import Flag, Section
from extraction.tables import missing
from extraction.totals import blank_totals
from extraction.values import read
from tests.truth import Figures

Key = tuple[str, str | None]
"""Indicator and applicant."""
PORTAL = "jiangsu_changzhou"
ADCODE = "320400"
PUBLISHER = "常州市人民政府"


def observed(key: Key, raw: str | None, origin: str = "table") -> Observation:
    """A figure as it is read from a cell; None: the report has no cell for it."""
    if raw is None:
        return missing(key)
    status, value, unit = read(raw)
    return Observation(*key, value, status, raw, unit or "", origin, f"/html/body/table#{key[0]}")


def composed(
    figures: Mapping[Key, str | None],
    *,
    layout: str = "f2021",
    year: int = 2022,
    prose: Mapping[str, str] = {},
    origins: Mapping[Key, str] = {},
    flags: Iterable[Flag] = (),
    publisher: str = PUBLISHER,
    twins: Iterable[Observation] = (),
) -> AnnualReport:
    """The reading of a report with these figures and sections (heading to text)."""
    seen = {key: observed(key, raw, origins.get(key, "table")) for key, raw in figures.items()}
    layouts = dict.fromkeys(("t2", "t3", "t4"), layout)
    sections = tuple(Section(number, heading, text) for number, (heading, text) in enumerate(prose.items(), 1))
    claims = read_claims(passages(sections), layout=layout, year=year)
    checks: tuple[Check, ...] = (*run_checks(seen, layouts), *compare_claims(claims, Amounts(seen), layout=layout))
    return AnnualReport(
        title=f"{publisher}{year}年政府信息公开工作年度报告",
        publisher=publisher,
        publisher_kind="government",
        publisher_level="prefecture",
        report_year=year,
        format=layout,
        sections=sections,
        observations=tuple(seen.values()),
        twins=tuple(twins),
        claims=claims,
        checks=checks,
        flags=(*flags, *blank_totals(seen, layouts)),
    )


def changed(figures: Mapping[Any, str | None], changes: Mapping[Any, str | None]) -> dict[Key, str | None]:
    return {**figures, **changes}


def following(figures: Figures) -> Figures:
    """The year after: what was carried out is carried in, and is all that is handled; nothing else happens."""
    applicants = [who for code, who in figures if code == "requests.new"]
    later: Figures = dict.fromkeys(figures, "0")
    for who in applicants:
        for code in ("requests.carried_in", "requests.result.granted", "requests.result.total"):
            later[code, who] = figures["requests.carried_out", who]
    for kind in ("rules", "normative_docs"):
        later[f"disclosure.{kind}.in_force", None] = figures[f"disclosure.{kind}.in_force", None]
    for route in ("review", "litigation.direct", "litigation.after_review"):
        for outcome in ("upheld", "total"):
            later[f"{route}.{outcome}", None] = figures[f"{route}.pending", None]
    return later


class Shelf:
    """A database to put readings into."""

    def __init__(self) -> None:
        self.database = memory_database()
        choose_extractor(self.database, "1")
        self._count = 0

    def put(
        self,
        report: AnnualReport,
        at: str = "2023-03-10T00:00:00Z",
        *,
        portal: str = PORTAL,
        adcode: str = ADCODE,
        url: str | None = None,
        fidelity: str = "wire",
        outcome: str = "ok",
    ) -> int:
        """Enter one visit that showed this report; return the snapshot."""
        self._count += 1
        number = self._count
        url = url or f"https://www.changzhou.gov.cn/{report.publisher}/{report.report_year}.html"
        self.database.table("run").insert(
            {
                "run": f"{portal}-{number:06}",
                "portal": portal,
                "adcode": adcode,
                "software": "",
                "domains": "",
                "scope": "",
                "started_at": at,
                "finished_at": at,
                "finish_reason": "finished",
            }
        )
        enter_capture(
            self.database.conn,
            {
                "capture": f"<urn:{number}>",
                "run": f"{portal}-{number:06}",
                "captured_at": at,
                "took": 0,
                "role": "report",
                "url": url,
                "outcome": outcome,
                "fidelity": fidelity,
                "status": 200,
                "snapshot": number,
                "document": url,
                "file": "",
                "offset": number,
                "length": 0,
            },
        )
        self.read(number, report)
        return number

    def read(self, snapshot: int, report: AnnualReport, extractor: str = "1") -> None:
        """Enter what a version of the extractor reads in a snapshot."""
        record_readings(self.database, extractor, [(snapshot, report, NO_LAYERS)])
