"""The evidence for one figure: the right bytes, the right words, every identity, and one sentence where there is none."""

import re
from pathlib import Path

import pytest
from lxml import etree

from extraction import extract
from extraction.document import read_document
from extraction.explain import UnknownFigure, explain
from extraction.markup import table_stretch
from extraction.quote import quote
from extraction.report import Status
from extraction.shown import whole_text
from tests.composing import body, page, tables
from tests.test_bad_input import one_sentence, scrapy
from tests.truth import CHANGZHOU_2022

FIXTURES = Path(__file__).parent / "fixtures"
HIDING = "hidden_and_unclosed"
"""Cells nobody sees are counted in the bytes and not in the report, so the bytes of its cells are not told."""
PAGES = sorted(path for path in FIXTURES.glob("*/page.html") if path.parent.name != HIDING)
CELL = re.compile(r"cell: bytes (\d+)-(\d+)")


def explained(name: str, code: str, applicant: str | None = None) -> str:
    path = next((FIXTURES / name).glob("page.*")) if (FIXTURES / name).is_dir() else FIXTURES / "carriers" / name
    return "\n".join(explain(path.read_bytes(), code, applicant))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_the_bytes_named_are_the_cell(path: Path) -> None:
    """Every figure of every HTML fixture: cut out the bytes named, and what is left is the raw text."""
    payload = path.read_bytes()
    report, document = extract(payload), read_document(payload)
    cells = [seen for seen in report.observations if seen.origin == "table" and seen.locator]
    for seen in cells:
        said = "\n".join(quote(seen.locator or "", payload, document, report))
        found = CELL.search(said)
        assert found, (seen.locator, said)
        markup = payload[int(found[1]) : int(found[2])].decode(document.text.charset)
        assert markup.lower().startswith(("<td", "<th"))
        root = etree.HTML(f"<table><tr>{markup}</tr></table>")
        text = " ".join(whole_text(root).split())
        # A row whose cells cannot be told apart keeps all of them as raw; its locator names the first.
        assert text == seen.raw or (seen.status is Status.DAMAGED and seen.raw.startswith(text))


def test_a_figure_of_a_table() -> None:
    said = explained("hanweb_word", "requests.new", "natural_person")
    for line in (
        "value   56 件",
        "status  number",
        "raw     '56'",
        "origin  table",
        "locator /html/body/div[2]/div[1]/div/table[2]#r3c3",
        "pass T3-FLOW natural_person (strict): 56 + 3 = 59 | 57 + 2 = 59",
        "pass T3-APPLICANTS requests.new (strict): 56 + 2 + 0 + 0 + 0 + 0 = 58 | 58",
    ):
        assert line in said.splitlines()
    assert re.search(r"table: bytes \d+-\d+ of the page", said)
    assert '>>><td style="border:1px solid #000;width:64px"><p class="MsoNormal"' in said


def test_a_figure_that_fails_is_shown_with_both_sides() -> None:
    figures = CHANGZHOU_2022 | {("requests.new", "natural_person"): "2521"}
    said = "\n".join(explain(page(body(tables(figures))), "requests.new", "natural_person"))
    assert "fail T3-FLOW natural_person (strict): 2521 + 58 = 2579 | 2446 + 124 = 2570" in said
    assert "fail T3-APPLICANTS requests.new (strict): 2521 + 172 + 0 + 4 + 61 + 3 = 2761 | 2752" in said


def test_a_figure_of_a_text() -> None:
    said = explained("seed_000", "requests.new")
    assert "characters 3797-3801 of the text" in said
    assert "【2752】" in said
    assert "pass N-NEW requests.new (usual): prose 2752 | tables 2752" in said
    assert "claim   2752件 at section 1#chars 1232-1237: 2022年,全市各级行政机关累计受理" in said


def test_a_figure_of_a_sentence() -> None:
    said = explained("seed_003", "requests.new")
    assert "origin  narrative" in said
    assert "年内新受理政府信息公开申请【145件】" in said


def test_a_figure_of_a_pdf() -> None:
    said = explained("hongze-2024.pdf", "requests.new")
    assert "page 3, box 483.1, 496.8, 516.5, 519.6 points from the top left corner" in said


def test_a_figure_of_a_workbook_has_a_place_too() -> None:
    assert "place in the file: " in explained("changzhou-2022.xls", "requests.new")


def test_a_line_of_a_page() -> None:
    said = explained("divs_only", "review.total")
    assert "beside it: 57 19 14 25 【115】 64" in said


def test_a_figure_the_report_has_no_cell_for() -> None:
    said = explained("tables_as_images", "review.total")
    assert "status  missing" in said
    assert "locator none: the report has no cell for it" in said


def test_joint_figures_stand_in_claims_only() -> None:
    assert "requests.result.granted + requests.result.partial at section" in explained(
        "seed_003", "requests.result.granted"
    )


def test_two_tables_alike_are_not_told_apart() -> None:
    payload = b"<p>a</p>" + b"<table><tr><td>1</td></tr></table>" * 2
    document = read_document(payload)
    assert document.page
    table = next(document.page.root.iter("table"))
    assert table_stretch(payload, "utf-8", table) is None
    assert table_stretch(payload, "utf-16", table) is None


@pytest.mark.parametrize(
    ("code", "applicant", "words"),
    [
        ("review.totl", None, "did you mean review.total"),
        ("zzz", None, "codebook.json"),
        ("requests.new", "natural", "did you mean natural_person"),
        ("review.total", "total", "leave --applicant out"),
        ("disclosure.penalty.items_change", None, "its layout is f2021"),
    ],
)
def test_what_is_unknown_is_one_sentence(code: str, applicant: str | None, words: str) -> None:
    with pytest.raises(UnknownFigure, match=re.escape(words)):
        explained("hanweb_word", code, applicant)


def test_no_report() -> None:
    with pytest.raises(UnknownFigure, match="no annual report"):
        explained("website_report", "review.total")


def test_the_command(tmp_path: Path) -> None:
    page_file = str(FIXTURES / "hanweb_word" / "page.html")
    done = scrapy(tmp_path, "extract", page_file, "--explain", "requests.new", "--applicant", "natural_person")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == explained("hanweb_word", "requests.new", "natural_person")
    assert "requests.new" in one_sentence(scrapy(tmp_path, "extract", page_file, "--explain", "requests.nev"))
    assert "--explain" in one_sentence(scrapy(tmp_path, "extract", page_file, "--applicant", "total"))
