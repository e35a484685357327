"""Reports with tables in pictures, from bytes to figures: pages, scans, Word files, and what else the report says."""

import json
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extraction import AnnualReport, Observation, Part, Status, extract
from extraction.carriers import page_images
from extraction.explain import explain
from tests.carrying import as_docx, as_scan
from tests.composing import body, page, tables
from tests.pictures import FOLDER, REPORTS, box_of, painted
from tests.test_carriers import HONGZE, hongze
from tests.truth import Figures

ROOT = Path(__file__).parent.parent
PAGE = "https://www.example.gov.cn/art/2023/3/9/art_1.html"
NAMES = ("jingjiang-t2-serif-96.png", "jingjiang-t3-serif-96.png", "jingjiang-t4-bold-96.png")
JINGJIANG = REPORTS["jingjiang"]
TABLES = tables(JINGJIANG)
NEW = ("requests.new", "total")


def seen_in(report: AnnualReport) -> dict[tuple[str, str | None], Observation]:
    return {(one.indicator, one.applicant): one for one in report.observations}


def codes(report: AnnualReport) -> set[str]:
    return {flag.code for flag in report.flags}


def wrong(report: AnnualReport, truth: Figures) -> list[Observation]:
    """What claims to be a number and is not the one printed."""
    seen = seen_in(report)
    return [seen[key] for key, value in truth.items() if seen[key].value not in {None, value}]


def pictured(number: int) -> str:
    return f'<p><img src="/picture/t{number}.png"></p>'


def part(number: int, payload: bytes | None = None) -> Part:
    """The picture of table 2, 3 or 4."""
    payload = (FOLDER / NAMES[number - 2]).read_bytes() if payload is None else payload
    return Part(payload, f"https://www.example.gov.cn/picture/t{number}.png", "image/png")


def html(*parts: str) -> bytes:
    return page(body(parts))


def report_of(content: bytes, parts: Iterable[Part] = ()) -> AnnualReport:
    return extract(content, url=PAGE, parts=tuple(parts))


@cache
def by_picture() -> AnnualReport:
    """Table 3 is a picture, the others are not."""
    return report_of(html(TABLES[0], pictured(3), TABLES[2]), [part(3)])


def test_a_picture_gives_the_figures_that_no_table_prints() -> None:
    report = by_picture()
    seen = seen_in(report)
    assert {key: one.value for key, one in seen.items() if key in JINGJIANG} == JINGJIANG
    assert {(one.indicator.partition(".")[0], one.origin) for one in report.observations} >= {
        ("disclosure", "table"),
        ("requests", "ocr"),
        ("review", "table"),
    }
    address, _, box = (seen[NEW].locator or "").partition("#")
    assert address == part(3).url
    assert len(box.split(",")) == 4
    assert {check.verdict.value for check in report.checks if check.severity == "strict"} == {"pass"}
    assert not codes(report) & {"table_is_image", "table_missing"}


def test_a_printed_table_has_the_word_and_a_picture_that_differs_is_a_finding() -> None:
    printed = tables(JINGJIANG | {NEW: "154"})
    report = report_of(html(printed[0], pictured(3) + printed[1], printed[2]), [part(3)])
    assert (seen_in(report)[NEW].value, seen_in(report)[NEW].origin) == ("154", "table")
    assert len(report.twins) == 175
    (told,) = [flag.detail for flag in report.flags if flag.code == "twins_disagree"]
    assert told == f"requests.new total: 154 (table), 145 ({part(3).url})"


def test_a_figure_that_nothing_confirms_yields_to_prose() -> None:
    seen = seen_in(by_picture())
    false = painted(NAMES[1], {box_of(seen[NEW]): box_of(seen["requests.result.granted", "total"])})
    pictures = [part(3, false)]
    silent = report_of(html(TABLES[0], pictured(3), TABLES[2]), pictures)
    assert (seen_in(silent)[NEW].status, seen_in(silent)[NEW].value) == (Status.DAMAGED, None)
    assert Status.NUMBER not in {seen_in(silent)["requests.new", who].status for who in ("natural_person", "other_org")}
    assert "ocr_candidates" in codes(silent)
    said = html(TABLES[0], f"<p>2022年,新收政府信息公开申请145件。</p>{pictured(3)}", TABLES[2])
    told = report_of(said, pictures)
    assert (seen_in(told)[NEW].value, seen_in(told)[NEW].origin) == ("145", "narrative")
    assert [(twin.raw, twin.origin) for twin in told.twins] == [(JINGJIANG["requests.result.granted", "total"], "ocr")]
    assert not wrong(told, JINGJIANG)


def test_pictures_are_read_in_the_order_of_the_page() -> None:
    """They arrive in any order, and the same snapshot has to give the same report."""
    content = html(pictured(2), pictured(3), pictured(4))
    parts = [part(number) for number in (2, 3, 4)]
    forwards, backwards = report_of(content, parts), report_of(content, parts[::-1])
    assert forwards == backwards
    assert {key: one.value for key, one in seen_in(forwards).items() if key in JINGJIANG} == JINGJIANG


@pytest.mark.parametrize("name", ["logo.png", "photo.png"])
def test_ornaments_and_broken_pictures_change_no_figure(name: str) -> None:
    plain = report_of(html(*TABLES))
    payload = b"\x89PNG\r\n\x1a\n" + bytes(100) if name == "photo.png" else _icon()
    with_it = report_of(html(*TABLES), [Part(payload, f"https://www.example.gov.cn/{name}")])
    assert with_it.observations == plain.observations
    assert codes(with_it) - codes(plain) == ({"picture_not_read"} if name == "photo.png" else set())


def _icon() -> bytes:
    return bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )


def test_a_picture_that_cannot_be_read_is_no_report() -> None:
    report = extract(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert codes(report) == {"not_a_report", "picture_not_read"}
    assert report.observations == ()


# Files.


@cache
def scanned() -> AnnualReport:
    """Hongze 2024: real print, tables over three pages, table 2 of 2021 with table 3 of 2019; here without its text."""
    return extract(as_scan(*page_images(HONGZE, (1, 2, 3, 4))))


def test_a_scanned_report() -> None:
    report = scanned()
    assert not wrong(report, hongze())
    assert sum(one.status == Status.NUMBER for one in report.observations) >= 180
    assert (report.publisher, report.report_year, report.format) == ("淮安市洪泽区人民政府", 2024, "f2019")
    assert codes(report) >= {"page_is_image", "title_recognised", "hybrid_layout"}
    assert {one.origin for one in report.observations} == {"ocr"}
    assert not report.claims, "digits read in sentences are confirmed by nothing"


def test_locators_in_a_scan_are_those_of_the_printed_page() -> None:
    """Page and box in points, so that the same figure of the file with its text stands in the same place."""
    printed, seen = seen_in(extract(HONGZE)), seen_in(scanned())
    for key in (("disclosure.licensing.decisions", None), ("requests.new", "total"), ("review.total", None)):
        page_, _, box = (printed[key].locator or "").partition("#")
        left, top, right, bottom = map(float, box.split(","))
        assert (seen[key].locator or "").startswith(f"{page_}#")
        x0, y0, x1, y1 = box_of(seen[key])
        assert x0 < (left + right) / 2 < x1
        assert y0 < (top + bottom) / 2 < y1


def test_a_scanned_attachment_and_a_page_that_prints_one_table() -> None:
    content = page(body((TABLES[0], "<p>见附件。</p>", "<p>见附件。</p>")))
    picture = (FOLDER / NAMES[1]).read_bytes()
    attached = Part(as_scan(picture), "https://www.example.gov.cn/attach/1.pdf", "application/pdf")
    report = report_of(content, [attached])
    seen = seen_in(report)
    assert not wrong(report, JINGJIANG)
    assert (seen[NEW].value, seen[NEW].origin) == ("145", "ocr")
    assert (seen[NEW].locator or "").startswith("https://www.example.gov.cn/attach/1.pdf page1#")


def test_a_table_pasted_into_word_as_a_picture() -> None:
    report = extract(as_docx(JINGJIANG, drawn={7: (FOLDER / NAMES[1]).read_bytes()}))
    seen = seen_in(report)
    assert {key: one.value for key, one in seen.items() if key in JINGJIANG} == JINGJIANG
    assert (seen["disclosure.rules.issued", None].origin, seen[NEW].origin) == ("office", "ocr")
    assert (seen[NEW].locator or "").startswith("word/media/image1.png#")


# Without the extra, and on the command line.


def alone(code: str, *arguments: str) -> str:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, timeout=120).stdout


def test_without_the_extra_there_is_one_flag_and_nothing_else(tmp_path: Path) -> None:
    content = html(TABLES[0], pictured(3), pictured(4))
    (tmp_path / "page.html").write_bytes(content)
    (tmp_path / "scan.pdf").write_bytes(as_scan((FOLDER / NAMES[1]).read_bytes()))
    code = (
        "import json, pathlib, sys\n"
        "sys.modules['rapidocr'] = None\n"
        "from extraction import Part, extract\n"
        "folder, pictures = pathlib.Path(sys.argv[1]), sys.argv[2:]\n"
        "parts = [Part(pathlib.Path(one).read_bytes(), one) for one in (*pictures, folder / 'scan.pdf')]\n"
        "read = [extract((folder / 'page.html').read_bytes(), parts=given) for given in ([], parts)]\n"
        "print(json.dumps([one.as_json() for one in (*read, extract(parts[-1].payload))]))"
    )
    plain, given, scan = json.loads(alone(code, str(tmp_path), *(str(FOLDER / name) for name in NAMES)))
    assert [flag["code"] for flag in given["flags"] if flag not in plain["flags"]] == ["ocr_not_installed"]
    assert {**given, "flags": []} == {**plain, "flags": []}
    assert {flag["code"] for flag in scan["flags"]} == {"not_a_report", "page_is_image", "ocr_not_installed"}


def test_the_command_reads_a_picture_and_tells_the_time_beside_the_report() -> None:
    path = FOLDER / "changzhou-t4-bold-96-q60.jpg"
    command = [sys.executable, "-m", "scrapy", "extract", str(path), "--json"]
    runs = [
        subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, timeout=120) for _ in range(2)
    ]
    report: dict[str, Any] = json.loads(runs[0].stdout)
    assert runs[0].stdout == runs[1].stdout
    assert [one["value"] for one in report["observations"] if one["indicator"] == "review.total"] == ["115"]
    assert runs[0].stderr.startswith("picture: a table of 34 cells in ")
    lines = list(explain(path.read_bytes(), "review.total"))
    (where,) = [line for line in lines if line.startswith("locator ")]
    assert f"  picture, box {where.partition('#')[2].replace(',', ', ')} pixels from the top left corner" in lines
